/** `js` on functions as build tools leave them: by the TypeScript compiler, by esbuild, by rolldown, and bundled. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, transformSync } from "esbuild";
import { rolldown } from "rolldown";
import ts from "typescript";
import { afterAll, describe, expect, test } from "vitest";
import { root } from "../scripts/setup.mjs";
import { at, evaluate, grad, isValue, type Num, sum, tanh, trace, value } from "../src/index.ts";
import { js, LangError } from "../src/lang/index.ts";

/** Functions of TypeScript, with what they are to be called with. Every one has a derivative in its first argument. */
const SOURCE = `
interface Case {
  readonly name: string;
  readonly f: (...args: any[]) => number;
  readonly args: readonly unknown[];
  readonly outside?: readonly string[];
  /** Whether it branches on its arguments, and so can't be traced. */
  readonly branches?: boolean;
  /** Whether it spreads, for which ES5 needs a helper. */
  readonly spreads?: boolean;
}
export const cases: Case[] = [
  { name: "operators", f: (x: number, y: number) => x ** 2 + Math.sin(x * y) / -y, args: [2, 3] },
  { name: "powers", f: (x: number) => { let p = x; p **= 2; return p ** 0.5 * (-x) ** 3; }, args: [2] },
  { name: "a declared function", f: function loss(x: number, n: number): number { return n === 0 ? 1 : x * loss(x, n - 1); }, args: [2, 3] },
  {
    name: "inner functions",
    f: (x: number) => {
      const square = (v: number) => v * v;
      function twice(g: (v: number) => number, v: number): number { return g(g(v)); }
      const third = function named(v: number) { return v / 3; };
      return twice(square, x) + third(x);
    },
    args: [1.5],
  },
  {
    name: "loops",
    f: (x: number[]) => {
      let total = 0;
      for (let i = 0; i < x.length; i++) { if (i === 1) continue; total += x[i]! * i; }
      for (const v of x) total += v ** 2;
      let left = 3;
      while (left-- > 0) total *= 1.5;
      do { total -= x[0]!; } while (left > 0);
      return total;
    },
    args: [[1, 2, 3]],
  },
  {
    name: "branches",
    f: (x: number) => {
      let s = 0;
      if (x > 1) { s = x; } else if (x < -1) { s = -x; } else return x ** 2;
      if (s > 2 && x > 0) s += 1;
      if (!(s < 0)) { s *= 2; s = s * x; }
      while (s < 100) s *= 2;
      return s;
    },
    args: [3],
    branches: true,
  },
  {
    name: "choices",
    f: (x: number, flag: boolean) => (x > 0 ? Math.sqrt(x) : x) * (flag ? 2 : 3) + Number(x > 1 || x < -1) + (x && 1),
    args: [4, true],
  },
  {
    name: "arrays and objects",
    f: ({ w, b }: { w: number[]; b: { c: number } }, k = 2) => {
      const [first, ...rest] = w;
      const { c } = b;
      const all = [...rest, first!, c].map((v, i) => v * (i + k));
      all[0] = all[0]! + 1;
      all.push(c);
      const model = { all, scale: 1 / all.length };
      model.scale += 1;
      return model.all.reduce((p, q) => p + q * model.scale, 0);
    },
    args: [{ w: [1, 2, 3], b: { c: 4 } }],
    spreads: true,
  },
  {
    name: "undefined and nothing",
    f: (x: number, y?: number | null) => {
      let s: number | undefined;
      if (y == null) s = x;
      if (s === undefined) s = 1;
      const z = y ?? (y === undefined ? 1 / 0 : 2);
      s ||= 7;
      return s / z + x + (void 0 === y ? 1 : 2);
    },
    args: [2],
    branches: true,
  },
  { name: "outside values", f: (x: number, { k, w }: any) => k * x + w[1], args: [2], outside: ["k", "w"] },
  {
    name: "outside ops and loops",
    f: (x: number[], { sum, at, tanh }: any) => tanh(sum(x.length, (i: number) => at(x, i) * (i + 1))),
    args: [[0.1, 0.2]],
    outside: ["sum", "at", "tanh"],
  },
];`;

interface Case {
  readonly name: string;
  readonly f: (...args: unknown[]) => number;
  readonly args: readonly unknown[];
  readonly outside?: readonly string[];
  readonly branches?: boolean;
  readonly spreads?: boolean;
}
type Reading = (...args: unknown[]) => Num;
const OUTSIDE: Readonly<Record<string, unknown>> = { k: 3, w: [1, 2], sum, at, tanh };

