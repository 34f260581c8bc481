/**
 * The op table. Every export is one op: a typed function with its row attached, and the exports are the table. A row
 * says once what the op computes, how it differentiates, what it is made of and how it is written; methods, docs,
 * tests, pictures and exports read it from here.
 *
 * `d` holds one rule per operand, ∂out/∂operand, written in these same ops. `expand` is the op in lower ops, one level
 * down, the notes' own lowest level included: subtraction adds a negation, negation multiplies by −1, division
 * multiplies by a power of −1. Where PyTorch has a convention at a kink, it is PyTorch's.
 */
import * as math from "./elementary/math.ts";
import { nearest } from "./elementary/numbers.ts";
import {
  type Binary,
  binary,
  type Interval,
  type Parametric,
  type Ternary,
  ternary,
  type Unary,
  unary,
} from "./op.ts";

const REAL: Interval = [-3, 3];
const POSITIVE: Interval = [0.1, 6];
const INSIDE_ONE: Interval = [-0.95, 0.95];

/** Distance to the nearest integer, signed: zero where floor, ceil and trunc jump. */
const toInteger = (x: number) => x - Math.round(x);
const difference = (x: number, y: number) => x - y;
const identity = (x: number) => x;

// Arithmetic

export const add: Binary = binary({
  name: "add",
  symbol: "+",
  latex: "#1 + #2",
  torch: "#1 + #2",
  f: (x, y) => x + y,
  d: [() => 1, () => 1],
  instruction: "f64.add",
});

export const mul: Binary = binary({
  name: "mul",
  symbol: "*",
  latex: "#1 \\cdot #2",
  torch: "#1 * #2",
  f: (x, y) => x * y,
  d: [(_, y) => y, (x) => x],
  instruction: "f64.mul",
});

export const sub: Binary = binary({
  name: "sub",
  symbol: "-",
  latex: "#1 - #2",
  torch: "#1 - #2",
  f: (x, y) => x - y,
  d: [() => 1, () => -1],
  expand: (x, y) => add(x, neg(y)),
  instruction: "f64.sub",
});

export const neg: Unary = unary({
  name: "neg",
  symbol: "-",
  latex: "-#1",
  torch: "-#1",
  f: (x) => -x,
  d: [() => -1],
  expand: (x) => mul(x, -1),
  instruction: "f64.neg",
});

export const div: Binary = binary({
  name: "div",
  symbol: "/",
  latex: "\\frac{#1}{#2}",
  torch: "#1 / #2",
  f: (x, y) => x / y,
  d: [(_, y) => div(1, y), (_, y, out) => neg(div(out, y))],
  expand: (x, y) => mul(x, pow(y, -1)),
  domain: [REAL, POSITIVE],
  instruction: "f64.div",
});

export const pow: Binary = binary({
  name: "pow",
  symbol: "**",
  latex: "#1^{#2}",
  f: math.pow,
  // x^0 is the constant 1: its slope is 0 also where 0·x^(−1) is not a number, at x = 0 and where x is NaN. Elsewhere
  // the product stays, for it has a slope in y at y = 0: 1/x.
  // 0^y is the constant 0 for y > 0, so its slope in y is 0, where 0·log 0 is not a number.
  d: [
    (x, y) => {
      const slope = mul(y, pow(x, sub(y, 1)));
      return select(eq(y, 0), select(ge(abs(x), 2 ** -1022), slope, 0), slope);
    },
    (x, y, out) => select(mul(eq(x, 0), ge(y, 0)), 0, mul(out, log(x))),
  ],
  domain: [[0.1, 4], REAL],
  parameters: [1],
  note: "Special values are JavaScript's: pow(1, NaN) and pow(±1, ±Infinity) are NaN. The slope at x = 0, y = 0 is 0 in both operands.",
});

export const square: Unary = unary({
  name: "square",
  symbol: "**2",
  latex: "#1^{2}",
  f: math.square,
  d: [(x) => mul(2, x)],
  expand: (x) => mul(x, x),
});

export const sqrt: Unary = unary({
  name: "sqrt",
  latex: "\\sqrt{#1}",
  f: Math.sqrt,
  d: [(_, out) => div(0.5, out)],
  domain: [POSITIVE],
  kink: identity,
  instruction: "f64.sqrt",
  note: "The slope at 0 is Infinity.",
});

