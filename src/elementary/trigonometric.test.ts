/** Sine, cosine and tangent at multiples of π/2, π/4 and π/32 and next to them, against arithmetic of whole numbers. */
import { describe, expect, test } from "vitest";
import { random } from "../../test/random.ts";
import { freshSeed, runs } from "../../test/runs.ts";
import { cos, sin, tan } from "./math.ts";

// Numbers are bigints here, in units of 2⁻²⁰⁰.
const BITS = 200n;
const ONE = 1n << BITS;
const times = (a: bigint, b: bigint) => (a * b) >> BITS;

/** arctan(1/q), with 40 bits more. */
function arctanOfInverse(q: bigint): bigint {
  let power = (ONE << 40n) / q;
  let sum = 0n;
  for (let k = 1n; power !== 0n; k += 2n, power /= -(q * q)) sum += power / k;
  return sum;
}
// J. Machin's formula.
const HALF_PI = (8n * arctanOfInverse(5n) - 2n * arctanOfInverse(239n)) >> 40n;

function exact(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) - 1075n + BITS;
  const significand = (bits & ((1n << 52n) - 1n)) | (1n << 52n);
  const size = exponent < 0n ? significand >> -exponent : significand << exponent;
  return x < 0 ? -size : size;
}

/** sin x and cos x by their series about the nearest multiple of π/2. */
function sineAndCosine(x: bigint): readonly [bigint, bigint] {
  // Shifted right, a bigint is rounded down.
  const n = ((x * ONE) / HALF_PI + (ONE >> 1n)) >> BITS;
  const y = x - n * HALF_PI;
  let [s, c] = [0n, 0n];
  for (let k = 0n, term = ONE; term !== 0n && term !== -1n; ) {
    c += term;
    term = times(term, y) / ++k;
    s += term;
    term = -times(term, y) / ++k;
  }
  const turned = [
    [s, c],
    [c, -s],
    [-s, -c],
    [-c, s],
  ] as const;
  return turned[Number(n & 3n)]!;
}

/** |got − want| in units in the last place of `want`. */
function error(got: number, want: bigint): number {
  const size = want < 0n ? -want : want;
  return Math.abs(Number(exact(got) - want)) / 2 ** (size.toString(2).length - 53);
}

/** The float64 so many after x, away from zero. */
function after(x: number, steps: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(steps));
  return view.getFloat64(0);
}

function wrongAt(xs: Iterable<number>): unknown[] {
  const wrong: unknown[] = [];
  for (const x of xs) {
    const [s, c] = sineAndCosine(exact(x));
    for (const [f, want, most] of [
      [sin, s, 0.9],
      [cos, c, 0.9],
      [tan, (s << BITS) / c, 1],
    ] as const) {
      const ulps = error(f(x), want);
      if (!(ulps <= most)) wrong.push({ f: f.name, x, ulps });
    }
  }
  return wrong;
}

test("what they are held to agrees with the engine's functions", () => {
  for (const x of [1e-3, 0.5, -1, 2, 3, -4, 5, 6, 7.5, 1e3, -1e5]) {
    const [s, c] = sineAndCosine(exact(x));
    expect(error(Math.sin(x), s)).toBeLessThan(1);
    expect(error(Math.cos(x), c)).toBeLessThan(1);
  }
});

describe.each([2, 4, 32])(
  "multiples of π/%d, rounded in either order, and the float64s next to them",
  (parts) => {
    function* near(k: number): Iterable<number> {
      for (const x of [(k * Math.PI) / parts, k * (Math.PI / parts)])
        for (let step = -2; step <= 2; step++) yield after(x, step);
    }
    const wrongOf = (ks: Iterable<number>) => [...ks].flatMap((k) => wrongAt(near(k)));

    test("the first ones, and those about 2²⁰ right angles", () => {
      const first = Array.from({ length: 64 }, (_, k) => k + 1);
      const last = Array.from({ length: 9 }, (_, k) => (2 ** 20 + k - 4) * (parts / 2));
      expect(wrongOf([...first, ...last, ...first.map((k) => -k)]).slice(0, 5)).toEqual([]);
    });
    test.each([1, freshSeed()])("any up to 2²⁴, seed %d", (seed) => {
      const next = random(seed);
      const ks = Array.from({ length: runs(20_000) }, () => Math.ceil(2 ** (24 * next())));
      expect(wrongOf(ks).slice(0, 5)).toEqual([]);
    });
  },
);
