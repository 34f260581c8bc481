/**
 * Functions on plain numbers that JavaScript's `Math` lacks, in float64.
 *
 * The stated accuracies are the largest errors over the points of `test/fixtures/special.json`, in units in the last
 * place (ulp) of the exact result; `special.test.ts` holds them. The polynomials are fits made by
 * `test/fixtures/make_coefficients.py`, lowest coefficient first. DLMF is https://dlmf.nist.gov.
 */

/** Horner's rule, lowest coefficient first. */
function polynomial(c: readonly number[], x: number): number {
  let sum = 0;
  for (let i = c.length - 1; i >= 0; i--) sum = sum * x + (c[i] as number);
  return sum;
}

// P in erf(x) = x + x P(x²), |x| ≤ 1.
const ERF = [
  0.1283791670955126, -0.3761263890318375, 0.11283791670954879, -0.026866170645076792, 0.0052239776248180145,
  -0.000854832698083379, 0.0001205533111164271, -1.4925595266831182e-5, 1.6461000484121368e-6,
  -1.6350312701054695e-7, 1.4659775274047436e-8, -1.1372848856791674e-9, 5.957176147748911e-11,
];

// P in erfcx(x) = exp(x²) erfc(x) = P(t) / (1 + 2x), t = (x − 15/4) / (x + 15/4), x ≥ 1/2: the substitution of
// M. M. Shepherd and J. G. Laframboise, Math. Comp. 36 (1981), 249-253.
const ERFCX = [
  1.2375126308378275, -0.14024059858554702, 0.003585415485463367, 0.08227673849015155, -0.10880393014168702,
  0.09230432116016081, -0.0586933985910498, 0.028362277422526547, -0.009746579541383386,
  0.0017556258186400841, 0.00029371355088848313, -0.0002901538702697881, 5.164959001061358e-5,
  2.238337577009186e-5, -1.1445475445508328e-5, -9.711585302910651e-7, 1.7538460873594971e-6,
  -6.168061397517599e-8, -2.606523977388044e-7, 2.8559768124792098e-8, 3.912404498574977e-8,
  -7.367743757919043e-9, -4.497772869804887e-9, 1.3966141185837307e-9,
];

/** erfcx(x) = exp(x²) erfc(x), for x ≥ 1/2. */
function erfcx(x: number): number {
  return x > 1e17 ? 1 / (x * Math.sqrt(Math.PI)) : polynomial(ERFCX, (x - 3.75) / (x + 3.75)) / (1 + 2 * x);
}

/** exp(−c x²) for |x| < 2¹⁰, c = 1 or 1/2: the square of x's first 24 bits is exact, so no error in it is magnified. */
function expOfNegatedSquare(x: number, c: number): number {
  const head = Math.fround(x);
  return Math.exp(-c * head * head) * Math.exp(-c * (x - head) * (x + head));
}

/** The error function (DLMF 7.2.1). Within 1 ulp; odd, ±1 at ±Infinity. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a <= 1) return x + x * polynomial(ERF, x * x);
  if (a > 6) return Math.sign(x);
  const tail = expOfNegatedSquare(a, 1) * erfcx(a);
  return x > 0 ? 1 - tail : tail - 1;
}

/** The complementary error function 1 − erf(x) (DLMF 7.2.2), relatively accurate as it falls to 0. Within 4 ulp. */
export function erfc(x: number): number {
  if (x < 0.5) return x < -6 ? 2 : 1 - erf(x);
  if (x > 28) return 0;
  return expOfNegatedSquare(x, 1) * erfcx(x);
}

// P in ln Γ(2 + s) = s P(s), −1/2 ≤ s ≤ 1.
const LGAMMA_AT_2 = [
  0.42278433509846713, 0.3224670334241132, -0.06735230105319796, 0.020580808427787502, -0.007385551028687111,
  0.0028905103306125996, -0.0011927539111748094, 0.0005096695270786523, -0.00022315476914202685,
  9.945749459386184e-5, -4.4926118904862264e-5, 2.050723289467849e-5, -9.440199753274835e-6,
  4.375472004777847e-6, -2.0371195482358996e-6, 9.511969731319312e-7, -4.5041997201473635e-7,
  2.2102374422908605e-7, -1.0784595012220329e-7, 4.4561979632842775e-8, -1.2394516911278076e-8,
  1.6305432352127331e-9,
];

