import { describe, expect, test } from "vitest";
import { nearest } from "./errors.ts";
import { type LangError, parse, run } from "./index.ts";

const language = (source: string, filename?: string) => parse(source, { filename }).language;

describe("the language of a program", () => {
  test("is what is asked for", () => {
    expect(parse("x = 1", { language: "javascript" }).language).toBe("javascript");
    expect(parse("x = 1", { language: "python", filename: "x.js" }).language).toBe("python");
  });
  test.each([
    ["a.py", "python"],
    ["a.js", "javascript"],
    ["a.mjs", "javascript"],
    ["dir.js/a.PY", "python"],
    ["a.ts", "javascript"],
  ])("or what the name %s says", (filename, expected) => {
    expect(language("x = 1", filename)).toBe(expected);
  });
  test.each([
    ["def f(x): return x", "python"],
    ["x = Value(2.0, label='x1')", "python"],
    ["o = -x**2", "python"],
    ["# a comment\nx = 1", "python"],
    ["o = a if b else c", "python"],
    ["x = [i for i in xs]", "python"],
    ["import math\nx = math.exp(1)", "python"],
    ["x = 7 // 2", "python"],
    ["f'{x}'", "python"],
    ["x = not y", "python"],
    ["const x = 1", "javascript"],
    ["x = 1; // a comment", "javascript"],
    ["xs.map(x => x * 2)", "javascript"],
    ["x = Math.exp(1)", "javascript"],
    ["x = a ? b : c", "javascript"],
    ["y = x ** 2;\nz = `${y}`", "javascript"],
    ["a = new Value(2)", "javascript"],
    ["if (x > 0) { y = 1 }", "javascript"],
    // Both parse, and nothing tells: the notes are in Python.
    ["o = (x1*w1 + b).tanh()", "python"],
    ["x = 1; y = 2", "python"],
    ["", "python"],
  ])("or what %j is", (source, expected) => {
    expect(language(source)).toBe(expected);
  });
  test("where neither reads it, the error is of the likelier", () => {
    const failure = (source: string) => {
      try {
        parse(source);
      } catch (error) {
        return (error as LangError).reason;
      }
    };
    expect(failure("const x = = 2;")).toBe("`=` is not expected here");
    expect(failure("def f(x)\n    return x")).toBe("`:` is expected here");
    expect(failure("class A:\n    pass")).toContain("`class` is not supported");
    expect(failure("class A {}")).toContain("`class` is not supported");
  });
});

describe("the nearest name", () => {
  const names = [
    "tan",
    "tanh",
    "atan",
    "exp",
    "expm1",
    "sigmoid",
    "softplus",
    "x1",
    "lgamma",
    "Value",
    "print",
    "range",
  ];
  test.each([
    ["thn", "tanh"],
    ["tnah", "tanh"],
    ["tanhh", "tanh"],
    ["sigmod", "sigmoid"],
    ["value", "Value"],
    ["pritn", "print"],
    ["softpuls", "softplus"],
    ["rnge", "range"],
    ["TANH", "tanh"],
    ["completely", undefined],
    ["q", undefined],
    ["zzz", undefined],
    ["x".repeat(100_000), undefined],
  ])("to %s is %s", (name, expected) => {
    expect(nearest(name, names)).toBe(expected);
  });
});

test("long lines are shown around the place", () => {
  const source = `x = [${"1, ".repeat(100)}thn, ${"2, ".repeat(100)}]`;
  try {
    run(source, { language: "python", filename: "wide.py" });
    expect.unreachable();
  } catch (error) {
    const [line, carets] = (error as LangError).excerpt.split("\n") as [string, string];
    expect(line.length).toBeLessThan(110);
    expect(line.slice(carets.indexOf("^"), carets.length)).toBe("thn");
    expect((error as LangError).message).toContain("wide.py:1:306");
  }
});

test("tabs before the place keep the caret below it", () => {
  try {
    run("if True:\n\t\tthn(1)", { language: "python" });
    expect.unreachable();
  } catch (error) {
    expect((error as LangError).excerpt).toBe("\t\tthn(1)\n\t\t^^^");
  }
});
