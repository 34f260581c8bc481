/** Graphs made from graphs, node by node. */
import { graph } from "../graph.ts";
import type { Num, Op } from "../op.ts";
import { checkValue, type Value } from "../value.ts";

/** What `rebuild` asks of its caller. */
export interface Rebuilding {
  /** The node that stands for `leaf`, or the number if it need not be one. Itself unless given. */
  readonly leaf?: (leaf: Value) => Value | number;
  /** `op` applied to the operands that stand for those of `node`. Records the same op unless given. */
  readonly apply?: (op: Op, operands: readonly Num[], node: Value) => Num;
}

/**
 * Builds the graph below `root` anew, operands first, and returns what stands for `root`. Labels, captions and sources
 * go over to the new nodes. Plain numbers in the program stay plain numbers.
 */
export function rebuild(root: Value, { leaf = (x) => x, apply = call }: Rebuilding = {}): Value {
  checkValue("rebuild", root);
  if (root.isConstant) return root;
  const built = new Map<number, Num>();
  for (const node of graph(root)) {
    const { op } = node;
    if (op === null) {
      built.set(node.id, node.isConstant ? node.data : leaf(node));
      continue;
    }
    const operands = node.args.map((arg) => (typeof arg === "number" ? arg : built.get(arg.id)!));
    const made = apply(op, operands, node);
    // What stands for a node may be one of its operands, which has a name of its own.
    if (typeof made !== "number" && !operands.includes(made)) inherit(made as Value, node);
    built.set(node.id, made);
  }
  return built.get(root.id) as Value;
}

/** An op applied to operands given as a list. */
export const call = (op: Op, operands: readonly Num[]): Num =>
  (op as (...operands: readonly Num[]) => Num)(...operands);

function inherit(to: Value, from: Value): void {
  if (from.label) to.label = from.label;
  if (from.caption) to.caption = from.caption;
  if (from.source) to.source = from.source;
}
