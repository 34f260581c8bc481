/** Arithmetic of Python's that JavaScript has none for: integers of any size, and a remainder with the divisor's sign. */
import type { Machine } from "./machine.ts";
import type { Span } from "./source.ts";
import type { BinaryOperator } from "./tree.ts";

const BITS_PER_DIGIT = Math.log2(10);

/** log2 |x|, nearly; 0 of 0. */
function logarithm(x: bigint): number {
  const hex = (x < 0n ? -x : x).toString(16);
  return Math.log2(Math.max(1, Number.parseInt(hex.slice(0, 8), 16))) + 4 * Math.max(0, hex.length - 8);
}

/** `undefined`: the result is no integer, as that of `/` and of a negative power; it is to be computed in floats. */
export function integerArithmetic(
  machine: Machine,
  operator: BinaryOperator,
  x: bigint,
  y: bigint,
  at: Span,
): bigint | undefined {
  const room = (bits: number) => {
    if (bits > machine.meter.budget.digits * BITS_PER_DIGIT) machine.meter.over("digits", at);
  };
  switch (operator) {
    case "+":
      room(Math.max(logarithm(x), logarithm(y)));
      return x + y;
    case "-":
      room(Math.max(logarithm(x), logarithm(y)));
      return x - y;
    case "*":
      room(logarithm(x) + logarithm(y));
      return x * y;
    case "**":
      if (y < 0n) return undefined;
      if (x > 1n || x < -1n) room(logarithm(x) * Number(y));
      return x ** y;
    case "//":
      return y === 0n ? undefined : (x - modulo(x, y)) / y;
    case "%":
      return y === 0n ? undefined : modulo(x, y);
    case "/":
      return undefined;
  }
}

const modulo = (x: bigint, y: bigint): bigint => {
  const remainder = x % y;
  return remainder !== 0n && remainder < 0n !== y < 0n ? remainder + y : remainder;
};

/** Python's `x % y` on floats: the sign is the divisor's. */
export function floatModulo(x: number, y: number): number {
  const remainder = x % y;
  if (remainder === 0) return y < 0 || Object.is(y, -0) ? -0 : 0;
  return remainder < 0 !== y < 0 ? remainder + y : remainder;
}

/** Python's `x // y` on floats. */
export function floatDivide(x: number, y: number): number {
  if (y === 0 || !Number.isFinite(x)) return Math.floor(x / y);
  const quotient = (x - floatModulo(x, y)) / y;
  if (quotient === 0) return x / y < 0 || Object.is(x / y, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}
