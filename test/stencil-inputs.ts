/** What programs of stencils.ts are called with. */
import type { Num } from "../src/op.ts";
import { random } from "./random.ts";
import type { Node } from "./stencils.ts";

/** The arguments of every program: two lists, a matrix, whole numbers that are indices, and a number. */
export interface Inputs<S = Num> {
  readonly x: ArrayLike<S>;
  readonly w: ArrayLike<S>;
  readonly m: ArrayLike<ArrayLike<S>>;
  readonly k: ArrayLike<S>;
  readonly s: S;
}

/** Lengths that loops have, about; optimisers and lanes treat short, long and odd ones differently. */
export const EXTENTS = [
  0, 1, 2, 3, 4, 5, 7, 8, 16, 17, 32, 33, 34, 35, 37, 40, 64, 65, 67, 100, 101,
] as const;
/** How much longer the lists are: neighbours on both sides have room. */
export const MARGIN = 3;
export const SHORT = [1, 2, 3, 5] as const;

/** n, and the shape of m. */
export function sizes({ picks }: Node): { readonly n: number; readonly shape: readonly [number, number] } {
  const n = EXTENTS[picks[0]! % EXTENTS.length]!;
  const few = SHORT[picks[2]! % SHORT.length]!;
  const shapes = [
    [n, few],
    [few, n],
    [few + 5, few + 6],
    [few, n + MARGIN],
  ] as const;
  return { n, shape: shapes[picks[1]! % shapes.length]! };
}

export function inputs(program: Node, seed: number): Inputs<number> {
  const { n, shape } = sizes(program);
  const next = random(seed);
  const real = () => 2.4 * next() - 1.2;
  const length = n + MARGIN;
  return {
    x: Array.from({ length }, real),
    w: Float64Array.from({ length }, real),
    m: Array.from({ length: shape[0] }, () => Array.from({ length: shape[1] }, real)),
    k: Array.from({ length }, () => Math.floor(next() * Math.max(1, n))),
    s: real(),
  };
}
