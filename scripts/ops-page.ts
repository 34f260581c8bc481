/** docs/ops.md, made from the op table: every word of it about an op comes from the op's row. */
import ts from "typescript";
import { formula } from "../src/formula.ts";
import { isOp, type Num, type Op } from "../src/op.ts";
import { mul, neg } from "../src/ops.ts";
import { toLatex, toText } from "../src/transform/notation.ts";
import { simplify } from "../src/transform/simplify.ts";
import { isValue, value } from "../src/value.ts";

const INTRODUCTION = `# The op table

<!-- Written by \`npm run docs\` from src/ops.ts. -->

Every op, what it computes, its local derivatives, and what its backward pass adds to the gradient of each operand.
\`out\` is the op's result, so \`out.grad\` is the upstream gradient. An op marked “no gradient” passes nothing on to
that operand. Below each table: what a composite op is made of, one level down (\`expand\` replaces it by that), where
it has a kink, and what is pinned there and at other special points. At kinks the conventions are PyTorch's. Constants
are shown in six digits. Local derivatives are simplified (\`simplify(…, { exact: false })\`): what a rule gives at a
single point where its formula is not a number is in the gradient flow, which is the rule as the table has it.

\`chainrule ops\` prints the same in a terminal. The table itself is [src/ops.ts](../src/ops.ts); what stands in a row
says [src/op.ts](../src/op.ts). [CONTRIBUTING.md](../CONTRIBUTING.md) adds a row as an example.
`;

/** The page for a table: its exports, and the source that gives them their order, sections and operand names. */
export function opsPage(table: Readonly<Record<string, unknown>>, source: string): string {
  const sections = sectionsOf(source).map(({ title, rows }) => {
    const ops = rows.map(({ name, operands }) => ({ op: table[name], operands }));
    const known = ops.filter((row): row is Row => isOp(row.op));
    return `## ${title}\n\n${tableOf(known)}\n${known.map(remark).join("")}`;
  });
  return [INTRODUCTION, ...sections].join("\n");
}

interface Row {
  readonly op: Op;
  /** What the row calls its operands. */
  readonly operands: readonly string[];
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ op, operands }) => {
    const names = operands.map(formula);
    const out = formula("out");
    const upstream = formula("out.grad");
    const local: string[] = [];
    const flow: string[] = [];
    for (const [i, rule] of (op.d as readonly (((...xs: Num[]) => Num) | null)[]).entries()) {
      const slope = rule?.(...names, out);
      const about = `\\frac{\\partial\\,\\mathrm{out}}{\\partial ${toLatex(names[i]!)}}`;
      local.push(slope === undefined ? "–" : math(`${about} = ${simplified(rule!, [...operands, "out"])}`));
      flow.push(
        slope === undefined
          ? `${operands[i]}: no gradient`
          : `\`${operands[i]}.grad += ${toText(slope === -1 ? neg(upstream) : mul(slope, upstream))}\``,
      );
    }
    const call = `\`${op.name}(${operands.join(", ")})\``;
    return `| ${call} | ${math(toLatex(apply(op, names)))} | ${local.join(" <br> ")} | ${flow.join(" <br> ")} |\n`;
  });
  return `| Operation | Forward | Local derivative | Gradient flow |\n| --- | --- | --- | --- |\n${lines.join("")}`;
}

/** A rule as one reads it: where its guards of single points do not matter. */
function simplified(rule: (...xs: Num[]) => Num, names: readonly string[]): string {
  const slope = rule(...names.map((name) => value(0.5, name)));
  return toLatex(isValue(slope) ? simplify(slope, { exact: false }) : slope);
}

const apply = (op: Op, operands: readonly Num[]) => (op as (...operands: readonly Num[]) => Num)(...operands);

/** What a row says besides, as an item of a list; nothing if it says nothing. */
function remark({ op, operands }: Row): string {
  const facts: string[] = [];
  if (op.expand) {
    const expand = op.expand as (...operands: Num[]) => Num;
    facts.push(`= \`${toText(expand(...operands.map(formula)))}\``);
  }
  const where = kinkOf(op, operands);
  if (where !== null) facts.push(`kink where ${where}`);
  if (op.defaults) {
    const defaults = operands.slice(-op.defaults.length).map((name, i) => `${name} = ${op.defaults![i]}`);
    facts.push(`by default ${defaults.join(", ")}`);
  }
  const sentences = [facts.join("; "), op.note?.replace(/\.$/, "")].filter(Boolean);
  return sentences.length ? `- \`${op.name}\`${op.expand ? " " : ": "}${sentences.join(". ")}.\n` : "";
}

