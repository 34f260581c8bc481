/** Derivatives that a user knows better. */
import { defineOp } from "../define.ts";
import { type Binary, describe, type Num, type Ternary, type Unary } from "../op.ts";

type Scalar1 = (x: Num) => Num;
type Scalar2 = (x: Num, y: Num) => Num;
type Scalar3 = (x: Num, y: Num, z: Num) => Num;

let unnamed = 0;

/**
 * `f` with local derivatives of the user's own: `rules` gives ∂f/∂operand for each operand, from the operands and the
 * result, in ops; one function for one operand. The result is an op: `f` itself is not looked into when derivatives
 * are taken, but `expand` shows it.
 *
 *     const safeSqrt = customGrad((x) => sqrt(x), (x, out) => div(0.5, max(out, 1e-6)));
 *
 * @throws TypeError if `f` takes none or more than three operands, or there is not a rule for each.
 */
export function customGrad(f: Scalar1, rule: (x: Num, out: Num) => Num): Unary;
export function customGrad(f: Scalar2, rules: readonly ((x: Num, y: Num, out: Num) => Num)[]): Binary;
export function customGrad(
  f: Scalar3,
  rules: readonly ((x: Num, y: Num, z: Num, out: Num) => Num)[],
): Ternary;
export function customGrad(f: (...operands: never[]) => Num, rules: unknown): Unary | Binary | Ternary {
  const name =
    typeof f === "function" && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(f.name) ? f.name : `custom${++unnamed}`;
  if (typeof rules !== "function" && !Array.isArray(rules))
    throw new TypeError(
      `customGrad: rules is ${describe(rules)}; wanted a function for the derivative, or a list of one per operand`,
    );
  const d = (Array.isArray(rules) ? rules : [rules]) as ((...operands: Num[]) => Num)[];
  return defineOp({ name, expand: f as unknown as Scalar3, d });
}
