/** Gradients of a graph of values, as values: they can be differentiated again. */
import { interiorSince } from "../graph.ts";
import { describe, type Num, type Op } from "../op.ts";
import { add, mul, select } from "../ops.ts";
import { checkValue, isValue, type Value } from "../value.ts";

type Rule = ((...operands: Num[]) => Num) | null;

/**
 * ∂root/∂leaf for each of `leaves`, recorded on the tape like anything else; 0 where root does not depend on it. The
 * leaves may be any nodes, and nodes below one of them count as constant where they are reached through it. No
 * `.grad` changes.
 *
 * @throws TypeError if `root` or one of `leaves` is not a Value.
 */
export function gradients(root: Value, leaves: readonly Value[], seed: Num = 1): Num[] {
  checkValue("gradients", root);
  if (!Array.isArray(leaves))
    throw new TypeError(`gradients: leaves is ${describe(leaves)}; wanted a list of Values`);
  leaves.forEach((leaf, k) => {
    if (!isValue(leaf)) throw new TypeError(`gradients: leaves[${k}] is ${describe(leaf)}; wanted a Value`);
  });
  const ends = new Set(leaves.map((leaf) => leaf.id));
  // What is older than all leaves depends on none of them.
  const oldest = leaves.reduce((least, leaf) => Math.min(least, leaf.id), Number.POSITIVE_INFINITY);
  const nodes = interiorSince(root, oldest);
  const dependent = new Set(ends);
  const operands = nodes.map((node) => {
    const { args } = node;
    if (args.some((x) => typeof x !== "number" && dependent.has(x.id))) dependent.add(node.id);
    return args;
  });
  const adjoints = new Map<number, Num>([[root.id, seed]]);
  for (let k = nodes.length - 1; k >= 0; k--) {
    const node = nodes[k]!;
    const { id } = node;
    const adjoint = adjoints.get(id);
    if (adjoint === undefined || ends.has(id)) continue;
    const args = operands[k]!;
    const op = node.op!;
    for (const [i, arg] of args.entries()) {
      if (typeof arg === "number" || !dependent.has(arg.id)) continue;
      const contribution = product(op, i, args, node, adjoint);
      if (contribution === undefined) continue;
      const before = adjoints.get(arg.id);
      adjoints.set(arg.id, before === undefined ? contribution : add(before, contribution));
    }
  }
  return leaves.map((leaf) => adjoints.get(leaf.id) ?? 0);
}

/** What flows to one operand; undefined if nothing does, now or for any small change of the data. */
function product(op: Op, i: number, args: readonly Num[], out: Value, adjoint: Num): Num | undefined {
  const rule = op.d[i] as Rule;
  if (rule === null) return undefined;
  // The side of a choice that is not taken may hold a NaN or an infinite slope, which 0 times would not stop.
  if (op === select) return taken(args[0]!) === (i === 1) ? adjoint : undefined;
  const local = rule(...args, out);
  if (local === 0 || (isValue(local) && local.data === 0 && isFlat(local))) return undefined;
  // As on the tape: what is 0 passes nothing down, whatever the slope.
  if (dataOf(adjoint) === 0 && !Number.isFinite(dataOf(local))) return undefined;
  return mul(adjoint, local);
}

const dataOf = (x: Num): number => (typeof x === "number" ? x : (x as Value).data);
const taken = (condition: Num): boolean => Boolean(dataOf(condition));

/** Whether a local derivative is constant next to the data, as a step is. */
const isFlat = ({ op, isConstant }: Value): boolean =>
  isConstant || Boolean(op?.d.every((rule) => rule === null));
