/**
 * What operators do in functions that `js` reads. On plain numbers, strings and booleans they are JavaScript's own, bit
 * for bit; with an operand of the library among them they are ops.
 */

import { at } from "../arrays.ts";
import { defineOp } from "../define.ts";
import { Vector } from "../ir/expr.ts";
import { vec } from "../loops.ts";
import { type Binary, type Num, type Op, Operand } from "../op.ts";
import * as ops from "../ops.ts";
import { isValue } from "../value.ts";
import { isArrayLike, kindOf, type Place } from "./js-place.ts";
import { settled } from "./js-scope.ts";

/** Booleans count as 0 and 1, as everywhere in JavaScript. */
export const isNumeric = (x: unknown): x is number | boolean | Operand =>
  typeof x === "number" || x instanceof Operand || typeof x === "boolean";
export const toNum = (x: number | boolean | Operand): Num => (typeof x === "boolean" ? Number(x) : x);

/** Applies an op to numbers and operands. */
export function applyOp(op: Op, operands: readonly Num[], place: Place): Num {
  try {
    return (op as (...operands: readonly Num[]) => Num)(...operands);
  } catch (error) {
    throw place.locate(error);
  }
}

/** JavaScript's `%`, exact where x − y·trunc(x / y) is rounded. */
const remainder: Binary = defineOp({
  name: "remainder",
  expand: (x: Num, y: Num) => ops.sub(x, ops.mul(y, ops.trunc(ops.div(x, y)))),
  f: (x, y) => x % y,
  d: [() => 1, (x, y) => ops.neg(ops.trunc(ops.div(x!, y!)))],
  domain: [
    [-3, 3],
    [0.1, 6],
  ],
  latex: "#1 \\bmod #2",
  torch: "torch.fmod(#1, #2)",
});

/** An operator on numbers, and the op, which gives the same bits. */
interface Operator<R> {
  readonly native: (x: number, y: number) => R;
  readonly op: Op;
}
export const ARITHMETIC: Readonly<Record<"+" | "-" | "*" | "/" | "%" | "**", Operator<number>>> = {
  "+": { native: (x, y) => x + y, op: ops.add },
  "-": { native: (x, y) => x - y, op: ops.sub },
  "*": { native: (x, y) => x * y, op: ops.mul },
  "/": { native: (x, y) => x / y, op: ops.div },
  "%": { native: (x, y) => x % y, op: remainder },
  "**": { native: ops.pow.f, op: ops.pow },
};
export const ORDER: Readonly<Record<"<" | "<=" | ">" | ">=", Operator<boolean>>> = {
  "<": { native: (x, y) => x < y, op: ops.lt },
  "<=": { native: (x, y) => x <= y, op: ops.le },
  ">": { native: (x, y) => x > y, op: ops.gt },
  ">=": { native: (x, y) => x >= y, op: ops.ge },
};

/** What an operator gives for anything but two numbers. */
export function operate(
  symbol: string,
  { native, op }: Operator<number | boolean>,
  x: unknown,
  y: unknown,
  place: Place,
): unknown {
  if (isNumeric(x) && isNumeric(y)) {
    const [a, b] = [toNum(x), toNum(y)];
    return typeof a === "number" && typeof b === "number" ? native(a, b) : applyOp(op, [a, b], place);
  }
  const isText = (z: unknown) => typeof z === "string" || typeof z === "number";
  if (symbol === "+" && isText(x) && isText(y)) return `${x}${y}`;
  return place.fail(`\`${symbol}\` does not take ${kindOf(x)} and ${kindOf(y)}`);
}

export function negated(x: unknown, place: Place): unknown {
  if (!isNumeric(x)) return place.fail(`\`-\` does not take ${kindOf(x)}`);
  const number = toNum(x);
  return typeof number === "number" ? -number : applyOp(ops.neg, [number], place);
}

/** `===`, or `==` if `loose`: a boolean, or recorded where an operand is compared with a number. */
export function equal(x: unknown, y: unknown, loose: boolean, place: Place): unknown {
  if (x instanceof Operand || y instanceof Operand) {
    if (typeof x === "boolean" || typeof y === "boolean")
      place.fail("a comparison that is recorded is 1 or 0; leave out the comparison with a boolean");
    if (isNumeric(x) && isNumeric(y)) return applyOp(ops.eq, [toNum(x), toNum(y)], place);
    return false;
  }
  if (typeof x === typeof y || !loose) return x === y;
  if (x === null || y === null || x === undefined || y === undefined) return (x ?? y ?? null) === null;
  return place.fail(`\`==\` would convert ${kindOf(x)} and ${kindOf(y)} to one kind; write \`===\``);
}

/** Whether a value counts as true. The number of a Value decides for it; a traced number has none, and `what` asked. */
export function truth(x: unknown, what: string, place: Place): boolean {
  if (!(x instanceof Operand)) return Boolean(x);
  return isValue(x) ? Boolean(x.data) : place.fail(what);
}

export const not = (x: unknown, place: Place): unknown =>
  x instanceof Operand ? applyOp(ops.select, [x, 0, 1], place) : !x;

/** `condition ? x : y` for a condition that is recorded: of arrays and objects element by element. */
export function selected(condition: Operand, x: unknown, y: unknown, place: Place): unknown {
  if (Object.is(x, y)) return x;
  if (isNumeric(x) && isNumeric(y)) return applyOp(ops.select, [condition, toNum(x), toNum(y)], place);
  if (isArrayLike(x) && isArrayLike(y) && x.length === y.length) {
    const [a, b] = [settled(x), settled(y)] as ArrayLike<unknown>[];
    const element = (i: Num) => selected(condition, at(a!, i), at(b!, i), place);
    if (x instanceof Vector || y instanceof Vector) return vec(x.length, element);
    return Array.from({ length: x.length }, (_, i) => element(i));
  }
  if (isPlain(x) && isPlain(y)) {
    const keys = Object.keys(x);
    if (keys.join() === Object.keys(y).join())
      return Object.fromEntries(keys.map((key) => [key, selected(condition, x[key], y[key], place)]));
  }
  return place.fail(
    `the sides of a choice that is recorded are ${kindOf(x)} and ${kindOf(y)}; wanted two numbers, or arrays or objects ` +
      "that are alike",
  );
}

/** Objects without a class: literals, and modules. */
export function isPlain(x: unknown): x is Record<string, unknown> {
  if (typeof x !== "object" || x === null || Array.isArray(x)) return false;
  const prototype = Object.getPrototypeOf(x);
  return prototype === null || prototype === Object.prototype;
}
