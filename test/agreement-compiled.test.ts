/**
 * Agreement, its compiled columns: random programs with loops, gathers, folds, calls and choices, and their first and second
 * derivatives, compiled, are what `evaluate` gives: strict, bit for bit and at special values too; otherwise, scalar
 * or in lanes of vectors, within 1e-12 times their condition.
 */
import { describe, expect, test } from "vitest";
import type { BuildOptions } from "../src/compile/build.ts";
import type { Route } from "./compiled-columns.ts";
import { holdNests, SCALES } from "./nest-columns.ts";
import { freshSeed, isEnough, runs, soak } from "./runs.ts";

const TIMEOUT = soak ? 10_800_000 : 120_000;

const STRICT = { strict: true };
/** Full counts, which come to 50,000 from each seed. */
const COLUMNS: readonly (readonly [string, BuildOptions, Route, number, number])[] = [
  ["in lanes of vectors", {}, "value", 10_000, 60],
  ["in lanes of vectors", {}, "gradient", 10_000, 40],
  ["in lanes of vectors", {}, "second derivative", 2500, 25],
  ["scalar", { simd: false }, "value", 2000, 60],
  ["scalar", { simd: false }, "gradient", 4000, 40],
  ["strict, bit for bit", STRICT, "value", 8000, 60],
  ["strict, bit for bit", STRICT, "gradient", 4000, 40],
  ["strict, bit for bit", STRICT, "second derivative", 2000, 25],
  ["in many functions, strict", { ...STRICT, longest: 6 }, "gradient", 2000, 40],
  ["calls that stay calls, strict", { ...STRICT, inlined: 0 }, "gradient", 2500, 40],
  ["some calls, strict", { ...STRICT, inlined: 10 }, "second derivative", 1000, 30],
  ["calls in many functions", { inlined: 0, longest: 6 }, "gradient", 1000, 40],
  ["some calls", { inlined: 3 }, "gradient", 1000, 40],
];

// Programs of neighbouring seeds are unrelated.
describe.each([1, freshSeed()])("random programs from seed %i", (seed) => {
  test.each(COLUMNS)("%s: %s", { timeout: TIMEOUT }, (_, options, route, full, size) => {
    const count = runs(full);
    const { kinds, scales, special } = holdNests({ route, options, size }, seed, count);
    // The generator does what it should.
    if (!isEnough || count < 100) return;
    expect(kinds.size).toBe(22);
    expect(scales).toEqual(new Set(SCALES));
    if (options.strict) expect(special / count).toBeGreaterThan(0.1);
  });
});
