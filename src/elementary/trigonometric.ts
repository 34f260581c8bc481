/** Sine, cosine and tangent. */
import { exactProduct, exactSum, fastSum, head, type Pair, round } from "./arithmetic.ts";
import {
  COS,
  PI_HALF_1,
  PI_HALF_2,
  PI_HALF_3,
  PI_HALF_PAIR_1,
  PI_HALF_PAIR_2,
  SIN,
  TWO_OVER_PI,
  TWO_OVER_PI_PIECES,
} from "./coefficients.ts";
import type { Primitives } from "./primitives.ts";

/** x = n π/2 + y + l: n modulo 4 as 0, 1, 2 or 3; |y| ≤ 0.7855, l beside it negligible but for rounding. */
type Angle<T> = readonly [y: T, l: T, n: T];

/**
 * Reduces any angle. For |n| < 2²⁰ by three parts of π/2 (Cody and Waite 1980, chapter 8), whose first two products with n
 * are exact; what the third leaves out and the rounding of its product are below 2⁻¹²¹ |n|. The sum of y and l is exact: where
 * r is smaller than rest3, it is a multiple of 2⁻⁶⁶, and so of the spacing of float64 at rest3. Thus the error is below
 * 2⁻⁵⁷ |y| where |y| ≥ 2⁻⁶⁴ |n|, as it is for all but 459 of the 2²⁰ float64s nearest to multiples of π/2. For those, and
 * for larger n, it is done with all of 2/π that is needed.
 */
function angleOf<T, C>(p: Primitives<T, C>, x: T): Angle<T> {
  const { sub, mul, lt, abs } = p;
  const n = round(p, mul(x, TWO_OVER_PI));
  const [r, low] = exactSum(p, sub(x, mul(n, PI_HALF_1)), mul(n, -PI_HALF_2));
  // Subtracted, so that −0 stays −0; as in the sine.
  const rest3 = sub(mul(n, PI_HALF_3), low);
  const y = sub(r, rest3);
  const l = sub(sub(r, y), rest3);
  const size = abs(n);
  const isPlain = p.and(lt(size, 2 ** 20), p.le(mul(size, 2 ** -64), abs(y)));
  const [high, rest, turns] = p.branch(
    p.not(isPlain),
    () => [y, l, n],
    () => angleOfLarge(p, x),
  ) as [T, T, T];
  return [high, rest, sub(turns, mul(p.floor(mul(turns, 0.25)), 4))];
}

/** How many pieces of 2/π are used: with what is left out, x 2/π is known to 2⁻¹³⁷. */
const USED = 9;
/** Added and subtracted, it rounds to a multiple of 2⁻⁴⁴. */
const COARSE = 3 * 2 ** (51 - 44);

/**
 * The same for any finite |x| ≥ 1/2; NaN else. x·2/π modulo 4, of which only those bits are computed that matter (M. Payne and
 * R. Hanek, SIGNUM Newsletter 18, 1983): those pieces of 2/π are skipped whose product with x is a multiple of 8. No
 * float64 is nearer to a multiple of π/2 than 2⁻⁶¹ (J.-M. Muller, Elementary Functions, 3rd ed., 11.3).
 */
function angleOfLarge<T, C>(p: Primitives<T, C>, x: T): Angle<T> {
  const { add, sub, mul, floor, lt, select } = p;
  // Out of range, any x does; NaN is put in where it is added at the end.
  const finite = p.and(lt(0.25, p.abs(x)), lt(p.abs(x), Infinity));
  const given = select(finite, x, 1);
  const e = p.exponent(given);
  const m = mul(mul(given, 0.5), p.pow2(sub(1, e)));
  const pieces = floor(mul(sub(e, 55), 1 / 24));
  const skipped = select(lt(pieces, 0), 0, pieces);
  // 2⁵⁵ at most.
  const z = mul(m, p.pow2(sub(sub(e, 24), mul(skipped, 24))));
  const z1 = head(p, z);
  const z2 = sub(z, z1);

  // The sum of what is above a unit is exact; that of the rest is a pair.
  const [, , coarse, fine, finer] = p.loop(
    [0, 1, 0, 0, 0],
    ([k]) => lt(k!, USED),
    ([k, unit, coarse, fine, finer]) => {
      const piece = mul(p.lookup(TWO_OVER_PI_PIECES, add(skipped, k!)), unit!);
      const sums = [z1, z2].reduce<readonly [T, T, T]>(
        ([coarse, fine, finer], part) => {
          const product = mul(part, piece);
          // Modulo 4 towards 0, which is exact.
          const small = sub(product, mul(floor(add(mul(product, 0.25), 0.5)), 4));
          const above = sub(add(small, COARSE), COARSE);
          const [high, low] = exactSum(p, sub(small, above), fine);
          return [add(coarse, above), high, add(finer, low)];
        },
        [coarse!, fine!, finer!],
      );
      return [add(k!, 1), mul(unit!, 2 ** -24), ...sums];
    },
  ) as [T, T, T, T, T];
  const n = round(p, coarse);
  const [f, g] = exactSum(p, sub(coarse, n), fine);
  const [turn, turnLow] = fastSum(p, f, add(g, finer));
  // The fraction of a quarter turn, times π/2.
  const [high, low] = exactProduct(p, turn, PI_HALF_PAIR_1);
  const rest = add(low, add(mul(turn, PI_HALF_PAIR_2), mul(turnLow, PI_HALF_PAIR_1)));
  const [y, l] = fastSum(p, high, rest);
  return [add(y, select(finite, 0, Number.NaN)), l, n];
}

