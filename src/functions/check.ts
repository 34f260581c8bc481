/** Analytic gradients against numeric ones. */
import { graph } from "../graph.ts";
import { describe } from "../op.ts";
import { stopGradient } from "../ops.ts";
import { call, rebuild } from "../transform/rebuild.ts";
import { checkValue, forward, Value } from "../value.ts";

/** One leaf's gradient, twice. */
export interface Checked {
  readonly leaf: Value;
  readonly analytic: number;
  /** By differences; the mean of the two sides at a kink, NaN where the data near the leaf is not finite. */
  readonly numeric: number;
  /** |analytic − numeric| / max(1, |analytic|, |numeric|). */
  readonly error: number;
  readonly tolerance: number;
  /**
   * `ok`; `mismatch`; `kink` where the slopes from the left and from the right differ, so that no gradient is right;
   * `undefined` where the function is not finite at or next to the leaf's data.
   */
  readonly status: "ok" | "mismatch" | "kink" | "undefined";
  /** The slopes from the left and from the right. */
  readonly sides: readonly [left: number, right: number];
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
export function check(root: Value, { tolerance = 1e-6 }: CheckOptions = {}): Checked[] {
  checkValue("check", root);
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
    return judge(leaf, fresh.grad, numeric, tolerance);
  });
}

interface Slopes {
  readonly central: number;
  /** How far `central` may be off, by its own account. */
  readonly uncertainty: number;
  readonly sides: readonly [left: number, right: number];
  readonly isKink: boolean;
}

function judge(leaf: Value, analytic: number, numeric: Slopes, tolerance: number): Checked {
  const { central, uncertainty, sides, isKink } = numeric;
  const scale = Math.max(1, Math.abs(analytic), Math.abs(central));
  const error = Math.abs(analytic - central) / scale;
  const allowed = tolerance + uncertainty / scale;
  const undefinedThere = !Number.isFinite(analytic) || !Number.isFinite(central);
  const status = isKink ? "kink" : undefinedThere ? "undefined" : error <= allowed ? "ok" : "mismatch";
  return { leaf, analytic, numeric: central, error, tolerance: allowed, status, sides };
}

/** The first steps of three sweeps: the long one is the most exact, the short ones see less of a kink nearby. */
const FIRST_STEPS = [0.05, 5e-4, 5e-6];
const STEPS = 8;
const SHRINK = 2;

/** The derivative of f at x, from both sides at once and from each alone. */
function slopes(f: (x: number) => number, x: number): Slopes {
  const unit = Math.max(1, Math.abs(x));
  const here = f(x);
  let central = Number.NaN;
  let uncertainty = Number.POSITIVE_INFINITY;
  for (const first of FIRST_STEPS) {
    let before: number[] = [];
    for (let i = 0, h = first * unit; i < STEPS; i++, h /= SHRINK) {
      // Divided by the distance that the rounded arguments really have.
      const row = [(f(x + h) - f(x - h)) / (x + h - (x - h))];
      for (let j = 0, power = SHRINK ** 2; j < before.length; j++, power *= SHRINK ** 2) {
        row.push((power * row[j]! - before[j]!) / (power - 1));
        // Short steps may agree by accident: their differences are no better than the rounding of f over the step.
        const rounding = (Number.EPSILON * Math.abs(here)) / h;
        const spread = Math.max(Math.abs(row[j + 1]! - row[j]!), Math.abs(row[j + 1]! - before[j]!)) + rounding;
        if (spread < uncertainty) {
          uncertainty = spread;
          central = row[j + 1]!;
        }
      }
      before = row;
    }
  }
  const oneSided = (h: number) => [(here - f(x - h)) / h, (f(x + h) - here) / h] as const;
  const gap = ([left, right]: readonly [number, number]) => Math.abs(left - right);
  // Where there is a derivative the gap between the sides shrinks with the step; at a kink it stays.
  const wide = gap(oneSided(1e-4 * unit));
  const sides = oneSided(1e-5 * unit);
  const isKink = gap(sides) > 0.5 * wide && gap(sides) > 1e-7 * Math.max(1, Math.abs(here));
  return { central, uncertainty, sides, isKink };
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
