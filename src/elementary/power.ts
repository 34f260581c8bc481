/** Powers and roots. */
import { exactProduct, exactSum, fastSum, head, type Pair } from "./arithmetic.ts";
import { CBRT, CBRT_2, CBRT_4, LN2_1, LN2_2, POW, TWO_THIRDS_1, TWO_THIRDS_2 } from "./coefficients.ts";
import { expOfPair } from "./exp.ts";
import { split } from "./log.ts";
import type { Primitives } from "./primitives.ts";

/** ln m as a pair for m from √½ to √2, within 2⁻⁶⁴: with s = (m − 1) / (m + 1) it is 2s + 2/3 s³ + s⁵ P(s²). */
function logOfNearOne<T, C>(p: Primitives<T, C>, m: T): Pair<T> {
  const { add, sub, mul, div } = p;
  const f = sub(m, 1);
  const [below, belowLow] = fastSum(p, 2, f);
  const s = div(f, below);
  const [product, productLow] = exactProduct(p, s, below);
  const s2 = div(sub(sub(sub(f, product), productLow), mul(s, belowLow)), below);
  const [z, zRest] = exactProduct(p, s, s);
  const z2 = add(zRest, mul(mul(s, s2), 2));
  const [cube, cubeRest] = exactProduct(p, z, s);
  const cube2 = add(cubeRest, add(mul(z2, s), mul(z, s2)));
  const [term, termRest] = exactProduct(p, cube, TWO_THIRDS_1);
  const term2 = add(termRest, add(mul(cube, TWO_THIRDS_2), mul(cube2, TWO_THIRDS_1)));
  const rest = mul(mul(cube, z), p.polynomial(POW, z));
  const [high, low] = fastSum(p, mul(s, 2), term);
  return fastSum(p, high, add(low, add(add(term2, mul(s2, 2)), rest)));
}

/** ln x as a pair, for a finite x > 0. */
export function logAsPair<T, C>(p: Primitives<T, C>, x: T): Pair<T> {
  const { add, mul } = p;
  const [m, k] = p.part(split, x);
  const [u, v] = logOfNearOne(p, m);
  const [high, low] = exactSum(p, mul(k, LN2_1), u);
  return fastSum(p, high, add(low, add(v, mul(k, LN2_2))));
}

/** xʸ for a finite x > 0 and a finite y. */
function powOfPositive<T, C>(p: Primitives<T, C>, x: T, y: T): T {
  const { add, mul, lt, abs, copysign, select } = p;
  const [l1, l2] = logAsPair(p, x);
  // No x but 1 has a logarithm below 2⁻⁵⁴; a power beyond e^±1400 is 0 or Infinity, and e^±1400 will do.
  const exponent = select(lt(2 ** 65, abs(y)), copysign(2 ** 65, y), y);
  const [high, low] = exactProduct(p, l1, exponent);
  const isHuge = lt(1400, abs(high));
  return expOfPair(p, [
    select(isHuge, copysign(1400, high), high),
    select(isHuge, 0, add(low, mul(l2, exponent))),
  ]);
}

/**
 * xʸ, special values as ECMAScript has them: pow(x, ±0) is 1, pow(±1, ±Infinity) and pow(x, NaN) are NaN.
 *
 * e^(y ln x) with the logarithm and the product as pairs.
 *
 * Largest error measured: 0.82 ulp.
 */
export function pow<T, C>(p: Primitives<T, C>, x: T, y: T): T {
  const { add, mul, neg, floor, lt, le, eq, and, or, not, select } = p;
  const size = p.abs(x);
  const isPlain = and(and(lt(0, x), lt(x, Infinity)), lt(p.abs(y), Infinity));
  const value = powOfPositive(p, size, y);
  return p.branch(
    not(isPlain),
    () => [value],
    () => {
      const isWhole = eq(floor(y), y);
      const half = mul(y, 0.5);
      const isOdd = and(isWhole, not(eq(floor(half), half)));
      const isExtreme = or(or(eq(size, 0), eq(size, Infinity)), eq(p.abs(y), Infinity));
      const grows = or(and(lt(1, size), lt(0, y)), and(lt(size, 1), lt(y, 0)));
      const extreme = select(eq(size, 1), Number.NaN, select(grows, Infinity, 0));
      const magnitude = select(isExtreme, extreme, value);
      const signed = select(and(lt(p.copysign(1, x), 0), isOdd), neg(magnitude), magnitude);
      const isReal = or(or(le(0, x), isWhole), isExtreme);
      const result = select(isReal, signed, Number.NaN);
      const isNumber = and(eq(x, x), eq(y, y));
      return [select(eq(y, 0), 1, select(isNumber, result, add(x, y)))];
    },
  )[0]!;
}

/**
 * √(x² + y²) without over- or underflow in between.
 *
 * Largest error measured: 1.08 ulp.
 */
export function hypot<T, C>(p: Primitives<T, C>, x: T, y: T): T {
  const { add, mul, lt, le, eq, select } = p;
  const a = p.abs(x);
  const b = p.abs(y);
  const isLess = lt(a, b);
  const large = select(isLess, b, a);
  const small = select(isLess, a, b);
  const root = (a: T, b: T) => p.sqrt(add(mul(a, a), mul(b, b)));
  const isPlain = p.and(p.and(lt(large, 2 ** 500), le(2 ** -450, large)), le(small, large));
  return p.branch(
    p.not(isPlain),
    () => [root(large, small)],
    () => {
      const isLarge = lt(1, large);
      const by = select(isLarge, 2 ** -600, 2 ** 600);
      const scaled = mul(root(mul(a, by), mul(b, by)), select(isLarge, 2 ** 600, 2 ** -600));
      return [select(p.or(eq(a, Infinity), eq(b, Infinity)), Infinity, scaled)];
    },
  )[0]!;
}

/**
 * ∛x. A quadratic, one step of Halley's method to 26 bits, whose square is exact, and one more.
 *
 * Largest error measured: 0.67 ulp.
 */
export function cbrt<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, sub, mul, div, lt, eq, select } = p;
  const isPlain = p.and(lt(2 ** -1021, p.abs(x)), lt(p.abs(x), 2 ** 1022));
  const [size, shift] = p.branch(
    p.not(isPlain),
    () => [p.abs(x), 0],
    () => {
      const near = select(lt(p.abs(x), 1), mul(p.abs(x), 2 ** 66), mul(p.abs(x), 2 ** -66));
      const isUsual = p.and(lt(0, p.abs(x)), lt(p.abs(x), Infinity));
      return [select(isUsual, near, 1), select(lt(p.abs(x), 1), -22, 22)];
    },
  ) as [T, T];
  const e = p.exponent(size);
  const thirds = p.floor(mul(add(e, 0.5), 1 / 3));
  const left = sub(e, mul(thirds, 3));
  // size = a·2^(3 thirds), a from 1 to 8.
  const m = mul(size, p.pow2(p.neg(e)));
  const a = mul(m, p.pow2(left));
  const start = mul(p.polynomial(CBRT, m), select(eq(left, 0), 1, select(eq(left, 1), CBRT_2, CBRT_4)));
  const cube = mul(mul(start, start), start);
  const better = head(p, mul(start, div(add(cube, mul(a, 2)), add(mul(cube, 2), a))));
  const quotient = div(a, mul(better, better));
  const root = add(better, mul(better, div(sub(quotient, better), add(mul(better, 2), quotient))));
  const result = p.copysign(mul(root, p.pow2(add(thirds, shift))), x);
  const isUsual = p.and(lt(0, p.abs(x)), lt(p.abs(x), Infinity));
  return select(isUsual, result, x);
}
