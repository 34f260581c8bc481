/** What every function that `js` reads knows: `Math`, and the parts of `Number`, `Object` and `Array` that make sense. */
import type { Num, Op } from "../op.ts";
import * as ops from "../ops.ts";
import { apply, builtin, named } from "./js-functions.ts";
import { isArrayLike, kindOf } from "./js-place.ts";
import { own } from "./js-scope.ts";
import { isNumeric, isPlain, toNum } from "./js-values.ts";

const { abs, ceil, eq, floor, ge, hypot, lt, max, min, select, sub } = ops;

/** Functions of Math that are not the op of their name, or take any number of operands. */
const OF_OPERANDS: Readonly<Record<string, (...operands: Num[]) => Num>> = {
  // Half up, and −0 below 0.
  round: (x) => select(ge(sub(x!, floor(x!)), 0.5), ceil(x!), floor(x!)),
  min: (...all) => (all.length === 0 ? Number.POSITIVE_INFINITY : all.reduce((x, y) => min(x, y))),
  max: (...all) => (all.length === 0 ? Number.NEGATIVE_INFINITY : all.reduce((x, y) => max(x, y))),
  hypot: (...all) => (all.length < 2 ? abs(all[0] ?? 0) : all.reduce((x, y) => hypot(x, y))),
};
const VARIADIC = new Set(["min", "max", "hypot"]);
/** Not functions of their operands, or of numbers. */
const LEFT_OUT = new Set(["random", "sumPrecise"]);

type NumberFunction = (...numbers: number[]) => number;

/** A function of numbers that also takes operands: by `lifted` if there is one. */
function numberFunction(
  name: string,
  native: NumberFunction,
  arity: number,
  lifted: ((...operands: Num[]) => Num) | undefined,
  onNumbers = native,
) {
  const f = (...given: unknown[]): unknown => {
    const args = given.slice(0, arity).map((x, k) => {
      if (!isNumeric(x)) throw new TypeError(`${name}: operand ${k + 1} is ${kindOf(x)}; wanted a number`);
      return toNum(x);
    });
    if (args.length < arity && arity !== Number.POSITIVE_INFINITY)
      throw new TypeError(`${name} takes ${arity} operand${arity === 1 ? "" : "s"} and got ${args.length}`);
    if (args.every((x) => typeof x === "number")) return onNumbers(...(args as number[]));
    if (!lifted) throw new TypeError(`${name} has no derivative, and no op: it takes plain numbers only`);
    return lifted(...args);
  };
  named(f, name, native.length);
  return builtin(f);
}

export const MATH: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.getOwnPropertyNames(Math)
    .filter((name) => !LEFT_OUT.has(name))
    .map((name) => {
      const native = Math[name as keyof Math] as number | NumberFunction;
      if (typeof native !== "function") return [name, native];
      const arity = VARIADIC.has(name) ? Number.POSITIVE_INFINITY : native.length;
      const lifted = OF_OPERANDS[name] ?? (ops as Record<string, Op>)[name];
      const call = lifted as ((...operands: Num[]) => Num) | undefined;
      // The op's own bits on numbers too: the engine's `exp` may round otherwise, and every path is to give the same.
      const onNumbers = (call as NumberFunction | undefined) ?? native;
      return [name, numberFunction(`Math.${name}`, native, arity, call, onNumbers)];
    }),
);

/** A function of a number that says yes or no. */
const question = (name: string, native: (x: unknown) => boolean, lifted?: (x: Num) => Num) =>
  numberFunction(`Number.${name}`, native as never, 1, lifted as never);

export const NUMBER: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(
    Object.getOwnPropertyNames(Number)
      .filter((name) => typeof Number[name as keyof typeof Number] === "number" && name !== "length")
      .map((name) => [name, Number[name as keyof typeof Number]]),
  ),
  isNaN: question("isNaN", Number.isNaN, (x) => select(eq(x, x), 0, 1)),
  isFinite: question("isFinite", Number.isFinite, (x) => lt(abs(x), Number.POSITIVE_INFINITY)),
  isInteger: question("isInteger", Number.isInteger),
  isSafeInteger: question("isSafeInteger", Number.isSafeInteger),
};

/** `Number(x)`: what a comparison gives becomes 1 or 0. */
const toNumber = builtin((x: unknown = 0) => {
  if (isNumeric(x)) return toNum(x);
  if (typeof x !== "string") throw new TypeError(`Number: operand 1 is ${kindOf(x)}; wanted a number`);
  return Number(x);
});

function plain(x: unknown): Record<string, unknown> {
  if (!isPlain(x)) throw new TypeError(`${kindOf(x)} has no fields to go through; wanted a plain object`);
  return x;
}
function elements(x: unknown): unknown[] {
  if (!isArrayLike(x)) throw new TypeError(`${kindOf(x)} has no elements; wanted an array`);
  return Array.from(x as Iterable<unknown>);
}

const OBJECT = {
  keys: builtin((x: unknown) => own(Object.keys(plain(x)))),
  values: builtin((x: unknown) => own(Object.values(plain(x)))),
  entries: builtin((x: unknown) => own(Object.entries(plain(x)).map((entry) => own(entry)))),
  fromEntries: builtin((x: unknown) =>
    own(Object.fromEntries(elements(x).map((entry) => elements(entry) as [string, unknown]))),
  ),
};

const ARRAY = {
  isArray: builtin((x: unknown) => isArrayLike(x) && !ArrayBuffer.isView(x)),
  of: builtin((...all: unknown[]) => own(all)),
  from: builtin((x: unknown, f?: unknown) => {
    const all = isPlain(x) ? Array.from(x as unknown as ArrayLike<unknown>) : elements(x);
    return own(f === undefined ? all : all.map((element, i) => apply(f, [element, i])));
  }),
};
/** `Array(n)`, with or without `new`. */
const newArray = builtin((...given: unknown[]) => {
  const [length] = given;
  if (given.length !== 1) return own(given);
  if (typeof length !== "number")
    throw new TypeError(`Array: the length is ${kindOf(length)}; wanted a number`);
  return own(new Array(length));
});

/** A name that is known everywhere: its value, and what can be read off it. */
export interface Global {
  readonly value: unknown;
  readonly members?: Readonly<Record<string, unknown>>;
}
const space = (members: Readonly<Record<string, unknown>>): Global => ({
  value: Object.freeze({ ...members }),
  members,
});

export const GLOBALS: ReadonlyMap<string, Global> = new Map<string, Global>([
  ["Math", space(MATH)],
  ["Number", { value: toNumber, members: NUMBER }],
  ["Object", space(OBJECT)],
  ["Array", { value: newArray, members: ARRAY }],
  ["isNaN", { value: NUMBER.isNaN }],
  ["isFinite", { value: NUMBER.isFinite }],
  ["undefined", { value: undefined }],
  ["NaN", { value: Number.NaN }],
  ["Infinity", { value: Number.POSITIVE_INFINITY }],
]);
