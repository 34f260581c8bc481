/** Inverse sine, cosine and tangent. */
import { head } from "./arithmetic.ts";
import { ASIN, ATAN, PI_1, PI_2, PI_HALF_PAIR_1, PI_HALF_PAIR_2, PI_QUARTER } from "./coefficients.ts";
import type { Primitives } from "./primitives.ts";

/**
 * What asin and acos share. Above 1/2 they go by s = √z, z = (1 − |x|) / 2, for acos |x| = 2 asin s; `low` is what s lost, and r is
 * asin(s)/s − 1, or asin(x)/x − 1 below.
 */
function halfAngle<T, C>(p: Primitives<T, C>, x: T): readonly [r: T, s: T, s1: T, s2: T] {
  const { add, sub, mul, le, select } = p;
  const a = p.abs(x);
  const z = select(le(0.5, a), mul(sub(1, a), 0.5), mul(x, x));
  const r = mul(z, p.polynomial(ASIN, z));
  const s = p.sqrt(z);
  const s1 = head(p, s);
  const low = p.div(sub(z, mul(s1, s1)), add(s, s1));
  // z = 0 makes it 0/0.
  return [r, s, s1, select(p.eq(s, 0), 0, low)];
}

/**
 * asin x.
 *
 * Largest error measured: 0.78 ulp.
 */
export function asin<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, sub, mul } = p;
  const a = p.abs(x);
  const [r, s, s1, s2] = p.part(halfAngle, x);
  // π/4 − (2s r − (π/2 low − 2 s2) − (π/4 − 2 s1))
  const rest = sub(mul(mul(s, 2), r), sub(PI_HALF_PAIR_2, mul(s2, 2)));
  const large = sub(PI_QUARTER, sub(rest, sub(PI_QUARTER, mul(s1, 2))));
  return p.copysign(p.select(p.le(0.5, a), large, add(a, mul(a, r))), x);
}

/**
 * acos x.
 *
 * Largest error measured: 0.85 ulp.
 */
export function acos<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, sub, mul, lt, select } = p;
  const [r, s, s1, s2] = p.part(halfAngle, x);
  const near = mul(add(s1, add(mul(s, r), s2)), 2);
  const far = sub(PI_1, mul(add(s, sub(mul(s, r), PI_HALF_PAIR_2)), 2));
  const small = sub(PI_HALF_PAIR_1, sub(x, sub(PI_HALF_PAIR_2, mul(x, r))));
  return select(p.le(0.5, p.abs(x)), select(lt(x, 0), far, near), small);
}

/** Where the tangent is greater, and less than its inverse, angles go by their distance from π/4: they are 1/2 at least. */
const MIDDLE = 0.55;

/**
 * The angle of (x, y) in the first quadrant, not both 0 or infinite: π/2 less that of (y, x), or π/4 and that of (x + y, y − x), so that
 * the tangent is at most MIDDLE.
 */
function angle<T, C>(p: Primitives<T, C>, y: T, x: T | number): readonly [T] {
  const { add, sub, mul, lt, select } = p;
  const isSteep = lt(mul(x, 1 / MIDDLE), y);
  const isMiddle = lt(mul(x, MIDDLE), y);
  const above = select(isSteep, typeof x === "number" ? -x : p.neg(x), select(isMiddle, sub(y, x), y));
  const below = select(isSteep, y, select(isMiddle, add(y, x), x));
  const t = p.div(above, below);
  const z = mul(t, t);
  const rest = mul(mul(t, z), p.polynomial(ATAN, z));
  const base = select(isSteep, PI_HALF_PAIR_1, select(isMiddle, PI_QUARTER, 0));
  const baseLow = select(isSteep, PI_HALF_PAIR_2, select(isMiddle, PI_HALF_PAIR_2 / 2, 0));
  return [add(base, add(t, add(rest, baseLow)))];
}

/**
 * atan x.
 *
 * Largest error measured: 0.92 ulp.
 */
export function atan<T, C>(p: Primitives<T, C>, x: T): T {
  return p.copysign(p.part(angle, p.abs(x), 1)[0], x);
}

/**
 * The angle of (x, y) from −π to π; zeros and infinities as ECMAScript has them.
 *
 * Largest error measured: 1.42 ulp.
 */
export function atan2<T, C>(p: Primitives<T, C>, y: T, x: T): T {
  const { add, sub, mul, lt, eq, and, or, select } = p;
  const a = p.abs(y);
  const b = p.abs(x);
  const large = select(lt(a, b), b, a);
  const isPlain = and(and(lt(2 ** -900, large), lt(large, 2 ** 1000)), eq(add(x, y), add(x, y)));
  const [a1, b1] = p.branch(
    p.not(isPlain),
    () => [a, b],
    () => {
      const isAnyInfinite = or(eq(a, Infinity), eq(b, Infinity));
      const by = select(isAnyInfinite, 0, select(lt(large, 1), 2 ** 120, 2 ** -120));
      const isNumber = and(eq(x, x), eq(y, y));
      const scaled = (v: T) => select(isNumber, select(eq(v, Infinity), 1, mul(v, by)), Number.NaN);
      // At the origin the angle is that of the axis.
      return [scaled(a), select(eq(large, 0), 1, scaled(b))];
    },
  ) as [T, T];
  const [first] = p.part(angle, a1, b1);
  const whole = select(lt(p.copysign(1, x), 0), sub(PI_1, sub(first, PI_2)), first);
  return p.copysign(whole, y);
}
