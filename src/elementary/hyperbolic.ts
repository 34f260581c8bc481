/** Hyperbolic functions and those made of exponentials and logarithms. */
import { fastSum } from "./arithmetic.ts";
import { exp, expm1AsPair } from "./exp.ts";
import { log1p } from "./log.ts";
import type { Primitives } from "./primitives.ts";

/**
 * tanh x = −q, q = t / (t + 2), t = e^(−2|x|) − 1, which neither overflows nor cancels. What t and t + 2 lost by rounding is
 * made good to first order, 1 / (t + 2) being (1 − q) / 2.
 */
export function tanh<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, sub, mul, lt, select } = p;
  const double = mul(p.abs(x), -2);
  const [t, low] = expm1AsPair(p, select(lt(double, -60), -60, double));
  const [below, lost] = fastSum(p, 2, t);
  const q = p.div(t, below);
  const correction = mul(sub(low, mul(q, add(lost, low))), mul(sub(1, q), 0.5));
  return p.copysign(add(q, correction), x);
}

/** 1 / (1 + e⁻ˣ), falling as eˣ on the left. */
export function sigmoid<T, C>(p: Primitives<T, C>, x: T): T {
  const e = p.call(exp, p.neg(p.abs(x)));
  return p.div(p.select(p.lt(x, 0), e, 1), p.add(1, e));
}

/** ln(1 + eˣ), without overflow and without a threshold. */
export function softplus<T, C>(p: Primitives<T, C>, x: T): T {
  const tail = p.call(log1p, p.call(exp, p.neg(p.abs(x))));
  return p.add(p.select(p.lt(x, 0), 0, x), tail);
}
