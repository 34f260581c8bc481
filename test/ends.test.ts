/** Compiled loops end when their condition does not hold, and only then. */
import { beforeEach, describe, expect, test } from "vitest";
import { at, length } from "../src/arrays.ts";
import type { BuildOptions } from "../src/compile/build.ts";
import { defineOp } from "../src/define.ts";
import { fold, whileLoop } from "../src/folds.ts";
import { jvp } from "../src/functions/products.ts";
import { vmap } from "../src/functions/vmap.ts";
import { sum, vec } from "../src/loops.ts";
import type { Num } from "../src/op.ts";
import { abs, add, div, gt, lt, mul, select, sin, sub } from "../src/ops.ts";
import { type Any, difference, prepared } from "./compiled-checks.ts";
import { random } from "./random.ts";
import { freshSeed, runs } from "./runs.ts";

let steps = 0;
/** The same number, counted. */
const counted = defineOp({
  name: "counted",
  expand: (x) => mul(x, 1),
  f(x) {
    steps++;
    return x;
  },
});
beforeEach(() => {
  steps = 0;
});

const MAX = 1000;
/** A square root by Newton's method: six steps from 1 to that of 2. */
const root = (a: Num): Num =>
  whileLoop(
    (x) => gt(abs(sub(mul(x, x), a)), 1e-12),
    (x) => mul(0.5, add(counted(x), div(a, x))),
    1 as Num,
    { max: MAX },
  );
/** The direction of the largest eigenvalue, by powers: a state of an array and a number. */
const power = (m: readonly (readonly number[])[]) =>
  whileLoop(
    ({ change }) => gt(change, 1e-6),
    ({ v }) => {
      const w = vec(3, (i) => sum(3, (j) => mul(at(m, i, j), at(v, j))));
      const size = counted(sum(3, (i) => abs(at(w, i))));
      const u = vec(3, (i) => div(at(w, i), size));
      return { v: u, change: sum(3, (i) => abs(sub(at(u, i), at(v, i)))) };
    },
    { v: [1, 1, 1] as Num[], change: 1 as Num },
    { max: MAX },
  ).v;
/** A condition of which one choice is made. */
const halved = (a: readonly number[]) =>
  whileLoop(
    (x) => gt(at(x, 0), 1),
    (x) => [mul(counted(at(x, 0)), 0.5)] as Num[],
    [at(a, 0)] as Num[],
    { max: MAX },
  );
const MATRIX = [
  [2, 1, 0],
  [1, 3, 1],
  [0, 1, 4],
];
const list = Array.from({ length: 11 }, (_, i) => i + 0.5);

const OPTIONS: Record<string, BuildOptions> = {
  "in lanes of vectors": {},
  scalar: { simd: false },
  strict: { strict: true },
};
type Case = readonly [name: string, f: Any, args: readonly unknown[], steps: number];
const CASES: readonly Case[] = [
  ["a number", root, [2], 6],
  ["a number that is there", root, [1], 1],
  ["numbers side by side", vmap(root), [list], 9 * list.length],
  ["one after another", (a: number) => root(add(root(a), 1)), [2], 12],
  ["in a loop", (x: number[]) => sum(length(x), (i) => root(at(x, i))), [list], 9 * list.length],
  ["in a fold", (a: number) => fold(3, a as Num, (_, x) => add(root(x), 1)), [2], 18],
  ["tangents", (a: Num) => jvp(root)(a, 1).tangent, [2], 6],
  ["an array", halved, [[100, 200]], 7],
  ["an array and a number", power, [MATRIX], 30],
];
/** What is strict copies arrays as they are written, and the copies are not seen through. */
const ENDING = CASES.flatMap(([name, f, args, steps]) =>
  Object.entries(OPTIONS)
    .filter(([, { strict }]) => !(strict && name.startsWith("an array")))
    .map(([which, options]) => [name, which, f, args, options, steps] as const),
);

describe("a loop that ends", () => {
  const all = { ...OPTIONS, "in many functions": { longest: 3 } };
  test.each(CASES)("%s: is what it is evaluated", (_, f, args) => {
    for (const [which, options] of Object.entries(all))
      expect(difference(f, args, options), which).toBeUndefined();
  });

  // In lanes some wait for others; and a step more finds that there is no more to do.
  test.each(ENDING)("%s, %s: takes the steps that it needs", (_, __, f, args, options, most) => {
    const compiled = prepared(f, args, options);
    steps = 0;
    compiled(...args);
    expect(steps).toBeGreaterThan(0);
    expect(steps).toBeLessThanOrEqual(2 * most + 1);
  });
});

test("one that never ends is NaN after all its steps", () => {
  const forever = (x: Num) =>
    whileLoop(
      (s) => lt(s, 10),
      (s) => counted(mul(s, 0.5)),
      x,
      { max: 50 },
    );
  const compiled = prepared(forever as Any, [1]);
  steps = 0;
  expect(compiled(1)).toBeNaN();
  expect(steps).toBe(50);
});

describe("folds whose steps choose between something new and what they have", () => {
  type Condition = (i: Num, s: Num, data: readonly Num[]) => Num;
  const CONDITIONS: Record<string, Condition> = {
    "by the index": (i) => gt(sin(mul(2, i)), 0),
    "by data": (i, _, data) => gt(at(data, i), 0),
    "by the state": (_, s) => gt(sin(mul(9, s)), 0),
    "by the state and the index": (i, s) => gt(sin(mul(s, i)), 0),
  };
  const STEPS: Record<string, (i: Num, s: Num, data: readonly Num[]) => Num> = {
    "of the state": (_, s) => sin(add(mul(3, s), 1)),
    "of the index": (i, s) => add(s, sin(i)),
    "of data": (i, s, data) => mul(add(s, 1), at(data, sub(length(data as Num[]), add(i, 1)))),
  };
  const cases = Object.entries(CONDITIONS).flatMap(([where, c]) =>
    Object.entries(STEPS).map(([what, step]) => [`${where}: something ${what}`, c, step] as const),
  );

  test.each(cases)("%s", (_, condition, step) => {
    const next = random(freshSeed());
    const number = () => 2 * next() - 1;
    const one = (x: Num, data: readonly Num[]) =>
      fold(length(data as Num[]), x, (i, s) => select(condition(i, s, data), step(i, s, data), s));
    const both = (x: Num, data: readonly Num[]) =>
      fold(length(data as Num[]), { a: x, v: [x, 1] as Num[] }, (i, { a, v }) => {
        const going = condition(i, a, data);
        return {
          a: select(going, step(i, a, data), a),
          v: vec(2, (k) => select(going, add(step(i, at(v, k), data), a), at(v, sub(1, k)))),
        };
      });
    for (let run = 0; run < runs(500); run++) {
      const data = Array.from({ length: 1 + Math.floor(9 * next()) }, number);
      const args = [number(), data];
      for (const options of [{}, { strict: true }])
        for (const f of [one, both, (x: Num, d: readonly Num[]) => vec(5, (k) => one(add(x, k), d))])
          expect(difference(f as Any, args, options), JSON.stringify(args)).toBeUndefined();
    }
  });
});
