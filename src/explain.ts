/** The backward pass as data, for whoever tells its story. */
import { formula, toText } from "./formula.ts";
import { graph } from "./graph.ts";
import type { Num, Op } from "./op.ts";
import { isStale } from "./sweep.ts";
import { checkValue, seedOf, type Value } from "./value.ts";

/** One product of the chain rule: what one node sends to one of its operands. */
export interface Contribution {
  /** The node that sends. */
  readonly from: Value;
  /** The operand that receives. */
  readonly to: Value;
  /** The op of `from`. */
  readonly op: Op;
  /** Which operand of the op `to` is, from 0. */
  readonly index: number;
  /** ∂from/∂to at this place, a number. */
  readonly local: number;
  /** The same as a formula in the names of the nodes: `1 - o**2`. */
  readonly formula: string;
  /** ∂root/∂from. */
  readonly upstream: number;
  /** What flows: upstream · local, and 0 where upstream is 0. */
  readonly product: number;
  /** ∂root/∂to as far as it has been summed up, this product included. */
  readonly sum: number;
}

/**
 * The backward pass from `root`, one record per contribution, in the order in which the pass makes them. Reads the
 * graph's data; changes no gradient, and the sums are of this pass alone.
 *
 * @throws TypeError if `root` is not a Value or `seed` no number; Error if data below was set after it was used.
 */
export function explain(root: Value, options: { readonly seed?: number } = {}): Contribution[] {
  checkValue("explain", root);
  const seed = seedOf("explain", options);
  const stale = outdated(root);
  if (stale)
    throw new Error(
      `explain: data below ${nameOf(stale)} was set after it was computed; call forward(root) to recompute the graph`,
    );
  const sums = new Map<number, number>([[root.id, seed]]);
  const contributions: Contribution[] = [];
  for (const from of graph(root).reverse()) {
    const { op, args } = from;
    if (op === null) continue;
    const upstream = sums.get(from.id) ?? 0;
    const numbers = args.map(dataOf);
    const names = args.map((arg) => (typeof arg === "number" ? arg : formula(nameOf(arg))));
    for (const [index, to] of args.entries()) {
      if (typeof to === "number") continue;
      const rule = op.d[index] as ((...operands: Num[]) => Num) | null;
      const local = rule === null ? 0 : (rule(...numbers, from.data) as number);
      const product = upstream === 0 || rule === null ? 0 : upstream * local;
      const sum = (sums.get(to.id) ?? 0) + product;
      sums.set(to.id, sum);
      const text = rule === null ? "0" : toText(rule(...names, formula(nameOf(from))));
      contributions.push({ from, to, op, index, local, formula: text, upstream, product, sum });
    }
  }
  return contributions;
}

/**
 * The first node below `root` that was computed from data that was set since, as a training step does. A pass made
 * before can't be told then: the numbers it was made with are gone.
 */
export function outdated(root: Value): Value | undefined {
  return graph(root).find(isStale);
}

const dataOf = (arg: Value | number): number => (typeof arg === "number" ? arg : arg.data);

/** A node's name in formulas: its label, else its caption, else its data if it is a number in the program, else #id. */
export function nameOf(node: Value): string {
  return node.label || node.caption || (node.isConstant ? String(node.data) : `#${node.id}`);
}

/**
 * The first node below `root`, in order of creation, whose data is NaN; it made the NaN if it is no leaf, for its
 * operands have none.
 */
export function firstNaN(root: Value): Value | undefined {
  checkValue("firstNaN", root);
  return graph(root).find((node) => Number.isNaN(node.data));
}