export const cbrt: Unary = unary({
  name: "cbrt",
  latex: "\\sqrt[3]{#1}",
  torch: "torch.sign(#1) * torch.pow(torch.abs(#1), 1 / 3)",
  f: math.cbrt,
  d: [(_, out) => div(1, mul(3, square(out)))],
  kink: identity,
  note: "The slope at 0 is Infinity.",
});

export const abs: Unary = unary({
  name: "abs",
  latex: "\\left|#1\\right|",
  f: Math.abs,
  d: [(x) => sign(x)],
  kink: identity,
  instruction: "f64.abs",
  note: "abs'(0) = 0.",
});

export const sign: Unary = unary({
  name: "sign",
  f: math.sign,
  d: [null],
  kink: identity,
  note: "sign(0) = 0, sign(−0) = −0; no gradient flows.",
});

export const min: Binary = binary({
  name: "min",
  latex: "\\min\\left(#1, #2\\right)",
  torch: "torch.minimum(#1, #2)",
  f: Math.min,
  d: [(x, y) => add(lt(x, y), mul(0.5, eq(x, y))), (x, y) => add(lt(y, x), mul(0.5, eq(x, y)))],
  kink: difference,
  instruction: "f64.min",
  note: "A tie gives half to each operand. NaN if either operand is.",
});

export const max: Binary = binary({
  name: "max",
  latex: "\\max\\left(#1, #2\\right)",
  torch: "torch.maximum(#1, #2)",
  f: Math.max,
  d: [(x, y) => add(gt(x, y), mul(0.5, eq(x, y))), (x, y) => add(gt(y, x), mul(0.5, eq(x, y)))],
  kink: difference,
  instruction: "f64.max",
  note: "A tie gives half to each operand. NaN if either operand is.",
});

export const hypot: Binary = binary({
  name: "hypot",
  latex: "\\sqrt{#1^{2} + #2^{2}}",
  f: math.hypot,
  d: [(x, _, out) => select(eq(out, 0), 0, div(x, out)), (_, y, out) => select(eq(out, 0), 0, div(y, out))],
  expand: (x, y) => sqrt(add(square(x), square(y))),
  kink: Math.hypot,
  note: "The slope at (0, 0) is 0 in both operands. Does not overflow or underflow where the result does not.",
});

// Exponentials and logarithms

export const exp: Unary = unary({
  name: "exp",
  latex: "e^{#1}",
  f: math.exp,
  d: [(_, out) => out],
});

export const exp2: Unary = unary({
  name: "exp2",
  latex: "2^{#1}",
  f: math.exp2,
  d: [(_, out) => mul(Math.LN2, out)],
  expand: (x) => exp(mul(Math.LN2, x)),
});

export const expm1: Unary = unary({
  name: "expm1",
  f: math.expm1,
  d: [(x) => exp(x)],
  expand: (x) => sub(exp(x), 1),
  note: "e^x − 1, accurate near 0.",
});

export const log: Unary = unary({
  name: "log",
  latex: "\\log\\left(#1\\right)",
  f: math.log,
  d: [(x) => div(1, x)],
  domain: [POSITIVE],
});

export const log2: Unary = unary({
  name: "log2",
  latex: "\\log_{2}\\left(#1\\right)",
  f: math.log2,
  d: [(x) => div(1, mul(Math.LN2, x))],
  expand: (x) => div(log(x), Math.LN2),
  domain: [POSITIVE],
});

export const log10: Unary = unary({
  name: "log10",
  latex: "\\log_{10}\\left(#1\\right)",
  f: math.log10,
  d: [(x) => div(1, mul(Math.LN10, x))],
  expand: (x) => div(log(x), Math.LN10),
  domain: [POSITIVE],
});

export const log1p: Unary = unary({
  name: "log1p",
  f: math.log1p,
  d: [(x) => div(1, add(1, x))],
  expand: (x) => log(add(1, x)),
  domain: [[-0.9, 6]],
  note: "log(1 + x), accurate near 0.",
});

export const logaddexp: Binary = binary({
  name: "logaddexp",
  latex: "\\log\\left(e^{#1} + e^{#2}\\right)",
  f: math.logaddexp,
  d: [(x, y) => sigmoid(sub(x, y)), (x, y) => sigmoid(sub(y, x))],
  expand: (x, y) => log(add(exp(x), exp(y))),
  note: "Does not overflow: logaddexp(1000, 1000) = 1000 + log 2.",
});

