import { describe, expect, test } from "vitest";
import type { Value } from "../value.ts";
import { LangError, run } from "./index.ts";

const printed = (source: string) => run(source, { language: "javascript" }).printed;
function failure(source: string): LangError {
  try {
    run(source, { language: "javascript" });
  } catch (error) {
    if (error instanceof LangError) return error;
    throw error;
  }
  throw new Error(`no error in ${source}`);
}

describe("expressions", () => {
  test.each([
    ["2 ** 3 ** 2, -7 % 3, 7 / 2, 1 / 0", "512 -1 3.5 Infinity"],
    ["1 === 1, '1' === 1, 1 !== 2, null === undefined", "true false true true"],
    ["0 || 'a', 1 && 2, null ?? 3, !0, !'x'", "a 2 3 true false"],
    ["[1, [2, 'a']], [], { label: 'x', n: 1 }", "[ 1, [ 2, 'a' ] ] [] { label: 'x', n: 1 }"],
    ["`${1 + 1}|${[1, 2]}|${null}`, 'a' + 1, 1 + 'a'", "2|1,2|null a1 1a"],
    ["[1, 2, 3].map((v, i) => v * i), [...[1, 2], 3], [5, 6].length", "[ 0, 2, 6 ] [ 1, 2, 3 ] 2"],
    [
      "[3, 1, 2].sort((a, b) => a - b), [1, 2, 3].filter((v) => v > 1).reduce((a, b) => a + b)",
      "[ 1, 2, 3 ] 5",
    ],
    ["(0.1 + 0.2).toFixed(2), (1234.5).toExponential(1), 'ab'.padStart(4)", "0.30 1.2e+3   ab"],
    ["Array.from({ length: 3 }, (_, i) => i * i), new Array(2).fill(0)", "[ 0, 1, 4 ] [ 0, 0 ]"],
    ["Math.max(1, 3, 2), Math.round(2.5), Math.round(-2.5), Math.PI > 3", "3 3 -2 true"],
    ["((a, b = 2, ...rest) => [a, b, rest])(1, undefined, 3)", "[ 1, 2, [ 3 ] ]"],
    ["-0, [-0], `${-0}`", "-0 [ -0 ] 0"],
    ["[1, 2].entries().map(([i, v]) => i + v)", "[ 1, 3 ]"],
  ])("%s", (expressions, shown) => {
    expect(printed(`console.log(${expressions})`)).toEqual([shown]);
  });

  test("operators on Values are ops", () => {
    const { root, leaves } = run(
      `const x = new Value(2, { label: "x1" }), w = value(-3, "w1"), b = value(6.8813735870195432, "b");
       const n = x * w + b;
       const o = n.tanh();
       o.backward();`,
      { language: "javascript" },
    );
    expect(root!.label).toBe("o");
    expect(root!.data).toBeCloseTo(Math.SQRT1_2, 12);
    expect(leaves.map(({ label }) => label)).toEqual(["x1", "w1", "b"]);
    expect(leaves[0]!.grad).toBeCloseTo(-1.5, 12);
  });

  test("Math.round and % of Values are those of numbers", () => {
    const inputs = [2.5, -2.5, 0.49999999999999994, -0.5, 1e300, -1e-17, 7.25];
    const { names } = run(
      `const xs = [${inputs.join(", ")}];
       const rounds = xs.map((x) => Math.round(value(x)).data), rests = xs.map((x) => (value(x) % 2).data);`,
      { language: "javascript" },
    );
    const data = (name: string) =>
      (names.get(name) as unknown as { items: number[] }).items.map((x) => x + 0);
    expect(data("rounds")).toEqual(inputs.map((x) => Math.round(x) + 0));
    expect(data("rests")).toEqual(inputs.map((x) => (x % 2) + 0));
  });
});

