import { opSymbol } from "../formula.ts";
import { countNodes } from "../graph.ts";
import type { Op } from "../op.ts";
import { checkValue, type Value } from "../value.ts";
import { clean, shorten } from "./characters.ts";
import { edgeNotes } from "./notes.ts";
import { formatNumber } from "./number.ts";
import type { PictureOptions } from "./options.ts";
import { type Edge, type Trace, trace } from "./trace.ts";

/** Longer lines of labels, and more lines, are cut in pictures; `title`s keep them whole. */
const longestLabel = 40;
const mostLines = 4;
/** The nodes a description for screen readers lists before it only counts. */
const longestDescription = 50;

export type Kind = "leaf" | "interior" | "root";

/** What a picture says of one node. DOT, SVG and text are ways of setting it. */
export interface Box {
  /** Unique within the picture, and the same whenever the same graph is drawn. */
  readonly id: string;
  readonly kind: Kind;
  /** Label or else caption, cleaned and cut; may hold line breaks; "" where there is neither. */
  readonly label: string;
  /** Whether `label` is the caption. */
  readonly captioned: boolean;
  readonly data: string;
  /** The gradient, or "–" until a backward pass has reached the node. */
  readonly grad: string;
  /** One line about the node, whole, for screen readers and tooltips. */
  readonly title: string;
  readonly op: {
    /** With parameters: `**2`. */
    readonly symbol: string;
    /** A line about the op. */
    readonly title: string;
    /** Whether a layout should keep the order of the operands: nothing else uses them, so that it costs no crossing. */
    readonly ordered: boolean;
  } | null;
}

/** What a picture says of one use of an operand. */
export interface Arrow {
  readonly from: Box;
  readonly to: Box;
  /** The local derivative where options ask for it; else "". */
  readonly note: string;
  /** The note as a label: `∂ 2.0000`, or `∂₁ 2.0000` where the order of the op's operands matters; "" without one. */
  readonly label: string;
  /** A line about the note; "" without one. */
  readonly title: string;
  /** "1", "2" … where the order of the op's operands matters and no label tells it; else "". */
  readonly position: string;
}

export interface Picture {
  readonly root: Box;
  /** Operands before results, the root last. */
  readonly boxes: readonly Box[];
  /** In order of `to`, then of operand position. */
  readonly arrows: readonly Arrow[];
  /** The title asked for, cleaned; "" without one. */
  readonly title: string;
  /** One line about the whole. */
  readonly summary: string;
  /** The nodes in words, root first. */
  readonly description: string;
}

/**
 * @throws TypeError if `root` is no Value.
 * @throws RangeError if its graph has more nodes than `limit`; nothing has been built then.
 */
export function guard(caller: string, root: unknown, limit: number): asserts root is Value {
  checkValue(caller, root);
  const count = countNodes(root);
  if (count > limit) {
    throw new RangeError(
      `${caller}: the graph has ${count} nodes and at most ${limit} are drawn; ` +
        `draw the graph of an inner node, raise the limit with { limit: ${count} } and wait, or read it as data with explain(root)`,
    );
  }
}

/** What is to be drawn of the graph that ends in `root`. */
export function picture(
  root: Value,
  options: Required<Omit<PictureOptions, "direction" | "limit">>,
): Picture {
  const { nodes, edges } = inReadingOrder(trace(root));
  const number = (x: number) => formatNumber(x, options.precision);
  const uses = new Map<number, number>();
  for (const { from } of edges) uses.set(from.id, (uses.get(from.id) ?? 0) + 1);
  const boxes = new Map<number, Box>();
  nodes.forEach((node, i) => {
    const box: Box = {
      id: `v${i}`,
      kind: node.id === root.id ? "root" : node.op === null ? "leaf" : "interior",
      // Formulas call a node that has no name by its id, so the id has to be seen then.
      ...labelOf(node, options.edges === "formula" && !node.isConstant ? `#${node.id}` : ""),
      data: number(node.data),
      grad: isKnown(node) ? number(node.grad) : "–",
      title: `${nameOf(node)}: data ${number(node.data)}, grad ${isKnown(node) ? number(node.grad) : "not computed"}`,
      op: node.op && {
        symbol: clean(opSymbol(node.op, node.args)),
        title: callOf(node, node.op),
        ordered: node.operands.length > 1 && node.operands.every(({ id }) => uses.get(id) === 1),
      },
    };
    boxes.set(node.id, box);
  });
  const notes = edgeNotes(root, options.edges, number);
  const arrows = edges.map(({ from, to, index }): Arrow => {
    const note = shorten(clean(notes(to, index)).replaceAll("\n", " "), longestLabel);
    const ordered = to.op !== null && to.operands.length > 1 && !commutes(to.op);
    return {
      from: boxes.get(from.id)!,
      to: boxes.get(to.id)!,
      note,
      label: note && `∂${ordered ? "₁₂₃"[index] : ""} ${note}`,
      title: note && `Local derivative of ${nameOf(to)} with respect to ${nameOf(from)}: ${note}`,
      position: ordered && note === "" ? String(index + 1) : "",
    };
  });
  const rootBox = boxes.get(root.id)!;
  const list = [...boxes.values()];
  const count = list.length === 1 ? "1 node" : `${list.length} nodes`;
  return {
    root: rootBox,
    boxes: list,
    arrows,
    title: clean(options.title).replace(/\s+/g, " ").trim(),
    summary: `Computation graph with ${count}. Root ${rootBox.title}`,
    description: describe(list),
  };
}

