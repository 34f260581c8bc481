/**
 * The rules of rewriting, as rows: what is replaced, by what, and what is to be said about it. Rows say `REAL` where
 * they hold for real numbers but not, bit for bit, for floats: those are applied only when asked for. In a pattern
 * `constant(c)` stands for a number, and `rest(y)` for the other factors of a product, or 1 if there are none.
 *
 * A sum or product of a `REAL` pattern is meant in any order and grouping, and coefficients and exponents of 1 are not
 * written in what it matches: `mul(constant(c), x)` is also like x, with 1 for c.
 */
import { commonDivisor } from "../ir/affine.ts";
import type { Unary } from "../op.ts";
import {
  abs,
  add,
  asin,
  asinh,
  atan,
  atanh,
  cbrt,
  ceil,
  clamp,
  cos,
  cosh,
  div,
  eq,
  erf,
  exp,
  floor,
  ge,
  hypot,
  log,
  max,
  min,
  mul,
  neg,
  pow,
  relu,
  round,
  select,
  sign,
  sin,
  sinh,
  sqrt,
  square,
  stopGradient,
  sub,
  tan,
  tanh,
  trunc,
} from "../ops.ts";
import { constant, rest } from "./pattern.ts";
import type { Rule, Says } from "./rewrite.ts";
import type { Term } from "./terms.ts";

export const REAL: Says = { exact: false };
/** As `REAL`, on a condition. */
const real = (where: NonNullable<Says["where"]>): Says => ({ exact: false, where });

type Bound = number | Term;
const isEven = (n: number) => n % 2 === 0;
const isNumber = (x: Bound): x is number => typeof x === "number";

/** Identities that leave less to do, whatever the notation. The constructors of programs know the first ones too. */
export const identities: readonly Rule[] = [
  [(x) => mul(x, 1), (x) => x],
  [(x) => div(x, 1), (x) => x],
  [(x) => pow(x, 1), (x) => x],
  [(x) => pow(x, 0), () => 1], // also where x is NaN
  [(x) => add(x, -0), (x) => x], // 0 in its place would make 0 of −0
  [(x) => sub(x, 0), (x) => x],
  [(c, x, y) => select(constant(c), x, y), (_, x) => x, { where: (c: number) => Boolean(c) }],
  [(c, x, y) => select(constant(c), x, y), (_, __, y) => y, { where: (c: number) => !c }],
  [(c, x) => select(c, x, x), (_, x) => x],
  [(x) => max(x, x), (x) => x],
  [(x) => min(x, x), (x) => x],
  [(x) => max(x, Number.NEGATIVE_INFINITY), (x) => x],
  [(x) => min(x, Number.POSITIVE_INFINITY), (x) => x],
  [(x) => clamp(x, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY), (x) => x],
  [(x) => abs(abs(x)), (x) => abs(x)],
  [(x) => abs(exp(x)), (x) => exp(x)],
  [(x) => sign(sign(x)), (x) => sign(x)],
  [(x) => relu(relu(x)), (x) => relu(x)],
  [(x) => stopGradient(stopGradient(x)), (x) => stopGradient(x)],
  // What is whole is not rounded again.
  ...[floor, ceil, round, trunc].flatMap((f) =>
    [floor, ceil, round, trunc].map((g): Rule => [(x) => f(g(x)), (x) => g(x)]),
  ),
];

/** How arithmetic is written: with negations, differences, quotients and squares. */
export const notation: readonly Rule[] = [
  [(x) => neg(neg(x)), (x) => x],
  [(x) => mul(x, -1), (x) => neg(x)],
  [(x) => div(x, -1), (x) => neg(x)],
  [(x) => sub(-0, x), (x) => neg(x)], // 0 − 0 is 0
  // Signs go outwards, where sums take them up, or into a constant.
  [(x, y) => mul(neg(x), y), (x, y) => neg(mul(x, y))],
  [(x, y) => div(neg(x), y), (x, y) => neg(div(x, y))],
  [(x, y) => div(x, neg(y)), (x, y) => neg(div(x, y))],
  [(c, x) => neg(mul(constant(c), x)), (c, x) => mul(neg(c), x)],
  [(c, x) => neg(div(constant(c), x)), (c, x) => div(neg(c), x)],
  [(x, y) => add(x, neg(y)), (x, y) => sub(x, y)],
  [(x, y) => sub(x, neg(y)), (x, y) => add(x, y)],
  [(x, c) => add(x, constant(c)), (x, c) => sub(x, neg(c)), { where: (_, c) => c < 0 }],
  [(x, c) => sub(x, constant(c)), (x, c) => add(x, neg(c)), { where: (_, c) => c < 0 }],
  [(x, c, y) => add(x, mul(constant(c), y)), (x, c, y) => sub(x, mul(neg(c), y)), { where: (_, c) => c < 0 }],
  [(x, c, y) => sub(x, mul(constant(c), y)), (x, c, y) => add(x, mul(neg(c), y)), { where: (_, c) => c < 0 }],
  [(x) => add(x, x), (x) => mul(2, x)],
  // Powers of two scale up without rounding, and overflow at once or in steps.
  [
    (c, d, x) => mul(constant(c), mul(constant(d), x)),
    (c, d, x) => mul(mul(c, d), x),
    { where: (c, d) => scalesUp(c) && scalesUp(d) && Number.isFinite(c * d) },
  ],
  [(x) => mul(x, x), (x) => square(x)],
  [(x) => square(neg(x)), (x) => square(x)],
  [(x) => square(abs(x)), (x) => square(x)],
  [(x) => abs(square(x)), (x) => square(x)],
  [(x) => abs(neg(x)), (x) => abs(x)],
  [(x) => sign(neg(x)), (x) => neg(sign(x))],
  [(x) => pow(x, 2), (x) => square(x), REAL],
  [(x) => pow(x, 0.5), (x) => sqrt(x), REAL],
  [(x) => pow(x, -1), (x) => div(1, x), REAL],
  [(x, c) => pow(x, constant(c)), (x, c) => div(1, pow(x, neg(c))), real((_, c) => c < 0)],
  [(x, y, z) => mul(x, div(y, z)), (x, y, z) => div(mul(x, y), z), REAL],
  [(x, y, z) => div(div(x, y), z), (x, y, z) => div(x, mul(y, z)), REAL],
  [(x, y, z) => div(x, div(y, z)), (x, y, z) => div(mul(x, z), y), REAL],
  // A third reads better as x / 3 than as 0.333333 * x.
  [(c, x) => mul(constant(c), x), (c, x) => div(x, Math.round(1 / (c as number))), real(isLongFraction)],
  [
    (c, x) => div(constant(c), x),
    (c, x) => div(1, mul(Math.round(1 / (c as number)), x)),
    real(isLongFraction),
  ],
];

