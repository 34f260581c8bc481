/** Whole matrices of derivatives. */
import { hasTypedRows, setTypedAs, Vector, vectorShape } from "../ir/expr.ts";
import { tracing } from "../ir/tracing.ts";
import { vec } from "../loops.ts";
import { checkFunction, checkOptions, type Num } from "../op.ts";
import { eq, mul } from "../ops.ts";
import { namedAs } from "../parameters.ts";
import { elementsOf, type Leaf, leavesOf, nest, nestNumbers, sizeOf } from "../tree.ts";
import { type AnyFunction, checkAlone, checkCount, pullback, pushforward } from "./differentiate.ts";
import { gradient, type Like } from "./grad.ts";

/** How to take a Jacobian: a pass per input (forward) or per output (reverse); the fewer of the two unless said. */
export interface JacobianOptions {
  readonly mode?: "forward" | "reverse";
}

/** The type of a Jacobian: that of the result, with the form of `x` at every number. */
export type Jacobian<X, Y> = Y extends Num
  ? Like<X>
  : Y extends readonly [unknown, ...unknown[]]
    ? { -readonly [K in keyof Y]: Jacobian<X, Y[K]> }
    : Y extends ArrayLike<infer E>
      ? Jacobian<X, E>[]
      : unknown;

/**
 * `jacobian(f)(x)`: all derivatives of what `f` gives, a number or an array, by `x`, a number or an array. Its shape
 * is the result's followed by that of `x`.
 *
 * @throws TypeError if `x` or the result is a list or an object: take the Jacobian of its parts.
 */
export function jacobian<X, Y>(
  f: (x: X) => Y,
  options?: JacobianOptions,
): <Z extends X>(x: Z) => Jacobian<Z, Y>;
export function jacobian(f: AnyFunction, options: JacobianOptions = {}): (x: unknown) => unknown {
  checkOptions("jacobian", options, ["mode"]);
  const { mode } = options;
  if (mode !== undefined && mode !== "forward" && mode !== "reverse")
    throw new TypeError(`jacobian: mode is ${JSON.stringify(mode)}; wanted "forward" or "reverse"`);
  return matrixOf("jacobian", f, mode);
}

function matrixOf(where: string, f: AnyFunction, mode: JacobianOptions["mode"]): (x: unknown) => unknown {
  checkFunction(where, f);
  const derivative = (x: unknown, ...extra: unknown[]) => {
    checkCount(where, 1, extra);
    const input = single(`${where}: x`, leavesOf(x, "x", vectorShape));
    const { outputs, pull } = pullback(where, f, [x], [0]);
    const output = single(`${where}: the result`, outputs);
    const [rows, columns] = [sizeOf(output.shape), sizeOf(input.shape)];
    const forward = mode === undefined ? columns < rows : mode === "forward";
    if (!forward) return overBasis(output.shape, (u) => pull(u)[0]);
    const byColumn = (v: unknown) => pushforward(where, f, x, v).tangent;
    return transposed(overBasis(input.shape, byColumn), input, output.shape);
  };
  return namedAs(derivative, f);
}

/**
 * `hessian(f)(x)`: the second derivatives of `f`, which gives one number, by `x`, a number or an array: the Jacobian of
 * its gradient.
 *
 * @throws TypeError if `x` is a list or an object.
 */
export function hessian<X>(f: (x: X) => Num): <Z extends X>(x: Z) => Jacobian<Z, Z>;
export function hessian(f: AnyFunction, ...others: unknown[]): (x: unknown) => unknown {
  checkAlone("hessian", f, others);
  return matrixOf("hessian", gradient("hessian", f), undefined);
}

function single(what: string, leaves: readonly Leaf[]): Leaf {
  const [only] = leaves;
  if (leaves.length !== 1 || only === undefined || /[.[]/.test(only.path))
    throw new TypeError(
      `${what} has ${leaves.map((leaf) => leaf.path).join(", ")}; wanted a number or one array`,
    );
  return only;
}

/** What `f` gives for every unit vector of a shape, as an array over that shape. */
function overBasis(shape: readonly number[], f: (unit: unknown) => unknown): unknown {
  const go = (given: readonly Num[]): unknown => {
    if (given.length < shape.length) return vec(shape[given.length]!, (i) => go([...given, i]));
    return f(unit(shape, given));
  };
  return go([]);
}

/** 1 at the given indices, 0 elsewhere. */
function unit(shape: readonly number[], at: readonly Num[], from: readonly Num[] = []): unknown {
  const d = from.length;
  if (d < shape.length) return vec(shape[d]!, (i) => unit(shape, at, [...from, i]));
  return from.map((i, k) => eq(i, at[k]!)).reduce<Num>((all, here) => mul(all, here), 1);
}

/** An array over `inner` then `outer` as one over `outer` then `inner`. */
function transposed(array: unknown, { shape: inner, value: like }: Leaf, outer: readonly number[]): unknown {
  if (tracing() !== undefined || array instanceof Vector) {
    const go = (o: readonly Num[], i: readonly Num[]): unknown => {
      if (o.length < outer.length) return vec(outer[o.length]!, (k) => go([...o, k], i));
      if (i.length < inner.length) return vec(inner[i.length]!, (k) => go(o, [...i, k]));
      return i.concat(o).reduce((part: unknown, k) => (part as Vector).at(k), array);
    };
    const all = go([], []);
    if (all instanceof Vector && inner.length > 0) setTypedAs(all.array, like);
    return all;
  }
  const elements = elementsOf(array);
  const [columns, rows] = [sizeOf(inner), sizeOf(outer)];
  const swapped = Array.from(
    { length: rows * columns },
    (_, k) => elements[(k % columns) * rows + Math.floor(k / columns)],
  );
  const areNumbers = swapped.every((x) => typeof x === "number");
  return areNumbers
    ? nestNumbers(swapped, [...outer, ...inner], inner.length > 0 && hasTypedRows(like))
    : nest(swapped, [...outer, ...inner]);
}
