import { graph } from "../graph.ts";
import { checkValue, type Value } from "../value.ts";

/** The use of one value as an operand of the op that made another. */
export interface Edge {
  readonly from: Value;
  readonly to: Value;
  /** The position of `from` among the op's operands, parameters counted. */
  readonly index: number;
}

export interface Trace {
  /** Every node of the graph, operands before results, the root last. */
  readonly nodes: Value[];
  /** One edge per use: `x*x` has two. */
  readonly edges: Edge[];
}

/**
 * All nodes and edges of the graph that ends in `root`. Iterative: depth is no limit.
 *
 * @throws TypeError if `root` is no Value.
 */
export function trace(root: Value): Trace {
  checkValue("trace", root);
  const nodes = graph(root);
  const edges: Edge[] = [];
  for (const to of nodes) {
    to.args.forEach((from, index) => {
      if (typeof from !== "number") edges.push({ from, to, index });
    });
  }
  return { nodes, edges };
}