/** A gradient that was set by hand is there to be seen. */
const isKnown = (node: Value): boolean => node.reached || node.grad !== 0;

/** Label, caption or fallback, as drawn. */
function labelOf(node: Value, fallback: string): Pick<Box, "label" | "captioned"> {
  const captioned = node.label === "";
  const text = captioned ? node.caption.replace(/\s+/g, " ").trim() || fallback : node.label;
  // Spaces are thinned out as SVG and Graphviz do anyway, and blank lines left out, of which a first one crashes
  // Graphviz 16.1 as WebAssembly.
  const lines = clean(text)
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");
  if (lines.length > mostLines) lines.splice(mostLines - 1, Number.POSITIVE_INFINITY, "…");
  return { label: lines.map((line) => shorten(line, longestLabel)).join("\n"), captioned };
}

/**
 * The same trace with operands before results, and each op's operands in their order. Graphviz keeps the order in which
 * nodes are listed wherever edges do not cross for it, so `a - b` has a before b.
 */
function inReadingOrder({ nodes, edges }: Trace): Trace {
  const uses = new Map<number, Edge[]>();
  for (const edge of edges) {
    const list = uses.get(edge.to.id);
    if (list) list.push(edge);
    else uses.set(edge.to.id, [edge]);
  }
  const ordered: Trace = { nodes: [], edges: [] };
  const entered = new Set<number>();
  const pending: { readonly node: Value; readonly done: boolean }[] = [{ node: nodes.at(-1)!, done: false }];
  for (let top = pending.pop(); top !== undefined; top = pending.pop()) {
    const { node, done } = top;
    const operands = uses.get(node.id) ?? [];
    if (done) {
      ordered.nodes.push(node);
      ordered.edges.push(...operands);
    } else if (!entered.has(node.id)) {
      entered.add(node.id);
      pending.push({ node, done: true });
      for (const { from } of operands.toReversed()) pending.push({ node: from, done: false });
    }
  }
  return ordered;
}

/** What a sentence calls a node. */
function nameOf(node: Value): string {
  const name = clean(node.label || node.caption)
    .replace(/\s+/g, " ")
    .trim();
  if (name !== "") return name;
  return node.op === null ? String(node.data) : `unnamed ${node.op.name}`;
}

/** How a node was made, e.g. `n = add(x, b)`. */
function callOf(node: Value, op: Op): string {
  const args = node.args.map((arg) => (typeof arg === "number" ? String(arg) : nameOf(arg)));
  return `${nameOf(node)} = ${op.name}(${args.join(", ")})`;
}

function describe(boxes: readonly Box[]): string {
  const told = boxes.slice(-longestDescription).reverse();
  const lines = told.map((box) => (box.op === null ? `${box.title}.` : `${box.op.title}. ${box.title}.`));
  if (told.length < boxes.length) lines.push(`And ${boxes.length - told.length} more nodes.`);
  return lines.join("\n");
}

const commuting = new WeakMap<Op, boolean>();

/** Whether the order of an op's operands is without meaning, found by swapping them at points of its domain. */
function commutes(op: Op): boolean {
  let answer = commuting.get(op);
  if (answer === undefined) {
    answer = op.arity === 2 && swaps(op.f, op.domain[0]!, op.domain[1]!);
    commuting.set(op, answer);
  }
  return answer;
}

function swaps(
  f: (x: number, y: number) => number,
  [a, b]: readonly [number, number],
  [c, d]: readonly [number, number],
): boolean {
  return [0.1, 0.35, 0.6, 0.85].every((s) =>
    [0.2, 0.45, 0.7, 0.95].every((t) => {
      const x = a + s * (b - a);
      const y = c + t * (d - c);
      const there = f(x, y);
      const back = f(y, x);
      return Object.is(there, back) || Math.abs(there - back) <= 1e-12 * Math.abs(there);
    }),
  );
}
