/** Ops of a user's own. */
import { Dual } from "./dual.ts";
import {
  type Binary,
  binary,
  describe,
  type Interval,
  type Num,
  type Ternary,
  ternary,
  type Unary,
  unary,
} from "./op.ts";

/** An op of one to three operands, in other ops. */
type Expansion = (x: Num, y: Num, z: Num) => Num;
type Rule = (...operands: Num[]) => Num;
type Numbers<P extends unknown[]> = { [K in keyof P]: number };
type OpOf<F extends Expansion> = Parameters<F>["length"] extends 1
  ? Unary
  : Parameters<F>["length"] extends 2
    ? Binary
    : Ternary;

/** What a user says of an op of their own. Every column but the first two has a sensible default. */
export interface Definition<F extends Expansion> {
  readonly name: string;
  /** The op in other ops. Its number of parameters is the op's arity. */
  readonly expand: F;
  /** The op on numbers, where `expand` is slow or inaccurate. */
  readonly f?: (...operands: Numbers<Parameters<F>>) => number;
  /**
   * ∂out/∂operand, one rule per operand, of the operands and the result, in ops; null where no gradient flows.
   * Derived from `expand` unless given.
   */
  readonly d?: readonly (Rule | null)[];
  /** Where checks may sample each operand; [−3, 3] unless given. */
  readonly domain?: readonly Interval[];
  readonly latex?: string;
  readonly torch?: string;
  readonly note?: string;
}

/**
 * An op of the user's own, to be called like those of the table. Define it once, not in a loop: a tape knows at most
 * 65,536 ops.
 *
 *     const swish = defineOp({ name: "swish", expand: (x, b) => mul(x, sigmoid(mul(b, x))) });
 *
 * @throws TypeError if a column is missing or malformed.
 */
export function defineOp<F extends Expansion>(definition: Definition<F>): OpOf<F> {
  const { name, expand } = definition;
  if (typeof name !== "string" || !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name))
    throw new TypeError(`defineOp: name is ${describe(name)}; wanted an identifier`);
  if (typeof expand !== "function")
    throw new TypeError(`defineOp: expand of ${name} is ${describe(expand)}; wanted a function in ops`);
  const arity = expand.length;
  if (arity < 1 || arity > 3)
    throw new TypeError(
      `defineOp: expand of ${name} takes ${arity} operands; wanted 1, 2 or 3, without defaults`,
    );
  const given = definition.d ?? derived(expand as unknown as Rule, arity);
  if (given.length !== arity)
    throw new TypeError(
      `defineOp: ${name} has ${arity} operands and ${given.length} rules in d; wanted one each`,
    );
  const names = ["#1", "#2", "#3"].slice(0, arity).join(", ");
  const row = {
    domain: Array.from({ length: arity }, (): Interval => [-3, 3]),
    latex: `\\operatorname{${name.replace(/[_$]/g, "\\$&")}}\\left(${names}\\right)`,
    torch: `${name}(${names})`,
    ...definition,
    d: given,
  };
  const make = { 1: unary, 2: binary, 3: ternary }[arity] as (row: unknown) => unknown;
  return make(row) as OpOf<F>;
}

/** Rules from the constituents' rules, by forward mode: ∂out/∂operand is the tangent that a tangent of 1 there gives. */
function derived(expand: (...operands: Num[]) => Num, arity: number): ((...operands: Num[]) => Num)[] {
  return Array.from({ length: arity }, (_, i) => (...given: Num[]) => {
    const operands = given.slice(0, arity).map((x, j) => (i === j ? new Dual(x, 1) : x));
    const out = expand(...operands);
    return out instanceof Dual ? out.tangent : 0;
  });
}
