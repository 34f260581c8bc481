import { describe, expect, test } from "vitest";
import { type Budget, defaultBudget, LangError, run } from "./index.ts";

type Language = "python" | "javascript";
function failure(source: string, language: Language, budget: Partial<Budget> = {}): LangError {
  try {
    run(source, { language, budget });
  } catch (error) {
    if (error instanceof LangError) return error;
    throw error;
  }
  throw new Error(`no error in ${source.slice(0, 100)}`);
}

describe("each budget ends a program, by name", () => {
  test.each<[keyof Budget, number, Language, string]>([
    ["source", 10, "python", "x = 1 + 2 + 3"],
    ["nesting", 20, "python", `x = ${"(".repeat(30)}1${")".repeat(30)}`],
    ["nesting", 20, "javascript", `x = ${"[".repeat(30)}${"]".repeat(30)}`],
    ["steps", 1000, "python", "while True: pass"],
    ["steps", 1000, "javascript", "for (;;);"],
    ["steps", 1000, "python", "xs = [1]\nfor x in xs: xs.append(x)"],
    ["steps", 1000, "python", "x = [0] * 100000"],
    ["time", 1, "python", "while True: pass"],
    ["depth", 50, "python", "def f(n): return f(n + 1)\nf(0)"],
    ["depth", 50, "javascript", "const f = (n) => f(n + 1); f(0)"],
    ["nodes", 100, "python", "x = Value(1)\nwhile True: x = x + 1"],
    ["nodes", 100, "javascript", "while (true) value(1)"],
    ["list", 1000, "python", "xs = [0, 1]\nwhile True: xs = xs + xs"],
    ["list", 1000, "javascript", "const xs = []; while (true) xs.push(1)"],
    ["list", 1000, "python", "range(10 ** 9)"],
    ["list", 1000, "javascript", "new Array(1e9)"],
    ["string", 1000, "python", "s = 'ab'\nwhile True: s = s + s"],
    ["string", 1000, "python", "'ab' * 10 ** 9"],
    ["string", 1000, "javascript", "'ab'.repeat(1e9)"],
    ["string", 1000, "javascript", "'ab'.padStart(1e9)"],
    ["string", 1000, "python", "x = []\nfor i in range(40): x = [x, x]\nprint(x)"],
    ["string", 1000, "python", "print('x' * 900 + '%s' % ('y' * 900))"],
    ["digits", 100, "python", "x = 10\nwhile True: x = x * x"],
    ["digits", 100, "python", "10 ** 10 ** 9"],
    ["digits", 100, "python", `x = ${"9".repeat(200)}`],
  ])("%s %d: %s", (part, limit, language, source) => {
    const error = failure(source, language, { [part]: limit });
    expect(error.kind).toBe("budget");
    expect(error.reason).toContain(`more than ${limit.toLocaleString("en-US")} `);
    expect(error.reason).toContain(
      `raise the budget "${part}" with run(source, { budget: { ${part}: ${10 * limit} } })`,
    );
  });

  test("and a raised one lets it go on", () => {
    const source = "def f(n): return 0 if n == 0 else 1 + f(n - 1)\nprint(f(5000))";
    expect(failure(source, "python").reason).toContain('"depth"');
    expect(run(source, { language: "python", budget: { depth: 10_000 } }).printed).toEqual(["5000"]);
  });
});

describe("the host's stack holds, whatever nests", () => {
  const raised = { depth: 1e6, nesting: 1e6, steps: 1e8, time: 1e6 };
  test.each<[string, Language, string]>([
    ["functions that map calls", "python", "def f(n): return list(map(f, [n]))\nf(1)"],
    ["functions that sorted calls", "python", "def f(n): return sorted([1], key=f)\nf(1)"],
    ["functions that sort calls", "javascript", "const f = (n) => [1, 2].sort((a, b) => f(a)); f(1)"],
    ["functions that noGrad calls", "javascript", "const f = () => noGrad(f); f()"],
    ["lists that are printed", "python", "a = []\nfor i in range(3000): a = [a]\nprint(a)"],
    [
      "lists that are compared",
      "python",
      "a = []\nb = []\nfor i in range(3000):\n    a = [a]\n    b = [b]\na == b",
    ],
    [
      "lists that are put in order",
      "python",
      "a = []\nb = []\nfor i in range(3000):\n    a = [a]\n    b = [b]\nsorted([a, b])",
    ],
    ["lists in a template", "javascript", "let a = []; for (let i = 0; i < 3000; i++) a = [a]; `${a}`"],
    ["brackets", "python", `x = ${"(".repeat(2500)}1${")".repeat(2500)}`],
    ["brackets", "javascript", `x = ${"(".repeat(100000)}1${")".repeat(100000)}`],
    ["not", "python", `x = ${"not ".repeat(10000)}1`],
    ["arrows", "javascript", `x = ${"a => ".repeat(100000)}1`],
    ["powers", "python", `x = ${"2 ** ".repeat(900)}1`],
    ["conditions", "javascript", `x = ${"1 ? 1 : ".repeat(50000)}1`],
    ["if", "javascript", `${"if (1) ".repeat(50000)}1`],
    ["f-strings", "python", `x = ${'f"{'.repeat(50)}`],
  ])("%s in %s", (_, language, source) => {
    for (const budget of [{}, raised])
      expect(["budget", "syntax"]).toContain(failure(source, language, budget).kind);
  });

  test("a list can contain itself", () => {
    expect(run("a = [1]\na.append(a)\nprint(a)", { language: "python" }).printed).toEqual(["[1, [...]]"]);
    expect(
      run("const a = [1]; a.push(a); console.log(a, `${a}`)", { language: "javascript" }).printed,
    ).toEqual(["[ 1, [Circular] ] 1,"]);
  });
});

test("the defaults let a lecture's training loop run", () => {
  const source = `
ws = [[Value(0.1 * ((3 * i + j) % 5 - 2)) for i in range(4)] for j in range(8)]
def loss(xs):
    hidden = [sum(w * x for w, x in zip(row, xs)).tanh() for row in ws]
    return (sum(hidden) - 1) ** 2
for step in range(30):
    total = sum(loss([a, b, 1, a * b]) for a in (-1, 1) for b in (-1, 1))
    for row in ws:
        for w in row: w.grad = 0
    total.backward()
    for row in ws:
        for w in row: w.data -= 0.02 * w.grad
print(total.data < 0.5)`;
  expect(run(source, { language: "python" }).printed).toEqual(["True"]);
  expect(defaultBudget.nodes).toBeGreaterThanOrEqual(1_000_000);
});
