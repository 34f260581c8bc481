/** Analytic gradients against numeric ones. */
import { graph } from "../graph.ts";
import { checkOptions, describe } from "../op.ts";
import { stopGradient } from "../ops.ts";
import { call, rebuild } from "../transform/rebuild.ts";
import { checkValue, forward, Value } from "../value.ts";
import { judge, slopes, type Verdict } from "./slopes.ts";

/** One leaf's gradient, twice. */
export interface Checked extends Verdict {
  readonly leaf: Value;
}

export interface CheckOptions {
  /** The largest error that passes; 1e-6 unless given. */
  readonly tolerance?: number;
}

/**
 * Checks ∂root/∂leaf for every leaf of the graph below `root` that is not a plain number in the program, in order of
 * creation. Numeric derivatives are central differences, extrapolated over a sweep of steps (Ridders, "Accurate
 * computation of F′(x) and F′(x)F″(x)", 1982). What `stopGradient` gives is held fixed, as it asks. Changes neither
 * data nor gradients.
 *
 * @throws TypeError if `root` is not a Value or `tolerance` is not a number above 0.
 */
export function check(root: Value, options: CheckOptions = {}): Checked[] {
  checkValue("check", root);
  checkOptions("check", options, ["tolerance"]);
  const { tolerance = 1e-6 } = options;
  if (!(typeof tolerance === "number" && tolerance > 0))
    throw new TypeError(`check: tolerance is ${describe(tolerance)}; wanted a number above 0`);
  const copies = new Map<Value, Value>();
  const copy = rebuild(root, {
    leaf: (leaf) => {
      const fresh = new Value(leaf.data);
      copies.set(leaf, fresh);
      return fresh;
    },
    apply: (op, operands, node) => (op === stopGradient ? new Value(node.data) : call(op, operands)),
  });
  if (copies.size === 0) return [];
  copy.backward();
  return [...copies].map(([leaf, fresh]) => {
    const at = fresh.data;
    const f = (x: number) => {
      fresh.data = x;
      forward(copy);
      return copy.data;
    };
    const numeric = slopes(f, at);
    f(at);
    return { leaf, ...judge(fresh.grad, numeric, tolerance) };
  });
}

/** The nodes below `root` that lie exactly where their op has no derivative. */
export function kinks(root: Value): Value[] {
  checkValue("kinks", root);
  return graph(root).filter(({ op, args }) => {
    if (op === null || op.kink === undefined) return false;
    const numbers = args.map((arg) => (typeof arg === "number" ? arg : arg.data));
    return (op.kink as (...operands: number[]) => number)(...numbers) === 0;
  });
}
