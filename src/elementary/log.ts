/** Logarithms. */
import { exactSum, fastSum, head, type Pair } from "./arithmetic.ts";
import {
  LN2_1,
  LN2_2,
  LOG,
  LOG2E_PAIR_1,
  LOG2E_PAIR_2,
  LOG10_2_1,
  LOG10_2_2,
  LOG10E_1,
  LOG10E_2,
} from "./coefficients.ts";
import type { Primitives } from "./primitives.ts";

/**
 * x = 2ᵏ m with m from √½ to √2. Where x is 0, negative, infinite or NaN, k is what a logarithm of x is: −Infinity, NaN, Infinity,
 * NaN; and m is something positive.
 */
export function split<T, C>(p: Primitives<T, C>, x: T): readonly [m: T, k: T] {
  const { add, mul, lt, le, select } = p;
  const [near, shift] = p.branch(
    p.not(p.and(le(2 ** -1021, x), lt(x, 2 ** 1022))),
    () => [x, 0],
    () => {
      const special = select(p.eq(x, 0), -Infinity, select(lt(x, 0), Number.NaN, add(x, x)));
      const large = lt(1, x);
      const scaled = mul(x, select(large, 2 ** -64, 2 ** 64));
      const isNumber = p.and(lt(0, x), lt(x, Infinity));
      return [select(isNumber, scaled, 1), select(isNumber, select(large, 64, -64), special)];
    },
  ) as [T, T];
  const k = p.exponent(mul(near, Math.SQRT2));
  return [mul(near, p.pow2(p.neg(k))), add(k, shift)];
}

/**
 * ln(1 + f) = f − (f²/2 − rest), √½ ≤ 1 + f ≤ √2: with s = f / (2 + f) it is ln((1 + s) / (1 − s)), an odd function of s whose
 * first term, 2s, is f − s f. (Cody and Waite, chapter 5; as fdlibm arranges it.)
 */
function logParts<T, C>(p: Primitives<T, C>, f: T): readonly [halfSquare: T, rest: T] {
  const { add, mul } = p;
  const s = p.div(f, add(f, 2));
  const z = mul(s, s);
  const halfSquare = mul(mul(f, f), 0.5);
  return [halfSquare, mul(s, add(halfSquare, mul(z, p.polynomial(LOG, z))))];
}

/**
 * ln x.
 *
 * Largest error measured: 0.75 ulp.
 */
export function log<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, sub, mul } = p;
  const [m, k] = p.part(split, x);
  const f = sub(m, 1);
  const [halfSquare, rest] = p.part(logParts, f);
  return sub(mul(k, LN2_1), sub(sub(halfSquare, add(rest, mul(k, LN2_2))), f));
}

/** log₁₀ or log₂ from ln: ln m in a head and the rest, by 1 / ln of the base in two parts. */
function toBase<T, C>(p: Primitives<T, C>, m: T, factor1: T | number, factor2: T | number): Pair<T> {
  const { add, sub, mul } = p;
  const f = sub(m, 1);
  const [halfSquare, rest] = p.part(logParts, f);
  const high = head(p, sub(f, halfSquare));
  const low = add(sub(sub(f, high), halfSquare), rest);
  return [mul(high, factor1), add(mul(low, factor1), mul(add(low, high), factor2))];
}

/**
 * log₂ x; exact where it is whole.
 *
 * Largest error measured: 0.73 ulp.
 */
export function log2<T, C>(p: Primitives<T, C>, x: T): T {
  const [m, k] = p.part(split, x);
  const [high, low] = p.part(toBase, m, LOG2E_PAIR_1, LOG2E_PAIR_2);
  const [sum, rest] = exactSum(p, k, high);
  return p.select(p.lt(p.abs(k), Infinity), p.add(sum, p.add(rest, low)), k);
}

/**
 * log₁₀ x.
 *
 * Largest error measured: 0.62 ulp.
 */
export function log10<T, C>(p: Primitives<T, C>, x: T): T {
  const [m, k] = p.part(split, x);
  const [high, low] = p.part(toBase, m, LOG10E_1, LOG10E_2);
  const [sum, rest] = exactSum(p, p.mul(k, LOG10_2_1), high);
  const whole = p.add(sum, p.add(p.add(rest, p.mul(k, LOG10_2_2)), low));
  return p.select(p.lt(p.abs(k), Infinity), whole, k);
}

/** ln(1 + x + l), |l| no more than an ulp of x. */
export function log1pOfPair<T, C>(p: Primitives<T, C>, x: T, l: T): T {
  const { add, sub, mul, div, lt, select } = p;
  const u = add(1, x);
  const [m, k] = p.part(split, u);
  const isSmall = lt(x, 1);
  // Where k = 0, x itself is what m is above 1; elsewhere u has lost something, which counts beside u.
  const isNear = p.eq(k, 0);
  const [, lost] = fastSum(p, select(isSmall, 1, x), select(isSmall, x, 1));
  const outside = add(select(isNear, 0, lost), l);
  const c = select(p.and(lt(0, u), lt(u, 2 ** 60)), div(outside, u), 0);
  const f = select(isNear, x, sub(m, 1));
  const [halfSquare, rest] = p.part(logParts, f);
  const result = sub(mul(k, LN2_1), sub(sub(halfSquare, add(rest, add(mul(k, LN2_2), c))), f));
  return select(p.eq(x, 0), x, result);
}

/**
 * ln(1 + x).
 *
 * Largest error measured: 0.79 ulp.
 */
export function log1p<T, C>(p: Primitives<T, C>, x: T): T {
  return p.call2(log1pOfPair, x, 0);
}