// P in ln Γ(1 + s) = s P(s), −0.3 ≤ s ≤ 1/2.
const LGAMMA_AT_1 = [
  -0.5772156649015329, 0.8224670334241133, -0.400685634386533, 0.27058080842773163, -0.20738555102815215,
  0.16955717700589343, -0.1440498968396768, 0.1255096689394993, -0.11133426092127194, 0.1000994769223122,
  -0.09095421424102862, 0.08335357925084214, -0.07692787348927317, 0.07143116449194345, -0.06673211728718553,
  0.06260938579386507, -0.05838317540850954, 0.05411600882214482, -0.05324793520091046, 0.05780057953499726,
  -0.05680956912029077, 0.037165184274468466, -0.01110472091893566,
];

// B₂ₖ / (2k(2k − 1)), k = 1 … 10.
const STIRLING = [
  0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953,
  0.0008417508417508417, -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242,
  0.17964437236883057, -1.3924322169059011,
];
const HALF_LOG_2PI_LESS_HALF = 0.4189385332046727;

/**
 * ln |Γ(x)|. Infinity at 0, the negative integers and ±Infinity, as C's lgamma.
 * Within 2 ulp for x > 0; for x < 0 within 5 ulp, or 1.3e-15 absolute near the zeros.
 *
 * Stirling's series from 8 (DLMF 5.11.1), the recurrence (5.5.1) down to fits around the zeros at 1 and 2, and
 * reflection (5.5.3) below 0.
 */
export function lgamma(x: number): number {
  if (x < 0) {
    if (x > -1e-17) return -Math.log(-x);
    const offset = x - Math.round(x);
    if (offset === 0 || x === -Infinity) return Infinity;
    return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * offset))) - lgamma(1 - x);
  }
  if (x < 0.5) return x * polynomial(LGAMMA_AT_1, x) - Math.log(x);
  if (x < 0.7) return (x - 1) * polynomial(LGAMMA_AT_2, x - 1) - Math.log(x);
  if (x < 1.5) return (x - 1) * polynomial(LGAMMA_AT_1, x - 1) + 0; // + 0 makes lgamma(1) 0, not -0
  if (x < 3) return (x - 2) * polynomial(LGAMMA_AT_2, x - 2);
  if (x < 8) {
    const s = x - Math.floor(x);
    let product = 2 + s;
    for (let y = 3 + s; y < x; y++) product *= y;
    return Math.log(product) + s * polynomial(LGAMMA_AT_2, s);
  }
  if (x === Infinity) return x;
  const z = 1 / x;
  return (x - 0.5) * (Math.log(x) - 1) + (HALF_LOG_2PI_LESS_HALF + z * polynomial(STIRLING, z * z));
}

// P in ψ(x) = (x − root) P(x − 3/2), 1 ≤ x ≤ 2, and the root in two parts.
const DIGAMMA = [
  0.9510558760318328, -0.4236274212814606, 0.24054248424078697, -0.14840492305388092, 0.09498872445289039,
  -0.06192213327548831, 0.040760833940846085, -0.026975796659787055, 0.017907248317313294,
  -0.011908220105959716, 0.007927021796868154, -0.005279937255532708, 0.003518106563802472,
  -0.0023454947397380833, 0.0015633696313653504, -0.0010364584817312839, 0.0006909255761282986,
  -0.00048595039220036254, 0.00032395945401345196, -0.00014480643368061614, 9.653646261410062e-5,
  -0.0001782188548855923, 0.00011881232908510335,
];
const DIGAMMA_ROOT = 1.4616321449683622;
const DIGAMMA_ROOT_TAIL = 9.549995429965697e-17;

