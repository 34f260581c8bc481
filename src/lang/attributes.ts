/**
 * What stands behind a dot. Every kind of value has a table here, and what is not in the table does not exist: a name
 * in a program is never looked up on an object of the host.
 */
import { isOp, type Op, Operand } from "../op.ts";
import { Value } from "../value.ts";
import type { CallSite } from "./call.ts";
import { nearest } from "./errors.ts";
import { javascriptLists, pythonLists } from "./lists.ts";
import type { Machine } from "./machine.ts";
import { opsByName } from "./names.ts";
import type { Span } from "./source.ts";
import { javascriptStrings, numberMethods, pythonStrings } from "./strings.ts";
import type { Attribute } from "./tree.ts";
import { Builtin, Fields, isPlainNumber, kindOf, type LangValue, List, Namespace } from "./values.ts";

/** A method: called with the object it stands behind. */
export type Method<T> = (self: T, call: CallSite) => LangValue;
type Methods<T> = ReadonlyMap<string, Method<T>>;

interface Property {
  readonly get: (self: Value, machine: Machine) => LangValue;
  readonly set?: (self: Value, value: LangValue, machine: Machine, at: Span) => void;
}

const opSymbol = (op: Op | null) => (op === null ? "" : (op.symbol ?? op.name));
const operands: Property = { get: (self) => new List(self.operands) };

function settable(name: "data" | "grad"): Property {
  return {
    get: (self) => self[name],
    set(self, value, machine, at) {
      if (!isPlainNumber(value)) machine.fail(`\`${name}\` is a number; got ${kindOf(value)}`, at);
      self[name] = Number(value);
    },
  };
}

const properties: ReadonlyMap<string, Property> = new Map<string, Property>([
  ["data", settable("data")],
  ["grad", settable("grad")],
  [
    "label",
    {
      get: (self) => self.label,
      set(self, value, machine, at) {
        if (typeof value !== "string") return machine.fail(`\`label\` is a string; got ${kindOf(value)}`, at);
        machine.recorder.label(self, value);
      },
    },
  ],
  ["caption", { get: (self) => self.caption }],
  ["op", { get: (self) => self.op?.name ?? null }],
  ["operands", operands],
  ["id", { get: (self, machine) => machine.whole(self.id) }],
  // The notes' names for these.
  ["_op", { get: (self) => opSymbol(self.op) }],
  ["_prev", operands],
]);

const zeroGrad: Method<Value> = (self, call) => {
  call.takes(0);
  self.zeroGrad();
  return null;
};

const valueMethods: Methods<Value> = new Map<string, Method<Value>>([
  [
    "backward",
    (self, call) => {
      call.takes(0, 1, ["seed"]);
      const [options] = call.args;
      const given = options instanceof Fields ? options.entries.get("seed") : call.get(0, "seed");
      call.machine.recorder.backward(self, given === undefined ? 1 : call.number(given), call.at);
      return null;
    },
  ],
  ["zeroGrad", zeroGrad],
  ["zero_grad", zeroGrad],
  ["detach", (self, call) => call.takes(0).machine.recorder.leaf(self.data, "", call.at)],
  ["item", (self, call) => call.takes(0) && self.data],
  [
    "as",
    (self, call) => {
      call.takes(1).machine.recorder.label(self, call.string(call.args[0]));
      return self;
    },
  ],
]);

function methodsOf(machine: Machine, object: LangValue): Methods<never> {
  const python = machine.language === "python";
  if (object instanceof List) return python ? pythonLists : javascriptLists;
  if (typeof object === "string") return python ? pythonStrings : javascriptStrings;
  if (typeof object === "number") return python ? NONE : numberMethods;
  return object instanceof Value ? valueMethods : NONE;
}
const NONE: Methods<never> = new Map();

function* namesOf(machine: Machine, object: LangValue): Generator<string> {
  if (object instanceof Value) yield* properties.keys();
  if (object instanceof Operand) yield* opsByName.keys();
  if (object instanceof Namespace || object instanceof Builtin) yield* object.members.keys();
  if (object instanceof Fields) yield* object.entries.keys();
  if (hasLength(machine, object)) yield "length";
  yield* methodsOf(machine, object).keys();
}

const hasLength = (machine: Machine, object: LangValue) =>
  machine.language === "javascript" && (object instanceof List || typeof object === "string");

export function getAttribute(machine: Machine, object: LangValue, { name, nameSpan }: Attribute): LangValue {
  machine.at = nameSpan;
  if (object instanceof Value) {
    const property = properties.get(name);
    if (property) return property.get(object, machine);
  }
  if (object instanceof Operand) {
    const op = opsByName.get(name);
    if (isOp(op)) return opMethod(op, object);
  }
  const member =
    object instanceof Namespace || object instanceof Builtin
      ? object.members.get(name)
      : object instanceof Fields
        ? object.entries.get(name)
        : undefined;
  if (member !== undefined) return member;
  if (name === "length" && hasLength(machine, object))
    return object instanceof List ? object.items.length : (object as string).length;
  const method = methodsOf(machine, object).get(name);
  if (method) return new Builtin(name, (call) => method(object as never, call));
  return missing(machine, object, name, nameSpan);
}

function opMethod(op: Op, self: Operand): Builtin {
  const [most, fewer] = [op.arity - 1, op.defaults?.length ?? 0];
  return new Builtin(op.name, (call) => {
    call.takes(most - fewer, most);
    const places = [undefined, ...call.places];
    return call.machine.apply(op, [self, ...call.args.map((arg) => call.numeric(arg))], call.at, places);
  });
}

export function setAttribute(
  machine: Machine,
  object: LangValue,
  { name, nameSpan }: Attribute,
  value: LangValue,
): void {
  machine.at = nameSpan;
  if (object instanceof Fields) {
    machine.meter.list(object.entries.size + 1, nameSpan, 1);
    object.entries.set(name, value);
    return;
  }
  const property = object instanceof Value ? properties.get(name) : undefined;
  if (!property?.set) {
    for (const known of namesOf(machine, object))
      if (known === name) machine.fail(`\`${name}\` of ${kindOf(object)} can't be set`, nameSpan);
    missing(machine, object, name, nameSpan);
  }
  property.set(object as Value, value, machine, nameSpan);
}

function missing(machine: Machine, object: LangValue, name: string, at: Span): never {
  const hint = /^[Tt]ensor$/.test(name) ? "; a number with a gradient is `Value(2.0)` here" : "";
  return machine.fail(
    `${kindOf(object)} has no \`${name}\`${hint}`,
    at,
    hint ? undefined : nearest(name, namesOf(machine, object)),
  );
}
