/** The language's functions of numbers and lists. */
import { Operand } from "../op.ts";
import * as ops from "../ops.ts";
import { Value } from "../value.ts";
import type { CallSite } from "./call.ts";
import { fixed, toTens } from "./decimal.ts";
import { arithmetic, compare, truth } from "./operators.ts";
import { isInteger, isPlainNumber, kindOf, type LangValue, List } from "./values.ts";

/**
 * `sum(xs)`, `sum(xs, start)`. Without a start the first element is where the sum starts: no node for a 0 is added,
 * as Python's own would be.
 */
export function total(call: CallSite): LangValue {
  call.takes(1, 2, ["start"]);
  const { machine, at } = call;
  const elements = call.elements(call.args[0]);
  let sum = call.get(1, "start");
  let partial: LangValue = null;
  for (const element of elements) {
    machine.meter.step(at);
    call.numeric(element);
    if (partial instanceof Operand) machine.recorder.uncaption(partial);
    if (sum === undefined) sum = element;
    else partial = sum = arithmetic(machine, "+", call.numeric(sum), element, at);
  }
  return sum ?? machine.whole(0);
}

/** The extreme of the arguments, or of the one list that is the argument. */
function extreme(call: CallSite, op: typeof ops.min | typeof ops.max, sign: "<" | ">"): LangValue {
  call.takes(1, Number.POSITIVE_INFINITY);
  const { machine, at } = call;
  const [first] = call.args;
  const candidates = call.args.length === 1 && first instanceof List ? first.items : call.args;
  let best = candidates[0];
  if (best === undefined) return call.fail("wants at least one element");
  call.numeric(best);
  let partial: LangValue = null;
  for (const candidate of candidates.slice(1)) {
    machine.meter.step(at);
    call.numeric(candidate);
    if (isPlainNumber(best) && isPlainNumber(candidate)) {
      // JavaScript's NaN is contagious; Python keeps what was first.
      const nan = machine.language === "javascript" && Number.isNaN(candidate);
      if (nan || truth(machine, compare(machine, sign, candidate, best, at), at)) best = candidate;
    } else {
      if (partial instanceof Operand) machine.recorder.uncaption(partial);
      partial = best = machine.apply(op, [call.numeric(best), call.numeric(candidate)], at);
    }
  }
  return best;
}
export const least = (call: CallSite): LangValue => extreme(call, ops.min, "<");
export const most = (call: CallSite): LangValue => extreme(call, ops.max, ">");

export function absolute(call: CallSite): LangValue {
  const x = call.numeric(call.takes(1).args[0]);
  if (call.machine.language !== "python" || !isInteger(x)) return call.apply(ops.abs, x);
  const integer = BigInt(x);
  return integer < 0n ? -integer : integer;
}

/** Python's `round`: half to even, to an integer or to a number of decimals. */
export function rounded(call: CallSite): LangValue {
  const [x, places] = call.takes(1, 2).args;
  if (places === undefined || places === null) {
    const result = call.apply(ops.round, call.numeric(x));
    return Number.isSafeInteger(result) ? call.machine.whole(result as number) : result;
  }
  const [number, digits] = [call.number(x), call.integer(places)];
  if (isInteger(x!)) return digits < 0 ? toTens(BigInt(x), Math.min(-digits, MOST_TENS)) : x;
  if (!Number.isFinite(number) || digits > MOST_DECIMALS) return number;
  const sign = number < 0 || Object.is(number, -0) ? -1 : 1;
  return digits < -MOST_TENS ? sign * 0 : sign * Number(fixed(number, digits));
}
/** Rounding to more decimals than that changes no float; to more tens than that leaves 0 of any number here. */
const MOST_DECIMALS = 1100;
const MOST_TENS = 5000;

/** `range(stop)`, `range(start, stop, step)`, as a list. */
export function range(call: CallSite): LangValue {
  const [first, second, step = 1] = call.takes(1, 3).args.map((arg) => call.integer(arg)) as [
    number,
    number?,
    number?,
  ];
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  if (step === 0) call.fail("can't go on by 0");
  const { machine } = call;
  const length = Math.max(0, Math.ceil((stop - start) / step));
  machine.meter.list(length, call.at);
  return new List(Array.from({ length }, (_, i) => machine.whole(start + i * step)));
}

/** Tuples of what stands at the same place in each list; as many as the shortest has. */
export function zip(call: CallSite): LangValue {
  const lists = call.args.map((arg) => call.elements(arg));
  const length =
    lists.length === 0 ? 0 : lists.reduce((shortest, { length }) => Math.min(shortest, length), Infinity);
  call.machine.meter.list(length, call.at, length * lists.length);
  return new List(
    Array.from(
      { length },
      (_, i) =>
        new List(
          lists.map((list) => list[i]!),
          true,
        ),
    ),
  );
}

export function enumerate(call: CallSite): LangValue {
  const elements = call.takes(1, 2, ["start"]).elements(call.args[0]);
  const start = call.integer(call.get(1, "start") ?? 0);
  return call.list(elements.map((element, i) => new List([call.machine.whole(start + i), element], true)));
}

export function length(call: CallSite): LangValue {
  const [x] = call.takes(1).args;
  if (x instanceof List) return call.machine.whole(x.items.length);
  if (typeof x === "string") return call.machine.whole([...x].length);
  return call.fail(`wants a list or a string; got ${kindOf(x!)}`);
}

export function map(call: CallSite): LangValue {
  const [callee, ...lists] = call.takes(2, Number.POSITIVE_INFINITY).args;
  const rows = zip(call.with(lists)) as List;
  return call.list(rows.items.map((row) => call.call(callee, (row as List).items)));
}
export function filter(call: CallSite): LangValue {
  const [callee, list] = call.takes(2).args;
  const holds = (item: LangValue) => (callee === null ? item : call.call(callee, [item]));
  return call.list(call.elements(list).filter((item) => truth(call.machine, holds(item), call.at)));
}

/** `any` and `all`. */
export function quantifier(wanted: boolean): (call: CallSite) => LangValue {
  return (call) => {
    const elements = call.takes(1).elements(call.args[0]);
    call.machine.meter.step(call.at, elements.length);
    const found = elements.some((element) => truth(call.machine, element, call.at) === wanted);
    return found === wanted;
  };
}

/** The number of a plain number, a Value or a text. */
export function toFloat(call: CallSite): number {
  const [x] = call.takes(0, 1).args;
  if (x === undefined) return 0;
  if (x instanceof Value) return x.data;
  if (typeof x !== "string") return call.number(x);
  const text = x.trim().replace(/(?<=\d)_(?=\d)/g, "");
  const special = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(text);
  if (special)
    return (special[2]!.toLowerCase() === "nan" ? Number.NaN : Infinity) * (special[1] === "-" ? -1 : 1);
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) call.fail("can't read a number in this text");
  return Number(text);
}

/** Python's `int`: cuts off what is behind the point. */
export function toInteger(call: CallSite): LangValue {
  const [x] = call.takes(0, 1).args;
  if (typeof x === "bigint" || typeof x === "boolean") return BigInt(x);
  if (typeof x === "string") {
    const text = x.trim().replace(/(?<=\d)_(?=\d)/g, "");
    if (text.length > call.machine.meter.budget.digits) call.machine.meter.over("digits", call.at);
    if (!/^[+-]?\d+$/.test(text)) call.fail("can't read an integer in this text");
    return BigInt(text.replace("+", ""));
  }
  const number = toFloat(call);
  if (!Number.isFinite(number)) call.fail(`wants a finite number; got ${number}`);
  return BigInt(Math.trunc(number));
}
