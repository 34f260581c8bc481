/** Graphs made from graphs, node by node. */
import { graph } from "../graph.ts";
import type { Num, Op } from "../op.ts";
import { checkValue, isValue, Value } from "../value.ts";

/** What `rebuild` asks of its caller. */
export interface Rebuilding {
  /** The node that stands for `leaf`. Itself unless given. */
  readonly leaf?: (leaf: Value) => Value;
  /** What a node is to be made of, if not of its own op and operands. Nodes in it must be older than the node. */
  readonly reading?: (node: Value) => Made<Value> | undefined;
  /** `op` applied to the operands that stand for those of `node`. Records the same op unless given. */
  readonly apply?: (op: Op, operands: readonly Num[], node: Value) => Num;
}

/** An op and its operands: nodes, numbers, and what is itself still to be made. */
export interface Made<N> {
  readonly op: Op;
  readonly args: readonly (N | number | Made<N>)[];
}

/**
 * Builds the graph below `root` anew, operands first, and returns what stands for `root`. Labels, captions and sources
 * go over to the new nodes. Plain numbers in the program stay plain numbers, unless they bear a label.
 */
export function rebuild(
  root: Value,
  { leaf = (x) => x, reading = () => undefined, apply = call }: Rebuilding = {},
): Value {
  checkValue("rebuild", root);
  if (root.isConstant) return root;
  const nodes = graph(root);
  const readings = new Map<number, Made<Value>>();
  for (const node of nodes) {
    const { op, args } = node;
    if (op !== null) readings.set(node.id, reading(node) ?? { op, args });
  }
  const needed = new Set([root.id]);
  for (const { id } of nodes.toReversed()) if (needed.has(id)) nodesIn(readings.get(id), needed);

  const built = new Map<number, Num>();
  const make = (part: Value | number | Made<Value>, node: Value): Num => {
    if (typeof part === "number") return part;
    if (isValue(part)) return built.get(part.id)!;
    return apply(
      part.op,
      part.args.map((arg) => make(arg, node)),
      node,
    );
  };
  for (const node of nodes) {
    if (!needed.has(node.id)) continue;
    const known = readings.get(node.id);
    if (known === undefined) {
      built.set(node.id, node.isConstant && node.label === "" ? node.data : leaf(node));
      continue;
    }
    const operands = known.args.map((arg) => make(arg, node));
    // Of numbers alone an op would be a number: what was made of their nodes is made of them again.
    if (!operands.some((operand) => typeof operand !== "number"))
      for (const [i, arg] of known.args.entries()) if (isValue(arg)) operands[i] = arg;
    const made = apply(known.op, operands, node);
    const stands = typeof made === "number" ? new Value(made) : (made as Value);
    // What stands for a node may be one of its operands, which has a name of its own.
    if (!operands.includes(stands)) inherit(stands, node);
    built.set(node.id, stands);
  }
  return built.get(root.id) as Value;
}

/** Adds the nodes that something is made of. */
function nodesIn(made: Made<Value> | undefined, ids: Set<number>): void {
  for (const part of made?.args ?? [])
    if (isValue(part)) ids.add(part.id);
    else if (typeof part !== "number") nodesIn(part, ids);
}

/** An op applied to operands given as a list. */
export const call = (op: Op, operands: readonly Num[]): Num =>
  (op as (...operands: readonly Num[]) => Num)(...operands);

/** Gives a node the name, caption and source of another. */
export function inherit(to: Value, from: Value): Value {
  if (from.label) to.label = from.label;
  if (from.caption) to.caption = from.caption;
  if (from.source) to.source = from.source;
  return to;
}
