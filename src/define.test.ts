import { expect, test } from "vitest";
import { defineOp } from "./define.ts";
import { formula, toText } from "./formula.ts";
import { check } from "./functions/check.ts";
import { add, exp, mul, relu, sigmoid, sub } from "./ops.ts";
import { expand } from "./transform/expand.ts";
import { value } from "./value.ts";

const swish = defineOp({ name: "swish", expand: (x, b) => mul(x, sigmoid(mul(b, x))) });

test("an op of one's own computes, records and differentiates by what it is made of", () => {
  expect(swish(0.7, 1.3)).toBeCloseTo(0.7 / (1 + Math.exp(-1.3 * 0.7)), 15);
  const x = value(0.7, "x");
  const b = value(1.3, "b");
  const y = swish(x, b);
  expect(y.op).toBe(swish);
  expect(check(y).map((c) => [c.leaf.label, c.status])).toEqual([
    ["x", "ok"],
    ["b", "ok"],
  ]);
  const lower = expand(y, [swish]);
  expect(lower.data).toBe(y.data);
  expect(lower.op).toBe(mul);
});

test("its derived rule is written in ops, so it prints, and differentiates again", () => {
  const cube = defineOp({ name: "cube", expand: (x) => mul(x, mul(x, x)) });
  const x = value(2, "x");
  const rule = cube.d[0]!;
  const first = rule(x, cube(x)) as typeof x;
  expect(first.data).toBe(12);
  first.backward();
  expect(x.grad).toBe(12);
  expect(toText(rule(formula("x"), formula("y")))).toContain("x");
});

test("f and d, if given, are used", () => {
  const naive = defineOp({ name: "naive", expand: (x) => sub(exp(x), 1) });
  const exact = defineOp({ name: "exact", expand: (x) => sub(exp(x), 1), f: Math.expm1, d: [(x) => exp(x)] });
  expect(naive(1e-20)).toBe(0);
  expect(exact(1e-20)).toBe(1e-20);
  const constant = defineOp({ name: "constant", expand: (x) => add(x, 1), d: [null] });
  const x = value(1);
  constant(x).backward();
  expect(x.grad).toBe(0);
});

test("an op that ignores an operand has no slope in it", () => {
  const first = defineOp({ name: "first", expand: (x, _y) => relu(x) });
  const [x, y] = [value(2), value(5)];
  first(x, y).backward();
  expect([x.grad, y.grad]).toEqual([1, 0]);
});

test.each<[string, unknown, RegExp]>([
  ["no name", { expand: (x: never) => x }, /name is undefined; wanted an identifier/],
  ["a name with a space", { name: "a b", expand: (x: never) => x }, /name is the string "a b"/],
  ["no expand", { name: "a" }, /expand of a is undefined; wanted a function in ops/],
  ["no operands", { name: "a", expand: () => 1 }, /expand of a takes 0 operands; wanted 1, 2 or 3/],
  [
    "too few rules",
    { name: "a", expand: (x: never, _y: never) => x, d: [null] },
    /2 operands and 1 rules in d/,
  ],
])("refuses %s", (_, definition, message) => {
  expect(() => defineOp(definition as never)).toThrow(message);
});