const folder = mkdtempSync(join(tmpdir(), "chainrule-builds-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const require = createRequire(import.meta.url);
let files = 0;
/** What a CommonJS module exports, made by Node itself from its file. */
function load<T>(text: string): T {
  const file = join(folder, `build${files++}.cjs`);
  writeFileSync(file, text);
  return require(file);
}

const { ES2015, ES2016, ES2020, ESNext } = ts.ScriptTarget;
const typescript = (source: string, target: ts.ScriptTarget) =>
  ts.transpileModule(source, { compilerOptions: { target, module: ts.ModuleKind.CommonJS } }).outputText;
const esbuild = (source: string, options: object = {}) =>
  transformSync(source, { loader: "ts", format: "cjs", ...options }).code;
async function rolled(source: string): Promise<string> {
  const file = join(folder, "input.ts");
  writeFileSync(file, source);
  const bundle = await rolldown({ input: file });
  const { output } = await bundle.generate({ format: "cjs", minify: true });
  return output[0].code;
}

const OLD = "TypeScript, ES5";
const BUILDS: Readonly<Record<string, (source: string) => string | Promise<string>>> = {
  "TypeScript, ESNext": (source) => typescript(source, ESNext),
  "TypeScript, ES2020": (source) => typescript(source, ES2020),
  "TypeScript, ES2016": (source) => typescript(source, ES2016),
  // Math.pow for **.
  "TypeScript, ES2015": (source) => typescript(source, ES2015),
  [OLD]: (source) => typescript(source, ts.ScriptTarget.ES5),
  esbuild: (source) => esbuild(source),
  "esbuild, names kept": (source) => esbuild(source, { keepNames: true }),
  "esbuild, minified": (source) => esbuild(source, { minify: true }),
  "esbuild, minified, names kept": (source) => esbuild(source, { minify: true, keepNames: true }),
  "esbuild, minified, ES2016": (source) => esbuild(source, { minify: true, target: "es2016" }),
  "esbuild, minified for Node, names kept": (source) =>
    esbuild(source, { minify: true, target: "node20", keepNames: true }),
  "rolldown, minified": rolled,
};

const numbers = (x: unknown): unknown => (isValue(x) ? x.data : x);
const lift = (x: unknown): unknown => {
  if (typeof x === "number") return value(x);
  if (Array.isArray(x)) return x.map(lift);
  return typeof x === "object" && x !== null
    ? Object.fromEntries(Object.entries(x).map(([key, part]) => [key, lift(part)]))
    : x;
};

describe.each(Object.entries(BUILDS))("%s", (build, make) => {
  const cases = Promise.resolve(make(SOURCE)).then((text) => load<{ cases: Case[] }>(text).cases);
  const original = load<{ cases: Case[] }>(typescript(SOURCE, ESNext)).cases;
  test.each(original.map((one, k) => [one.name, k] as const))("%s", async (_, k) => {
    const { f, args, outside, branches = false, spreads = false } = (await cases)[k]!;
    const given = outside && Object.fromEntries(outside.map((name) => [name, OUTSIDE[name]]));
    const want = f(...args, ...(given ? [given] : []));
    // The build itself is right.
    expect(want).toBe(original[k]!.f(...args, ...(given ? [given] : [])));

    if (build === OLD && spreads) {
      expect(() => js(f)).toThrow(/`__spreadArray` is a helper/);
      return;
    }
    const read = (given ? js(f as never, given) : js(f)) as Reading;
    expect(read(...args)).toBe(want);
    expect(numbers(read(...args.map(lift)))).toBe(want);
    const first = (x: unknown) => read(x, ...args.slice(1));
    const slope = grad(first)(args[0]);
    const readOriginal = js(original[k]!.f as never, given as never) as unknown as Reading;
    expect(slope).toEqual(grad((x: unknown) => readOriginal(x, ...args.slice(1)))(args[0]));
    if (branches) return;
    expect(evaluate(trace(first as never, args[0]), args[0])).toBe(want);
    expect(evaluate(trace(grad(first) as never, args[0]), args[0])).toEqual(slope);
  });
});

/** A switch that the build sets: what it turns off stays as code that is never reached, and refers to what is not known. */
const SWITCHED = `
declare const DEBUG: boolean, log: (...all: unknown[]) => number;
export const f = (x: number) => {
  if (DEBUG) log(x); else x *= 2;
  if (!DEBUG && x > 0) x += 1;
  DEBUG && log(x);
  !DEBUG || log(x);
  DEBUG ? log(x) : x++;
  while (DEBUG) log(x);
  for (; DEBUG; ) log(x);
  const y = (DEBUG ? log(x) : x) + Number(DEBUG && log(x)) + Number(!DEBUG || log(x));
  if (!DEBUG) return y * x;
  else return log(y);
};`;
test.each([false, true])("what a switch turns off need not be known, minified: %s", (minify) => {
  const { f } = load<{ f: (x: number) => number }>(
    esbuild(SWITCHED, { define: { DEBUG: "false" }, minifySyntax: minify, minifyWhitespace: minify }),
  );
  expect(f(2)).toBe(42);
  expect(js(f)(2)).toBe(42);
  // (2x + 2)(2x + 3)
  expect(grad(js(f))(2)).toBe(2 * 7 + 2 * 6);
  expect(() => js(load<{ f: typeof f }>(esbuild(SWITCHED, { define: { DEBUG: "true" } })).f)).toThrow(
    /`log` is not known here/,
  );
});

test("an `if` that a minifier has made a choice is recorded", () => {
  const source = "export const f = (x: number) => { if (x > 0) return x ** 2; return 3 * x; };";
  const { f } = load<{ f: (x: number) => number }>(typescript(source, ESNext));
  expect(() => trace(js(f), 2)).toThrow(/nothing can branch on it; write `condition \? a : b`/);
  const minified = js(load<{ f: typeof f }>(esbuild(source, { minify: true })).f);
  for (const x of [-2, 0, 2]) {
    expect(evaluate(trace(minified, x), x)).toBe(f(x));
    expect(evaluate(trace(grad(minified), x), x)).toBe(grad(js(f))(x));
  }
});

describe("what builds make that can't be read is an error that says why", () => {
  const spread = "exports.f = (x) => Math.max(...[x, ...[1, 2]], 3);";
  const power = "exports.f = (x) => x ** 2;";
  const imported = 'import { sin } from "chainrule"; export const f = (x) => sin(x);';
  const asynchronous = "exports.f = async (x) => x;";
  const fail = (text: string) => {
    // What is imported need not be there for its text to be read.
    const { f } = load<{ f: (x: number) => number }>(text.replace(/require\("chainrule"\)/, "{}"));
    try {
      js(f);
    } catch (error) {
      if (error instanceof LangError) return error;
      throw error;
    }
    throw new Error(`${f} was read`);
  };
  test.each<[string, string, RegExp]>([
    [
      "spread for ES5",
      typescript(spread, ts.ScriptTarget.ES5),
      /`__spreadArray` is a helper, .*build for ES2016 or later/,
    ],
    ["a power for ES2015 by esbuild", esbuild(power, { target: "es2015" }), /`__pow` is a helper/],
    ["the same, minified", esbuild(power, { target: "es2015", minify: true }), /`\w+` is not known here/],
    ["async for ES2016", esbuild(asynchronous, { target: "es2016" }), /`function\*` is not supported/],
    [
      "an import by TypeScript",
      typescript(imported, ES2020),
      /`sin` \(an import, here written `chainrule_1\.sin`\) is not known here.*pass it in: js\(\(x, \{ sin \}\) => …, \{ sin \}\)/s,
    ],
    ["an import by esbuild", esbuild(imported), /`sin` \(an import, here written `import_chainrule\.sin`\)/],
    [
      "an import by Babel",
      "exports.f = (x) => (0, _chainrule.sin)(x);",
      /`sin` \(an import, here written `_chainrule\.sin`\)/,
    ],
    [
      "counters of coverage",
      "exports.f = (x) => { cov_1().s[0]++; return x; };",
      /`cov_1` is not known here/,
    ],
    ["an import, minified", esbuild(imported, { minify: true }), /is not known here/],
  ])("%s", (_, text, message) => {
    const error = fail(text);
    expect(error.message).toMatch(message);
    expect(error.excerpt).toMatch(/\n *\^/);
  });
});

describe("bundled with the library, minified, under a policy that forbids code from text", () => {
  const entry = `
    import { evaluate, grad, sin, trace } from "chainrule";
    import { js } from "chainrule/lang";
    const k = 3;
    const f = js((x: number[], { sin, k }) => {
      const weights = [1, 2];
      const weighted = (v: number, i: number) => v * weights[i]! ** k;
      let total = 0;
      for (const [i, v] of x.entries()) total += weighted(v, i);
      return total > 0 ? sin(total) : Math.exp(total);
    }, { sin, k });
    const slope = grad(f);
    let refused = "";
    try { js((x: number) => sin(x) * k); } catch (error) { refused = (error as Error).name + ": " + (error as Error).message; }
    const x = [0.1, 0.2];
    console.log(JSON.stringify([f(x), slope(x), evaluate(trace(slope, x), x), refused]));`;
  const alias = { chainrule: join(root, "src/index.ts"), "chainrule/lang": join(root, "src/lang/index.ts") };
  const angle = 0.1 + 0.2 * 8;
  test.each([{}, { minify: true }, { minify: true, keepNames: true }])("esbuild %o", async (options) => {
    const input = join(folder, "entry.ts");
    const outfile = join(folder, `bundle${files++}.mjs`);
    writeFileSync(input, entry);
    const { warnings } = await build({
      ...{ entryPoints: [input], outfile, alias, nodePaths: [join(root, "node_modules")] },
      ...{ bundle: true, format: "esm", ...options },
    });
    expect(warnings).toEqual([]);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--disallow-code-generation-from-strings", outfile],
      { encoding: "utf8" },
    );
    expect(stderr).toBe("");
    const [result, slope, traced, refused] = JSON.parse(stdout);
    expect(result).toBeCloseTo(Math.sin(angle), 14);
    expect(slope[0]).toBeCloseTo(Math.cos(angle), 14);
    expect(slope[1]).toBe(8 * slope[0]);
    expect(traced).toEqual(slope);
    expect(refused).toMatch(/^LangError: `\w+` is not known here/);
    expect(readFileSync(outfile, "utf8").length).toBeGreaterThan(1000);
  });
});
