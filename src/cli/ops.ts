/** `chainrule ops`: the op table. */
import { formula, toLatex, toText } from "../formula.ts";
import { nearest } from "../lang/errors.ts";
import type { Num, Op } from "../op.ts";
import * as rows from "../ops.ts";
import { cells } from "../view/characters.ts";
import { Failure } from "./failure.ts";
import { jsonNumber, writeJson, writeJsonList } from "./json.ts";
import { type Column, oneLine, table } from "./table.ts";
import { notes, output } from "./terminal.ts";

export interface OpsOptions {
  readonly json?: true;
}

const all: readonly Op[] = Object.values(rows).sort((a, b) => (a.name < b.name ? -1 : 1));
const OPERANDS = ["x", "y", "z"];

export function ops(name: string | undefined, { json }: OpsOptions): number {
  if (name === undefined) {
    if (json) writeJsonList(all.map(described), output);
    else list();
    return 0;
  }
  const found = find(name);
  if (json && found.length === 1) writeJson(described(found[0]!), output);
  else if (json) writeJsonList(found.map(described), output);
  else output.line(found.map(page).join("\n\n"));
  return 0;
}

/** The op of a name, or the ops of a symbol: `-` is two. */
function find(name: string): Op[] {
  const found = all.filter((op) => op.name === name || op.symbol === name);
  if (found.length > 0) return found;
  const close = nearest(
    name,
    all.map((op) => op.name),
  );
  throw new Failure(
    `there is no op ${oneLine(name) || '""'}${close ? `; did you mean ${close}?` : ""}; \`chainrule ops\` lists all ${all.length}`,
  );
}

/** A row as text: what the op computes and its rules, written in the ops themselves. */
function described(op: Op) {
  const { name, arity, symbol, torch, domain, instruction, parameters, defaults, note } = op;
  const operands = OPERANDS.slice(0, arity).map(formula);
  const out = formula("out");
  const written = (rule: unknown, ...rest: Num[]) =>
    (rule as (...operands: Num[]) => Num)(...operands, ...rest);
  const derivatives = op.d.map((rule) => (rule === null ? null : written(rule, out)));
  return {
    name,
    arity,
    symbol: symbol ?? null,
    forward: toText(written(op)),
    /** One per operand; null where no gradient flows. `out` is the result. */
    derivatives: derivatives.map((derivative) => (derivative === null ? null : toText(derivative))),
    expand: op.expand ? toText(written(op.expand)) : null,
    latex: toLatex(written(op)),
    derivativesLatex: derivatives.map((derivative) => (derivative === null ? null : toLatex(derivative))),
    torch: torch.replace(/#(\d)/g, (_, position) => OPERANDS[Number(position) - 1]!),
    domain: domain.map((interval) => interval.map(jsonNumber)),
    instruction: instruction ?? null,
    parameters: (parameters ?? []).map((position) => OPERANDS[position]!),
    defaults: Object.fromEntries(
      (defaults ?? []).map((x, i, { length }) => [OPERANDS[arity - length + i]!, x]),
    ),
    note: note ?? null,
  };
}

/** Every op in a line. On a terminal too narrow for it, columns are left out from the right. */
function list(): void {
  const columns: readonly (Column & { readonly most: number })[] = [
    { title: "op", most: 14 },
    { title: "forward", most: 24 },
    { title: "local derivatives", most: 44 },
    { title: "made of", most: 40 },
    { title: "note", most: 200 },
  ];
  const texts = all.map((op) => {
    const { name, forward, derivatives, expand, note } = described(op);
    return [name, forward, derivatives.map((d) => d ?? "no gradient").join(", "), expand ?? "", note ?? ""];
  });
  let shown = columns.length;
  let lines: string[];
  do {
    const some = texts.map((row) => row.slice(0, shown).map((cell, i) => oneLine(cell, columns[i]!.most)));
    lines = table(columns.slice(0, shown), some, output);
    shown--;
  } while (shown > 2 && lines.slice(1).some((line) => cells(line) > output.width));
  output.line(lines.join("\n"));
  if (output.isTerminal) notes.line(`\n${all.length} ops; \`chainrule ops NAME\` shows one whole`);
}

/** Everything about one op. */
function page(op: Op): string {
  const it = described(op);
  const operands = OPERANDS.slice(0, op.arity);
  const lines: (readonly [string, string])[] = [["computes", it.forward]];
  it.derivatives.forEach((derivative, i) => {
    lines.push([`∂/∂${operands[i]}`, derivative ?? "0: no gradient flows"]);
  });
  if (it.derivatives.some((derivative) => derivative !== null && /\bout\b/.test(derivative)))
    lines.push(["", "where out is the result"]);
  lines.push(["made of", it.expand ?? "nothing lower: a primitive op"]);
  for (const [operand, value] of Object.entries(it.defaults))
    lines.push([`default`, `${operand} = ${value}`]);
  if (it.parameters.length > 0)
    lines.push([
      "parameter",
      `${it.parameters.join(", ")}: a plain number there is part of the op and no node`,
    ]);
  lines.push([
    "sampled in",
    it.domain.map(([from, to], i) => `${operands[i]} from ${from} to ${to}`).join(", "),
  ]);
  lines.push(["LaTeX", it.latex], ["PyTorch", it.torch]);
  lines.push(["WebAssembly", it.instruction ?? "no instruction of its own"]);
  if (it.note) lines.push(["note", it.note]);
  const head = `${op.name}${it.symbol ? `  ${it.symbol}` : ""}`;
  return [output.bold(head), ...lines.map(([what, text]) => `  ${output.dim(what.padEnd(12))} ${text}`)].join(
    "\n",
  );
}
