import fc from "fast-check";
import katex from "katex";
import { describe, expect, test } from "vitest";
import { derivativesOf, textOf } from "../src/cli/derivatives.ts";
import { type Language, type LangValue, run } from "../src/lang/index.ts";
import type { Op } from "../src/op.ts";
import * as ops from "../src/ops.ts";
import { toLatex } from "../src/transform/notation.ts";
import { command, output, refusal, useCommand } from "./command.ts";
import { derivative } from "./numeric.ts";
import { freshSeed, runs } from "./runs.ts";

/** A text of the language as a function of numbers: the text is read again for each of them. */
const functionOf =
  (text: string, names: readonly string[]) =>
  (...xs: number[]): number => {
    const given = new Map<string, LangValue>(names.map((name, i) => [name, xs[i]!]));
    return Number(run(text, { names: given }).last);
  };

/** Holds the texts of all derivatives, read again, to differences of the expression and of derivatives before them. */
function holdTexts(expression: string, points: readonly (readonly number[])[], order = 2): void {
  const { inputs } = derivativesOf(expression, { order: 1 });
  const known = new Map([["", functionOf(expression, inputs)]]);
  for (let k = 1; k <= order; k++)
    for (const { wrt, traced } of derivativesOf(expression, { order: k }).derivatives) {
      const text = textOf(traced);
      const written = functionOf(text, inputs);
      known.set(wrt.join(), written);
      const lower = known.get(wrt.slice(0, -1).join())!;
      const i = inputs.indexOf(wrt.at(-1)!);
      for (const xs of points) {
        const { slope, error } = derivative((x) => lower(...xs.with(i, x)), xs[i]!, 0.01);
        const size = Math.max(1, Math.abs(slope), Math.abs(lower(...xs)));
        expect(error / size).toBeLessThan(1e-7); // or the comparison would say nothing
        const got = written(...xs);
        expect(Math.abs(got - slope) / size, `${wrt} of ${expression} at ${xs}: ${text}`).toBeLessThan(1e-7);
      }
    }
}

const kink = (op: Op, xs: readonly number[]) =>
  Math.abs((op.kink as ((...xs: readonly number[]) => number) | undefined)?.(...xs) ?? 1);

describe("the text, read again, is the derivative", () => {
  const NAMES = ["x", "y", "z"];
  for (const op of Object.values(ops) as readonly Op[])
    for (const seed of [1, freshSeed()])
      test(`of ${op.name}, seed ${seed}`, () => {
        // The order of polygamma is a whole number.
        const operands = NAMES.slice(0, op.arity).map((name, i) => {
          const [min, max] = op.domain[i]!;
          return min === max
            ? { text: "2", points: fc.constant([]) }
            : { text: name, points: fc.double({ min, max, noNaN: true }).map((x) => [x]) };
        });
        const expression = `${op.name}(${operands.map(({ text }) => text).join(", ")})`;
        const point = fc.tuple(...operands.map(({ points }) => points)).map((xs) => xs.flat());
        const away = point.filter((xs) => kink(op, xs.length < op.arity ? [2, ...xs] : xs) > 0.05);
        fc.assert(
          fc.property(away, (xs) => {
            if (op === ops.stopGradient) return;
            holdTexts(expression, [xs], op.d.some((rule) => rule !== null) ? 2 : 1);
          }),
          { seed, numRuns: runs(100) },
        );
      });

  test("stopGradient passes nothing on", () => {
    const { derivatives } = derivativesOf("stopGradient(x) * x", { order: 1 });
    expect(derivatives.map(({ traced }) => textOf(traced))).toEqual(["stopGradient(x)"]);
  });

  const POINTS = [0.7, -1.3, 2.1];
  test.each([
    "tanh(x)**2",
    "x**3 - 2*x + 1",
    "math.tanh(x) * math.exp(-x)",
    "Math.sin(x) ** 2 + Math.cos(x) ** 2",
    "1 / (1 + exp(-x))",
    "exp(-x**2 / 2) / sqrt(2 * math.pi)",
    "x if x > 0 else exp(x) - 1",
    "x > 0 ? x * x : Math.sin(x)",
    "sum([x**i / (i + 1) for i in range(6)])",
    "0.1234567890123456 * x / 3",
    "x % 2",
    "1e-9 * exp(x) * 1e9",
    "f = lambda t: t * x; f(x) + f(3)",
    "[1, 2, 3].map((k) => Math.tanh(k * x)).reduce((a, b) => a + b)",
    "-x**2 + -2",
    "y = x * 2; y * y + sin(y)",
  ])("%s", (expression) =>
    holdTexts(
      expression,
      POINTS.map((x) => [x]),
      3,
    ),
  );
  test.each([
    "tanh(w*x + b)",
    "x*y**2 - sin(x*y)/y",
    "log(exp(a) + exp(b) + exp(c))",
    "atan2(y, x) + hypot(x, y)",
    "sqrt((x - y)**2 + 1) if x < 10 else 0*y",
    "0.5*x**2 if abs(x) < 1.7 else d*(abs(x) - 0.5*d)",
  ])("%s", (expression) => {
    const { inputs } = derivativesOf(expression, { order: 1 });
    holdTexts(expression, [POINTS.slice(0, inputs.length), POINTS.slice(0, inputs.length).toReversed()]);
  });
  test("with what is used several times in lines of its own", () => {
    const expression = "tanh(x)**2 * exp(sin(x))";
    const [derived] = derivativesOf(expression, { order: 6 }).derivatives;
    expect(textOf(derived!.traced).split("\n").length).toBeGreaterThan(2);
    holdTexts(expression, [[0.4]], 6);
  });
});

