/** Modules as text: what wabt makes of it is the module, and of stated programs it is what the goldens have. */
import { describe, expect, test } from "vitest";
import { at, length } from "../src/arrays.ts";
import type { BuildOptions } from "../src/compile/build.ts";
import { fold } from "../src/folds.ts";
import { grad, valueAndGrad } from "../src/functions/grad.ts";
import { maxOf, sum, vec } from "../src/loops.ts";
import type { Num, Op } from "../src/op.ts";
import * as ops from "../src/ops.ts";
import { type Any, prepared } from "./compiled-checks.ts";
import { inputs, sample } from "./nest-checks.ts";
import { asFunction } from "./nest-languages.ts";
import { nest } from "./nests.ts";
import { freshSeed, runs, soak } from "./runs.ts";
import { isSame } from "./wabt.ts";

const { add, div, mul } = ops;
type List = ArrayLike<Num>;
const TIMEOUT = soak ? 3_600_000 : 120_000;

const ones = (n: number) => new Float64Array(n).fill(1);
const dot = (x: List, w: List) => sum(1000, (i) => mul(at(x, i), at(w, i)));
const recurrence = (x: List, w: List) => fold(length(x), 0 as Num, (i, s) => add(mul(at(w, i), s), at(x, i)));
const normalised = (x: List) => {
  const most = maxOf(length(x), (i) => at(x, i));
  return vec(length(x), (i) => div(at(x, i), most));
};
const gather = (x: List, k: List) => sum(length(k), (i) => ops.square(at(x, at(k, i) as Num)));

/**
 * What each shows: a loop and its sum; a gradient; what a fold hands on, and its reverse; a number of vectors that lanes share;
 * indices that are data. None has an elementary function, whose code changes more often.
 */
const GOLDENS: Readonly<Record<string, readonly [Any, readonly unknown[], BuildOptions]>> = {
  dot: [dot, [ones(1000), ones(1000)], { simd: false }],
  "dot-gradient": [valueAndGrad(dot, { wrt: [0, 1] }) as Any, [ones(1000), ones(1000)], {}],
  recurrence: [grad(recurrence, { wrt: [0, 1] }) as Any, [ones(10), ones(10)], { strict: true }],
  normalised: [normalised, [ones(9)], {}],
  gather: [grad(gather) as Any, [ones(5), ones(3)], {}],
};

test.each(Object.entries(GOLDENS))(
  "%s is as the golden has it, and wabt reads it",
  async (name, [f, like, options]) => {
    const { wat, wasm } = prepared(f, like, options);
    await expect(`${wat}\n`).toMatchFileSnapshot(`./goldens/${name}.wat`);
    expect(isSame(wasm, wat)).toBe(true);
  },
);

test("text of one module is not another", () => {
  const [one, other] = ["dot", "normalised"].map((name) => prepared(...GOLDENS[name]!));
  expect(isSame(one!.wasm, other!.wat)).toBe(false);
  expect(() => isSame(one!.wasm, one!.wat.replace("f64.mul", "f64.sqrt"))).toThrow();
});

test.each(Object.values(ops as unknown as Record<string, Op>).map((op) => [op.name, op] as const))(
  "%s, on numbers and in lanes",
  (_, op) => {
    const apply = op as unknown as (...operands: Num[]) => Num;
    const operands = (xs: Num[][], i: Num) => Array.from({ length: op.arity }, (_, k) => at(xs, i, k));
    const f = (xs: Num[][]) => vec(length(xs), (i) => apply(...operands(xs, i)));
    const like = [Array.from({ length: 5 }, () => Array.from(ones(op.arity)))];
    const { wasm, wat } = prepared(f as Any, like);
    expect(isSame(wasm, wat)).toBe(true);
  },
);

describe.each([1, freshSeed()])("random programs and gradients from seed %i", (seed) => {
  test("the text is the module", { timeout: TIMEOUT }, () => {
    for (let k = seed, left = runs(5000); left > 0; k++) {
      const program = nest(k, 40);
      if (sample(program, k) === undefined) continue;
      left--;
      const options = [{}, { strict: true }, { simd: false }, { longest: 8 }][k % 4]!;
      const { wasm, wat } = prepared(
        valueAndGrad(asFunction(program) as never) as Any,
        [inputs(3 * k)],
        options,
      );
      expect(isSame(wasm, wat), `seed ${k}`).toBe(true);
    }
  });
});
