/** Formulas, graphs and programs in writing, as text and in LaTeX. */
import * as written from "../formula.ts";
import { describe, type Num } from "../op.ts";
import { isTraced, type Traced } from "../trace.ts";
import { isValue } from "../value.ts";
import { type Equation, equationsOfGraph } from "./equations.ts";
import { equationsOfProgram } from "./families.ts";

const RELATIONS: Readonly<Record<Equation["relation"], string>> = {
  "=": "=",
  "+=": "\\mathrel{+}=",
  "max=": "\\mathrel{\\max}=",
  "min=": "\\mathrel{\\min}=",
};

export interface NotationOptions {
  /** Significant digits of constants, from 1 to 17, which tell each float64 from all others: 6 unless given. */
  readonly digits?: number;
}

/**
 * A formula, a number, a graph or a traced program as text. Of a graph labelled nodes have lines of their own. Loops
 * are sums, and families with an index: `y[i] = x[i]**2 for i < 10`. What is long and used more than once has a line
 * and a name, so that the text grows with the number of nodes.
 *
 * @throws TypeError if `x` is none of these; RangeError if `digits` is no whole number from 1 to 17.
 */
export function toText(x: Num | Traced, options: NotationOptions = {}): string {
  const digits = digitsIn("toText", options);
  const equations = equationsIn("toText", x, digits);
  if (equations === undefined) return written.toText(x as Num, digits);
  return equations
    .map(({ left, relation, right, ranges }) => {
      const where = ranges.map(({ index, end }) => `${index.text} < ${end.text}`).join(", ");
      return `${left ? `${left.text} ${relation} ` : ""}${right.text}${where && ` for ${where}`}`;
    })
    .join("\n");
}

/** As `toText`, in LaTeX for math mode; several lines are an `aligned` environment. */
export function toLatex(x: Num | Traced, options: NotationOptions = {}): string {
  const digits = digitsIn("toLatex", options);
  const equations = equationsIn("toLatex", x, digits);
  if (equations === undefined) return written.toLatex(x as Num, digits);
  const isOne = equations.length === 1;
  const lines = equations.map(({ left, relation, right, ranges }) => {
    const where = ranges.map(({ index, end }) => `0 \\le ${index.latex} < ${end.latex}`).join(",\\ ");
    const equation = left
      ? `${left.latex} ${isOne ? "" : "&"}${RELATIONS[relation]} ${right.latex}`
      : right.latex;
    return where ? `${equation} \\qquad (${where})` : equation;
  });
  return isOne ? lines[0]! : `\\begin{aligned}\n${lines.join(" \\\\\n")}\n\\end{aligned}`;
}

/** The lines of a graph or program; undefined for a formula. */
function equationsIn(where: string, x: Num | Traced, digits: number): readonly Equation[] | undefined {
  if (isTraced(x)) return equationsOfProgram(x, digits);
  if (typeof x === "function")
    throw new TypeError(
      `${where}: x is ${describe(x)}; wanted what it gives: f(value(1)), f(formula("x")) or trace(f, 1)`,
    );
  return isValue(x) ? equationsOfGraph(x, digits) : undefined;
}

function digitsIn(where: string, { digits = written.DIGITS }: NotationOptions): number {
  if (Number.isInteger(digits) && digits >= 1 && digits <= 17) return digits;
  throw new RangeError(`${where}: digits is ${describe(digits)}; wanted a whole number from 1 to 17`);
}
