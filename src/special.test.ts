import { describe, expect, test } from "vitest";
import { number, readFixture, type Stored } from "../test/fixture.ts";
import * as special from "./special.ts";

type Name = keyof typeof special;

// [arguments..., value], by mpmath: test/fixtures/make_special.py.
const fixture = readFixture<Record<Name, Stored[][]>>("special.json");

/** The distance to the next float64 away from zero. */
function ulp(y: number): number {
  const a = Math.abs(y);
  if (a < 2 ** -1022) return 2 ** -1074;
  let e = Math.floor(Math.log2(a));
  if (2 ** e > a) e--;
  if (2 ** (e + 1) <= a) e++;
  return 2 ** Math.max(e - 52, -1074);
}

/** One row per claim in a docstring: at the points of `name` where `where` holds, errors are below `ulps` or `absolute`. */
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

const ACCURACY: readonly Accuracy[] = [
  { name: "erf", ulps: 1 },
  { name: "erfc", ulps: 4 },
  { name: "lgamma", of: "x > 0", where: (x) => x > 0, ulps: 2 },
  { name: "lgamma", of: "x < 0", where: (x) => x < 0, ulps: 5, absolute: () => 1.3e-15 },
  { name: "digamma", of: "x > 0", where: (x) => x > 0, ulps: 2 },
  { name: "digamma", of: "x < 0", where: (x) => x < 0, ulps: 4, absolute: () => 7e-16 },
  { name: "polygamma", of: "n ≤ 50, x > 0", where: (n, x) => n <= 50 && x! > 0, ulps: 7 },
  { name: "polygamma", of: "n ≤ 170, x > 0", where: (n, x) => n <= 170 && x! > 0, ulps: 16 },
  { name: "polygamma", of: "n > 170, x > 0", where: (n, x) => n > 170 && x! > 0, ulps: 1e-12 / 2 ** -52 },
  {
    name: "polygamma",
    of: "x < 0",
    where: (_, x) => x! < 0,
    ulps: 16,
    absolute: (a) => 16 * ulp(greatestTerm(a)),
  },
  { name: "roundHalfEven", ulps: 0 },
  { name: "softplus", ulps: 1 },
  { name: "sigmoid", ulps: 2 },
  { name: "silu", ulps: 2 },
  { name: "gelu", ulps: 4 },
  { name: "logaddexp", ulps: 2, absolute: () => 2e-16 },
];

const functions: Record<Name, (...xs: number[]) => number> = { ...special };
const call = (name: Name, args: number[]) => functions[name](...args);

describe("against mpmath", () => {
  for (const { name, of = "", where = () => true, ulps, absolute = () => 0 } of ACCURACY) {
    test(`${name} ${of}: within ${ulps} ulp`, () => {
      const rows = fixture[name].map((row) => row.map(number)).filter((row) => where(...row.slice(0, -1)));
      expect(rows.length).toBeGreaterThanOrEqual(20);
      const wrong = rows.flatMap((row) => {
        const args = row.slice(0, -1);
        const want = row.at(-1)!;
        const got = call(name, args);
        if (Object.is(got, want)) return [];
        // Zeros of the wrong sign, NaN and infinities are wrong by any amount.
        const error =
          Number.isFinite(got) && Number.isFinite(want) && got !== want ? Math.abs(got - want) : Infinity;
        return error <= Math.max(ulps * ulp(want), absolute(args))
          ? []
          : [{ args, want, got, ulps: error / ulp(want) }];
      });
      expect(wrong).toEqual([]);
    });
  }
});

describe("special values", () => {
  const { NaN: nan } = Number;
  const inf = Infinity;
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
    ["roundHalfEven", [0.5], 0],
    ["roundHalfEven", [-0.5], -0],
    ["roundHalfEven", [-0], -0],
    ["roundHalfEven", [2.5], 2],
    ["roundHalfEven", [3.5], 4],
    ["roundHalfEven", [0.49999999999999994], 0],
    ["roundHalfEven", [inf], inf],
    ["roundHalfEven", [-inf], -inf],
    ["roundHalfEven", [nan], nan],
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
  ])("%s(%j) is %d", (name, args, want) => {
    expect(call(name, args)).toBe(want);
  });
});