/** sin(y + l) is y less this, |y| ≤ 0.7855. */
function yLessSin<T, C>(p: Primitives<T, C>, y: T, l: T): readonly [T] {
  const { sub, mul } = p;
  const z = mul(y, y);
  // l cos y, cos y being 1 − z/2.
  return [sub(sub(mul(l, mul(z, 0.5)), l), mul(mul(z, y), p.polynomial(SIN, z)))];
}

/** cos(y + l) as two parts, |y| ≤ 0.7855: 1 − y²/2 rounded, and the rest. */
function cosParts<T, C>(p: Primitives<T, C>, y: T, l: T): Pair<T> {
  const { add, sub, mul } = p;
  const z = mul(y, y);
  const half = mul(z, 0.5);
  const high = sub(1, half);
  const low = sub(sub(1, high), half);
  return [high, add(low, sub(mul(mul(z, z), p.polynomial(COS, z)), mul(y, l)))];
}

/** The sine of x plus so many right angles, 0 or 1. */
function sinTurned<T, C>(p: Primitives<T, C>, x: T, quarters: T): T {
  const { eq, or, select } = p;
  const [y, l, turns] = p.part(angleOf, x);
  const sine = p.sub(y, ...p.part(yLessSin, y, l));
  const cosine = p.add(...p.part(cosParts, y, l));
  const n = p.add(turns, quarters);
  const value = select(or(eq(n, 1), eq(n, 3)), cosine, sine);
  return select(or(eq(n, 2), eq(n, 3)), p.neg(value), value);
}

/**
 * sin x.
 *
 * Largest error measured: 0.80 ulp.
 */
export function sin<T, C>(p: Primitives<T, C>, x: T): T {
  return p.call2(sinTurned, x, 0);
}

/**
 * cos x.
 *
 * Largest error measured: 0.80 ulp.
 */
export function cos<T, C>(p: Primitives<T, C>, x: T): T {
  return p.call2(sinTurned, x, 1);
}

/**
 * tan x, as the quotient of sine and cosine, each with what its rounding lost.
 *
 * Largest error measured: 0.92 ulp.
 */
export function tan<T, C>(p: Primitives<T, C>, x: T): T {
  const { add, sub, mul, div, eq, neg, or, select } = p;
  const [y, l, n] = p.part(angleOf, x);
  const [less] = p.part(yLessSin, y, l);
  const s = sub(y, less);
  const s2 = sub(sub(y, s), less);
  const [c, low] = fastSum(p, ...p.part(cosParts, y, l));
  // The cosine has 1 − z/2 of z = y² rounded: half an ulp of the result.
  const c2 = sub(low, mul(exactProduct(p, y, y)[1], 0.5));
  const odd = or(eq(n, 1), eq(n, 3));
  const above = select(odd, c, s);
  const below = select(odd, neg(s), c);
  const quotient = div(above, below);
  const [product, lost] = exactProduct(p, quotient, below);
  const left = sub(sub(above, product), lost);
  const rest = sub(left, sub(mul(quotient, select(odd, neg(s2), c2)), select(odd, c2, s2)));
  // The correction of −0 would make it 0; where the sine underflows there is none.
  return select(p.lt(p.abs(s), 2 ** -900), quotient, add(quotient, div(rest, below)));
}