/** The forms of a kink, by the first operands' names and as a condition on their values. */
const KINKS: readonly [text: string, holds: (x: number, y: number, z: number) => boolean][] = [
  ["#1 = 0", (x) => x === 0],
  ["#1 is a whole number", (x) => Number.isInteger(x)],
  ["#1 is a whole number other than 0", (x) => Number.isInteger(x) && x !== 0],
  ["#1 is halfway between whole numbers", (x) => Math.abs(x % 1) === 0.5],
  ["#1 = #2", (x, y) => x === y],
  ["#1 = #2 = 0", (x, y) => x === 0 && y === 0],
  ["#1 = 0 and #2 ≤ 0", (x, y) => x === 0 && y <= 0],
  ["#1 = #2 or #1 = #3", (x, y, z) => x === y || x === z],
];
const POINTS = [-1, -0.5, 0, 0.5, 1, 2];

/** Where the op has a kink, in words; null if it has none. */
function kinkOf(op: Op, operands: readonly string[]): string | null {
  if (op.kink === undefined) return null;
  const kink = op.kink as (...operands: number[]) => number;
  const found = KINKS.find(([, holds]) =>
    POINTS.every((x) =>
      POINTS.every((y) =>
        POINTS.every((z) => (kink(...[x, y, z].slice(0, op.arity)) === 0) === holds(x, y, z)),
      ),
    ),
  );
  if (!found) throw new Error(`${op.name} has a kink of a form that this page has no words for`);
  return found[0].replace(/#(\d)/g, (_, i) => operands[Number(i) - 1]!);
}

/** LaTeX as GitHub takes it in a table: no bare bar, no angle bracket, none of the macros that it refuses. */
function math(latex: string): string {
  const safe = latex
    .replaceAll("\\left|", "\\left\\lvert ")
    .replaceAll("\\right|", "\\right\\rvert ")
    .replaceAll("\\operatorname", "\\mathrm")
    .replaceAll("<", "\\lt ")
    .replaceAll(">", "\\gt ");
  return `$\`${safe}\`$`;
}

interface Section {
  readonly title: string;
  readonly rows: { readonly name: string; readonly operands: readonly string[] }[];
}

/** The ops of the source in its order, under its headings: comments of one line with an empty one below. */
function sectionsOf(source: string): Section[] {
  const file = ts.createSourceFile("ops.ts", source, ts.ScriptTarget.Latest);
  const sections: Section[] = [];
  for (const statement of file.statements) {
    const heading = /(?:^|\n)\/\/ (.+)\n\n/.exec(source.slice(statement.pos, statement.getStart(file)));
    if (heading) sections.push({ title: heading[1]!, rows: [] });
    if (!ts.isVariableStatement(statement) || !statement.modifiers) continue;
    for (const { name, initializer } of statement.declarationList.declarations)
      sections.at(-1)?.rows.push({ name: name.getText(file), operands: operandsOf(initializer!, file) });
  }
  return sections;
}

/** What the functions in a row call the operands; x, y, z where they do not say. */
function operandsOf(row: ts.Expression, file: ts.SourceFile): string[] {
  const names = ["x", "y", "z"];
  let arity = 1;
  if (ts.isCallExpression(row)) arity = { binary: 2, ternary: 3 }[row.expression.getText(file)] ?? 1;
  const named = new Set<number>();
  const visit = (node: ts.Node): void => {
    // Rules have the result as a last parameter; functions within functions are not about the operands.
    if (ts.isArrowFunction(node))
      for (const [i, parameter] of node.parameters.slice(0, arity).entries()) {
        const name = parameter.name.getText(file);
        if (name === "_" || named.has(i)) continue;
        named.add(i);
        names[i] = name;
      }
    else ts.forEachChild(node, visit);
  };
  visit(row);
  return names.slice(0, arity);
}
