/** The primitives on plain numbers. */
import type { Primitives } from "./primitives.ts";

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);
number[0] = 1;
/** Which of the two words has the exponent. */
const HIGH = words[1] === 0 ? 0 : 1;

const POWERS = Float64Array.from({ length: 2048 }, (_, k) => (k === 0 ? 0 : 2 ** (k - 1023)));

/** @see Primitives.pow2 */
export const pow2 = (n: number): number => POWERS[(n + 1023) & 2047]!;

/** @see Primitives.exponent */
export function exponent(x: number): number {
  number[0] = x;
  return ((words[HIGH]! >>> 20) & 2047) - 1023;
}

export const copysign = (x: number, y: number): number =>
  y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x);

const INTEGERS_FROM = 2 ** 52;

/** The nearest integer, a tie to the even one (IEEE 754 roundTiesToEven), as Python's and PyTorch's `round`. Exact; keeps −0. */
export function nearest(x: number): number {
  const a = Math.abs(x);
  if (!(a < INTEGERS_FROM)) return x;
  // At 2⁵² the spacing of float64 is 1, so the addition itself rounds as IEEE 754 does.
  return copysign(a + INTEGERS_FROM - INTEGERS_FROM, x);
}

/** Where written-out functions leave their results but the first. */
export const REST = new Float64Array(3);

/** @see Primitives.polynomial */
export function polynomial(c: readonly number[], x: number): number {
  const square = x * x;
  const fourth = square * square;
  let k = c.length - 1;
  let sum = c[k]!;
  for (; k > 4; k -= 4) sum = c[k - 4]! + x * c[k - 3]! + square * (c[k - 2]! + x * c[k - 1]!) + fourth * sum;
  while (k > 0) sum = c[--k]! + x * sum;
  return sum;
}

export const numbers: Primitives<number, boolean> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  neg: (x) => -x,
  abs: Math.abs,
  sqrt: Math.sqrt,
  floor: Math.floor,
  min: Math.min,
  max: Math.max,
  copysign,
  lt: (x, y) => x < y,
  le: (x, y) => x <= y,
  eq: (x, y) => x === y,
  and: (a, b) => a && b,
  or: (a, b) => a || b,
  not: (a) => !a,
  select: (c, x, y) => (c ? x : y),
  pow2,
  exponent,
  lookup: (table, i) => table[i | 0]!,
  branch: (c, common, rare) => (c ? rare() : common()),
  loop: (start, again, next) => {
    let state = start;
    while (again(state)) state = next(state);
    return state;
  },
  polynomial,
  part: (f, ...xs) => f(numbers, ...xs),
  call: (f, x) => f(numbers, x),
  call2: (f, x, y) => f(numbers, x, y),
};