// B₂ₖ / 2k, k = 1 … 10.
const DIGAMMA_ASYMPTOTIC = [
  0.08333333333333333, -0.008333333333333333, 0.003968253968253968, -0.004166666666666667,
  0.007575757575757576, -0.021092796092796094, 0.08333333333333333, -0.4432598039215686, 3.0539543302701198,
  -26.456212121212122,
];

/**
 * ψ(x) = d/dx ln Γ(x). As PyTorch: −Infinity at 0, Infinity at −0, NaN at the negative integers and −Infinity.
 * Within 2 ulp for x > 0; for x < 0 within 4 ulp, or 7e-16 absolute near the zeros.
 *
 * The asymptotic series from 8 (DLMF 5.11.2), the recurrence (5.5.2) down to a fit around the positive zero, as J. M.
 * Bernardo (Algorithm AS 103, 1976) has the first two, and reflection (5.5.4) below 0.
 */
export function digamma(x: number): number {
  if (x === 0) return -1 / x;
  if (x < 0) {
    const offset = x - Math.round(x);
    if (offset === 0 || x === -Infinity) return Number.NaN;
    return digamma(1 - x) - Math.PI / Math.tan(Math.PI * offset);
  }
  if (x < 1) return (x - (DIGAMMA_ROOT - 1) - DIGAMMA_ROOT_TAIL) * polynomial(DIGAMMA, x - 0.5) - 1 / x;
  if (x < 8) {
    let y = x;
    let sum = 0;
    while (y > 2) sum += 1 / --y;
    return sum + (y - DIGAMMA_ROOT - DIGAMMA_ROOT_TAIL) * polynomial(DIGAMMA, y - 1.5);
  }
  const z = 1 / x;
  return Math.log(x) - (z / 2 + z * z * polynomial(DIGAMMA_ASYMPTOTIC, z * z));
}

// B₂ₖ / (2k)!, k = 1 … 12.
const EULER_MACLAURIN = [
  0.08333333333333333, -0.001388888888888889, 3.306878306878307e-5, -8.267195767195768e-7,
  2.08767569878681e-8, -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13,
  8.586062056277845e-15, -2.174868698558062e-16, 5.5090028283602295e-18, -1.3954464685812522e-19,
];

/** n! / xⁿ without overflow or underflow on the way, n ≥ 0, x > 0. */
function factorialOverPower(n: number, x: number): number {
  if (n > 170) return Math.exp(lgamma(n + 1) - n * Math.log(x));
  let factorial = 1;
  for (let k = 2; k <= n; k++) factorial *= k;
  const power = x ** n;
  if (power > 1e-290 && power < 1e290) return factorial / power;
  let ratio = 1;
  for (let k = 1; k <= n; k++) ratio *= k / x;
  return ratio;
}

/**
 * n! ζ(n + 1, x) for n ≥ 1, x > 0, ζ(s, x) = Σ (x + k)^−s being Hurwitz's zeta function: terms up to x + k ≥ s + 10, the
 * rest by Euler and Maclaurin (DLMF 25.11.5 and 2.10.1), all relative to x^−s.
 */
function factorialTimesZeta(n: number, x: number): number {
  const s = n + 1;
  const scale = factorialOverPower(n, x);
  if (x === Infinity) return 0;
  let sum = 0;
  let y = x;
  for (; y < s + 10; y++) {
    const term = (x / y) ** s;
    sum += term;
    if (term < 1e-18 * sum) return scale * (sum / x);
  }
  const z = 1 / y;
  let rising = s * z;
  let tail = y / n + 0.5;
  for (let k = 1; k <= EULER_MACLAURIN.length; k++) {
    tail += (EULER_MACLAURIN[k - 1] as number) * rising;
    rising *= (s + 2 * k - 1) * z * ((s + 2 * k) * z);
  }
  return scale * ((sum + (x / y) ** s * tail) / x);
}

