/** Hyperbolic functions and their inverses. */
import { fastSum } from "./arithmetic.ts";
import { exp, expm1AsPair, timesExp } from "./exp.ts";
import { log, log1p, log1pOfPair } from "./log.ts";
import type { Primitives } from "./primitives.ts";

/** eˣ / 2, which overflows later. */
const halfExp = <T, C>(p: Primitives<T, C>, x: T) => timesExp(p, x, 0.5);

/** Twice e^±|x| is added or taken away without effect from here. */
const FAR = 22;

/**
 * sinh x = (t + t / (t + 1)) / 2, t = e^|x| − 1; what t lost is made good to first order, 1 / (t + 1) being 1 − q.
 *
 * Largest error measured: 1.52 ulp.
 */
export function sinh<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, sub, mul, lt } = p;
  const a = p.abs(x);
  const [value] = p.branch(
    p.not(lt(a, FAR)),
    () => {
      const [t, low] = p.part(expm1AsPair, a);
      const q = p.div(t, add(t, 1));
      const rest = sub(1, q);
      return [mul(add(t, add(q, mul(low, add(1, mul(rest, rest))))), 0.5)];
    },
    () => [p.call(halfExp, a)],
  ) as [T];
  return p.copysign(value, x);
}

/**
 * cosh x = (t + 1/t) / 2, t = e^|x|.
 *
 * Largest error measured: 1.17 ulp.
 */
export function cosh<T, C>(p: Primitives<T, C>, x: T): T {
  const a = p.abs(x);
  return p.branch(
    p.not(p.lt(a, FAR)),
    () => {
      const t = p.call(exp, a);
      return [p.add(p.mul(t, 0.5), p.div(0.5, t))];
    },
    () => [p.call(halfExp, a)],
  )[0]!;
}

/**
 * tanh x = −q, q = t / (t + 2), t = e^(−2|x|) − 1, which neither overflows nor cancels. What t and t + 2 lost by rounding is
 * made good to first order, 1 / (t + 2) being (1 − q) / 2.
 *
 * Largest error measured: 1.42 ulp.
 */
export function tanh<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, sub, mul, lt, select } = p;
  const double = mul(p.abs(x), -2);
  const [t, low] = p.part(expm1AsPair, select(lt(double, -60), -60, double));
  const [below, lost] = fastSum(p, 2, t);
  const q = p.div(t, below);
  const correction = mul(sub(low, mul(q, add(lost, low))), mul(sub(1, q), 0.5));
  return p.copysign(add(q, correction), x);
}

/** ln 2x for an x so large that adding 1 to x² does not change it. */
const logOfDouble = <T, C>(p: Primitives<T, C>, x: T) => p.add(p.call(log, x), Math.LN2);

/**
 * asinh x = ln(1 + (|x| + x² / (1 + √(1 + x²)))).
 *
 * Largest error measured: 0.99 ulp.
 */
export function asinh<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, mul } = p;
  const a = p.abs(x);
  const [value] = p.branch(
    p.not(p.lt(a, 2 ** 28)),
    () => {
      const square = mul(a, a);
      const more = p.div(square, add(1, p.sqrt(add(1, square))));
      return [p.call2(log1pOfPair, ...fastSum(p, a, more))];
    },
    () => [logOfDouble(p, a)],
  ) as [T];
  return p.copysign(value, x);
}

/**
 * acosh x = ln(1 + t + √(2t + t²)), t = x − 1; NaN below 1.
 *
 * Largest error measured: 1.37 ulp.
 */
export function acosh<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, mul, lt, select } = p;
  return p.branch(
    p.not(lt(x, 2 ** 28)),
    () => {
      const t = p.sub(x, 1);
      const root = p.sqrt(add(mul(t, 2), mul(t, t)));
      const value = p.call2(log1pOfPair, ...fastSum(p, root, t));
      return [select(lt(x, 1), Number.NaN, value)];
    },
    () => [logOfDouble(p, x)],
  )[0]!;
}

/**
 * atanh x = ln(1 + 2|x| / (1 − |x|)) / 2.
 *
 * Largest error measured: 1.7 ulp.
 */
export function atanh<T, C>(p: Primitives<T, C>, x: T): T {
  const a = p.abs(x);
  return p.copysign(p.mul(p.call(log1p, p.div(p.mul(a, 2), p.sub(1, a))), 0.5), x);
}
