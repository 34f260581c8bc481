import { expect, test } from "vitest";
import { defineOp } from "./define.ts";
import { formula, toText } from "./formula.ts";
import { check } from "./functions/check.ts";
import { abs, add, exp, mul, relu, sigmoid, sub } from "./ops.ts";
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

test("a rule that JavaScript's operators are in throws, and is not taken for a constant", () => {
  const wrong = defineOp({ name: "wrong", expand: (x) => mul(x, x), d: [(x) => (x as number) * 2] });
  expect(wrong(3)).toBe(9);
  expect(() => wrong(value(3))).toThrow(/JavaScript's operators do not work/);
});

test("a column that is undefined counts as left out", () => {
  const columns = {
    f: undefined,
    d: undefined,
    domain: undefined,
    latex: undefined,
    torch: undefined,
  } as object;
  const twice = defineOp({ name: "twice", expand: (x) => mul(x, 2), ...columns });
  const x = value(3);
  twice(x).backward();
  expect([x.grad, twice.domain, twice.torch]).toEqual([2, [[-3, 3]], "twice(#1)"]);
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
  ["nothing", undefined, /definition is undefined; wanted \{ name, expand, … \}/],
  ["a rule that is none", { name: "a", expand: (x: never) => x, d: [5] }, /d\[0\] of a is the number 5/],
  [
    "rules in no list",
    { name: "a", expand: (x: never) => x, d: abs },
    /d of a is the function abs; wanted an array/,
  ],
  [
    "an f that is none",
    { name: "a", expand: (x: never) => x, f: 5 },
    /f of a is the number 5; wanted a function/,
  ],
  [
    "a domain that is none",
    { name: "a", expand: (x: never) => x, domain: [0, 1] },
    /domain of a is an array of 2; wanted 1 pairs/,
  ],
  [
    "LaTeX that is none",
    { name: "a", expand: (x: never) => x, latex: 1 },
    /latex of a is the number 1; wanted a string/,
  ],
  [
    "a forgotten return",
    { name: "a", expand: (x: never) => void mul(x, 2) },
    /expand of a, called on numbers, gives undefined; wanted a number/,
  ],
  [
    "JavaScript's operators",
    { name: "a", expand: (x: number) => x * 2 },
    /JavaScript's operators do not work.*write add\(a, b\), mul\(a, b\)/,
  ],
  [
    "JavaScript's comparisons",
    { name: "a", expand: (x: number) => (x > 0 ? mul(x, 2) : 0) },
    /operators do not work.*select\(gt\(a, b\), x, y\)/,
  ],
  [
    "too few rules",
    { name: "a", expand: (x: never, _y: never) => x, d: [null] },
    /2 operands and 1 rules in d/,
  ],
])("refuses %s", (_, definition, message) => {
  expect(() => defineOp(definition as never)).toThrow(message);
});
