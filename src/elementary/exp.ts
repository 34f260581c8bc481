/** Exponentials. */
import { fastSum, head, type Pair, round } from "./arithmetic.ts";
import { EXP, EXP2, EXP2_LN2_1, EXP2_LN2_2, LN2_1, LN2_2, LOG2E } from "./coefficients.ts";
import type { Primitives } from "./primitives.ts";

/** 2ⁿ(1 + a + b): n whole, |a| ≤ 0.35, |b| ≤ 0.07, and a, b not yet rounded to one. */
type Scaled<T> = readonly [a: T, b: T, n: T];

/**
 * e^(x + l), |x| < 1400 and l negligible beside 1. x − n ln 2 in two parts (W. J. Cody and W. Waite, Software Manual for
 * the Elementary Functions, 1980, chapter 6), then a polynomial.
 */
function expParts<T, C>(p: Primitives<T, C>, x: T, l: T | number): Scaled<T> {
  const { sub, mul } = p;
  const n = round(p, mul(x, LOG2E));
  const a = sub(x, mul(n, LN2_1));
  const rest = l === 0 ? mul(n, LN2_2) : sub(mul(n, LN2_2), l);
  const r = sub(a, rest);
  return [a, sub(mul(mul(r, r), p.polynomial(EXP, r)), rest), n];
}

/** 2ⁿ y for y near 1: rounded once, 0 where n < −1100 and Infinity where n > 1030; NaN where y is. */
function scale<T, C>(p: Primitives<T, C>, y: T, n: T): readonly [T] {
  const { lt, mul, select } = p;
  const half = p.floor(mul(n, 0.5));
  const scaled = mul(mul(y, p.pow2(half)), p.pow2(p.sub(n, half)));
  return [select(lt(n, -1100), 0, select(lt(1030, n), Infinity, scaled))];
}

/** 2ⁿ y, y near 1. */
function scaleAny<T, C>(p: Primitives<T, C>, y: T, n: T): T {
  const plain = p.lt(p.abs(n), 1021);
  return p.branch(
    p.not(plain),
    () => [p.mul(y, p.pow2(n))],
    () => p.part(scale, y, n),
  )[0]!;
}

/**
 * eˣ.
 *
 * @see expParts
 *
 * Largest error measured: 0.81 ulp.
 */
export function exp<T, C>(p: Primitives<T, C>, x: T): T {
  const [a, b, n] = p.part(expParts, x, 0);
  return scaleAny(p, p.add(1, p.add(a, b)), n);
}

/** e^(x + l), l negligible beside 1. */
export function expOfPair<T, C>(p: Primitives<T, C>, [x, l]: Pair<T>): T {
  const [a, b, n] = p.part(expParts, x, l);
  return scaleAny(p, p.add(1, p.add(a, b)), n);
}

/**
 * (f + low) e^(x + l), rounded little more than once: |x| < 1400, f near 1, and low beside it as small as an error of
 * rounding.
 */
export function timesExpOfPair<T, C>(p: Primitives<T, C>, x: T, l: T, f: T, low: T): readonly [T] {
  const { add, mul } = p;
  const [a, b, n] = p.part(expParts, x, l);
  const [t, rest] = fastSum(p, a, b);
  const correction = add(mul(f, rest), mul(low, add(1, t)));
  return [scaleAny(p, add(f, add(mul(f, t), correction)), n)];
}

/** eˣ and factor · eˣ for −700 < x < 700, each rounded little more than once. */
export function expAndTimes<T, C>(p: Primitives<T, C>, x: T, factor: T): readonly [exp: T, times: T] {
  const { add, mul } = p;
  const [a, b, n] = p.part(expParts, x, 0);
  const t = add(a, b);
  const power = p.pow2(n);
  return [mul(add(1, t), power), mul(add(factor, mul(factor, t)), power)];
}

/** factor · eˣ, 2⁻²⁰ ≤ |factor| ≤ 2²⁰, without over- or underflow in between. */
export function timesExp<T, C>(p: Primitives<T, C>, x: T, factor: T | number): T {
  const [a, b, n] = p.part(expParts, x, 0);
  return p.part(scale, p.mul(p.add(1, p.add(a, b)), factor), n)[0];
}

/**
 * eˣ − 1 from `expParts`, |n| ≤ 1020: a high part and what is to be added to it, which is not much smaller.
 */
function lessOne<T, C>(p: Primitives<T, C>, [a, b, n]: Scaled<T>): Pair<T> {
  const { add, sub, mul } = p;
  const power = p.pow2(n);
  // power − 1, exact but for n > 53, where the error is in `lost`, and n < −53, where it is too small to matter.
  const whole = sub(power, 1);
  const lost = sub(sub(power, whole), 1);
  const [high, low] = fastSum(p, whole, mul(power, a));
  return [high, add(add(low, lost), mul(power, b))];
}

/** eˣ − 1 for x from −700 to 700, as a pair. */
export function expm1AsPair<T, C>(p: Primitives<T, C>, x: T): Pair<T> {
  const [high, low] = lessOne(p, p.part(expParts, x, 0));
  return fastSum(p, high, low);
}

/**
 * eˣ − 1.
 *
 * Largest error measured: 0.96 ulp.
 */
export function expm1<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, lt, select } = p;
  const parts = p.part(expParts, x, 0);
  const [a, b, n] = parts;
  return p.branch(
    p.not(lt(p.abs(n), 1021)),
    () => {
      const [high, low] = lessOne(p, parts);
      // The sum is 0 where x is −0.
      return [select(p.eq(x, 0), x, add(high, low))];
    },
    () => [select(lt(x, 0), -1, p.part(scale, add(1, add(a, b)), n)[0])],
  )[0]!;
}

/**
 * 2ˣ. Within 0.8 ulp; exact where x is whole.
 *
 * Largest error measured: 0.78 ulp.
 */
export function exp2<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, sub, mul } = p;
  const n = round(p, x);
  const r = sub(x, n);
  // r ln 2 in two parts.
  const r1 = head(p, r);
  const high = mul(r1, EXP2_LN2_1);
  const low = add(mul(sub(r, r1), EXP2_LN2_1), mul(r, EXP2_LN2_2));
  const rest = add(low, mul(mul(r, r), p.polynomial(EXP2, r)));
  return scaleAny(p, add(1, add(high, rest)), n);
}
