/** Ops as methods: `x.mul(y)` for `mul(x, y)`. */
import {
  type Binary,
  isOp,
  type Num,
  type Op,
  type Operand,
  type Parametric,
  type Ternary,
  type Unary,
} from "./op.ts";
import * as ops from "./ops.ts";

/** Every op of the table as a method of T; the value is the first operand. */
export type Methods<T> = {
  [K in keyof typeof ops as (typeof ops)[K] extends Op ? K : never]: (typeof ops)[K] extends Unary
    ? () => T
    : (typeof ops)[K] extends Parametric
      ? (y?: T | number) => T
      : (typeof ops)[K] extends Binary
        ? (y: T | number) => T
        : (typeof ops)[K] extends Ternary
          ? (y: T | number, z: T | number) => T
          : never;
};

type Call = (x: Num, y?: unknown, z?: unknown, extra?: unknown) => Num;

// One function per arity: a shared one would make every call in it megamorphic.
const methodOf = {
  1: (call: Call) =>
    function (this: Operand, extra?: unknown) {
      return call(this, extra);
    },
  2: (call: Call) =>
    function (this: Operand, y: unknown, extra?: unknown) {
      return call(this, y, extra);
    },
  3: (call: Call) =>
    function (this: Operand, y: unknown, z: unknown, extra?: unknown) {
      return call(this, y, z, extra);
    },
};

/** Gives a class of operands the methods of `Methods`. */
export function installMethods(prototype: object): void {
  for (const op of Object.values(ops).filter(isOp))
    Object.defineProperty(prototype, op.name, {
      value: methodOf[op.arity](op as Call),
      configurable: true,
      writable: true,
    });
}