// Trigonometry

export const sin: Unary = unary({
  name: "sin",
  latex: "\\sin\\left(#1\\right)",
  f: math.sin,
  d: [(x) => cos(x)],
});

export const cos: Unary = unary({
  name: "cos",
  latex: "\\cos\\left(#1\\right)",
  f: math.cos,
  d: [(x) => neg(sin(x))],
});

export const tan: Unary = unary({
  name: "tan",
  latex: "\\tan\\left(#1\\right)",
  f: math.tan,
  d: [(_, out) => add(1, square(out))],
  expand: (x) => div(sin(x), cos(x)),
  domain: [[-1.3, 1.3]],
});

export const asin: Unary = unary({
  name: "asin",
  latex: "\\arcsin\\left(#1\\right)",
  f: math.asin,
  d: [(x) => div(1, sqrt(sub(1, square(x))))],
  domain: [INSIDE_ONE],
});

export const acos: Unary = unary({
  name: "acos",
  latex: "\\arccos\\left(#1\\right)",
  f: math.acos,
  d: [(x) => div(-1, sqrt(sub(1, square(x))))],
  domain: [INSIDE_ONE],
});

export const atan: Unary = unary({
  name: "atan",
  latex: "\\arctan\\left(#1\\right)",
  f: math.atan,
  d: [(x) => div(1, add(1, square(x)))],
});

export const atan2: Binary = binary({
  name: "atan2",
  f: math.atan2,
  // Divided by the distance twice: its square would under- or overflow first.
  d: [
    (y, x) => select(eq(hypot(y, x), 0), 0, div(div(x, hypot(y, x)), hypot(y, x))),
    (y, x) => select(eq(hypot(y, x), 0), 0, neg(div(div(y, hypot(y, x)), hypot(y, x)))),
  ],
  kink: (y, x) => (x < 0 ? y : Math.hypot(y, x)),
  note: "The operands are (y, x). The slope at (0, 0) is 0 in both.",
});

export const sinh: Unary = unary({
  name: "sinh",
  latex: "\\sinh\\left(#1\\right)",
  f: math.sinh,
  d: [(x) => cosh(x)],
  expand: (x) => div(sub(exp(x), exp(neg(x))), 2),
});

export const cosh: Unary = unary({
  name: "cosh",
  latex: "\\cosh\\left(#1\\right)",
  f: math.cosh,
  d: [(x) => sinh(x)],
  expand: (x) => div(add(exp(x), exp(neg(x))), 2),
});

export const tanh: Unary = unary({
  name: "tanh",
  latex: "\\tanh\\left(#1\\right)",
  f: math.tanh,
  d: [(_, out) => sub(1, square(out))],
  expand: (x) => {
    const e = exp(mul(2, x));
    return div(sub(e, 1), add(e, 1));
  },
  note: "tanh(±400) = ±1, where (e^{2x} − 1)/(e^{2x} + 1) is ∞/∞.",
});

export const asinh: Unary = unary({
  name: "asinh",
  latex: "\\operatorname{arsinh}\\left(#1\\right)",
  f: math.asinh,
  d: [(x) => div(1, hypot(x, 1))],
  expand: (x) => log(add(x, sqrt(add(square(x), 1)))),
});

export const acosh: Unary = unary({
  name: "acosh",
  latex: "\\operatorname{arcosh}\\left(#1\\right)",
  f: math.acosh,
  d: [(x) => div(1, mul(sqrt(sub(x, 1)), sqrt(add(x, 1))))],
  expand: (x) => log(add(x, sqrt(sub(square(x), 1)))),
  domain: [[1.1, 6]],
});

export const atanh: Unary = unary({
  name: "atanh",
  latex: "\\operatorname{artanh}\\left(#1\\right)",
  f: math.atanh,
  d: [(x) => div(1, sub(1, square(x)))],
  expand: (x) => mul(0.5, log(div(add(1, x), sub(1, x)))),
  domain: [INSIDE_ONE],
});

// Activations

export const relu: Unary = unary({
  name: "relu",
  f: math.relu,
  d: [(x) => step(x)],
  expand: (x) => select(le(x, 0), 0, x),
  kink: identity,
  note: "relu'(0) = 0.",
});

