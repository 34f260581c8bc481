/**
 * Random functions, by JavaScript itself and by `js`: the same bits on numbers, on values and traced. JavaScript itself
 * is given the table's functions for those of Math, and for `**`, which engines round as they like.
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "esbuild";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { evaluate, grad, isValue, trace, value } from "../src/index.ts";
import { js } from "../src/lang/index.ts";
import * as ops from "../src/ops.ts";
import { argument, functionText, type Kind } from "./js-programs.ts";
import { derivative } from "./numeric.ts";
import { freshSeed, runs } from "./runs.ts";

type Args = [x: number, y: number, a: number[]];
type Whole = (...args: Args) => number;
interface Example {
  readonly f: Whole;
  readonly minified: Whole;
  /** The same two, by JavaScript itself: powers of constants are computed, by the minifier's functions, in one. */
  readonly own: Whole;
  readonly ownMinified: Whole;
  readonly arguments: readonly Args[];
}

const folder = mkdtempSync(join(tmpdir(), "chainrule-js-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const require = createRequire(import.meta.url);
let files = 0;

/** The functions of a module, made by the engine itself from a file that no one has rewritten. */
function load(text: string): Record<string, Whole> {
  const file = join(folder, `functions${files++}.cjs`);
  writeFileSync(file, `"use strict";\n${text}`);
  return require(file);
}

const table = ops as Readonly<Record<string, { readonly f?: unknown }>>;
const native = Object.getOwnPropertyNames(Math).map((name) => [name, Math[name as keyof Math]] as const);
const { hypot } = ops;
const mathOfTable: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(
    // Rounding and the extremes are exact, and take what JavaScript's take.
    native.map(([name, f]) => [name, /^(round|min|max)$/.test(name) ? f : (table[name]?.f ?? f)]),
  ),
  hypot: (...all: number[]) => (all.length < 2 ? Math.abs(all[0] ?? 0) : all.reduce((x, y) => hypot(x, y))),
};
(globalThis as Record<string, unknown>).mathOfTable = mathOfTable;
afterAll(() => Reflect.deleteProperty(globalThis, "mathOfTable"));
/** Functions that run by themselves, with the table's functions: `**` becomes Math.pow. */
const loadOwn = (module: string) =>
  load(`const Math = globalThis.mathOfTable;\n${transformSync(module, { target: "es2015" }).code}`);

/** A file's worth. */
const BATCH = 200;

function* examples(kind: Kind, seed: number, count: number): Generator<Example> {
  const size = fc.integer({ min: 0, max: 6 }).chain((n) => functionText(kind, n));
  const one = fc.tuple(size, fc.array(argument(kind), { minLength: 4, maxLength: 4 }));
  for (let done = 0; done < count; done += BATCH) {
    const samples = fc.sample(one, { seed: seed + done, numRuns: Math.min(BATCH, count - done) });
    const module = samples.map(([text], k) => `exports.f${k} = ${text};`).join("\n");
    const { code } = transformSync(module, { minify: true, keepNames: done % 2 === 0 });
    const [plain, minified] = [load(module), load(code)];
    const [own, ownMinified] = [loadOwn(module), loadOwn(code)];
    for (const [k, [, args]] of samples.entries())
      yield {
        f: plain[`f${k}`]!,
        minified: minified[`f${k}`]!,
        own: own[`f${k}`]!,
        ownMinified: ownMinified[`f${k}`]!,
        arguments: args,
      };
  }
}

/** As `expect(got).toBe(want)`, which is slow where it is asked ten thousand times. */
function same(got: unknown, want: unknown, of: Whole, args: Args): void {
  if (!Object.is(got, want)) expect(got, `${of}\n${JSON.stringify(args)}`).toBe(want);
}
const copy = ([x, y, a]: Args): Args => [x, y, [...a]];
const data = (x: unknown) => (isValue(x) ? x.data : x);

describe.each([1, freshSeed()])("from seed %i", (seed) => {
  test("on numbers, what JavaScript computes", () => {
    for (const { f, own, minified, ownMinified, arguments: all } of examples(
      { branches: true, smooth: false },
      seed,
      runs(5000),
    )) {
      const [read, short] = [js(f), js(minified)];
      for (const args of all) {
        same(read(...copy(args)), own(...copy(args)), f, args);
        same(short(...copy(args)), ownMinified(...copy(args)), minified, args);
      }
    }
  });

  test("on values, the same", () => {
    for (const { f, own, minified, ownMinified, arguments: all } of examples(
      { branches: true, smooth: false },
      seed + 1,
      runs(5000),
    )) {
      const [read, short] = [js(f), js(minified)];
      for (const args of all) {
        const [x, y, a] = args;
        const values = () => [value(x), value(y), a.map((e) => value(e))] as const;
        same(data(read(...values())), own(...copy(args)), f, args);
        same(data(short(...values())), ownMinified(...copy(args)), minified, args);
      }
    }
  });

  test("traced, the same", () => {
    for (const { f, own, minified, ownMinified, arguments: all } of examples(
      { branches: false, smooth: false },
      seed + 2,
      runs(5000),
    )) {
      const pairs = [
        [f, own],
        [minified, ownMinified],
      ] as const;
      for (const [text, itself] of pairs) {
        const program = trace(js(text), ...all[0]!);
        for (const args of all) same(evaluate(program, ...copy(args)), itself(...copy(args)), text, args);
      }
    }
  });

  test("their gradients are slopes", () => {
    let [compared, left] = [0, 0];
    for (const { f, arguments: all } of examples({ branches: true, smooth: true }, seed + 3, runs(5000))) {
      const slope = grad(js(f));
      for (const [x, y, a] of all) {
        const by = derivative((at) => f(at, y, [...a]), x, 0.01);
        // Not at a jump or a kink, nor where differences say nothing.
        if (!(by.error <= 1e-8 * (1 + Math.abs(by.slope)))) left++;
        else {
          compared++;
          const got = slope(x, y, a);
          const near = (want: number, share: number) => Math.abs(got - want) <= share * (1 + Math.abs(want));
          // A kink close by deceives the wide differences; close ones, to one side, are rough.
          const beside = (h: number) => (f(x + h, y, [...a]) - f(x, y, [...a])) / h;
          const agrees = near(by.slope, 1e-6) || near(beside(1e-7), 1e-3) || near(beside(-1e-7), 1e-3);
          if (!agrees) expect.fail(`${f}\n${[x, y, a]}: ${got} and ${by.slope}`);
        }
      }
    }
    expect(left).toBeLessThan(compared / 4);
  });
});
