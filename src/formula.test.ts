import { expect, test } from "vitest";
import { formula, opSymbol, shortNumber, toLatex, toText } from "./formula.ts";
import {
  add,
  clamp,
  div,
  exp,
  hypot,
  leakyRelu,
  lt,
  mul,
  neg,
  pow,
  relu,
  select,
  square,
  sub,
  tanh,
} from "./ops.ts";

const [a, b, c] = [formula("a"), formula("b"), formula("c")];

test.each([
  [add(a, mul(b, c)), "a + b * c", "a + b \\cdot c"],
  [mul(add(a, b), c), "(a + b) * c", "\\left(a + b\\right) \\cdot c"],
  [sub(a, sub(b, c)), "a - (b - c)", "a - \\left(b - c\\right)"],
  [sub(sub(a, b), c), "a - b - c", "a - b - c"],
  [div(a, mul(b, c)), "a / (b * c)", "\\frac{a}{b \\cdot c}"],
  [mul(a, div(b, c)), "a * b / c", "a \\cdot \\frac{b}{c}"],
  [pow(div(a, b), 2), "(a / b)**2", "\\left(\\frac{a}{b}\\right)^{2}"],
  [pow(pow(a, b), c), "(a**b)**c", "\\left(a^{b}\\right)^{c}"],
  [pow(a, pow(b, c)), "a**b**c", "a^{b^{c}}"],
  [neg(square(a)), "-a**2", "-a^{2}"],
  [square(neg(a)), "(-a)**2", "\\left(-a\\right)^{2}"],
  [sub(a, neg(b)), "a - -b", "a - -b"],
  [pow(-2, a), "(-2)**a", "\\left(-2\\right)^{a}"],
  [mul(a, -1), "a * -1", "a \\cdot -1"],
  [exp(neg(square(a))), "exp(-a**2)", "e^{-a^{2}}"],
  [square(exp(a)), "exp(a)**2", "\\left(e^{a}\\right)^{2}"],
  [hypot(add(a, b), c), "hypot(a + b, c)", "\\sqrt{\\left(a + b\\right)^{2} + c^{2}}"],
  [mul(lt(a, b), c), "(a < b) * c", "\\left(a < b\\right) \\cdot c"],
  [relu(add(a, b)), "relu(a + b)", "\\operatorname{relu}\\left(a + b\\right)"],
])("%# writes what ops were applied", (written, text, latex) => {
  expect(toText(written)).toBe(text);
  expect(toLatex(written)).toBe(latex);
});

test("what is known while writing is not written", () => {
  expect(toText(select(1, a, b))).toBe("a");
  expect(toText(select(0, a, b))).toBe("b");
  expect(toText(mul(1, pow(a, 1)))).toBe("a");
});

test("names: single letters, letters with an index, words, and text that is no name", () => {
  expect(toLatex(formula("x1"))).toBe("x_{1}");
  expect(toLatex(formula("loss"))).toBe("\\mathrm{loss}");
  expect(toText(mul(formula("x1*w1"), 2))).toBe("(x1*w1) * 2");
  expect(toLatex(square(formula("100% {of} it")))).toBe("\\left(\\text{100\\% \\{of\\} it}\\right)^{2}");
});

test("numbers in six digits", () => {
  expect([0.1 + 0.2, -0, 1e21, Number.NaN, 2 / 3, 479001600].map(shortNumber)).toEqual([
    "0.3",
    "-0",
    "1e+21",
    "NaN",
    "0.666667",
    "479001600",
  ]);
  expect([toText(1 / 3, 17), toText(0.1, 17), toLatex(2e-7 / 3, 3)]).toEqual([
    "0.3333333333333333",
    "0.1",
    "6.67 \\cdot 10^{-8}",
  ]);
  expect(toLatex(mul(1.5e-10, a))).toBe("1.5 \\cdot 10^{-10} \\cdot a");
  expect(toLatex(add(a, Number.POSITIVE_INFINITY))).toBe("a + \\infty");
});

test("the symbol of an op shows its parameters", () => {
  expect([opSymbol(add), opSymbol(tanh), opSymbol(pow, [{}, -1]), opSymbol(square)]).toEqual([
    "+",
    "tanh",
    "**-1",
    "**2",
  ]);
  expect(opSymbol(clamp, [{}, 0, 1])).toBe("clamp(·, 0, 1)");
  expect(opSymbol(leakyRelu, [{}, 0.01])).toBe("leakyRelu(·, 0.01)");
});
