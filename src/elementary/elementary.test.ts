/** The elementary functions as `math.ts` has them: accuracy against mpmath, special values as JavaScript's. */
import { describe, expect, test } from "vitest";
import { number, readFixture, type Stored } from "../../test/fixture.ts";
import * as math from "./math.ts";
import { nearest } from "./numbers.ts";

type Name = keyof typeof math;
const functions = math as Record<string, (...xs: number[]) => number>;

// [arguments..., value, rest in thousandths of an ulp], by mpmath: test/fixtures/make_elementary.py.
const fixture = await readFixture<Record<string, Stored[][]>>("elementary.json");

/** The distance to the next float64 away from zero. */
function ulp(y: number): number {
  const a = Math.abs(y);
  if (a < 2 ** -1022) return 2 ** -1074;
  let e = Math.floor(Math.log2(a));
  if (2 ** e > a) e--;
  if (2 ** (e + 1) <= a) e++;
  return 2 ** Math.max(e - 52, -1074);
}

/**
 * One row per claim: at the points of `name` where `where` holds, errors are below `ulps`, or `absolute`. Bounds are what was
 * measured at many more points, and a margin; the functions' docstrings have the measurements.
 */
interface Accuracy {
  readonly name: Name;
  readonly of?: string;
  readonly where?: (...args: number[]) => boolean;
  readonly ulps: number;
  readonly absolute?: (args: number[]) => number;
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** The term of polygamma's series that is largest for negative x. */
const greatestTerm = ([n, x]: number[]) => factorial(n!) / Math.abs(x! - Math.round(x!)) ** (n! + 1);

/** Within these, whatever the arguments. */
const ULPS: Partial<Record<Name, number>> = {
  exp: 0.85,
  exp2: 0.85,
  expm1: 0.98,
  log: 0.85,
  log2: 0.75,
  log10: 0.7,
  log1p: 0.85,
  sin: 0.8,
  cos: 0.8,
  tan: 0.95,
  asin: 0.85,
  acos: 0.88,
  atan: 1,
  atan2: 1.6,
  sinh: 1.6,
  cosh: 1.3,
  tanh: 1.5,
  asinh: 1.3,
  acosh: 1.5,
  atanh: 1.4,
  pow: 0.9,
  cbrt: 0.7,
  hypot: 1.15,
  sigmoid: 1.7,
  silu: 1.85,
  softplus: 1.6,
  erf: 1.45,
  erfc: 1.95,
  gelu: 1.85,
};

const ACCURACY: readonly Accuracy[] = [
  ...Object.entries(ULPS).map(([name, ulps]) => ({ name: name as Name, ulps })),
  { name: "lgamma", of: "x > 0", where: (x) => x > 0, ulps: 3.5, absolute: () => 4e-16 },
  { name: "lgamma", of: "x < 0", where: (x) => x < 0, ulps: 6, absolute: () => 1.5e-15 },
  { name: "digamma", of: "x > 0", where: (x) => x > 0, ulps: 3, absolute: () => 4e-16 },
  { name: "digamma", of: "x < 0", where: (x) => x < 0, ulps: 5, absolute: () => 1.5e-15 },
  { name: "polygamma", of: "n ≤ 50, x > 0", where: (n, x) => n <= 50 && x! > 0, ulps: 7.5 },
  { name: "polygamma", of: "n ≤ 170, x > 0", where: (n, x) => n <= 170 && x! > 0, ulps: 16.5 },
  { name: "polygamma", of: "n > 170, x > 0", where: (n, x) => n > 170 && x! > 0, ulps: 1e-12 / 2 ** -52 },
  {
    name: "polygamma",
    of: "x < 0",
    where: (_, x) => x! < 0,
    ulps: 16.5,
    absolute: (a) => 16.5 * ulp(greatestTerm(a)),
  },
  { name: "logaddexp", ulps: 1.6, absolute: () => 2e-16 },
];

describe("against mpmath", () => {
  for (const { name, of = "", where = () => true, ulps, absolute = () => 0 } of ACCURACY) {
    test(`${name} ${of}: within ${ulps} ulp`, () => {
      const rows = fixture[name]!.map((row) => row.map(number)).filter((row) => where(...row.slice(0, -2)));
      expect(rows.length).toBeGreaterThanOrEqual(20);
      const wrong = rows.flatMap((row) => {
        const args = row.slice(0, -2);
        const [want, rest] = row.slice(-2) as [number, number];
        const got = functions[name]!(...args);
        if (Object.is(got, want)) return [];
        // Zeros of the wrong sign, NaN and infinities are wrong by any amount.
        const error =
          Number.isFinite(got) && Number.isFinite(want) && got !== want
            ? Math.abs((got - want) / ulp(want) - rest / 1000)
            : Infinity;
        return error <= Math.max(ulps, absolute(args) / ulp(want)) ? [] : [{ args, want, got, error }];
      });
      expect(wrong).toEqual([]);
    });
  }
  test("every function with a fixture is held to one, and every one that is not put together of choices has one", () => {
    const held = new Set(ACCURACY.map(({ name }) => name));
    expect(Object.keys(fixture).filter((name) => !held.has(name as Name))).toEqual([]);
    const choices = ["clamp", "elu", "leakyRelu", "relu", "sign", "square", "step"];
    expect(Object.keys(math).filter((name) => !held.has(name as Name))).toEqual(choices);
  });
});

const { NaN: nan } = Number;
const inf = Infinity;
const SPECIAL = [nan, 0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, inf, -inf, 5e-324, -5e-324, 1e308, -1e308];

/** The functions that JavaScript has, by its names; 2 ** x is exp2. */
const THEIRS: Partial<Record<Name, (...xs: number[]) => number>> = {
  ...(Object.fromEntries(
    Object.getOwnPropertyNames(Math)
      .filter((name) => name in math)
      .map((name) => [name, Math[name as "sin"]]),
  ) as object),
  exp2: (x) => 2 ** x!,
  pow: (x, y) => x! ** y!,
};

describe("as JavaScript has it", () => {
  test.each(Object.entries(THEIRS))("%s at special values", (name, theirs) => {
    const ours = functions[name]!;
    const tuples =
      ours.length === 1 ? SPECIAL.map((x) => [x]) : SPECIAL.flatMap((x) => SPECIAL.map((y) => [x, y]));
    const wrong = tuples.flatMap((args) => {
      const [got, want] = [ours(...args), theirs(...args)];
      // NaN, infinities, zeros and whole numbers are exact; of others the engine's last bits are its own.
      const isNear = Math.abs(got - want) <= 4 * ulp(want) && want !== 0 && !Number.isInteger(want);
      return Object.is(got, want) || isNear ? [] : [{ args, got, want }];
    });
    expect(wrong).toEqual([]);
  });
});

describe("exact results", () => {
  test("powers of two and ten, roots of cubes, powers of whole numbers", () => {
    for (let k = -1074; k < 1024; k++) {
      expect(math.exp2(k)).toBe(2 ** k);
      expect(math.log2(2 ** k)).toBe(k);
    }
    for (let k = 0; k <= 22; k++) expect(math.log10(10 ** k)).toBe(k);
    for (let k = -300; k <= 300; k++) expect(math.cbrt(k ** 3)).toBe(k === 0 ? 0 : k);
    for (let x = 1; x < 40; x++)
      for (let y = 0, power = 1; power < 2 ** 53; y++, power *= x + 1) expect(math.pow(x + 1, y)).toBe(power);
  });
});

describe("special values", () => {
  test.each<[Name, number[], number]>([
    ["erf", [0], 0],
    ["erf", [-0], -0],
    ["erf", [inf], 1],
    ["erf", [-inf], -1],
    ["erf", [nan], nan],
    ["erfc", [0], 1],
    ["erfc", [inf], 0],
    ["erfc", [-inf], 2],
    ["erfc", [nan], nan],
    ["lgamma", [0], inf],
    ["lgamma", [-0], inf],
    ["lgamma", [-1], inf],
    ["lgamma", [-(2 ** 60)], inf],
    ["lgamma", [inf], inf],
    ["lgamma", [-inf], inf],
    ["lgamma", [nan], nan],
    ["lgamma", [1], 0],
    ["lgamma", [2], 0],
    ["digamma", [0], -inf],
    ["digamma", [-0], inf],
    ["digamma", [-1], nan],
    ["digamma", [-(2 ** 60)], nan],
    ["digamma", [inf], inf],
    ["digamma", [-inf], nan],
    ["digamma", [nan], nan],
    ["polygamma", [0, 0], -inf],
    ["polygamma", [0, -3], nan],
    ["polygamma", [1, 0], inf],
    ["polygamma", [1, -0], inf],
    ["polygamma", [1, -4], inf],
    ["polygamma", [2, 0], -inf],
    ["polygamma", [2, -0], inf],
    ["polygamma", [2, -4], nan],
    ["polygamma", [1, inf], 0],
    ["polygamma", [2, inf], -0],
    ["polygamma", [1, -inf], nan],
    ["polygamma", [1, nan], nan],
    ["polygamma", [nan, 1], nan],
    ["polygamma", [1.5, 1], nan],
    ["polygamma", [-1, 1], nan],
    ["polygamma", [inf, 1], nan],
    ["polygamma", [1, 5e-324], inf],
    ["polygamma", [2, -5e-324], inf],
    ["polygamma", [2, 5e-324], -inf],
    ["polygamma", [1, -5e-324], inf],
    ["polygamma", [300, -1.25], inf],
    ["polygamma", [300, -1.75], -inf],
    ["polygamma", [301, -1.75], inf],
    ["logaddexp", [-inf, -inf], -inf],
    ["logaddexp", [inf, inf], inf],
    ["logaddexp", [inf, -inf], inf],
    ["logaddexp", [-inf, 3], 3],
    ["logaddexp", [3, -inf], 3],
    ["logaddexp", [nan, 3], nan],
    ["logaddexp", [3, nan], nan],
    ["logaddexp", [inf, nan], nan],
    ["softplus", [inf], inf],
    ["softplus", [-inf], 0],
    ["softplus", [1000], 1000],
    ["softplus", [nan], nan],
    ["sigmoid", [inf], 1],
    ["sigmoid", [-inf], 0],
    ["sigmoid", [nan], nan],
    ["silu", [-0], -0],
    ["silu", [inf], inf],
    ["silu", [-inf], -0],
    ["silu", [nan], nan],
    ["gelu", [-0], -0],
    ["gelu", [inf], inf],
    ["gelu", [-inf], -0],
    ["gelu", [nan], nan],
    ["elu", [-inf, 2], -2],
    ["elu", [nan, 2], nan],
    ["relu", [-0], 0],
    ["relu", [nan], nan],
    ["relu", [inf], inf],
    ["leakyRelu", [-2, 0.5], -1],
    ["leakyRelu", [nan, 0.5], nan],
    ["step", [0], 0],
    ["step", [5e-324], 1],
    ["step", [nan], nan],
    ["clamp", [3, 2, 1], 1],
    ["clamp", [nan, 0, 1], nan],
    ["clamp", [-0, 0, 1], 0],
  ])("%s(%j) is %d", (name, args, want) => {
    expect(functions[name]!(...args)).toBe(want);
  });
  test.each([
    [0.5, 0],
    [-0.5, -0],
    [-0, -0],
    [2.5, 2],
    [3.5, 4],
    [0.49999999999999994, 0],
    [2 ** 52 - 0.5, 2 ** 52],
    [2 ** 52 + 1, 2 ** 52 + 1],
    [-(2 ** 51) - 1.5, -(2 ** 51) - 2],
    [inf, inf],
    [-inf, -inf],
    [nan, nan],
  ])("nearest(%d) is %d", (x, want) => {
    expect(nearest(x)).toBe(want);
  });
});
