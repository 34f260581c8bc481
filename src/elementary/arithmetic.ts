/** What several elementary functions need: polynomials, and sums and products with their rounding errors. */
import type { Primitives } from "./primitives.ts";

/** A number as an unevaluated sum of two, the second no larger than half a unit in the last place of the first. */
export type Pair<T> = readonly [high: T, low: T];

/**
 * c₀ + c₁x + c₂x² + …, by Horner's scheme in x⁴ with Estrin's in between, whose chain of dependent operations is shorter. The
 * constant term is added last, so that where the others are small the sum has one rounding. On numbers `numbers.ts` has it.
 */
export function polynomial<T, C>({ add, mul }: Primitives<T, C>, c: readonly number[], x: T): T {
  let k = c.length - 1;
  let sum: T | number = c[k]!;
  if (k > 4) {
    const square = mul(x, x);
    const fourth = mul(square, square);
    for (; k > 4; k -= 4) {
      const low = add(c[k - 4]!, mul(x, c[k - 3]!));
      const high = add(c[k - 2]!, mul(x, c[k - 1]!));
      sum = add(add(low, mul(square, high)), mul(fourth, sum));
    }
  }
  while (k > 0) sum = add(c[--k]!, mul(x, sum));
  return sum as T;
}

/** The nearest whole number, a tie to the even one, for |x| < 2⁵¹: there the spacing of float64 is 1. Never −0. */
export function round<T, C>({ add, sub }: Primitives<T, C>, x: T | number): T {
  return sub(add(x, SPACED_BY_1), SPACED_BY_1);
}
const SPACED_BY_1 = 3 * 2 ** 51;

/** x with its significand rounded to 26 bits, |x| < 2⁹⁹⁶. The rest has 26 bits too. (Veltkamp; T. J. Dekker, Numer. Math. 18, 1971.) */
export function head<T, C>({ sub, mul }: Primitives<T, C>, x: T): T {
  const scaled = mul(x, 2 ** 27 + 1);
  return sub(scaled, sub(scaled, x));
}

/** x + y exactly, for |x| ≥ |y| or x = 0. (Dekker 1971.) */
export function fastSum<T, C>({ add, sub }: Primitives<T, C>, x: T | number, y: T | number): Pair<T> {
  const high = add(x, y);
  return [high, sub(y, sub(high, x))];
}

/** x + y exactly. (D. E. Knuth, The Art of Computer Programming 2, 4.2.2.) */
export function exactSum<T, C>(p: Primitives<T, C>, x: T | number, y: T | number): Pair<T> {
  return [p.add(x, y), ...p.part(restOfSum, x, y)];
}
function restOfSum<T, C>({ add, sub }: Primitives<T, C>, x: T | number, y: T | number): readonly [T] {
  const high = add(x, y);
  const fromY = sub(high, x);
  return [add(sub(x, sub(high, fromY)), sub(y, fromY))];
}

/** x·y exactly, where nothing over- or underflows. (Dekker 1971.) */
export function exactProduct<T, C>(p: Primitives<T, C>, x: T, y: T | number): Pair<T> {
  return [p.mul(x, y), ...p.part(restOfProduct, x, y)];
}
function restOfProduct<T, C>(p: Primitives<T, C>, x: T, y: T | number): readonly [T] {
  const { add, sub, mul } = p;
  const x1 = head(p, x);
  const x2 = sub(x, x1);
  const y1 = typeof y === "number" ? headOf(y) : head(p, y);
  const y2 = sub(y, y1);
  return [add(add(add(sub(mul(x1, y1), mul(x, y)), mul(x1, y2)), mul(x2, y1)), mul(x2, y2))];
}

const headOf = (x: number) => x * (2 ** 27 + 1) - (x * (2 ** 27 + 1) - x);
