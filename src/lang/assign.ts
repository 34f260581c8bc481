/** Where values go: names, attributes, elements, and patterns of these. */
import { setAttribute } from "./attributes.ts";
import { setIndex } from "./indexing.ts";
import type { Machine, Run } from "./machine.ts";
import type { Scope } from "./scope.ts";
import type { Span } from "./source.ts";
import type { ListPattern, RecordPattern, Target } from "./tree.ts";
import { Fields, kindOf, type LangValue, List } from "./values.ts";

export interface Mode {
  /** Whether names are declared in the scope; otherwise they are looked for, from there outwards. */
  readonly declares: "const" | "let" | undefined;
  /** Whether a node gets the name as its label. Parameters and the variables of loops label nothing. */
  readonly labels: boolean;
}
export const ASSIGN: Mode = { declares: undefined, labels: true };
export const LOCAL: Mode = { declares: "let", labels: false };

export function* assign(
  machine: Machine,
  target: Target,
  value: LangValue,
  scope: Scope,
  mode: Mode,
): Run<void> {
  switch (target.kind) {
    case "Name":
      assignName(machine, target.name, value, scope, target.span, mode);
      break;
    case "Attribute":
      setAttribute(machine, yield* machine.evaluate(target.object, scope), target, value);
      break;
    case "Index": {
      const object = yield* machine.evaluate(target.object, scope);
      if (target.index.kind === "Slice") machine.fail("a slice can't be assigned", target.span);
      else setIndex(machine, object, yield* machine.evaluate(target.index, scope), value, target.span);
      break;
    }
    case "ListPattern":
      yield* unpack(machine, target, value, scope, mode);
      break;
    case "RecordPattern":
      yield* takeApart(machine, target, value, scope, mode);
  }
}

export function assignName(
  machine: Machine,
  name: string,
  value: LangValue,
  scope: Scope,
  at: Span,
  { declares, labels }: Mode,
): void {
  const binding = declares
    ? scope.declare(name, undefined, declares === "const")
    : (scope.find(name) ?? scope.declareInProgram(name));
  if (binding.constant && !declares) machine.fail(`\`${name}\` is a constant`, at);
  if (labels) machine.recorder.named(name, value, binding.value, binding.frame);
  binding.value = value;
}

function* unpack(
  machine: Machine,
  { items, exact, span }: ListPattern,
  value: LangValue,
  scope: Scope,
  mode: Mode,
): Run<void> {
  const values = [...machine.elements(value, span)];
  const rest = items.findIndex((item) => item.rest);
  const fixed = rest < 0 ? items.length : items.length - 1;
  const extra = values.length - fixed;
  if (exact && (rest < 0 ? extra !== 0 : extra < 0))
    machine.fail(
      `${fixed} value${fixed === 1 ? " is" : "s are"} wanted here, and there are ${values.length}`,
      span,
    );
  let used = 0;
  for (const item of items) {
    if (item.rest) {
      const count = Math.max(0, extra);
      yield* assign(machine, item.target, new List(values.slice(used, used + count)), scope, mode);
      used += count;
    } else {
      const given = values[used++] ?? null;
      const part = given === null && item.fallback ? yield* machine.evaluate(item.fallback, scope) : given;
      yield* assign(machine, item.target, part, scope, mode);
    }
  }
}

function* takeApart(
  machine: Machine,
  { entries, span }: RecordPattern,
  value: LangValue,
  scope: Scope,
  mode: Mode,
): Run<void> {
  if (!(value instanceof Fields)) machine.fail(`${kindOf(value)} has no fields to take apart`, span);
  for (const { name, target, fallback } of entries) {
    const given = value.entries.get(name) ?? null;
    yield* assign(
      machine,
      target,
      given === null && fallback ? yield* machine.evaluate(fallback, scope) : given,
      scope,
      mode,
    );
  }
}
