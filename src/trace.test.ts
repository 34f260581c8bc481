import { describe, expect, test } from "vitest";
import { at } from "./arrays.ts";
import { grad } from "./functions/grad.ts";
import { vec } from "./loops.ts";
import type { Num } from "./op.ts";
import { add, mul } from "./ops.ts";
import { evaluate, trace, traceGraph } from "./trace.ts";
import { value } from "./value.ts";

describe("evaluate gives the tree that the function gave", () => {
  const x = [1, 2, 3];
  const double = (x: Num[]) => vec(3, (i) => mul(2, at(x, i)));
  const first = (x: Num[]) => vec(2, (i) => at(x, i));
  test.each<[string, (x: Num[]) => unknown]>([
    ["a list of arrays", (x) => [double(x), first(x)]],
    ["a list of one array", (x) => [double(x)]],
    ["an object of lists of arrays and numbers", (x) => ({ a: [double(x), first(x)], b: at(x, 2) })],
    ["an array of numbers", (x) => [at(x, 1), at(x, 0)]],
  ])("%s", (_, f) => {
    expect(evaluate(trace(f as never, x), x)).toEqual(f(x));
  });

  test("gradients by several arguments", () => {
    const g = grad((x: Num[], y: Num[]) => mul(at(x, 0), at(y, 1)), { wrt: [0, 1] });
    expect(evaluate(trace(g, [2, 3], [5, 7]), [2, 3], [5, 7])).toEqual([
      [7, 0],
      [0, 2],
    ]);
  });

  test("arguments are told by their keys, in any order, and must be those that were traced", () => {
    const made = trace((p: { a: Num; b: Num[] }) => mul(p.a, at(p.b, 0)), { a: 1, b: [1] });
    expect(evaluate(made, { b: [3], a: 2 })).toBe(6);
    const call =
      (...args: unknown[]) =>
      () =>
        evaluate(made, ...args);
    expect(call({ a: 2, b: [3, 4] })).toThrow("p.b is an array of 2; wanted an array of 1");
    expect(call({ a: 2 })).toThrow("p.b is missing; wanted an array of 1");
    expect(call({ a: 2, b: [3], c: 4 })).toThrow("p.c is too much; wanted p.a, p.b");
    expect(call({ a: 2, b: [3] }, 5)).toThrow("argument 2 is too much");
    expect(call({ a: value(2), b: [3] })).toThrow("p.a is a Value; wanted numbers");
  });

  test("the outputs of a graph of values", () => {
    const [a, b] = [value(2), value(3)];
    const made = traceGraph({ inputs: [a, b], outputs: [a.mul(b), add(a, b)] });
    expect(evaluate(made, 5, 7)).toEqual([35, 12]);
  });
});
