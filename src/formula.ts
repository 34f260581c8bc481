/**
 * The interpretation of ops that writes them down: applied to formulas, an op gives a formula, as text and as LaTeX.
 * So a derivative rule, which is written in ops, prints itself.
 */
import { type Num, type Op, Operand } from "./op.ts";
import { mul, pow, select } from "./ops.ts";

/** How tightly a formula holds together; an operand that holds less tightly than its place asks is parenthesised. */
const LOOSE = 0;
const SUM = 2;
const PRODUCT = 3;
const SIGN = 4;
const POWER = 5;
const ATOM = 6;
const TIGHTNESS: Readonly<Record<string, number>> = {
  "+": SUM,
  "-": SUM,
  "*": PRODUCT,
  "/": PRODUCT,
  "**": POWER,
};
const COMPARISON = 1;
/** Right operands of these need no parentheses at the same tightness: a + (b − c) is a + b − c. */
const ASSOCIATIVE = new Set(["+", "*"]);

export class Formula extends Operand {
  readonly text: string;
  readonly tightness: number;
  readonly latex: string;
  readonly latexTightness: number;

  constructor(text: string, tightness: number, latex: string, latexTightness: number) {
    super();
    this.text = text;
    this.tightness = tightness;
    this.latex = latex;
    this.latexTightness = latexTightness;
  }

  override apply(op: Op, x: Num, y?: Num, z?: Num): Formula {
    // What is known while writing is not written: which side a choice takes, a factor or an exponent of 1.
    if (op === select && typeof x === "number") return toFormula(x ? y! : z!);
    if ((op === mul || op === pow) && y === 1) return toFormula(x);
    if (op === mul && x === 1) return toFormula(y!);
    const operands = [x, y, z].slice(0, op.arity).map((operand) => toFormula(operand!));
    const tightness = signed(op, operands[0]!.tightness) ?? tightnessOf(op);
    // A fraction bar and a raised exponent hold together what is in them, but not under another exponent.
    const raised = op.symbol === "/" || /^(e|2)\^|#1\^/.test(op.latex);
    return new Formula(
      asText(op, operands),
      tightness,
      asLatex(op, operands),
      raised ? POWER : op.symbol ? (signed(op, operands[0]!.latexTightness) ?? tightness) : ATOM,
    );
  }
}

