/**
 * Where an op gives something else than PyTorch on purpose, why, and what it gives instead, by formulas that are not
 * the table's. `pytorch.test.ts` holds every point of the fixture to PyTorch's numbers or to these.
 */

const { NaN: nan } = Number;
const inf = Infinity;

export interface Difference {
  readonly op: string;
  /** The points it is about. Some of them differ from PyTorch in each row; a row that is no longer needed fails. */
  readonly where: (...operands: number[]) => boolean;
  readonly reason: string;
  /** The value, then the derivative in each operand; `asPyTorch` where that one does not differ. */
  readonly ours: (...operands: number[]) => (number | typeof asPyTorch)[];
}
export const asPyTorch = "as PyTorch";

const anyNaN = (...xs: number[]) => xs.some(Number.isNaN);
const isWhole = (x: number) => Number.isInteger(x);

/** ψ⁽ⁿ⁾(x), n ≥ 1, by its series (DLMF 5.15.1): a thousand terms, and an integral with three corrections for the rest. */
function polygammaBySeries(n: number, x: number): number {
  const y = x + 1000;
  let sum =
    y ** -n / n +
    y ** -(n + 1) / 2 +
    ((n + 1) * y ** -(n + 2)) / 12 -
    ((n + 1) * (n + 2) * (n + 3) * y ** -(n + 4)) / 720;
  for (let k = 999; k >= 0; k--) sum += (x + k) ** -(n + 1);
  for (let k = 2; k <= n; k++) sum *= k;
  return n % 2 === 0 ? -sum : sum;
}

/** Derivatives of atan2, scaled by the larger operand so that no square over- or underflows. */
function atan2Slopes(y: number, x: number): [number, number] {
  const m = Math.max(Math.abs(y), Math.abs(x));
  const s = (x / m) ** 2 + (y / m) ** 2;
  return [x / m / s / m, -y / m / s / m];
}

const UNORDERED_ZEROS =
  "−0 < 0, as in JavaScript's min and max; PyTorch returns the operand that comes first, or last";
const NAN_STAYS = "a NaN stays one; PyTorch loses it";
const WHERE_ZERO = "the side not taken gets nothing; PyTorch multiplies its infinite or undefined slope by 0";
const TRIGAMMA = "PyTorch's trigamma is a truncated series, right to about 1e-9";
const POLES =
  "at a pole: Infinity if both sides agree, else NaN; PyTorch gives sums of rounded sines, or one side's sign";
const OVERFLOW = "PyTorch squares an operand, which over- or underflows";

