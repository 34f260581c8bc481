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

type Of<Arity extends 1 | 2 | 3, T> = Arity extends 1
  ? (x: T) => T
  : Arity extends 2
    ? (x: T, y: T) => T
    : (x: T, y: T, z: T) => T;
type RuleOf<Arity extends 1 | 2 | 3> = Arity extends 1
  ? (x: Num, out: Num) => Num
  : Arity extends 2
    ? (x: Num, y: Num, out: Num) => Num
    : (x: Num, y: Num, z: Num, out: Num) => Num;

/** What a user says of an op of their own. Every column but the first two has a sensible default. */
export interface Definition<Arity extends 1 | 2 | 3> {
  readonly name: string;
  /** The op in other ops. Its number of parameters is the op's arity. */
  readonly expand: Of<Arity, Num>;
  /** The op on numbers, where `expand` is slow or inaccurate. */
  readonly f?: Of<Arity, number>;
  /** ∂out/∂operand, one rule per operand, in ops; derived from `expand` unless given. */
  readonly d?: readonly (RuleOf<Arity> | null)[];
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
export function defineOp(definition: Definition<1> & { readonly expand: (x: Num) => Num }): Unary;
export function defineOp(definition: Definition<2>): Binary;
export function defineOp(definition: Definition<3>): Ternary;
export function defineOp(
  definition: Definition<1> | Definition<2> | Definition<3>,
): Unary | Binary | Ternary {
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
  const given = definition.d ?? derived(expand as (...operands: Num[]) => Num, arity);
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
  return ({ 1: unary, 2: binary, 3: ternary }[arity] as (row: unknown) => Unary | Binary | Ternary)(row);
}

/** Rules from the constituents' rules, by forward mode: ∂out/∂operand is the tangent that a tangent of 1 there gives. */
function derived(expand: (...operands: Num[]) => Num, arity: number): ((...operands: Num[]) => Num)[] {
  return Array.from({ length: arity }, (_, i) => (...given: Num[]) => {
    const operands = given.slice(0, arity).map((x, j) => (i === j ? new Dual(x, 1) : x));
    const out = expand(...operands);
    return out instanceof Dual ? out.tangent : 0;
  });
}
