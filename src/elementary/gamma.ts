/** The gamma function's logarithm and its derivatives. */
import {
  DIGAMMA,
  DIGAMMA_ASYMPTOTIC,
  DIGAMMA_ROOT_1,
  DIGAMMA_ROOT_2,
  EULER_MACLAURIN,
  HALF_LOG_2PI_LESS_HALF,
  LGAMMA,
  STIRLING,
} from "./coefficients.ts";
import { exp } from "./exp.ts";
import { log } from "./log.ts";
import { pow } from "./power.ts";
import type { Primitives } from "./primitives.ts";
import { sin, tan } from "./trigonometric.ts";

/** x less the nearest whole number. */
const offsetOf = <T, C>(p: Primitives<T, C>, x: T) => p.sub(x, p.floor(p.add(x, 0.5)));

/**
 * ln Γ(x), x > 0: Stirling's series from 8 (DLMF 5.11.1), the recurrence (5.5.1) up or down to a fit around 2.
 */
function lgammaOfPositive<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, sub, mul, lt, le, select } = p;
  return p.branch(
    le(8, x),
    () => {
      // ln Γ(2 + u) ± ln of what the recurrence multiplies by: x (x + 1), x, or (x − 1) … (2 + u).
      const isTiny = lt(x, 0.5);
      const isBelow = lt(x, 1.25);
      const fraction = sub(x, p.floor(x));
      const u = select(isTiny, x, select(isBelow, sub(x, 1), select(lt(x, 3), sub(x, 2), fraction)));
      const near = mul(u, p.polynomial(LGAMMA, u));
      let product = add(fraction, 2);
      for (let k = 3; k < 8; k++) {
        const factor = add(fraction, k);
        product = mul(product, select(lt(factor, x), factor, 1));
      }
      const upwards = select(isTiny, mul(x, add(x, 1)), x);
      const by = p.call(log, select(isBelow, upwards, select(le(3, x), product, 1)));
      return [select(isBelow, sub(near, by), add(near, by))];
    },
    () => {
      const z = p.div(1, x);
      const series = add(HALF_LOG_2PI_LESS_HALF, mul(z, p.polynomial(STIRLING, mul(z, z))));
      return [add(mul(sub(x, 0.5), sub(p.call(log, x), 1)), series)];
    },
  )[0]!;
}

/**
 * ln |Γ(x)|; Infinity at 0, the negative integers and ±Infinity, as C's lgamma. Below 0 by reflection (DLMF 5.5.3).
 *
 * Largest error measured: 3.5 ulp for x > 0; for x < 0 6 ulp, or 1.5e-15 absolute near the zeros.
 */
export function lgamma<T, C>(p: Primitives<T, C>, x: T): T {
  const { sub, mul, div, lt, eq, select } = p;
  const isNegative = lt(x, 0);
  const value = p.call(lgammaOfPositive, select(isNegative, sub(1, x), x));
  return p.branch(
    isNegative,
    () => [value],
    () => {
      const offset = offsetOf(p, x);
      const height = div(Math.PI, p.abs(p.call(sin, mul(offset, Math.PI))));
      const isTiny = lt(-1e-17, x);
      const shown = p.call(log, select(isTiny, p.neg(x), height));
      const result = select(isTiny, p.neg(shown), sub(shown, value));
      return [select(p.or(eq(offset, 0), eq(x, -Infinity)), Infinity, result)];
    },
  )[0]!;
}

/**
 * ψ(x), x > 0: the asymptotic series from 8 (DLMF 5.11.2), the recurrence (5.5.2) down to a fit around the zero, as J. M.
 * Bernardo (Algorithm AS 103, 1976) has the first two.
 */
