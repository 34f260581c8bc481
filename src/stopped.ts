/** Trees without what gradients flow through. */
import { setTypedAs, Vector } from "./ir/expr.ts";
import { vec } from "./loops.ts";
import { type Num, Operand } from "./op.ts";
import { stopGradient } from "./ops.ts";
import { mapRecord } from "./tree.ts";

/** The tree with the gradient of every number in it stopped. What is no tree is left as it is. */
export function stopped(tree: unknown): unknown {
  if (tree instanceof Operand) return stopGradient(tree as Num);
  if (tree instanceof Vector) {
    const all = vec(tree.shape[0]!, (i) => stopped(tree.at(i))) as unknown as Vector;
    setTypedAs(all.array, tree);
    return all;
  }
  if (Array.isArray(tree)) return setTypedAs(tree.map(stopped), tree);
  return mapRecord(tree, stopped) ?? tree;
}
