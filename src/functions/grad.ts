/** Gradients of functions that give one number. */
import { firstShape } from "../arrays.ts";
import { checkFunction, checkOptions, describe, type Num, type Operand } from "../op.ts";
import { namedAs } from "../parameters.ts";
import { asList, type Leaf, type TypedArray } from "../tree.ts";
import { type AnyFunction, pullback } from "./differentiate.ts";

// biome-ignore lint/suspicious/noExplicitAny: any argument list.
type Arguments = readonly any[];
type Tail<A extends Arguments> = A extends readonly [unknown, ...infer Rest] ? Rest : [];

/** The type of a gradient: that of the argument, a number for a number, a `Float64Array` for any typed array. */
export type Like<X> = X extends number
  ? number
  : X extends Operand | Float64Array
    ? X
    : X extends TypedArray
      ? Float64Array
      : X extends readonly unknown[]
        ? { [K in keyof X]: Like<X[K]> }
        : X extends ArrayLike<infer E>
          ? ArrayLike<Like<E>>
          : X extends object
            ? { [K in keyof X]: Like<X[K]> }
            : X;
/** The types of the arguments numbered in W. */
export type Picked<A extends Arguments, W extends readonly number[]> = {
  -readonly [K in keyof W]: Like<A[W[K]]>;
};

/** The type of a result: a number if all arguments are made of nothing else. */
export type ResultOf<A> = IsPlain<A> extends true ? number : Num;
export type IsPlain<X> = unknown extends X
  ? false
  : X extends number | TypedArray
    ? true
    : X extends Operand
      ? false
      : X extends readonly (infer E)[]
        ? IsPlain<E>
        : false extends { [K in keyof X]: IsPlain<X[K]> }[keyof X]
          ? false
          : true;

/** With respect to which arguments, by their numbers from 0. */
export interface Wrt<W extends readonly number[]> {
  readonly wrt: W;
}

/** The gradient of a function whose first argument is x. */
export interface Gradient<A extends Arguments> {
  <X extends A[0]>(x: X, ...rest: Tail<A>): Like<X>;
  /** What other functions infer from: it takes the last signature. */
  (...args: A): Like<A[0]>;
}
/** A function's result and its gradient. */
export interface ValueAndGrad<G> {
  readonly value: Num;
  readonly grad: G;
}

/**
 * The gradient of `f`, which takes trees (numbers, rectangular arrays, plain objects, lists in which there are objects)
 * and gives one number: a function of the same arguments that gives a tree like the first argument, or with `wrt` a list
 * of trees like those asked for: for a typed array, of whatever numbers, a `Float64Array`.
 *
 * Called with numbers it runs `f` once on the tape, so `f` may branch and loop as it likes; with values it records,
 * so gradients nest; in a traced function it extends the program.
 *
 * @throws TypeError if `f` gives anything but one number, or `wrt` is no list of numbers; RangeError if the call lacks
 *   an argument that is asked for.
 */
export function grad<A extends Arguments>(f: (...args: A) => Num): Gradient<A>;
export function grad<A extends Arguments, const W extends readonly number[]>(
  f: (...args: A) => Num,
  options: Wrt<W>,
): <B extends A>(...args: B) => Picked<B, W>;
export function grad(f: AnyFunction, options?: Wrt<readonly number[]>): AnyFunction {
  return gradient("grad", f, options);
}

/** As `grad`, for errors of a function of another name. */
export function gradient(where: string, f: AnyFunction, options?: Wrt<readonly number[]>): AnyFunction {
  const wrt = wrtOf(where, f, options);
  return namedAs((...args: unknown[]) => only(gradientOf(where, f, args, wrt).grad, options), f);
}

/** `f`'s result and its gradient from one run, as `{ value, grad }`; otherwise as `grad`. */
export function valueAndGrad<A extends Arguments>(
  f: (...args: A) => Num,
): <X extends A[0], B extends Tail<A>>(x: X, ...rest: B) => { value: ResultOf<[X, ...B]>; grad: Like<X> };
export function valueAndGrad<A extends Arguments, const W extends readonly number[]>(
  f: (...args: A) => Num,
  options: Wrt<W>,
): <B extends A>(...args: B) => { value: ResultOf<B>; grad: Picked<B, W> };
export function valueAndGrad(f: AnyFunction, options?: Wrt<readonly number[]>): AnyFunction {
  const wrt = wrtOf("valueAndGrad", f, options);
  return namedAs((...args: unknown[]) => {
    const { value, grad } = gradientOf("valueAndGrad", f, args, wrt);
    return { value, grad: only(grad, options) };
  }, f);
}

/** The gradient that was asked for, or all that were: where these are of several shapes a list, else an array. */
function only(all: unknown[], options: Wrt<readonly number[]> | undefined): unknown {
  if (options?.wrt === undefined) return all[0];
  const [first, ...others] = all.map((part) => firstShape(part).join());
  return others.every((shape) => shape === first) ? all : asList(all);
}

/**
 * The numbers of the arguments asked about, the first unless said.
 *
 * @throws TypeError if they are no list of numbers, or `f` is no function.
 */
function wrtOf(
  where: string,
  f: AnyFunction,
  options: Wrt<readonly number[]> | undefined,
): readonly number[] {
  checkFunction(where, f);
  checkOptions(where, options, ["wrt"]);
  const wrt: unknown = options?.wrt ?? [0];
  if (!Array.isArray(wrt) || !wrt.every((k) => typeof k === "number"))
    throw new TypeError(
      `${where}: wrt is ${typeof wrt === "object" ? JSON.stringify(wrt) : describe(wrt)}; wanted a list of numbers of arguments, as [0, 2]`,
    );
  return [...wrt];
}

function gradientOf(where: string, f: AnyFunction, args: readonly unknown[], wrt: readonly number[]) {
  const { value, outputs, pull } = pullback(where, f, args, wrt);
  checkOne(where, outputs, value);
  return { value, grad: pull(1) };
}

function checkOne(where: string, outputs: readonly Leaf[], value: unknown): void {
  if (outputs.length === 1 && outputs[0]!.path === "result" && outputs[0]!.shape.length === 0) return;
  const shapes = outputs.map(({ path, shape }) => `${path} of shape [${shape.join("×")}]`).join(", ");
  throw new TypeError(
    `${where}: f returned ${shapes || describe(value)}; wanted one number (jacobian takes functions that give more)`,
  );
}