function digammaOfPositive<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, sub, mul, div, lt, le, select } = p;
  return p.branch(
    le(8, x),
    () => {
      const isSmall = lt(x, 1);
      const [y, sum] = p.loop(
        [select(le(8, x), 1, x), 0],
        ([y]) => lt(2, y!),
        ([y, sum]) => {
          const less = sub(y!, 1);
          return [less, add(sum!, div(1, less))];
        },
      ) as [T, T];
      const fromRoot = sub(sub(y, select(isSmall, DIGAMMA_ROOT_1 - 1, DIGAMMA_ROOT_1)), DIGAMMA_ROOT_2);
      const near = mul(fromRoot, p.polynomial(DIGAMMA, sub(y, select(isSmall, 0.5, 1.5))));
      return [add(near, select(isSmall, div(-1, x), sum))];
    },
    () => {
      const z = div(1, x);
      const square = mul(z, z);
      const less = add(mul(z, 0.5), mul(square, p.polynomial(DIGAMMA_ASYMPTOTIC, square)));
      return [sub(p.call(log, x), less)];
    },
  )[0]!;
}

/**
 * ψ(x) = d/dx ln Γ(x). As PyTorch: −Infinity at 0, Infinity at −0, NaN at the negative integers and −Infinity. Below 0 by
 * reflection (DLMF 5.5.4).
 *
 * Largest error measured: 2.45 ulp for x > 0, or 4e-16 absolute near the zero; for x < 0 5 ulp, or 1.5e-15 absolute near the zeros.
 */
export function digamma<T, C>(p: Primitives<T, C>, x: T): T {
  const { sub, mul, div, lt, select } = p;
  const isNegative = lt(x, 0);
  const value = p.call(digammaOfPositive, select(isNegative, sub(1, x), x));
  return p.branch(
    isNegative,
    () => [value],
    () => {
      const offset = offsetOf(p, x);
      const result = sub(value, div(Math.PI, p.call(tan, mul(offset, Math.PI))));
      return [select(p.eq(offset, 0), Number.NaN, result)];
    },
  )[0]!;
}

/** n! / xⁿ without over- or underflow on the way, for n from 0 and x > 0. */
function factorialOverPower<T, C>(p: Primitives<T, C>, n: T, x: T): T {
  const { add, sub, mul, div, lt, le, and, select } = p;
  return p.branch(
    lt(170, n),
    () => {
      const [, factorial] = p.loop(
        [2, 1],
        ([k]) => and(le(k!, n), lt(k!, 171)),
        ([k, product]) => [add(k!, 1), mul(product!, k!)],
      ) as [T, T];
      const power = p.call2(pow, x, n);
      const [value] = p.branch(
        p.not(and(lt(1e-290, power), lt(power, 1e290))),
        () => [div(factorial, power)],
        () => [
          p.loop(
            [1, 1],
            ([k]) => and(le(k!, n), lt(k!, 171)),
            ([k, ratio]) => [add(k!, 1), mul(ratio!, div(k!, x))],
          )[1]!,
        ],
      );
      return [value!];
    },
    () => {
      const top = p.call(lgamma, add(select(lt(n, 170), 170, n), 1));
      return [p.call(exp, sub(top, mul(n, p.call(log, x))))];
    },
  )[0]!;
}

/**
 * n! ζ(n + 1, x) for n ≥ 1, x > 0, ζ(s, x) = Σ (x + k)^−s being Hurwitz's zeta function: terms up to x + k ≥ s + 10, the rest by
 * Euler and Maclaurin (DLMF 25.11.5 and 2.10.1), all relative to x^−s.
 */