test("the LaTeX of every op's derivatives is LaTeX", () => {
  for (const { name, arity } of Object.values(ops) as readonly Op[])
    for (const { traced } of derivativesOf(`${name}(${["x", "y", "z"].slice(0, arity)})`, { order: 2 })
      .derivatives)
      katex.renderToString(toLatex(traced), { throwOnError: true, strict: "error" });
});

describe("which names are variables", () => {
  const inputs = (expression: string, language?: Language) =>
    derivativesOf(expression, { order: 1, ...(language && { language }) }).inputs;
  test("those that the expression uses and does not bind, in the order of the text", () => {
    expect(inputs("b + w*x + b")).toEqual(["b", "w", "x"]);
    expect(inputs("sum([k*t for k in range(3)])")).toEqual(["t"]);
    expect(inputs("(lambda u, v=c: u*v*x)(2)")).toEqual(["c", "x"]);
    expect(inputs("const f = (u, { k } = { k: q }) => u * k * x; f(2)")).toEqual(["q", "x"]);
    expect(inputs("y = x*2; y")).toEqual(["x"]);
    expect(inputs("for i in range(3): x * i\nx * z")).toEqual(["x", "z"]);
  });
  test("a name is free outside the function that binds it", () => {
    expect(inputs("(lambda x: x * y)(2) + x")).toEqual(["y", "x"]);
  });
  test("none that are called, and the language's own only if asked about", () => {
    expect(inputs("tanh(x) + x.exp() + math.pi")).toEqual(["x"]);
    expect(() => inputs("step * x")).toThrow("`*` does not take the function `step` and a Value");
    expect(derivativesOf("step * x", { order: 1, wrt: ["step"] }).inputs).toEqual(["step", "x"]);
  });
});

