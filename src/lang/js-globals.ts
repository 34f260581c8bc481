/** What every function that `js` reads knows: `Math`, and the parts of `Number`, `Object` and `Array` that make sense. */
import type { Num, Op } from "../op.ts";
import * as ops from "../ops.ts";
import { builtin, call, named } from "./js-functions.ts";
import { elementsOf, isArrayLike, kindOf, type Place } from "./js-place.ts";
import { own } from "./js-scope.ts";
import { isNumeric, isPlain, toNum } from "./js-values.ts";

const { add, abs, ceil, eq, floor, ge, hypot, lt, max, min, select, sub } = ops;

/** Functions of Math that are not the op of their name, or take any number of operands. */
const OF_OPERANDS: Readonly<Record<string, (...operands: Num[]) => Num>> = {
  // Half up, and −0 below 0.
  round: (x) => select(ge(sub(x!, floor(x!)), 0.5), ceil(x!), floor(x!)),
  min: (...all) => all.reduce((x, y) => min(x, y)),
  max: (...all) => all.reduce((x, y) => max(x, y)),
  hypot: (...all) => (all.length === 1 ? abs(all[0]!) : all.reduce((x, y) => hypot(x, y))),
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
) {
  const f = (...given: unknown[]): unknown => {
    const args = given.slice(0, arity).map((x, k) => {
      if (!isNumeric(x)) throw new TypeError(`${name}: operand ${k + 1} is ${kindOf(x)}; wanted a number`);
      return toNum(x);
    });
    if (args.length < arity && arity !== Number.POSITIVE_INFINITY)
      throw new TypeError(`${name} takes ${arity} operand${arity === 1 ? "" : "s"} and got ${args.length}`);
    if (args.every((x) => typeof x === "number")) return native(...(args as number[]));
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
      return [name, numberFunction(`Math.${name}`, native, arity, call)];
    }),
);

const isNaN = numberFunction("isNaN", Number.isNaN as never, 1, (x) => select(eq(x!, x!), 0, 1));
const isFinite = numberFunction("isFinite", Number.isFinite as never, 1, (x) => lt(abs(x!), Infinity));
const isInteger = numberFunction("isInteger", Number.isInteger as never, 1, (x) =>
  add(eq(floor(x!), x!), sub(eq(abs(x!), Infinity), 0)),
);