export const leakyRelu: Parametric = binary({
  name: "leakyRelu",
  torch: "torch.where(#1 > 0, #1, #2 * #1)",
  f: math.leakyRelu,
  d: [(x, slope) => select(gt(x, 0), 1, slope), (x) => select(gt(x, 0), 0, x)],
  expand: (x, slope) => select(gt(x, 0), x, mul(slope, x)),
  domain: [REAL, [0.01, 0.5]],
  defaults: [0.01],
  parameters: [1],
  kink: identity,
  note: "The slope left of 0, and at 0, is the second operand, 0.01 by default.",
});

export const elu: Parametric = binary({
  name: "elu",
  torch: "torch.where(#1 > 0, #1, #2 * torch.expm1(#1))",
  f: math.elu,
  d: [(x, alpha) => select(gt(x, 0), 1, mul(alpha, exp(x))), (x) => select(gt(x, 0), 0, expm1(x))],
  expand: (x, alpha) => select(gt(x, 0), x, mul(alpha, expm1(x))),
  domain: [REAL, [0.5, 2]],
  defaults: [1],
  parameters: [1],
  kink: identity,
  note: "x right of 0, α(e^x − 1) elsewhere; α is 1 by default, and the slope at 0 is α.",
});

export const sigmoid: Unary = unary({
  name: "sigmoid",
  latex: "\\sigma\\left(#1\\right)",
  f: math.sigmoid,
  d: [(_, out) => mul(out, sub(1, out))],
  expand: (x) => div(1, add(1, exp(neg(x)))),
  note: "sigmoid(−800) underflows to 0 without passing through ∞.",
});

export const silu: Unary = unary({
  name: "silu",
  torch: "torch.nn.functional.silu(#1)",
  f: math.silu,
  d: [(x) => mul(sigmoid(x), add(1, mul(x, sigmoid(neg(x)))))],
  expand: (x) => mul(x, sigmoid(x)),
});

export const gelu: Unary = unary({
  name: "gelu",
  torch: "torch.nn.functional.gelu(#1)",
  f: math.gelu,
  // Φ(x) + xφ(x), with the normal distribution Φ and its density φ.
  d: [
    (x) =>
      add(
        mul(0.5, erfc(mul(-Math.SQRT1_2, x))),
        mul(mul(x, exp(mul(-0.5, square(x)))), 1 / Math.sqrt(2 * Math.PI)),
      ),
  ],
  expand: (x) => mul(mul(0.5, x), add(1, erf(mul(Math.SQRT1_2, x)))),
  note: "The exact one, x·Φ(x), not the tanh approximation.",
});

export const softplus: Unary = unary({
  name: "softplus",
  torch: "torch.nn.functional.softplus(#1)",
  f: math.softplus,
  d: [(x) => sigmoid(x)],
  expand: (x) => log(add(1, exp(x))),
  note: "Exact everywhere; PyTorch's returns x itself above 20.",
});

export const step: Unary = unary({
  name: "step",
  torch: "(#1 > 0).double()",
  f: math.step,
  d: [null],
  kink: identity,
  note: "step(0) = 0, so that it is relu's slope; no gradient flows.",
});

// Special functions

export const erf: Unary = unary({
  name: "erf",
  f: math.erf,
  d: [(x) => mul(2 / Math.sqrt(Math.PI), exp(neg(square(x))))],
});

export const erfc: Unary = unary({
  name: "erfc",
  f: math.erfc,
  d: [(x) => mul(-2 / Math.sqrt(Math.PI), exp(neg(square(x))))],
  expand: (x) => sub(1, erf(x)),
  note: "1 − erf(x), accurate in the right tail.",
});

export const lgamma: Unary = unary({
  name: "lgamma",
  latex: "\\log\\left|\\Gamma\\left(#1\\right)\\right|",
  f: math.lgamma,
  d: [(x) => digamma(x)],
  domain: [POSITIVE],
});

export const digamma: Unary = unary({
  name: "digamma",
  latex: "\\psi\\left(#1\\right)",
  f: math.digamma,
  d: [(x) => polygamma(1, x)],
  domain: [POSITIVE],
});

export const polygamma: Binary = binary({
  name: "polygamma",
  latex: "\\psi^{(#1)}\\left(#2\\right)",
  f: math.polygamma,
  d: [null, (n, x) => polygamma(add(n, 1), x)],
  domain: [[1, 1], POSITIVE],
  parameters: [0],
  note: "The operands are (n, x): the n-th derivative of digamma, n a whole number ≥ 0; no gradient flows to n.",
});