describe("statements", () => {
  test("declarations, loops, functions called before they are written", () => {
    const source = `
      console.log(twice(4));
      function twice(x) { return x * 2; }
      var total = 0;
      for (let i = 0, n = 3; i < n; i++) { if (i === 1) continue; total += i; }
      for (const [a, b] of [[1, 2], [3, 4]]) total += a * b;
      let k = 3;
      while (k --> 0) { if (k === 1) break; }
      do { k += 10; } while (k < 5);
      const { p, q = 5, r: { s } } = { p: 1, r: { s: 2 } };
      [k, total] = [total, k];
      if (k > 100) console.log("no"); else if (k > 5) console.log(k, total, p, q, s); else console.log("no");`;
    expect(printed(source)).toEqual(["8", "16 11 1 5 2"]);
  });

  test("each turn of a loop has its own variable", () => {
    expect(
      printed("const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i); console.log(fs.map((f) => f()))"),
    ).toEqual(["[ 0, 1, 2 ]"]);
  });

  test("names are where they are declared", () => {
    expect(printed("let x = 1; { let x = 2; x = 3; } console.log(x)")).toEqual(["1"]);
    expect(failure("{ const hidden = 1; } console.log(hidden)").reason).toBe("`hidden` is not defined");
    expect(failure("let x = 1; { x; let x = 3; }").reason).toBe("`x` is used before it is assigned");
  });

  test("semicolons are inserted as JavaScript does: a line can go on below", () => {
    const { names } = run("x = value(3)\ny = x\n  * 2\nz = 1\n", { language: "javascript" });
    expect((names.get("y") as Value).data).toBe(6);
  });

  test("imports are passed over, and what is exported is declared", () => {
    const source = 'import { value } from "chainrule";\nexport const y = value(2) * 3;\nconsole.log(y.data)';
    expect(printed(source)).toEqual(["6"]);
  });
});

describe("what is wrong is named with its place", () => {
  test.each([
    ["let x = ;", "`;` is not expected here", 1, 9],
    ["let x = (1", "the program ends too early", 1, 11],
    ["const x = 1;\nx = 2;", "`x` is a constant", 2, 1],
    ["let x = 1;\nlet x = 2;", "identifier 'x' has already been declared", 2, 5],
    ["const y = thn(1)", "`thn` is not defined", 1, 11],
    ["y; let y = 1", "`y` is used before it is assigned", 1, 1],
    ["const x = value(1);\nx.tahn()", "a Value has no `tahn`", 2, 3],
    ["[1].mpa(f)", "a list has no `mpa`", 1, 5],
    ["({ label: 1 }).lable", "an object has no `lable`", 1, 16],
    ["'a' * 2", "`*` does not take a string and a number", 1, 1],
    ["[1, 2][-1]", "the index -1 is out of range", 1, 1],
    ["const f = (x) => x; new f(1)", "`new` is for Values and arrays", 1, 21],
    ["[].reduce((a, b) => a + b)", "has no elements to reduce", 1, 1],
  ])("%s", (source, reason, line, column) => {
    const error = failure(source);
    expect(error.reason).toContain(reason);
    expect([error.line, error.column]).toEqual([line, column]);
  });

  test.each([
    ["class A {}", "`class`"],
    ["switch (1) {}", "`switch`"],
    ["try { f() } catch {}", "`try`"],
    ["throw 1", "`throw`"],
    ["for (const k in {}) ;", "`for … in`"],
    ["async () => 1", "`async`"],
    ["function* f() {}", "`function*`"],
    ["this", "`this`"],
    ["x?.y", "`?.`"],
    ["typeof x", "the operator `typeof`"],
    ["x & 1", "the operator `&`"],
    ["/a/", "a regular expression"],
    ["10n", "a bigint"],
    ["tag`x`", "a tagged template"],
    ["import('fs')", "`import(…)`"],
    ["outer: for (;;) break outer", "a label"],
    ["[1, , 2]", "an empty place in an array"],
    ["({ ['a']: 1 })", "a computed name"],
    ["({ f() {} })", "a method"],
  ])("%s", (source, what) => {
    const error = failure(source);
    expect(error.kind).toBe("unsupported");
    expect(error.reason).toContain(`${what} is not supported`);
  });
});
