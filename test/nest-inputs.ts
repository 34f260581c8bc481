/** What programs of nests.ts are called with, and what they capture. */
import type { Num } from "../src/op.ts";

/** The arguments of every program. */
export interface Inputs<S = Num> {
  readonly x: ArrayLike<S>;
  readonly w: ArrayLike<S>;
  readonly m: ArrayLike<ArrayLike<S>>;
  readonly s: S;
}
/** Lengths of x and w, and of m in both dimensions, where nothing is scaled. */
export const [WIDE, SIDE] = [7, 5];

/** What programs capture: whole numbers in 0 … 2 in a typed array, and others in a plain one. */
export interface Data {
  readonly whole: Int32Array;
  readonly reals: readonly number[];
}
export function dataOf(scale: number): Data {
  const whole = Int32Array.from({ length: WIDE * scale }, (_, k) => [2, 0, 1, 1, 2, 0, 2][k % 7]!);
  const reals = Array.from({ length: WIDE * scale }, (_, k) => Math.sin(5 * k + 1.3));
  return { whole, reals };
}
