import { expect, test } from "vitest";
import { at, length } from "../arrays.ts";
import { fn } from "../fn.ts";
import { grad } from "../functions/grad.ts";
import { sum, vec } from "../loops.ts";
import type { Num } from "../op.ts";
import { add, cos, exp, mul, neg, sin } from "../ops.ts";
import { trace } from "../trace.ts";
import { value } from "../value.ts";
import { toLatex, toText } from "./notation.ts";

test("digits of constants", () => {
  const f = trace((x: Num) => add(mul(1 / 3, x), 1234567), 0);
  expect(toText(f)).toBe("0.333333 * x + 1234567");
  expect(toText(f, { digits: 17 })).toBe("0.3333333333333333 * x + 1234567");
  expect(toLatex(f, { digits: 2 })).toBe("0.33 \\cdot x + 1234567");
  expect(toText(mul(value(2, "x"), 0.123456789), { digits: 9 })).toBe("x * 0.123456789");
  expect(toText(2 / 3, { digits: 3 })).toBe("0.667");
  for (const digits of [0, 18, 2.5, Number.NaN])
    expect(() => toText(f, { digits })).toThrow(
      `toText: digits is the number ${digits}; wanted a whole number from 1 to 17`,
    );
});

test("a function itself is refused, with what to write", () => {
  for (const write of [toText, toLatex])
    expect(() => write(sin as never)).toThrow(
      /: x is the function sin; wanted what it gives: .*trace\(f, 1\)$/,
    );
});

test("operands stand in the order in which they were given, also of commutative ops", () => {
  expect(toText(trace((x: Num, y: Num) => add(mul(y, x), mul(sin(y), cos(x))), 0, 0))).toBe(
    "y * x + sin(y) * cos(x)",
  );
  // The same product in the other order is the same instruction.
  const both = trace((x: Num, y: Num) => add(mul(y, x), mul(x, y)), 0, 0);
  expect(toText(both)).toBe("y * x + y * x");
});

test("an array that nothing is added to is 0 all over", () => {
  const constant = (_: Num) => 3 as Num;
  expect(toText(trace(grad(constant), 1))).toBe("0");
  const flat = (_: Num[], y: Num) => mul(y, y);
  expect(toText(trace(grad(flat), [1, 2, 3], 1))).toBe("result[i] = 0 for i < 3");
  const second = trace((x: Num) => grad((t: Num) => grad((u: Num) => mul(2, u))(t))(x), 1);
  expect(toText(second)).toBe("0");
});

test("what is called is a function with lines of its own", () => {
  const f = fn(function bell(x: Num, s: Num) {
    return exp(neg(mul(s, mul(x, x))));
  });
  const g = fn((x: Num[], k: Num) => ({
    total: sum(length(x), (i) => f(at(x, i), k)),
    each: vec(length(x), (i) => mul(f(at(x, i), 2), at(x, k))),
  }));
  const made = trace((x: Num[]) => sum(3, (k) => mul(g(x, k).total, at(g(x, 0).each, k))), [1, 2, 3]);
  expect(toText(made)).toMatchInlineSnapshot(`
    "result = sum(i < 3, f1(x, i) * f2(x, 0)[i])
    f2(x, k)[i] = bell(x[i], 2) * x[k] for i < 3
    f1(x, k) = sum(i < 3, bell(x[i], k))
    bell(x, s) = exp(-s * x * x)"
  `);
  expect(toLatex(made)).toMatchInlineSnapshot(`
    "\\begin{aligned}
    \\mathrm{result} &= \\sum_{i=0}^{2} f_{1}\\left(x, i\\right) \\cdot {f_{2}\\left(x, 0\\right)}_{i} \\\\
    {f_{2}\\left(x, k\\right)}_{i} &= \\mathrm{bell}\\left(x_{i}, 2\\right) \\cdot x_{k} \\qquad (0 \\le i < 3) \\\\
    f_{1}\\left(x, k\\right) &= \\sum_{i=0}^{2} \\mathrm{bell}\\left(x_{i}, k\\right) \\\\
    \\mathrm{bell}\\left(x, s\\right) &= e^{-s \\cdot x \\cdot x}
    \\end{aligned}"
  `);
  expect(toText(trace((x: Num) => f(f(x, 1), 2), 0))).toMatchInlineSnapshot(`
    "result = bell(bell(x, 1), 2)
    bell(x, s) = exp(-s * x * x)"
  `);
  expect(
    toText(
      trace(
        grad((x: Num) => f(f(x, 1), 2)),
        0,
      ),
    ),
  ).toMatchInlineSnapshot(`
    "result = bell'(x, 1, bell'(bell(x, 1), 2, 1))
    bell'(x, s, u) = -u * exp(-s * x * x) * s * x + -u * exp(-s * x * x) * s * x
    bell(x, s) = exp(-s * x * x)"
  `);
});

test("a result is not called what an argument is called", () => {
  const f = (result: Num[]) => vec(2, (i) => mul(2, at(result, i)));
  expect(toText(trace(f, [1, 2]))).toBe("result_2[i] = 2 * result[i] for i < 2");
});
