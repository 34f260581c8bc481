/** The derivatives of an expression of the language, which `chainrule derive` writes down. */
import { partial, withParameters } from "../functions/partial.ts";
import { instructionsIn } from "../ir/program.ts";
import type { Budget } from "../lang/budget.ts";
import { builtins } from "../lang/builtins.ts";
import { nearest } from "../lang/errors.ts";
import { freeNames } from "../lang/free-names.ts";
import { type Language, type LangValue, parse, run } from "../lang/index.ts";
import { isNumeric, kindOf } from "../lang/values.ts";
import { type Num, Operand } from "../op.ts";
import { type Traced, trace } from "../trace.ts";
import { toText } from "../transform/notation.ts";
import { simplify } from "../transform/simplify.ts";
import { Failure } from "./failure.ts";
import { count, oneLine } from "./table.ts";
import { note } from "./terminal.ts";

/** Which derivatives are wanted, of an expression in which grammar. */
export interface Wish {
  /** The variables to derive by: all unless given. */
  readonly wrt?: readonly string[];
  readonly order: number;
  /** The most operations that a derivative may have. */
  readonly limit?: number;
  readonly language?: Language;
  readonly budget?: Partial<Budget>;
}

/** An expression as a program, simplified, with its derivatives. */
export interface Derivatives {
  /** The names of the variables, in the order of the text and of the programs' inputs. */
  readonly inputs: readonly string[];
  readonly f: Traced;
  readonly derivatives: readonly Derivative[];
}
interface Derivative {
  /** With respect to what, a name for each order. */
  readonly wrt: readonly string[];
  readonly traced: Traced;
}

/** Operations of a derivative, unless a limit is given: its text then has pages. */
const LARGEST = 1000;
/** Derivatives of one expression. */
const MOST = 100;
const PI: Readonly<Record<Language, string>> = { python: "math.pi", javascript: "Math.PI" };
const E: Readonly<Record<Language, string>> = { python: "math.e", javascript: "Math.E" };
/** Digits that give any number back as it was. */
const ALL_DIGITS = 17;

/**
 * All derivatives of an order: with respect to x and y those of order 2 are by x twice, by x and y, and by y twice.
 *
 * @throws Failure if a name is no variable of the expression, there are none, or the derivatives are too large or too many.
 * @throws LangError for what is wrong with the expression.
 */
export function derivativesOf(expression: string, wish: Wish): Derivatives {
  const { inputs, wrt } = namesIn(expression, wish);
  const f = simplify(functionOf(expression, inputs, wish), { exact: false });
  return { inputs, f, derivatives: inAllWays(f, inputs, wrt, wish) };
}

/** The names that are numbers to be given, and those with respect to which derivatives are wanted. */
function namesIn(expression: string, wish: Wish): { inputs: readonly string[]; wrt: readonly string[] } {
  if (expression === "") throw new Failure('an expression is wanted, as "tanh(x)**2"');
  const { wrt } = wish;
  const program = parse(expression, parsing(wish));
  const names = freeNames(program);
  // The language's own names are what they are there, unless asked about: `gamma * step` by `step`.
  const known = builtins[program.language];
  const inputs = names.filter((name) => !known.has(name) || wrt?.includes(name));
  for (const name of wrt ?? []) {
    if (inputs.includes(name)) continue;
    const close = nearest(name, inputs);
    const have = inputs.length === 0 ? "" : `; it has ${inputs.map((x) => oneLine(x)).join(", ")}`;
    throw new Failure(
      `--wrt: the expression has no variable ${oneLine(name) || '""'}${close ? `; did you mean ${close}?` : have}`,
    );
  }
  const last = program.body.statements.at(-1);
  if (last?.kind === "ExpressionStatement" && last.expression.kind === "Function")
    throw new Failure(
      "the expression is a function; what it returns is wanted alone, as x**2 for lambda x: x**2",
    );
  if (inputs.length === 0)
    throw new Failure("the expression has no variables, so there is nothing to derive it by");
  for (const name of inputs)
    if (!wrt?.includes(name)) {
      if (/^(pi|PI|π)$/.test(name)) note(`${name} is a variable here; the number is ${PI[program.language]}`);
      if (name === "e" && /\be\s*\*\*/.test(expression))
        note(`e is a variable here; the number is ${E[program.language]}, and exp(x) its power`);
    }
  return { inputs, wrt: wrt ?? inputs };
}

const parsing = ({ language, budget }: Wish) => ({
  filename: "expression",
  ...(language && { language }),
  ...(budget && { budget }),
});

/** The expression as a program with the inputs of these names. */
function functionOf(expression: string, inputs: readonly string[], wish: Wish): Traced {
  const f = withParameters(inputs, (...args): Num => {
    const names = new Map<string, LangValue>(inputs.map((name, k) => [name, args[k]!]));
    const { last } = run(expression, {
      ...parsing(wish),
      names,
      print: (line) => note(`printed: ${line}`),
    });
    if (!isNumeric(last)) throw new Failure(`the expression gives ${kindOf(last)}; wanted a number`);
    return last instanceof Operand ? last : Number(last);
  });
  return trace(f, ...inputs.map(() => 0));
}

function inAllWays(
  f: Traced,
  inputs: readonly string[],
  wrt: readonly string[],
  { order, limit = LARGEST }: Wish,
): Derivative[] {
  let found: Derivative[] = [{ wrt: [], traced: f }];
  for (let k = 1; k <= order; k++) {
    const next: Derivative[] = [];
    for (const before of found) {
      // Derivatives do not depend on the order in which they are taken: names are taken in theirs.
      const least = before.wrt.length > 0 ? wrt.indexOf(before.wrt.at(-1)!) : 0;
      for (const name of wrt.slice(least)) {
        const derivative = {
          wrt: [...before.wrt, name],
          traced: partial(before.traced, inputs.indexOf(name)),
        };
        checkSize(derivative, inputs.length, limit);
        next.push(derivative);
      }
      if (next.length > MOST)
        throw new Failure(
          `there are more than ${MOST} derivatives of order ${order}; name fewer variables with --wrt`,
        );
    }
    found = next;
  }
  return found;
}

function checkSize({ wrt, traced }: Derivative, variables: number, limit: number): void {
  let operations = 0;
  for (const { kind } of instructionsIn(traced.program.top)) if (kind === "op") operations++;
  if (operations <= limit) return;
  throw new Failure(
    `${symbolOf(wrt, variables)} has ${count(operations, "operation")}, and up to ${limit} are written; ` +
      `--limit ${operations} allows that many`,
  );
}

/** With every digit of its numbers, so that it is the derivative when it is read again. */
export const textOf = (traced: Traced): string => toText(traced, { digits: ALL_DIGITS });

/** `d/dx`, or `∂²/∂x∂y` where there are several variables. */
export function symbolOf(wrt: readonly string[], variables: number): string {
  const d = variables === 1 ? "d" : "∂";
  const below = [...new Set(wrt)].map((name) => {
    const times = wrt.filter((other) => other === name).length;
    return `${d}${oneLine(name)}${raised(times)}`;
  });
  return `${d}${raised(wrt.length)}/${below.join("")}`;
}

const raised = (n: number): string =>
  n === 1 ? "" : [...String(n)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
