/**
 * A second implementation of every op, to hold the engine against: numbers with a gradient carried forward beside them
 * (dual numbers), from textbook formulas. It shares nothing with the table: not its forward functions, not its rules,
 * not its direction. Accurate to about 1e-13 where operands and results are between 1e-3 and 30.
 */

/** A number and its derivative in each input of the program. */
export interface Dual {
  readonly v: number;
  readonly g: readonly number[];
}

const combine = (v: number, x: Dual, dx: number, y?: Dual, dy = 0): Dual => ({
  v,
  g: x.g.map((g, i) => g * dx + (y === undefined ? 0 : y.g[i]! * dy)),
});
export const scale = (x: Dual, k: number): Dual => combine(k * x.v, x, k);
const shift = (x: Dual, k: number): Dual => ({ v: x.v + k, g: x.g });
const still = (x: Dual, v: number): Dual => combine(v, x, 0);

// The few that derivatives are written down for.
const add = (x: Dual, y: Dual) => combine(x.v + y.v, x, 1, y, 1);
const sub = (x: Dual, y: Dual) => combine(x.v - y.v, x, 1, y, -1);
const mul = (x: Dual, y: Dual) => combine(x.v * y.v, x, y.v, y, x.v);
const div = (x: Dual, y: Dual) => combine(x.v / y.v, x, 1 / y.v, y, -x.v / y.v / y.v);
const exp = (x: Dual) => combine(Math.exp(x.v), x, Math.exp(x.v));
const log = (x: Dual) => combine(Math.log(x.v), x, 1 / x.v);
const sin = (x: Dual) => combine(Math.sin(x.v), x, Math.cos(x.v));
const cos = (x: Dual) => combine(Math.cos(x.v), x, -Math.sin(x.v));
const sqrt = (x: Dual) => combine(Math.sqrt(x.v), x, 0.5 / Math.sqrt(x.v));
const atan2 = (y: Dual, x: Dual) => {
  const r = x.v * x.v + y.v * y.v;
  return combine(Math.atan2(y.v, x.v), y, x.v / r, x, -y.v / r);
};

// Everything else is made of them.
const neg = (x: Dual) => scale(x, -1);
const square = (x: Dual) => mul(x, x);
const inverse = (x: Dual) => div(still(x, 1), x);
const abs = (x: Dual) => (x.v < 0 ? neg(x) : x);
const half = (x: Dual) => scale(x, 0.5);

/** Σ terms, where each is the last times what `next` says, until they no longer count. */
function series(first: Dual, next: (term: Dual, k: number) => Dual): Dual {
  let sum = first;
  let term = first;
  for (let k = 1; k < 500; k++) {
    term = next(term, k);
    sum = add(sum, term);
    const small = (t: number, s: number) => Math.abs(t) <= 1e-18 * Math.abs(s);
    if (!Number.isFinite(sum.v)) return sum;
    if (small(term.v, sum.v) && term.g.every((t, i) => small(t, sum.g[i]!))) return sum;
  }
  throw new Error("naive: a series did not end");
}

const expm1 = (x: Dual) =>
  Math.abs(x.v) < 1 ? series(x, (term, k) => scale(mul(term, x), 1 / (k + 1))) : shift(exp(x), -1);

/** 2 artanh(x / (2 + x)) near 0. */
function log1p(x: Dual): Dual {
  if (Math.abs(x.v) > 0.3) return log(shift(x, 1));
  const z = div(x, shift(x, 2));
  return scale(
    series(z, (term, k) => scale(mul(term, square(z)), (2 * k - 1) / (2 * k + 1))),
    2,
  );
}

/** DLMF 7.6.2, all of whose terms have one sign; differentiating it would cancel them, hence 7.2.1. */
function erf(x: Dual): Dual {
  const slope = (2 / Math.sqrt(Math.PI)) * Math.exp(-x.v * x.v);
  const sum = series({ v: x.v, g: [] }, (term, k) => scale(term, (2 * x.v * x.v) / (2 * k + 1)));
  return combine(slope * sum.v, x, slope);
}

const sigmoid = (x: Dual) => inverse(shift(exp(neg(x)), 1));

// ln Γ and its derivatives from x + 20 on by their asymptotic series (DLMF 5.11.1 and 5.15.8), down by recurrence.
const BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6];
const FAR = 20;

function lgamma(x: Dual): Dual {
  const y = shift(x, FAR);
  let sum = add(sub(mul(shift(y, -0.5), log(y)), y), still(y, Math.log(2 * Math.PI) / 2));
  let power = inverse(y);
  BERNOULLI.forEach((b, i) => {
    const k = 2 * (i + 1);
    sum = add(sum, scale(power, b / (k * (k - 1))));
    power = div(power, square(y));
  });
  for (let k = 0; k < FAR; k++) sum = sub(sum, log(shift(x, k)));
  return sum;
}