/**
 * The n-th derivative of `digamma` (DLMF 5.15.1), n = 0, 1, 2, …; NaN for any other n. At 0 and the negative integers it
 * is Infinity for odd n; for even n it is −Infinity at 0, Infinity at −0 and NaN elsewhere, as `digamma`.
 * For x > 0 within 16 ulp up to n = 170 (7 up to n = 50), beyond within a relative 1e-12. For x < 0 the error is
 * within 16 ulp of the larger of the value and its greatest term, n! / |x − the nearest integer|ⁿ⁺¹.
 */
export function polygamma(n: number, x: number): number {
  if (!(Number.isInteger(n) && n >= 0)) return Number.NaN;
  if (n === 0) return digamma(x);
  const even = n % 2 === 0;
  if (x === 0) return even ? -1 / x : Infinity;
  if (Number.isNaN(x) || x === -Infinity) return Number.NaN;
  if (x > 0) return even ? -factorialTimesZeta(n, x) : factorialTimesZeta(n, x);
  // Reflection (DLMF 5.15.6), the derivative of the cotangent being two zeta functions: with f the fractional part of
  // x, Σ_{k ≥ 0} (x + k)^−s = ζ(s, f) + (−1)^s (ζ(s, 1 − f) − ζ(s, 1 − x)).
  const offset = x - Math.round(x);
  if (offset === 0) return even ? Number.NaN : Infinity;
  const fromLeft = factorialTimesZeta(n, offset > 0 ? offset : 1 + offset);
  const fromRight = factorialTimesZeta(n, offset > 0 ? 1 - offset : -offset);
  const excess = factorialTimesZeta(n, 1 - x);
  if (!even) return fromRight === Infinity ? Infinity : fromLeft + (fromRight - excess);
  // Halfway between two poles they cancel exactly; n! makes both infinite from n = 171.
  if (offset === 0.5 || offset === -0.5) return -excess;
  if (fromLeft === Infinity && fromRight === Infinity) return offset > 0 ? -Infinity : Infinity;
  return fromRight === Infinity ? Infinity : fromRight - fromLeft - excess;
}

const INTEGERS_FROM = 2 ** 52;

/** The nearest integer, a tie to the even one (IEEE 754 roundTiesToEven), as Python's and PyTorch's `round`. Exact; keeps −0. */
export function roundHalfEven(x: number): number {
  const a = Math.abs(x);
  if (!(a < INTEGERS_FROM)) return x;
  // At 2⁵² the spacing of float64 is 1, so the addition itself rounds as IEEE 754 does.
  const rounded = a + INTEGERS_FROM - INTEGERS_FROM;
  return x < 0 || Object.is(x, -0) ? -rounded : rounded;
}

/** ln(eˣ + eʸ) without overflow. Within 2 ulp, or 2e-16 absolute near its zeros. */
export function logaddexp(x: number, y: number): number {
  if (x === y) return x + Math.LN2;
  return Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));
}

/** ln(1 + eˣ) without overflow, and without a threshold. Within 1 ulp. */
export function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

/** 1 / (1 + e^−x), falling as eˣ on the left. Within 2 ulp. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** x · sigmoid(x). Within 2 ulp; −0 at −Infinity, its limit. */
export function silu(x: number): number {
  // Below −700 eˣ is subnormal before the product is, and is taken in two halves.
  if (x < -700) return x < -800 ? -0 : x * Math.exp(x / 2) * Math.exp(x / 2);
  return x * sigmoid(x);
}

/** x Φ(x) = x erfc(−x/√2) / 2, relatively accurate as it falls to 0 on the left. Within 4 ulp; −0 at −Infinity, its limit. */
export function gelu(x: number): number {
  if (x > -0.75) return 0.5 * x * erfc(-x * Math.SQRT1_2);
  if (x < -40) return -0;
  // exp(−x²/2) from x itself: the rounding of x/√2 would be magnified by x².
  return 0.5 * x * expOfNegatedSquare(x, 0.5) * erfcx(-x * Math.SQRT1_2);
}
