/**
 * Agreement on random programs of neighbours, that read arrays at offsets, backwards and by data, and their first and
 * second derivatives: compiled, they are what `evaluate` gives: strict, bit for bit and at special values too; otherwise,
 * scalar or in lanes of vectors, within 1e-12 times their condition. And `evaluate` gives what the library's ops do on plain numbers.
 */
import { describe, expect, test } from "vitest";
import type { BuildOptions } from "../src/compile/build.ts";
import { evaluate, trace } from "../src/trace.ts";
import type { Route } from "./compiled-columns.ts";
import { flat } from "./condition.ts";
import { freshSeed, isEnough, runs, soak } from "./runs.ts";
import { draw, holdStencils } from "./stencil-columns.ts";
import { EXTENTS } from "./stencil-inputs.ts";
import { INDICES } from "./stencil-interpreter.ts";
import { KINDS, print, stencil } from "./stencils.ts";

const TIMEOUT = soak ? 10_800_000 : 120_000;

const STRICT = { strict: true };
/** Full counts, which come to 10,000 from each seed. Sizes are numbers of statements. */
const COLUMNS: readonly (readonly [string, BuildOptions, Route, number, number])[] = [
  ["in lanes of vectors", {}, "value", 2000, 5],
  ["in lanes of vectors", {}, "gradient", 3000, 4],
  ["in lanes of vectors", {}, "second derivative", 750, 2],
  ["scalar", { simd: false }, "value", 500, 5],
  ["scalar", { simd: false }, "gradient", 1000, 4],
  ["strict, bit for bit", STRICT, "value", 1000, 5],
  ["strict, bit for bit", STRICT, "gradient", 1000, 4],
  ["strict, bit for bit", STRICT, "second derivative", 250, 2],
  ["calls that stay calls, in many functions", { inlined: 0, longest: 6 }, "gradient", 500, 4],
  ["calls that stay calls, strict", { ...STRICT, inlined: 0 }, "gradient", 500, 4],
];

// Programs of neighbouring seeds are unrelated.
describe.each([1, freshSeed()])("random programs of neighbours from seed %i", (seed) => {
  test.each(COLUMNS)("%s: %s", { timeout: TIMEOUT }, (_, options, route, full, size) => {
    const count = runs(full);
    const seen = holdStencils({ route, options, size }, seed, count);
    // The generator does what it should.
    if (!isEnough || count < 60) return;
    expect(seen.kinds).toEqual(new Set(["program", ...KINDS]));
    expect(seen.indices).toEqual(new Set(INDICES));
    expect(seen.extents.size).toBeGreaterThan(EXTENTS.length / 2);
    if (!options.strict && options.simd !== false) expect(seen.vectors / count).toBeGreaterThan(0.4);
  });

  test("evaluated, they are what they are on plain numbers", { timeout: TIMEOUT }, () => {
    const column = { route: "value", options: {}, size: 5 } as const;
    for (let left = runs(1000), k = seed; left > 0; k++) {
      const drawn = draw(stencil(k, column.size), k, column);
      if (drawn === undefined) continue;
      left--;
      const { f } = drawn;
      const args = drawn.args as never[];
      // Of a sum that may be of nothing the zero is not −0.
      const unsigned = (result: unknown) => flat(result).map((y) => y + 0);
      const got = unsigned(evaluate(trace(f, ...args), ...args));
      expect(got, `seed ${k}: ${print(stencil(k, column.size))}`).toEqual(unsigned(f(...args)));
    }
  });
});