// Comparisons and choice

export const lt: Binary = binary({
  name: "lt",
  symbol: "<",
  latex: "#1 < #2",
  torch: "(#1 < #2).double()",
  f: (x, y) => (x < y ? 1 : 0),
  d: [null, null],
  kink: difference,
  note: "1 or 0; no gradient flows.",
});

export const le: Binary = binary({
  name: "le",
  symbol: "<=",
  latex: "#1 \\le #2",
  torch: "(#1 <= #2).double()",
  f: (x, y) => (x <= y ? 1 : 0),
  d: [null, null],
  kink: difference,
  note: "1 or 0; no gradient flows.",
});

export const gt: Binary = binary({
  name: "gt",
  symbol: ">",
  latex: "#1 > #2",
  torch: "(#1 > #2).double()",
  f: (x, y) => (x > y ? 1 : 0),
  d: [null, null],
  kink: difference,
  note: "1 or 0; no gradient flows.",
});

export const ge: Binary = binary({
  name: "ge",
  symbol: ">=",
  latex: "#1 \\ge #2",
  torch: "(#1 >= #2).double()",
  f: (x, y) => (x >= y ? 1 : 0),
  d: [null, null],
  kink: difference,
  note: "1 or 0; no gradient flows.",
});

export const eq: Binary = binary({
  name: "eq",
  symbol: "==",
  latex: "#1 = #2",
  torch: "(#1 == #2).double()",
  f: (x, y) => (x === y ? 1 : 0),
  d: [null, null],
  kink: difference,
  note: "1 or 0; NaN equals nothing; no gradient flows.",
});

export const select: Ternary = ternary({
  name: "select",
  latex: "\\begin{cases} #2 & #1 \\\\ #3 & \\text{otherwise} \\end{cases}",
  torch: "torch.where(#1 != 0, #2, #3)",
  f: (condition, x, y) => (condition ? x : y),
  d: [null, (condition) => select(condition, 1, 0), (condition) => select(condition, 0, 1)],
  domain: [[0, 1], REAL, REAL],
  kink: identity,
  note: "The second operand where the first is neither 0 nor NaN, else the third. The side not taken gets nothing.",
});

// Rounding, bounds, and the end of a gradient

export const floor: Unary = unary({
  name: "floor",
  latex: "\\left\\lfloor #1 \\right\\rfloor",
  f: Math.floor,
  d: [null],
  kink: toInteger,
  instruction: "f64.floor",
  note: "No gradient flows.",
});

export const ceil: Unary = unary({
  name: "ceil",
  latex: "\\left\\lceil #1 \\right\\rceil",
  f: Math.ceil,
  d: [null],
  kink: toInteger,
  instruction: "f64.ceil",
  note: "No gradient flows.",
});

export const round: Unary = unary({
  name: "round",
  f: nearest,
  d: [null],
  kink: (x) => toInteger(x - 0.5),
  instruction: "f64.nearest",
  note: "Half to even: round(0.5) = 0, round(1.5) = 2. No gradient flows.",
});

export const trunc: Unary = unary({
  name: "trunc",
  f: Math.trunc,
  d: [null],
  kink: (x) => (Math.abs(x) < 0.5 ? 1 : toInteger(x)),
  instruction: "f64.trunc",
  note: "No gradient flows.",
});

export const clamp: Ternary = ternary({
  name: "clamp",
  f: math.clamp,
  d: [
    (x, low, high) => mul(ge(x, low), le(x, high)),
    (x, low, high) => mul(lt(x, low), lt(low, high)),
    (x, low, high) => gt(max(x, low), high),
  ],
  expand: (x, low, high) => {
    const raised = select(lt(x, low), low, x);
    return select(gt(raised, high), high, raised);
  },
  domain: [REAL, [-2, -0.5], [0.5, 2]],
  parameters: [1, 2],
  kink: (x, low, high) => (x - low) * (x - high),
  note: "At either bound the slope in x is 1. With low > high the result is high.",
});

export const stopGradient: Unary = unary({
  name: "stopGradient",
  latex: "\\operatorname{stop}\\left(#1\\right)",
  torch: "#1.detach()",
  f: identity,
  d: [null],
  note: "The operand itself; no gradient flows through.",
});