export const DIFFERENCES: readonly Difference[] = [
  {
    op: "pow",
    where: (x, y) => (Math.abs(x) === 1 && Math.abs(y!) === inf) || (x === 1 && anyNaN(y!)),
    reason:
      "JavaScript's special values: its ** departs from IEEE 754's pow in these, and PyTorch's does not",
    ours: () => [nan, nan, nan],
  },
  {
    op: "cbrt",
    where: (x) => x === 0,
    reason: "PyTorch has no cbrt; a power's slope there is ∞·0",
    ours: (x) => [x, inf],
  },
  { op: "abs", where: anyNaN, reason: NAN_STAYS, ours: () => [nan, nan] },
  { op: "sign", where: anyNaN, reason: NAN_STAYS, ours: () => [nan, 0] },
  { op: "step", where: anyNaN, reason: NAN_STAYS, ours: () => [nan, 0] },
  { op: "relu", where: anyNaN, reason: NAN_STAYS, ours: () => [nan, nan] },
  { op: "sign", where: (x) => Object.is(x, -0), reason: "JavaScript's", ours: () => [-0, asPyTorch] },
  { op: "relu", where: (x) => Object.is(x, -0), reason: "max(x, 0), and 0 > −0", ours: () => [0, asPyTorch] },
  {
    op: "min",
    where: (x, y) => x === 0 && y === 0,
    reason: UNORDERED_ZEROS,
    ours: (x, y) => [Object.is(x, 0) && Object.is(y, 0) ? 0 : -0, asPyTorch, asPyTorch],
  },
  {
    op: "max",
    where: (x, y) => x === 0 && y === 0,
    reason: UNORDERED_ZEROS,
    ours: (x, y) => [Object.is(x, -0) && Object.is(y, -0) ? -0 : 0, asPyTorch, asPyTorch],
  },
  {
    op: "min",
    where: anyNaN,
    reason: "neither operand is the smaller one; PyTorch gives both the whole gradient",
    ours: () => [nan, 0, 0],
  },
  {
    op: "max",
    where: anyNaN,
    reason: "neither operand is the larger one; PyTorch gives both the whole gradient",
    ours: () => [nan, 0, 0],
  },
  {
    op: "hypot",
    where: (x, y) => x === 0 && y === 0,
    reason: "the kink has slope 0, as abs has",
    ours: () => [0, 0, 0],
  },
  {
    op: "expm1",
    where: (x) => x <= -37 && x > -inf,
    reason: "the slope is e^x; PyTorch takes out + 1, which is 0 here",
    ours: (x) => [asPyTorch, Math.exp(x)],
  },
  {
    op: "log1p",
    where: (x) => Math.abs(x) === 5e-324,
    reason: "PyTorch's vector code flushes a subnormal",
    ours: (x) => [x, 1],
  },
  {
    op: "tan",
    where: (x) => Math.abs(x) === 5e-324,
    reason: "PyTorch's vector code flushes a subnormal",
    ours: (x) => [x, 1],
  },
  {
    op: "atan2",
    where: (y, x) => y === 0 && x === 0,
    reason: "the slope at (0, 0) is 0 by convention",
    ours: () => [asPyTorch, 0, 0],
  },
  {
    op: "atan2",
    where: (y, x) => {
      const square = y * y + x! * x!;
      return (
        Number.isFinite(y) && Number.isFinite(x) && (square === inf || (square === 0 && (y !== 0 || x !== 0)))
      );
    },
    reason: OVERFLOW,
    ours: (y, x) => [asPyTorch, ...atan2Slopes(y, x!)],
  },
  {
    op: "tanh",
    where: (x) => x === 10,
    reason: "1 − out² of an out that differs from PyTorch's in the last place",
    ours: (x) => [asPyTorch, 1 - Math.tanh(x) ** 2],
  },
  { op: "asinh", where: (x) => Math.abs(x) === 1e300, reason: OVERFLOW, ours: () => [asPyTorch, 1e-300] },
  { op: "acosh", where: (x) => x === 1e300, reason: OVERFLOW, ours: () => [asPyTorch, 1e-300] },
  {
    op: "acosh",
    where: (x) => x <= -1,
    reason: "outside the domain the slope is NaN, as the value is",
    ours: () => [nan, nan],
  },
  {
    op: "leakyRelu",
    where: (x, slope) => x > 0 && (x === inf || !Number.isFinite(slope)),
    reason: WHERE_ZERO,
    ours: (x) => [x, 1, 0],
  },
  {
    op: "elu",
    where: (x, alpha) => x > 0 && (Math.expm1(x) === inf || !Number.isFinite(alpha)),
    reason: WHERE_ZERO,
    ours: (x) => [x, 1, 0],
  },
  {
    op: "silu",
    where: (x) => x === -inf,
    reason: "the value is the limit; PyTorch's is ∞·0",
    ours: () => [-0, asPyTorch],
  },
  {
    op: "gelu",
    where: (x) => x === -inf,
    reason: "the value is the limit; PyTorch's is ∞·0",
    ours: () => [-0, asPyTorch],
  },
  {
    op: "gelu",
    where: (x) => x === -37,
    reason: "PyTorch takes 1 + erf, which is 0 in the left tail; these are mpmath's",
    ours: () => [-2.1184613523340935e-298, -7.838298669418516e-297],
  },
  {
    op: "softplus",
    where: (x) => x > 20 && x < 37,
    reason: "PyTorch switches to x itself above 20",
    ours: (x) => [x + Math.log1p(Math.exp(-x)), 1 / (1 + Math.exp(-x))],
  },
  { op: "digamma", where: (x) => isWhole(x) && x < 0, reason: POLES, ours: () => [nan, inf] },
  {
    op: "digamma",
    where: (x) => Math.abs(x) < 1e3 && !(isWhole(x) && x <= 0),
    reason: TRIGAMMA,
    ours: (x) => [asPyTorch, polygammaBySeries(1, x)],
  },
  {
    op: "polygamma",
    where: (n, x) => n === 0 && isWhole(x!) && x! < 0,
    reason: POLES,
    ours: () => [nan, asPyTorch, inf],
  },
  {
    op: "polygamma",
    where: (n, x) => n % 2 === 1 && isWhole(x!) && x! < 0,
    reason: POLES,
    ours: () => [inf, asPyTorch, nan],
  },
  {
    op: "polygamma",
    where: (n, x) => n === 2 && isWhole(x!) && x! < 0,
    reason: POLES,
    ours: () => [nan, asPyTorch, inf],
  },
  {
    op: "polygamma",
    where: (n, x) => n >= 1 && x === inf,
    reason: "the limits are 0; PyTorch's are ∞·0",
    ours: (n) => (n % 2 ? [0, asPyTorch, -0] : [-0, asPyTorch, 0]),
  },
  {
    op: "polygamma",
    where: (n, x) => n >= 1 && x === -inf,
    reason: "poles and zeros alternate without end: no limit",
    ours: () => [nan, asPyTorch, nan],
  },
  {
    op: "polygamma",
    where: (n, x) => n === 0 && Math.abs(x!) < 1e3 && !(isWhole(x!) && x! <= 0),
    reason: TRIGAMMA,
    ours: (_, x) => [asPyTorch, asPyTorch, polygammaBySeries(1, x!)],
  },
  {
    op: "polygamma",
    where: (n, x) => n === 1 && Math.abs(x!) < 1e3 && !(isWhole(x!) && x! <= 0) && x !== -100.5,
    reason: TRIGAMMA,
    ours: (_, x) => [polygammaBySeries(1, x!), asPyTorch, asPyTorch],
  },
  {
    op: "polygamma",
    where: (n, x) => n >= 1 && x === -100.5,
    reason: "PyTorch sums a hundred terms that cancel; these are mpmath's",
    ours: (n) => {
      const mp = [0, 9.859703491870086, -9.802720262719757e-5, 194.8181801269197, -5.765411100832097e-8];
      return [mp[n]!, asPyTorch, mp[n + 1]!];
    },
  },
  {
    op: "select",
    where: (condition) => anyNaN(condition),
    reason: "a NaN condition is false, as in JavaScript; in PyTorch NaN ≠ 0",
    ours: (_, __, y) => [y!, 0, 0, 1],
  },
  {
    op: "clamp",
    where: (x, low, high) => Math.min(Math.max(x, low!), high!) === 0,
    reason: UNORDERED_ZEROS,
    ours: (x, low, high) => [Math.min(Math.max(x, low!), high!), asPyTorch, asPyTorch, asPyTorch],
  },
  {
    op: "clamp",
    where: (x, low, high) => anyNaN(x, low!, high!),
    reason: "no bound is taken when one, or the operand, is NaN; PyTorch may name the upper",
    ours: () => [nan, 0, 0, 0],
  },
];

/** What chains give whose result does not depend on a node with an infinite slope: nothing passes a gradient of 0. */
export const CHAINS: Readonly<Record<string, { readonly value: number; readonly grads: readonly number[] }>> =
  {
    "sqrt at 0 on the side not taken": { value: 0, grads: [1] },
    "log at 0 times 0": { value: nan, grads: [0, -inf] },
    "relu of minus an overflow": { value: 0, grads: [0] },
    "sign of an infinite slope": { value: 0, grads: [1] },
    "clamped pole": { value: 2, grads: [0] },
  };
