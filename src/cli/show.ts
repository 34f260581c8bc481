/** A graph as text: its table, its tree, and where a NaN came from. */
import { explain, firstNaN, nameOf, outdated } from "../explain.ts";
import { countNodes } from "../graph.ts";
import type { Value } from "../value.ts";
import { formatNumber } from "../view/number.ts";
import { toTree } from "../view/tree.ts";
import { count, oneLine, table } from "./table.ts";
import { output } from "./terminal.ts";

export interface ShowOptions {
  /** Decimals. */
  readonly precision: number;
  /** The most rows of a table and the most nodes of a picture; each has a default of its own. */
  readonly limit?: number | undefined;
}

/** Rows of a table unless a limit is given. */
const ROWS = 60;
/** Of rows that are too many, those shown from the end, where the root is. */
const LAST = 10;
/** Nodes of a picture unless a limit is given. */
export const PICTURE = 500;

/** What a line calls a node. */
export const called = (node: Value): string => oneLine(nameOf(node));

/** Lines for rows that may be too many: the first and the last, and how many there are between them. */
export function limited<T>(
  rows: readonly T[],
  limit: number | undefined,
  lines: (rows: readonly T[]) => string[],
): string[] {
  const most = limit ?? ROWS;
  if (rows.length <= most) return lines(rows);
  const last = Math.min(LAST, Math.floor(most / 2));
  const first = most - last;
  const shown = lines([...rows.slice(0, first), ...rows.slice(rows.length - last)]);
  const left = rows.length - most;
  shown.splice(
    shown.length - last,
    0,
    `… ${left.toLocaleString("en-US")} more; --limit ${rows.length} lists all`,
  );
  return shown;
}

/** The labelled nodes of `nodes`, and the root, with data and gradient. */
export function valuesTable(
  nodes: readonly Value[],
  root: Value | undefined,
  { precision, limit }: ShowOptions,
): string[] {
  const number = (x: number) => formatNumber(x, precision);
  const named = nodes.filter((node) => node.label !== "" || node.id === root?.id);
  return limited(named, limit, (some) =>
    table(
      [{ title: "value" }, { title: "data", right: true }, { title: "grad", right: true }],
      some.map((node) => [called(node), number(node.data), number(node.grad)]),
      output,
    ),
  );
}

/** The graph as a tree; a line that says why not where it is too large for one. */
export function tree(
  root: Value,
  { precision, limit = PICTURE }: ShowOptions,
  edges: "none" | "formula" = "none",
): string {
  const nodes = countNodes(root);
  if (nodes > limit) return `(${tooLarge(nodes, limit)})`;
  return toTree(root, { precision, limit, edges }).trimEnd();
}

export const tooLarge = (nodes: number, limit: number, done: "drawn" | "written" = "drawn"): string =>
  `the graph has ${count(nodes, "node")}, and up to ${count(limit, "node")} are ${done}; --limit ${nodes} allows that many`;

/**
 * Where the first NaN of data below the root appeared, or of its gradients; undefined if there is none. `nodes` has at
 * least the graph of the root.
 */
export function whereNaN(root: Value, seed: number, nodes: readonly Value[]): string | undefined {
  if (!nodes.some(({ data, grad }) => Number.isNaN(data) || Number.isNaN(grad))) return undefined;
  const first = firstNaN(root);
  if (first !== undefined) {
    const { op, args } = first;
    const place = placeOf(first);
    if (op === null) return `the first NaN is the data of ${called(first)}${place}`;
    const operands = args.map((arg) =>
      typeof arg === "number" ? String(arg) : `${called(arg)} = ${arg.data}`,
    );
    return `the first NaN appeared in ${called(first)}: ${op.name} of ${operands.join(", ")}${place}`;
  }
  // Where data was set since, who sent it is no longer to be told.
  const last = outdated(root) && nodes.findLast(({ grad }) => Number.isNaN(grad));
  if (last) return `the first NaN among the gradients appeared in that of ${called(last)}${placeOf(last)}`;
  const sent = explain(root, { seed }).find(({ sum }) => Number.isNaN(sum));
  if (sent === undefined) return undefined;
  const { from, to, upstream, local } = sent;
  return (
    `the first NaN among the gradients appeared in that of ${called(to)}${placeOf(to)}: ` +
    `${called(from)} sent it ${upstream} · ${local}`
  );
}

/** A note as a line of the output. */
export const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;

const placeOf = ({ source }: Value): string =>
  source ? ` (line ${source.line}, column ${source.column})` : "";