function polygamma(n: number, x: Dual): Dual {
  const factorial = (k: number): number => (k < 2 ? 1 : k * factorial(k - 1));
  const power = (z: Dual, k: number): Dual => (k === 0 ? still(z, 1) : div(power(z, k - 1), z));
  const y = shift(x, FAR);
  // Without the sign (−1)^(n+1), which is −1 for n = 0.
  let sum = add(
    n === 0 ? neg(log(y)) : scale(power(y, n), factorial(n - 1)),
    scale(power(y, n + 1), factorial(n) / 2),
  );
  BERNOULLI.forEach((b, i) => {
    const k = 2 * (i + 1);
    sum = add(sum, scale(power(y, n + k), (b * factorial(k + n - 1)) / factorial(k)));
  });
  for (let k = 0; k < FAR; k++) sum = add(sum, scale(power(shift(x, k), n + 1), factorial(n)));
  return n % 2 === 0 ? neg(sum) : sum;
}

const compare = (holds: (x: number, y: number) => boolean) => (x: Dual, y: Dual) =>
  still(x, holds(x.v, y.v) ? 1 : 0);

function halfToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return x - below < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** Every op of the table by name. */
export const naive: Readonly<Record<string, (x: Dual, y: Dual, z: Dual) => Dual>> = {
  add,
  sub,
  mul,
  div,
  neg,
  pow: (x, y) => exp(mul(y, log(x))),
  square,
  sqrt,
  cbrt: (x) => scale(exp(scale(log(abs(x)), 1 / 3)), x.v < 0 ? -1 : 1),
  abs,
  sign: (x) => still(x, x.v > 0 ? 1 : x.v < 0 ? -1 : 0),
  min: (x, y) => (x.v < y.v ? x : y),
  max: (x, y) => (x.v > y.v ? x : y),
  hypot: (x, y) => sqrt(add(square(x), square(y))),
  exp,
  exp2: (x) => exp(scale(x, Math.LN2)),
  expm1,
  log,
  log2: (x) => scale(log(x), 1 / Math.LN2),
  log10: (x) => scale(log(x), 1 / Math.LN10),
  log1p,
  logaddexp: (x, y) => log(add(exp(x), exp(y))),
  sin,
  cos,
  tan: (x) => div(sin(x), cos(x)),
  asin: (x) => atan2(x, sqrt(sub(still(x, 1), square(x)))),
  acos: (x) => atan2(sqrt(sub(still(x, 1), square(x))), x),
  atan: (x) => atan2(x, still(x, 1)),
  atan2,
  sinh: (x) => half(sub(expm1(x), expm1(neg(x)))),
  cosh: (x) => half(add(exp(x), exp(neg(x)))),
  tanh: (x) => div(expm1(scale(x, 2)), shift(expm1(scale(x, 2)), 2)),
  asinh: (x) => scale(log(add(abs(x), sqrt(shift(square(x), 1)))), x.v < 0 ? -1 : 1),
  acosh: (x) => log(add(x, sqrt(shift(square(x), -1)))),
  atanh: (x) => half(sub(log1p(x), log1p(neg(x)))),
  relu: (x) => (x.v > 0 ? x : still(x, 0)),
  leakyRelu: (x, slope) => (x.v > 0 ? x : mul(slope, x)),
  elu: (x, alpha) => (x.v > 0 ? x : mul(alpha, expm1(x))),
  sigmoid,
  silu: (x) => mul(x, sigmoid(x)),
  gelu: (x) => half(mul(x, shift(erf(scale(x, Math.SQRT1_2)), 1))),
  softplus: (x) => log1p(exp(x)),
  step: (x) => still(x, x.v > 0 ? 1 : 0),
  erf,
  erfc: (x) => sub(still(x, 1), erf(x)),
  lgamma,
  digamma: (x) => polygamma(0, x),
  polygamma: (n, x) => polygamma(n.v, x),
  lt: compare((x, y) => x < y),
  le: compare((x, y) => x <= y),
  gt: compare((x, y) => x > y),
  ge: compare((x, y) => x >= y),
  eq: compare((x, y) => x === y),
  select: (condition, x, y) => (condition.v !== 0 ? x : y),
  floor: (x) => still(x, -Math.ceil(-x.v)),
  ceil: (x) => still(x, -Math.floor(-x.v)),
  round: (x) => still(x, halfToEven(x.v)),
  trunc: (x) => still(x, x.v < 0 ? Math.ceil(x.v) : Math.floor(x.v)),
  clamp: (x, low, high) => (x.v < low.v ? low : x.v > high.v ? high : x),
  stopGradient: (x) => still(x, x.v),
};

/** A plain number: none of the inputs moves it. */
export const constant = (v: number, inputs: number): Dual => ({ v, g: new Array<number>(inputs).fill(0) });