/** Whether c is ±2^n for n ≥ 0. */
const scalesUp = (c: number) => Math.abs(c) >= 1 && 2 ** Math.round(Math.log2(Math.abs(c))) === Math.abs(c);

/** Whether c is 1/n for a whole n, and long to write. */
function isLongFraction(c: number): boolean {
  const n = Math.round(1 / c);
  return Math.abs(n) > 1 && Math.abs(n) < 100 && 1 / n === c && String(c).length > 7;
}

/** What makes one of several ways to write the same, for what is compared in the lowest form. */
export const readings: readonly Rule[] = [
  ...identities,
  [(x) => mul(mul(x, -1), -1), (x) => x],
  [(c, x) => mul(constant(c), x), (c, x) => mul(mul(neg(c), x), -1), { where: (c) => c < 0 && c !== -1 }],
  [(x) => pow(x, 2), (x) => mul(x, x), REAL],
  [(x) => pow(x, 0.5), (x) => sqrt(x), REAL],
];

/**
 * Algebra, in sums, products and powers alone: differences, quotients and negations have been replaced by what they
 * are made of, also in these rows. Like terms are collected, powers of one base multiplied, common factors taken out.
 */
export const algebra: readonly Rule[] = [
  [(x) => add(x, 0), (x) => x, REAL], // −0 + 0 = 0
  [(x) => mul(x, 0), () => 0, REAL], // 0·∞ and 0·NaN are NaN, and a negative number's sign goes to 0
  [(c, d) => add(constant(c), constant(d)), (c, d) => add(c, d), REAL],
  [(c, d) => mul(constant(c), constant(d)), (c, d) => mul(c, d), REAL],

  // x + x = 2x and x − x = 0; x·x = x² and x/x = 1.
  [(c, d, x) => add(mul(constant(c), x), mul(constant(d), x)), (c, d, x) => mul(add(c, d), x), REAL],
  [(x, a, b) => mul(pow(x, constant(a)), pow(x, constant(b))), (x, a, b) => pow(x, add(a, b)), REAL],

  // Powers of powers and products. With x < 0 they differ where an even power has taken the sign away.
  [
    (x, a, b) => pow(pow(x, constant(a)), constant(b)),
    (x, a, b) => pow(x, mul(a, b)),
    real((_, a, b) => a !== 1 && (Number.isInteger(b) || !isEven(a) || isEven(a * b))),
  ],
  [
    (x, a, b) => pow(pow(x, constant(a)), constant(b)),
    (x, a, b) => pow(abs(x), mul(a, b)),
    real((_, a, b) => isEven(a) && !Number.isInteger(b) && !isEven(a * b)),
  ],
  [
    (x, y, n) => pow(mul(x, y), constant(n)),
    (x, y, n) => mul(pow(x, n), pow(y, n)),
    real((_, __, n) => Number.isInteger(n)),
  ],
  [
    (c, x, a) => pow(mul(constant(c), x), constant(a)),
    (c, x, a) => mul(pow(c, a), pow(x, a)),
    real((c) => c > 0 && c !== 1),
  ],
  [(x) => sqrt(x), (x) => pow(x, 0.5), REAL],

  // A constant times a sum, among other terms, so that these are collected with the sum's.
  [
    (x, c, y, z) => add(x, mul(constant(c), add(y, z))),
    (x, c, y, z) => add(add(x, mul(c, y)), mul(c, z)),
    real((_, __, y, z) => !isSum(y) && !isSum(z)),
  ],
  // A common factor. A power of a variable is none as long as it is positive: 4x³ + 3x² reads better than x²(4x + 3).
  [
    (x, a, y, b, z) => add(mul(pow(x, constant(a)), rest(y)), mul(pow(x, constant(b)), rest(z))),
    (x, a, y, b, z) => {
      const least = min(a, b);
      return mul(pow(x, least), add(mul(pow(x, sub(a, least)), y), mul(pow(x, sub(b, least)), z)));
    },
    real((x, a, _, b) => a * b > 0 && !isNumber(x) && (a < 0 || x.op !== undefined)),
  ],
  [
    (x, c, y, d, z) => mul(x, add(mul(constant(c), rest(y)), mul(constant(d), rest(z)))),
    (x, c, y, d, z) => {
      const g = divisor(c as number, d as number);
      return mul(mul(g, x), add(mul(div(c, g), y), mul(div(d, g), z)));
    },
    real((x, c, _, d) => !isNumber(x) && divisor(c, d) > 1),
  ],

  // Exponentials and logarithms.
  [(x) => exp(log(x)), (x) => x, REAL], // x > 0
  [(x) => log(exp(x)), (x) => x, REAL],
  [(x, c) => exp(mul(constant(c), log(x))), (x, c) => pow(x, c), REAL],
  [(x, c) => log(pow(x, constant(c))), (x, c) => mul(c, log(x)), real((_, c) => c !== 1 && !isEven(c))],
  [(x, c) => pow(exp(x), constant(c)), (x, c) => exp(mul(c, x)), real((_, c) => c !== 1)],
  [
    (c, d, x) => mul(exp(mul(constant(c), x)), exp(mul(constant(d), x))),
    (c, d, x) => exp(mul(add(c, d), x)),
    REAL,
  ],

  // Trigonometry. Even functions forget a sign, odd ones pass it on.
  [(x, y) => add(mul(rest(y), pow(sin(x), 2)), mul(rest(y), pow(cos(x), 2))), (_, y) => y, REAL],
  [
    (x, c, d, y) =>
      add(mul(constant(c), mul(rest(y), pow(cosh(x), 2))), mul(constant(d), mul(rest(y), pow(sinh(x), 2)))),
    (_, c, __, y) => mul(c, y),
    real((_, c, d) => c === -d),
  ],
  ...[cos, cosh].map(
    (f): Rule => [(c, x) => f(mul(constant(c), x)), (c, x) => f(mul(neg(c), x)), real((c) => c < 0)],
  ),
  ...[sin, tan, asin, atan, sinh, tanh, asinh, atanh, erf, cbrt, sign].map(
    (f: Unary): Rule => [
      (c, x) => f(mul(constant(c), x)),
      (c, x) => neg(f(mul(neg(c), x))),
      real((c) => c < 0),
    ],
  ),

  // Sizes and signs.
  [(c, x) => abs(mul(constant(c), x)), (c, x) => mul(abs(c), abs(x)), real((c) => c !== 1)],
  [(x, c) => abs(pow(x, constant(c))), (x, c) => pow(x, c), real((_, c) => isEven(c))],
  [(x, c) => pow(abs(x), constant(c)), (x, c) => pow(x, c), real((_, c) => isEven(c))],
  [(x) => mul(abs(x), sign(x)), (x) => x, REAL],
  [(x) => mul(x, sign(x)), (x) => abs(x), REAL],
  [
    (x, y, c) => pow(hypot(x, y), constant(c)),
    (x, y, c) => pow(add(pow(x, 2), pow(y, 2)), div(c, 2)),
    real((_, __, c) => isEven(c)),
  ],

  // What the table's derivatives say at single points where the quotient, or the power, beside it is not a number.
  [
    (x, c, y) => select(eq(x, 0), 0, mul(rest(y), pow(x, constant(c)))),
    (x, c, y) => mul(y, pow(x, c)),
    real((_, c) => c < 0),
  ],
  [
    (x, y, c, z) => select(eq(hypot(x, y), 0), 0, mul(rest(z), pow(add(pow(x, 2), pow(y, 2)), constant(c)))),
    (x, y, c, z) => mul(z, pow(add(pow(x, 2), pow(y, 2)), c)),
    real((_, __, c) => c < 0),
  ],
  [
    (x, y, z, c) => select(eq(y, 0), select(ge(abs(x), constant(c)), mul(y, z), 0), mul(y, z)),
    (_, y, z) => mul(y, z),
    REAL,
  ],
  [(x, c, y) => select(mul(eq(x, 0), c), 0, mul(rest(y), log(x))), (x, _, y) => mul(y, log(x)), REAL],
];

const isSum = (x: Bound) => !isNumber(x) && x.op === add;

/** The greatest common divisor of whole numbers; 1 of others. */
function divisor(c: number, d: number): number {
  const isWhole = Number.isSafeInteger(c) && Number.isSafeInteger(d) && c * d !== 0;
  return isWhole ? commonDivisor(Math.abs(c), Math.abs(d)) : 1;
}