/** A formula that is a name, such as `x1`; text that is no name is parenthesised where it stands in a formula. */
export function formula(name: string): Formula {
  const tightness = /^[\p{L}\p{N}_.#']+$/u.test(name) ? ATOM : LOOSE;
  const latex = tightness === ATOM ? latexName(name) : `\\text{${escapeLatex(name)}}`;
  return new Formula(name, tightness, latex, tightness);
}

/** An element of a family: `x[i, j]`. */
export function element(family: Formula, indices: readonly Num[]): Formula {
  if (indices.length === 0) return family;
  const all = indices.map(toFormula);
  const text = all.map((index) => index.text).join(", ");
  const latex = all.map((index) => index.latex).join(", ");
  // An index of an index is not a second index of one letter.
  const base = family.latex.includes("_") ? `{${family.latex}}` : family.latex;
  return new Formula(`${family.text}[${text}]`, ATOM, `${base}_{${latex}}`, ATOM);
}

/** A function of arguments: `f(x, y)`. */
export function application(f: Formula, args: readonly Num[]): Formula {
  const all = args.map((arg) => toFormula(arg));
  const text = all.map((arg) => arg.text).join(", ");
  const latex = all.map((arg) => arg.latex).join(", ");
  return new Formula(`${f.text}(${text})`, ATOM, `${f.latex}\\left(${latex}\\right)`, ATOM);
}

/** An index that runs from 0 up to what is before `end`. */
export interface Range {
  readonly index: Formula;
  readonly end: Formula;
  /** The last index, `end` − 1. */
  readonly last: Formula;
}

const REDUCTIONS = { add: "sum", max: "max", min: "min" } as const;

/** The sum, maximum or minimum of what `body` is for each index. */
export function reduction(how: keyof typeof REDUCTIONS, ranges: readonly Range[], body: Formula): Formula {
  const name = REDUCTIONS[how];
  const bounds = ranges.map(({ index, end }) => `${index.text} < ${end.text}`).join(", ");
  const under = ranges.map(({ index, last }) => `\\${name}_{${index.latex}=0}^{${last.latex}}`);
  const extremum = ranges.map(({ index, last }) => `0 \\le ${index.latex} \\le ${last.latex}`).join(", ");
  const operator = how === "add" ? under.join(" ") : `\\${name}_{${extremum}}`;
  const term = bracketLatex(body, body.latexTightness > SUM);
  return new Formula(`${name}(${bounds}, ${body.text})`, ATOM, `${operator} ${term}`, SUM);
}

/** What `x` is as text, a number in at most `digits` significant digits. */
export const toText = (x: Num, digits = DIGITS): string => toFormula(x, digits).text;
/** What `x` is in LaTeX, a number in at most `digits` significant digits. */
export const toLatex = (x: Num, digits = DIGITS): string => toFormula(x, digits).latex;

/**
 * What pictures and text show for an op: its symbol or name, with its parameters if it was given any: `+`, `tanh`,
 * `**2`, `clamp(·, 0, 1)`. In `args` parameters are numbers and other operands anything else.
 */
export function opSymbol(op: Op, args: readonly unknown[] = []): string {
  const parameters = args.filter((arg) => typeof arg === "number");
  if (parameters.length === 0) return op.symbol ?? op.name;
  if (op.symbol === "**") return `**${shortNumber(parameters[0]!)}`;
  return `${op.name}(${args.map((arg) => (typeof arg === "number" ? shortNumber(arg) : "·")).join(", ")})`;
}

/** Significant digits of numbers, unless more or fewer are asked for. */
export const DIGITS = 6;

/**
 * A number in at most `digits` significant digits, of which 17 are enough to tell it from every other. A whole number
 * has all of its own, for with zeros in their place it would look exact and be another.
 */
function numeral(x: number, digits: number): string {
  if (Object.is(x, -0)) return "-0";
  return String(Number.isSafeInteger(x) ? x : Number(x.toPrecision(digits)));
}
/** A number in at most six digits, or whole. */
export const shortNumber = (x: number): string => numeral(x, DIGITS);

/** A number, or a formula, as a formula. */
export function toFormula(x: Num, digits = DIGITS): Formula {
  if (x instanceof Formula) return x;
  if (typeof x !== "number")
    throw new TypeError("a formula can't be made of values; name them with formula(name)");
  const text = numeral(x, digits);
  const [mantissa, exponent] = text.split("e");
  const latex = exponent
    ? `${mantissa} \\cdot 10^{${Number(exponent)}}`
    : text.replace("Infinity", "\\infty").replace("NaN", "\\text{NaN}");
  const tightness = x < 0 || Object.is(x, -0) ? SIGN : ATOM;
  return new Formula(text, tightness, latex, exponent ? PRODUCT : tightness);
}

function tightnessOf(op: Op): number {
  if (op.symbol === undefined) return ATOM;
  if (op.arity === 1) return op.symbol.startsWith("**") ? POWER : SIGN;
  return TIGHTNESS[op.symbol] ?? COMPARISON;
}

/** How tightly a negation holds. The sign of a product needs no parentheses: −(x·y) = (−x)·y, also bit for bit. */
function signed(op: Op, operand: number): number | undefined {
  return tightnessOf(op) === SIGN && operand >= PRODUCT ? Math.min(SIGN, operand) : undefined;
}

const bracketLatex = ({ latex }: Formula, holds: boolean) => (holds ? latex : `\\left(${latex}\\right)`);
const bracket = (text: string, holds: boolean) => (holds ? text : `(${text})`);

function asText(op: Op, operands: readonly Formula[]): string {
  const [x, y] = operands as [Formula, Formula];
  const { symbol } = op;
  if (symbol === undefined) return `${op.name}(${operands.map((operand) => operand.text).join(", ")})`;
  const own = tightnessOf(op);
  if (op.arity === 1)
    return own === POWER
      ? bracket(x.text, x.tightness > own) + symbol
      : symbol + bracket(x.text, x.tightness >= PRODUCT);
  // A power groups to the right, the others to the left.
  const left = bracket(x.text, own === POWER ? x.tightness > own : x.tightness >= own);
  // An exponent needs no parentheses for its sign.
  const least = own === POWER ? SIGN : ASSOCIATIVE.has(symbol) ? own : own + 1;
  const right = bracket(y.text, y.tightness >= least);
  return own === POWER ? `${left}${symbol}${right}` : `${left} ${symbol} ${right}`;
}

/** Fills the row's template. An operand that the template does not enclose is parenthesised by tightness. */
function asLatex(op: Op, operands: readonly Formula[]): string {
  const own = tightnessOf(op);
  let depth = 0;
  return op.latex.replace(/\{|\}|\\left|\\right|\\begin|\\end|#(\d)(\^?)/g, (token, number, caret) => {
    if (number === undefined) {
      if (token === "{" || token === "\\left" || token === "\\begin") depth++;
      else depth--;
      return token;
    }
    const position = Number(number) - 1;
    const operand = operands[position]!;
    const strict = position > 0 && !ASSOCIATIVE.has(op.symbol ?? "");
    const holds = caret
      ? operand.latexTightness > POWER
      : depth > 0 ||
        signed(op, operand.latexTightness) !== undefined ||
        (strict ? operand.latexTightness > own : operand.latexTightness >= own);
    return bracketLatex(operand, holds) + caret;
  });
}

/** `x1` as x with index 1, single letters as they are, longer names upright. */
function latexName(name: string): string {
  const indexed = /^(\p{L})_?(\p{N}+)$/u.exec(name);
  if (indexed) return `${indexed[1]}_{${indexed[2]}}`;
  return /^(\p{L}'*|\p{N}+)$/u.test(name) ? name : `\\mathrm{${escapeLatex(name)}}`;
}

const LATEX_ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
};
const escapeLatex = (text: string): string =>
  text.replace(/[\\^~{}_#$%&]/g, (character) => LATEX_ESCAPES[character] ?? `\\${character}`);
