import fc from "fast-check";
import { expect, test } from "vitest";
import { freshSeed, runs } from "../../test/runs.ts";
import { formatNumber } from "./number.ts";

test.each([
  [Math.SQRT1_2, 4, "0.7071"],
  [-6, 4, "-6.0000"],
  [0, 4, "0.0000"],
  [-0, 4, "-0.0000"],
  [-0, 0, "-0"],
  [0.0001, 4, "0.0001"],
  [0.00009, 4, "9.0000e-5"],
  [-1.2246467991473532e-16, 4, "-1.2246e-16"],
  [999999, 2, "999999.00"],
  [1e6, 2, "1.00e+6"],
  [5e-324, 4, "4.9407e-324"],
  [1.7976931348623157e308, 1, "1.8e+308"],
  [2.5, 0, "3"],
  [Number.NaN, 4, "NaN"],
  [Number.POSITIVE_INFINITY, 4, "Infinity"],
  [Number.NEGATIVE_INFINITY, 4, "-Infinity"],
])("%d with %i decimals is %s", (x, precision, text) => {
  expect(formatNumber(x, precision)).toBe(text);
});

test.each([1, freshSeed()])("what is printed is the number, to the decimals asked for: seed %i", (seed) => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, min: -1e307, max: 1e307 }),
      fc.integer({ min: 0, max: 20 }),
      (x, precision) => {
        const text = formatNumber(x, precision);
        const error = Math.abs(Number(text) - x);
        const last = 10 ** -precision;
        const half = 0.5 * last * (text.includes("e") ? Math.abs(x) : 1);
        expect(error).toBeLessThanOrEqual(1.0001 * half + 1e-15 * Math.abs(x));
        expect(text.length).toBeLessThanOrEqual(precision + 8);
        expect(text.startsWith("-")).toBe(x < 0 || Object.is(x, -0));
        if (x !== 0) expect(Number(text)).not.toBe(0);
      },
    ),
    { seed, numRuns: runs(50_000) },
  );
});
