/** `xs[i]`, `xs[a:b]`. */
import type { Machine } from "./machine.ts";
import type { Span } from "./source.ts";
import { Fields, isInteger, kindOf, type LangValue, List } from "./values.ts";

export function getIndex(machine: Machine, object: LangValue, index: LangValue, at: Span): LangValue {
  if (object instanceof Fields && typeof index === "string") return object.entries.get(index) ?? null;
  if (typeof object === "string") {
    const characters = [...object];
    machine.meter.step(at, characters.length);
    return characters[position(machine, characters.length, index, at)]!;
  }
  if (!(object instanceof List)) return machine.fail(`${kindOf(object)} has no elements to index`, at);
  return object.items[position(machine, object.items.length, index, at)]!;
}

export function setIndex(
  machine: Machine,
  object: LangValue,
  index: LangValue,
  value: LangValue,
  at: Span,
): void {
  if (object instanceof Fields && typeof index === "string") {
    machine.meter.list(object.entries.size + 1, at, 1);
    object.entries.set(index, value);
    return;
  }
  if (!(object instanceof List)) machine.fail(`${kindOf(object)} has no elements to set`, at);
  if (object.tuple) machine.fail("a tuple can't be changed", at);
  // JavaScript lets an array grow at its end.
  const { length } = object.items;
  const grows = machine.language === "javascript" && index === length;
  if (grows) machine.meter.list(length + 1, at, 1);
  object.items[grows ? length : position(machine, length, index, at)] = value;
}

/** The place that an index means; Python's negative ones count from the end. */
function position(machine: Machine, length: number, index: LangValue, at: Span): number {
  const python = machine.language === "python";
  if (python ? !isInteger(index) : typeof index !== "number")
    machine.fail(
      `an index is a whole number; got ${index instanceof List ? kindOf(index) : describeIndex(index)}`,
      at,
    );
  const i = Number(index);
  if (!Number.isInteger(i)) machine.fail(`an index is a whole number; got ${i}`, at);
  const place = python && i < 0 ? i + length : i;
  if (place < 0 || place >= length)
    machine.fail(
      `the index ${i} is out of range: there ${length === 1 ? "is 1 element" : `are ${length} elements`}`,
      at,
    );
  return place;
}

const describeIndex = (index: LangValue) =>
  typeof index === "number" ? `the float ${index}` : kindOf(index);

/** `object[start:stop:step]`, as Python has it; null stands for a bound left out. */
export function getSlice(
  machine: Machine,
  object: LangValue,
  bounds: readonly LangValue[],
  at: Span,
): LangValue {
  const items = machine.elements(object, at);
  const [start, stop, step] = bounds.map((bound) => {
    if (bound === null) return undefined;
    if (!isInteger(bound)) return machine.fail(`a slice has whole numbers; got ${describeIndex(bound)}`, at);
    return Number(bound);
  });
  const chosen = sliced(items, start, stop, step ?? 1) ?? machine.fail("a slice can't go on by 0", at);
  machine.meter.list(chosen.length, at);
  return typeof object === "string"
    ? chosen.join("")
    : new List(chosen, object instanceof List && object.tuple);
}

function sliced(
  items: readonly LangValue[],
  start: number | undefined,
  stop: number | undefined,
  step: number,
): LangValue[] | undefined {
  if (step === 0) return undefined;
  const { length } = items;
  const [first, last] = step > 0 ? [0, length] : [-1, length - 1];
  const place = (bound: number | undefined, otherwise: number) =>
    bound === undefined ? otherwise : Math.min(Math.max(bound < 0 ? bound + length : bound, first), last);
  const from = place(start, step > 0 ? 0 : length - 1);
  const to = place(stop, step > 0 ? length : -1);
  const chosen: LangValue[] = [];
  for (let i = from; step > 0 ? i < to : i > to; i += step) chosen.push(items[i]!);
  return chosen;
}
