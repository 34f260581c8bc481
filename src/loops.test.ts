import { describe, expect, test } from "vitest";
import { grad } from "./functions/grad.ts";
import { validate } from "./ir/validate.ts";
import { argMaxOf, at, fold, maxOf, scan, sum, vec } from "./loops.ts";
import type { Num } from "./op.ts";
import { add, exp, mul, sub } from "./ops.ts";
import { evaluate, trace } from "./trace.ts";

type F = (x: number[]) => Num;
const traced = (f: F, x: number[]) => {
  const made = trace(f as never, x);
  validate(made.program);
  return evaluate(made, x);
};

describe("an index that is out of range where a loop does not run", () => {
  const x = [2, 3, 5];
  const programs: Record<string, F> = {
    "before the first, in a triangular loop": (x) => sum(3, (i) => sum(i, () => at(x, sub(i, 1)))),
    "behind the last": (x) => sum(3, (i) => sum(sub(2, i), () => exp(at(x, add(i, 1))))),
    "two loops further in": (x) =>
      sum(3, (i) => sum(i, (j) => sum(2, () => mul(at(x, j), at(x, sub(i, 1)))))),
    "a constant one": (x) =>
      add(
        at(x, 0),
        sum(0, () => at(x, 7)),
      ),
    "one of an array without elements": (x) =>
      fold(
        4,
        at(x, 1) as Num,
        (i, s) =>
          mul(
            s,
            at(
              vec(sub(4, i), () => at(x, 2)),
              0,
            ),
          ),
        {
          checkpoint: true,
        },
      ),
    "one that is data": (x) =>
      add(
        at(x, 1),
        sum(0, (i) => at(x, add(at([9, 9], i), 1))),
      ),
  };
  test.each(Object.entries(programs))("%s, is never read", (_, f) => {
    const want = f(x);
    expect(want).toBeTypeOf("number");
    expect(traced(f, x)).toBe(want);
    const slopes = grad(f)(x) as number[];
    expect(traced(((y: number[]) => grad(f)(y)) as never, x)).toEqual(slopes);
  });

  test("is an error where the loop does run", () => {
    const f: F = (x) => sum(4, (i) => sum(i, () => at(x, i)));
    expect(() => f(x)).toThrow("index 3 is out of range; the array has 3 elements");
    const made = trace(f as never, x);
    expect(() => evaluate(made, x)).toThrow("index 3 is out of range; the array has 3 elements");
  });
});

test("loops without iterations", () => {
  const never = () => {
    throw new Error("ran");
  };
  expect(sum(0, never)).toBe(0);
  expect(maxOf(0, never)).toBe(Number.NEGATIVE_INFINITY);
  expect(fold(0, 7, never)).toBe(7);
  expect(scan(0, 7, never)).toEqual([7]);
  expect(vec(0, never)).toEqual([]);
  expect(() => argMaxOf(0, never)).toThrow("argMaxOf: n is 0; wanted at least 1");
  const f = (x: number[]) => [
    sum(0, (i) => at(x, i)),
    maxOf(0, (i) => at(x, i)),
    fold(0, at(x, 0), (i, s) => mul(s, at(x, i))),
  ];
  expect(evaluate(trace(f as never, [4]), [4])).toEqual([0, Number.NEGATIVE_INFINITY, 4]);
});