function factorialTimesZeta<T, C>(p: Primitives<T, C>, n: T, x: T): T {
  const { add, mul, div, lt, le, and, select } = p;
  const s = add(n, 1);
  const scale = p.call2(factorialOverPower, n, x);
  const limit = select(lt(s, 2 ** 41), add(s, 10), 0);
  // A term too small to count ends the sum, and stands for all that follow.
  const [y, sum, last] = p.loop(
    [x, 0, 1],
    ([y, sum, last]) => and(lt(y!, limit), le(mul(sum!, 1e-18), last!)),
    ([y, sum]) => {
      const term = p.call2(pow, div(x, y!), s);
      return [add(y!, 1), add(sum!, term), term];
    },
  ) as [T, T, T];
  const isWhole = lt(last, mul(sum, 1e-18));
  const z = div(1, y);
  const [, , tail] = p.loop(
    [0, mul(s, z), add(div(y, n), 0.5)],
    ([k]) => lt(k!, EULER_MACLAURIN.length),
    ([k, rising, tail]) => {
      const next = add(s, mul(k!, 2));
      const longer = mul(rising!, mul(mul(add(next, 1), z), mul(add(next, 2), z)));
      return [add(k!, 1), longer, add(tail!, mul(rising!, p.lookup(EULER_MACLAURIN, k!)))];
    },
  ) as [T, T, T];
  const rest = select(isWhole, 0, mul(p.call2(pow, div(x, y), s), tail));
  const value = mul(scale, div(add(sum, rest), x));
  return select(p.eq(x, Infinity), 0, value);
}

/**
 * The n-th derivative of `digamma` (DLMF 5.15.1), n = 0, 1, 2, … up to 2⁴⁰; NaN for any other n. At 0 and the negative integers
 * it is Infinity for odd n; for even n it is −Infinity at 0, Infinity at −0 and NaN elsewhere, as `digamma`.
 *
 * Below 0 by reflection (DLMF 5.15.6), the derivative of the cotangent being two zeta functions: with f the fractional part of
 * x, Σ_{k ≥ 0} (x + k)^−s = ζ(s, f) + (−1)^s (ζ(s, 1 − f) − ζ(s, 1 − x)).
 *
 * Largest error measured: 7.5 ulp for x > 0 up to n = 50, 16.5 up to 170, a relative 1e-12 beyond; for x < 0 16.5 ulp of the larger of the
 * value and its greatest term, n! / |x − the nearest integer|ⁿ⁺¹.
 */
export function polygamma<T, C>(p: Primitives<T, C>, n: T, x: T): T {
  const { add, sub, mul, neg, floor, lt, le, eq, and, or, select } = p;
  const isOrder = and(and(le(0, n), le(n, 2 ** 40)), eq(floor(n), n));
  const order = select(and(isOrder, lt(0, n)), n, 1);
  const half = mul(order, 0.5);
  const isEven = eq(floor(half), half);
  const isNegative = lt(x, 0);
  const main = p.call2(factorialTimesZeta, order, select(isNegative, sub(1, x), select(eq(x, 0), 1, x)));
  const [value] = p.branch(
    isNegative,
    () => [select(isEven, neg(main), main)],
    () => {
      const offset = offsetOf(p, x);
      const isRight = lt(0, offset);
      const near = p.abs(offset);
      const [close, distant] = [near, sub(1, near)].map((f) =>
        p.call2(factorialTimesZeta, order, select(lt(0, f), f, 1)),
      ) as [T, T];
      const fromLeft = select(isRight, close, distant);
      const fromRight = select(isRight, distant, close);
      const odd = select(eq(fromRight, Infinity), Infinity, add(fromLeft, sub(fromRight, main)));
      // Halfway between two poles they cancel exactly; n! makes both infinite from n = 171.
      const isBoth = and(eq(fromLeft, Infinity), eq(fromRight, Infinity));
      const even = select(
        eq(near, 0.5),
        neg(main),
        select(
          isBoth,
          select(isRight, -Infinity, Infinity),
          select(eq(fromRight, Infinity), Infinity, sub(sub(fromRight, fromLeft), main)),
        ),
      );
      const pole = select(isEven, Number.NaN, Infinity);
      const finite = select(eq(offset, 0), pole, select(isEven, even, odd));
      return [select(lt(-Infinity, x), finite, Number.NaN)];
    },
  ) as [T];
  const atZero = select(isEven, p.div(-1, x), Infinity);
  const result = select(eq(x, 0), atZero, select(or(lt(x, 0), le(0, x)), value, x));
  return select(eq(n, 0), p.call(digamma, x), select(isOrder, result, Number.NaN));
}
