/**
 * The primitives on pairs of numbers, as SIMD does them: both sides of a branch where the lanes differ, a loop until no lane goes
 * on, results chosen lane by lane. What no lane may do, in lanes not selected either, is an error here.
 */
import { polynomial } from "../src/elementary/arithmetic.ts";
import { numbers } from "../src/elementary/numbers.ts";
import type { Primitives } from "../src/elementary/primitives.ts";

export type Lanes = readonly [number, number];
type Mask = readonly [boolean, boolean];

const wide = (x: Lanes | number): Lanes => (typeof x === "number" ? [x, x] : x);
const one =
  <R>(f: (x: number) => R) =>
  (x: Lanes | number) =>
    wide(x).map(f) as unknown as readonly [R, R];
const two =
  <R>(f: (x: number, y: number) => R) =>
  (x: Lanes | number, y: Lanes | number) =>
    [f(wide(x)[0], wide(y)[0]), f(wide(x)[1], wide(y)[1])] as const;
const { select: choose } = numbers;
const select = (c: Mask, x: Lanes | number, y: Lanes | number): Lanes => [
  choose(c[0], wide(x)[0], wide(y)[0]),
  choose(c[1], wide(x)[1], wide(y)[1]),
];

const MOST_ROUNDS = 10_000;

export const lanes: Primitives<Lanes, Mask> = {
  add: two(numbers.add),
  sub: two(numbers.sub),
  mul: two(numbers.mul),
  div: two(numbers.div),
  neg: one(numbers.neg),
  abs: one(numbers.abs),
  sqrt: one(numbers.sqrt),
  floor: one(numbers.floor),
  min: two(numbers.min),
  max: two(numbers.max),
  copysign: two(numbers.copysign),
  lt: two(numbers.lt),
  le: two(numbers.le),
  eq: two(numbers.eq),
  and: (a, b) => [a[0] && b[0], a[1] && b[1]],
  or: (a, b) => [a[0] || b[0], a[1] || b[1]],
  not: (a) => [!a[0], !a[1]],
  select,
  // Of a number out of range, anything.
  pow2: one((n) => (n >= -1023 && n <= 1024 ? numbers.pow2(n) : Math.random())),
  exponent: one(numbers.exponent),
  lookup: (table, i) =>
    one((k) => {
      if (!(Number.isNaN(k) || (Number.isInteger(k) && k >= 0 && k < table.length)))
        throw new RangeError(`lookup: ${k} is not in a table of ${table.length}`);
      return numbers.lookup(table, k);
    })(i),
  branch: (c, common, rare) => {
    if (!c[0] && !c[1]) return common().map(wide);
    if (c[0] && c[1]) return rare().map(wide);
    const results = common();
    return rare().map((x, k) => select(c, x, results[k]!));
  },
  loop: (start, again, next) => {
    let state = start.map(wide);
    for (let round = 0; ; round++) {
      if (round > MOST_ROUNDS) throw new Error("a loop does not end");
      const c = again(state);
      if (!c[0] && !c[1]) return state;
      const before = state;
      state = next(state).map((x, k) => select(c, x, before[k]!));
    }
  },
  polynomial: (c, x) => polynomial(lanes, c, x),
  part: (f, ...xs) => f(lanes, ...xs),
  call: (f, x) => f(lanes, x),
  call2: (f, x, y) => f(lanes, x, wide(y)),
};