describe("chainrule derive", () => {
  useCommand();

  interface Derived {
    derivatives: { wrt: string[]; text: string; latex: string; value?: number | string }[];
  }
  const json = (...args: string[]): Derived => JSON.parse(output("derive", ...args, "--json"));

  test("prints the derivative as text and LaTeX", () => {
    expect(output("derive", "tanh(x)**2", "--wrt", "x")).toBe(
      [
        "d/dx   2 * tanh(x) * (1 - tanh(x)**2)",
        "LaTeX  2 \\cdot \\tanh\\left(x\\right) \\cdot \\left(1 - \\tanh\\left(x\\right)^{2}\\right)",
        "",
      ].join("\n"),
    );
  });
  test("of higher order", () => {
    expect(output("derive", "x**3", "--order", "2")).toBe("d²/dx²  6 * x\nLaTeX   6 \\cdot x\n");
    expect(output("derive", "x**12", "--order", "12")).toBe("d¹²/dx¹²  479001600\nLaTeX     479001600\n");
  });
  test("by all variables, or by those that are named, mixed ones too", () => {
    const found = (...args: string[]) =>
      Object.fromEntries(json(...args).derivatives.map(({ wrt, text }) => [wrt.join(" "), text]));
    expect(found("x*y**2")).toEqual({ x: "y**2", y: "2 * x * y" });
    expect(found("x*y**2", "--wrt", "y")).toEqual({ y: "2 * x * y" });
    expect(found("x*y**2", "--wrt", "y,x")).toEqual({ y: "2 * x * y", x: "y**2" });
    expect(found("x*y**2", "--wrt", "y", "--wrt", "x")).toEqual({ y: "2 * x * y", x: "y**2" });
    expect(found("x*y**2", "--order", "2")).toEqual({ "x x": "0", "x y": "2 * y", "y y": "2 * x" });
    expect(output("derive", "x*y**2", "--order", "2").match(/^∂\S+/gm)).toEqual([
      "∂²/∂x²",
      "∂²/∂x∂y",
      "∂²/∂y²",
    ]);
  });
  test("at a point", () => {
    expect(output("derive", "x*y**2", "--wrt", "y", "--at", "x=3,y=0.5")).toBe(
      [
        "at     x = 3, y = 0.5",
        "",
        "f      x * y**2",
        "value  0.75",
        "",
        "∂/∂y   2 * x * y",
        "LaTeX  2 \\cdot x \\cdot y",
        "value  3",
        "",
      ].join("\n"),
    );
    expect(json("log(x)", "--at", "x=0")).toEqual({
      expression: "log(x)",
      names: ["x"],
      order: 1,
      at: { x: 0 },
      value: "-Infinity",
      derivatives: [{ wrt: ["x"], text: "1 / x", latex: "\\frac{1}{x}", value: "Infinity" }],
    });
  });
  test("an expression may begin with a sign", () => {
    expect(output("derive", "-x**2")).toContain("-2 * x\n");
    expect(output("derive", "--wrt", "x", "-h*x")).toContain("∂/∂x   -h\n");
  });
  test("a variable that is meant as a number elsewhere is noted", () => {
    const derived = (...args: string[]) => {
      const { status, stderr } = command.run(["derive", ...args]);
      return { status, stderr };
    };
    expect(derived("sin(pi*x)")).toEqual({
      status: 0,
      stderr: "note: pi is a variable here; the number is math.pi\n",
    });
    expect(derived("PI * x", "--language", "javascript").stderr).toContain("the number is Math.PI");
    expect(derived("e**x").stderr).toBe(
      "note: e is a variable here; the number is math.e, and exp(x) its power\n",
    );
    expect(derived("a*e*x**2").stderr).toBe("");
    expect(derived("sin(math.pi*x)").stderr).toBe("");
    expect(derived("sin(pi*x)", "--wrt", "x,pi").stderr).toBe("");
  });
  test("of a constant is 0", () => {
    expect(json("floor(x)").derivatives[0]).toMatchObject({ text: "0", latex: "0" });
    expect(json("abs(x)", "--order", "2").derivatives[0]).toMatchObject({ text: "0" });
  });

  test("what is wrong with the expression is shown with its place", () => {
    expect(refusal(["derive", "thn(x) + 1"])).toBe(
      "error: `thn` is not defined; did you mean `tanh`?\n  expression:1:1\n    thn(x) + 1\n    ^^^\n",
    );
    expect(refusal(["derive", "x^2"])).toContain("a power is written `**`\n  expression:1:2\n");
    expect(refusal(["derive", "x^2", "--language", "javascript"])).toContain("a power is written `**`");
    expect(refusal(["derive", "x +"])).toContain("expression:1:4");
    expect(refusal(["derive", "[x, 2]"])).toBe("error: the expression gives a list; wanted a number\n");
    expect(refusal(["derive", "1\nif x > 0: x"])).toContain("a choice is written `x if condition else y`");
    expect(refusal(["derive", "2 + 3"])).toContain("no variables");
    expect(refusal(["derive", "lambda x: x**2"])).toContain(
      "the expression is a function; what it returns is wanted",
    );
    expect(refusal(["derive", " "])).toContain("an expression is wanted");
  });
  test("what is wrong with the options is named", () => {
    expect(refusal(["derive", "learning_rate*x", "--wrt", "learnin_rate"])).toBe(
      "error: --wrt: the expression has no variable learnin_rate; did you mean learning_rate?\n",
    );
    expect(refusal(["derive", "tanh(x)", "--wrt", "y"])).toContain("has no variable y; it has x\n");
    expect(refusal(["derive", "tanh(x)", "--wrt", "tanh"])).toContain("has no variable tanh");
    expect(refusal(["derive", "x", "--wrt", "x,x"])).toContain("x is there twice");
    expect(refusal(["derive", "x", "--order", "1.5"])).toContain("wanted a whole number above 0");
    expect(refusal(["derive", "x*y", "--at", "x=2"])).toContain("--at: y has no value");
    expect(refusal(["derive", "x", "--at", "x=two"])).toContain("wanted NAME=NUMBER");
    expect(refusal(["derive", "x", "--at", "x=2,z=1"])).toContain("has no variable z");
    expect(refusal(["derive", "x", "x"])).toContain("too many arguments");
    expect(refusal(["derive", "x", "--wtr", "x"])).toContain("unknown option '--wtr'");
    expect(refusal(["derive"])).toContain("missing required argument");
  });
  test("a derivative of many operations is refused, unless they are allowed", () => {
    expect(refusal(["derive", "x*tanh(x)", "--order", "3", "--limit", "5"])).toMatch(
      /^error: d[²³]?\/dx[²³]? has \d+ operations, and up to 5 are written; --limit \d+ allows that many\n$/,
    );
    expect(refusal(["derive", "a*b*c*d*e*f", "--order", "5"])).toContain("more than 100 derivatives");
  });
  test("has a page of help", () => {
    const { status, stdout } = command.run(["derive", "--help"]);
    expect(status).toBe(0);
    for (const option of ["--wrt", "--order", "--at", "--json", "--language"])
      expect(stdout).toContain(option);
  });
});
