/** The error function and what the normal distribution makes of it. */
import { exactProduct, exactSum, fastSum, type Pair } from "./arithmetic.ts";
import { ERF, ERFCX, ERFCX_0, GELU, GELU_0, NORMAL, NORMAL_SLOPE_1, NORMAL_SLOPE_2 } from "./coefficients.ts";
import { timesExpOfPair } from "./exp.ts";
import type { Primitives } from "./primitives.ts";

/** first + t·(others) as a pair. */
function polynomialAsPair<T, C>(
  p: Primitives<T, C>,
  first: number,
  others: readonly number[],
  t: T,
): Pair<T> {
  return fastSum(p, first, p.mul(t, p.polynomial(others, t)));
}

/**
 * erfc a for a from 1/2 to 28: e^(−a²) P(t) / (1 + 2a), t = (a − 15/4) / (a + 15/4). (M. M. Shepherd and J. G. Laframboise, Math.
 * Comp. 36, 1981, 249-253.) What is lost before the exponential is made good to first order.
 */
function erfcOfLarge<T, C>(p: Primitives<T, C>, a: T): T {
  const { add, sub, mul, div, neg } = p;
  const [h, l] = exactProduct(p, a, a);
  const [value, valueLow] = polynomialAsPair(p, ERFCX_0, ERFCX, div(sub(a, 3.75), add(a, 3.75)));
  const [below, belowLow] = exactSum(p, 1, mul(a, 2));
  const q = div(value, below);
  const [product, productLow] = exactProduct(p, q, below);
  const left = sub(sub(sub(value, product), productLow), mul(q, belowLow));
  const low = div(add(left, valueLow), below);
  return p.part(timesExpOfPair, neg(h), neg(l), q, low)[0];
}

/** a erfc(a/√2) / 2 for a from 1 to 40: e^(−a²/2) P(t), t = (a − 3) / (a + 3), as above. */
function geluOfLarge<T, C>(p: Primitives<T, C>, a: T): T {
  const { add, sub, div, neg } = p;
  const [h, l] = exactProduct(p, a, p.mul(a, 0.5));
  const [value, low] = polynomialAsPair(p, GELU_0, GELU, div(sub(a, 3), add(a, 3)));
  return p.part(timesExpOfPair, neg(h), neg(l), value, low)[0];
}

/**
 * The error function (DLMF 7.2.1); odd, ±1 at ±Infinity.
 *
 * Largest error measured: 1.37 ulp.
 */
export function erf<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, mul, lt, select } = p;
  const a = p.abs(x);
  const [value] = p.branch(
    lt(1, a),
    () => [add(a, mul(a, p.polynomial(ERF, mul(a, a))))],
    () => [p.sub(1, p.call(erfcOfLarge, select(lt(6, a), 6, a)))],
  ) as [T];
  return p.copysign(value, x);
}

/**
 * The complementary error function 1 − erf x (DLMF 7.2.2), relatively accurate as it falls to 0.
 *
 * Largest error measured: 1.93 ulp.
 */
export function erfc<T, C>(p: Primitives<T, C>, x: T): T {
  const { sub, mul, lt, le, select } = p;
  const a = p.abs(x);
  return p.branch(
    p.and(le(-1, x), lt(x, 0.5)),
    () => {
      const value = p.call(erfcOfLarge, select(lt(28, a), 28, a));
      return [select(lt(x, 0), sub(2, value), value)];
    },
    () => {
      const [high, low] = exactSum(p, 1, p.neg(x));
      return [p.add(high, sub(low, mul(x, p.polynomial(ERF, mul(x, x)))))];
    },
  )[0]!;
}

/**
 * x Φ(x), Φ the normal distribution, relatively accurate as it falls to 0 on the left; −0 at −Infinity, its limit.
 *
 * Largest error measured: 1.67 ulp.
 */
export function gelu<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, sub, mul, lt, select } = p;
  const a = p.abs(x);
  return p.branch(
    lt(a, 1),
    () => {
      const value = p.call(geluOfLarge, select(lt(40, a), 40, a));
      return [sub(select(lt(x, 0), -0, x), value)];
    },
    () => {
      const [slope, slopeLow] = exactProduct(p, x, NORMAL_SLOPE_1);
      const z = mul(x, x);
      const rest = mul(x, add(NORMAL_SLOPE_2, mul(z, p.polynomial(NORMAL, z))));
      const [high, low] = fastSum(p, 0.5, slope);
      return [mul(x, add(high, add(low, add(slopeLow, rest))))];
    },
  )[0]!;
}
