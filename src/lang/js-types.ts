/** Types of functions that `js` gives. */
import type { fold, scan, whileLoop } from "../folds.ts";
import type { argMaxOf, argMinOf, LoopOptions, maxOf, minOf, sum, vec } from "../loops.ts";
import type { Num } from "../op.ts";

// biome-ignore lint/suspicious/noExplicitAny: any argument list.
export type Arguments = readonly any[];
// biome-ignore lint/suspicious/noExplicitAny: what users' functions take and give is for their signatures to say.
export type AnyFunction = (...args: any[]) => unknown;

/** T with anything that ops apply to where T has numbers. */
export type Lift<T> = T extends number
  ? Num
  : T extends AnyFunction | string | boolean | null | undefined
    ? T
    : T extends readonly unknown[]
      ? { [K in keyof T]: Lift<T[K]> }
      : T extends ArrayLike<infer E>
        ? ArrayLike<Lift<E>>
        : { [K in keyof T]: Lift<T[K]> };

/** A function of numbers that is one of values and of traced numbers too. */
export interface Lifted<A extends Arguments, R> {
  (...args: A): R;
  (...args: { [K in keyof A]: Lift<A[K]> }): Lift<R>;
}

export type LiftedFunction<F extends AnyFunction> = Lifted<Parameters<F>, ReturnType<F>>;

type AllButLast<A extends Arguments> = A extends readonly [...infer B, unknown] ? B : [];
/** The same for a function whose last parameter takes the values from outside. */
export type LiftedWithin<F extends AnyFunction> = Lifted<AllButLast<Parameters<F>>, ReturnType<F>>;

/** Loops as the function sees them, to which indices are numbers like everything else. */
interface Loops {
  readonly vec: <T>(n: number, f: (i: number) => T, options?: LoopOptions) => T[];
  readonly sum: Reduction;
  readonly maxOf: Reduction;
  readonly minOf: Reduction;
  readonly argMaxOf: (n: number, f: (i: number) => number) => number;
  readonly argMinOf: (n: number, f: (i: number) => number) => number;
  readonly fold: <S>(n: number, init: S, f: (i: number, state: S) => S, options?: LoopOptions) => S;
  readonly scan: <S>(n: number, init: S, f: (i: number, state: S) => S, options?: LoopOptions) => unknown;
  readonly whileLoop: <S>(
    condition: (state: S) => number | boolean,
    body: (state: S) => S,
    init: S,
    options: { readonly max: number },
  ) => S;
}
type Reduction = (n: number, f: (i: number) => number, options?: LoopOptions) => number;

interface RealLoops {
  readonly vec: typeof vec;
  readonly sum: typeof sum;
  readonly maxOf: typeof maxOf;
  readonly minOf: typeof minOf;
  readonly argMaxOf: typeof argMaxOf;
  readonly argMinOf: typeof argMinOf;
  readonly fold: typeof fold;
  readonly scan: typeof scan;
  readonly whileLoop: typeof whileLoop;
}

/** Outside values as the function sees them. */
export type Inside<O> = {
  readonly [K in keyof O]: K extends keyof Loops ? (O[K] extends RealLoops[K] ? Loops[K] : O[K]) : O[K];
};
