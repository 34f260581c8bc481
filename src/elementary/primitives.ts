/**
 * What the elementary functions are written in: arithmetic that IEEE 754 defines to the bit and that every processor
 * has for one float64 and for a pair of them. A function of this folder takes an interpretation of these primitives and
 * operands of its kind, so that one formula serves plain numbers (`numbers.ts`), JavaScript source (`math.ts`) and
 * WebAssembly, scalar and SIMD; all of them give the same bits. There is no fused multiply-add for that reason.
 *
 * Errors stated in this folder are the largest against mpmath at some ten thousand points and more of each function, in units in
 * the last place (ulp) of the exact result; `elementary.test.ts` holds bounds little above them at stored points.
 *
 * `T` is a float64, or as many as there are lanes; `C` is a condition, one per lane. A plain number may stand where a `T`
 * is wanted, as a constant. An interpretation is an object of functions that need no `this`.
 */
export interface Primitives<T, C> {
  readonly add: (x: T | number, y: T | number) => T;
  readonly sub: (x: T | number, y: T | number) => T;
  readonly mul: (x: T | number, y: T | number) => T;
  readonly div: (x: T | number, y: T | number) => T;
  readonly neg: (x: T) => T;
  readonly abs: (x: T) => T;
  readonly sqrt: (x: T) => T;
  readonly floor: (x: T) => T;
  /** NaN where an operand is; −0 is less than 0. */
  readonly min: (x: T | number, y: T | number) => T;
  readonly max: (x: T | number, y: T | number) => T;
  /** The magnitude of x with the sign of y. */
  readonly copysign: (x: T | number, y: T) => T;

  /** Comparisons, false where an operand is NaN. */
  readonly lt: (x: T | number, y: T | number) => C;
  readonly le: (x: T | number, y: T | number) => C;
  readonly eq: (x: T | number, y: T | number) => C;
  readonly and: (a: C, b: C) => C;
  readonly or: (a: C, b: C) => C;
  readonly not: (a: C) => C;
  /** x where c holds, y elsewhere. Both are computed. */
  readonly select: (c: C, x: T | number, y: T | number) => T;

  /**
   * 2ⁿ for a whole n from −1022 to 1023; 0 at −1023, Infinity at 1024. For any other n some number, which must not reach
   * a result. As bits: those of n + (3·2⁵¹ + 1023), shifted left by 52.
   */
  readonly pow2: (n: T) => T;
  /** The exponent field less 1023: ⌊log₂|x|⌋ for a normal x, −1023 for 0 and subnormals, 1024 for NaN and ±Infinity. */
  readonly exponent: (x: T) => T;
  /** table[i] for a whole i within the table, table[0] where i is NaN. There must be no other i, in lanes not selected either. */
  readonly lookup: (table: readonly number[], i: T) => T;

  /**
   * `common()` in lanes where c does not hold, `rare()` in those where it does: a choice of results as `select`, but the
   * rare side need not be computed where no lane takes it, nor the common one where all do. Whatever lane it is
   * computed for, a side must end; its numbers do not matter in a lane that takes the other.
   */
  readonly branch: (
    c: C,
    common: () => readonly (T | number)[],
    rare: () => readonly (T | number)[],
  ) => readonly T[];
  /**
   * From `start`, replaces the state by `next(state)` while `again(state)` holds, lane by lane: the states of lanes
   * for which it does not hold stay. It must cease to hold in every lane, whatever that lane holds.
   */
  readonly loop: (
    start: readonly (T | number)[],
    again: (state: readonly T[]) => C,
    next: (state: readonly T[]) => readonly (T | number)[],
  ) => readonly T[];
  /** c₀ + c₁x + c₂x² + …, as `polynomial` of `arithmetic.ts` adds it up. */
  readonly polynomial: (c: readonly number[], x: T) => T;
  /**
   * f(p, ...xs): a part of several functions, too small for compiled code to call it. Written out as JavaScript it is one
   * function all the same.
   */
  readonly part: <X extends readonly (T | number)[], R extends readonly T[]>(
    f: (p: Primitives<T, C>, ...xs: X) => R,
    ...xs: X
  ) => R;
  /** f(p, x), and f(p, x, y), of these same primitives: what is called, an interpretation may share. */
  readonly call: (f: Lower1, x: T) => T;
  readonly call2: (f: Lower2, x: T, y: T | number) => T;
}

/** Elementary functions, by the number of their operands. */
export type Lower1 = <T, C>(p: Primitives<T, C>, x: T) => T;
export type Lower2 = <T, C>(p: Primitives<T, C>, x: T, y: T) => T;
export type Lower3 = <T, C>(p: Primitives<T, C>, x: T, y: T, z: T) => T;
export type Lower = Lower1 | Lower2 | Lower3;
/** Part of several functions, with a result or more. */
// biome-ignore lint/suspicious/noExplicitAny: whatever their number.
export type Part = (p: Primitives<any, any>, ...xs: any) => readonly unknown[];
