/** Derivatives that a user knows better. */
import { defineOp } from "../define.ts";
import { type Binary, describe, type Num, type Ternary, type Unary } from "../op.ts";

type Scalar1 = (x: Num) => Num;
type Scalar2 = (x: Num, y: Num) => Num;
type Scalar3 = (x: Num, y: Num, z: Num) => Num;

let unnamed = 0;

/**
 * `f`, of one to three numbers, with local derivatives of the user's own: `rules` gives ∂f/∂operand for each operand,
 * from the operands and the result, in ops; one function for one operand. The result is an op: `f` itself is not looked
 * into when derivatives are taken, but `expand` shows it. In a trace its loops are loops of the program, which are run
 * and not differentiated.
 *
 *     const safeSqrt = customGrad((x) => sqrt(x), (x, out) => div(0.5, max(out, 1e-6)));
 *
 * What an iteration finds has its derivative from the equation that it solves: x² = a gives dx/da = ½/x.
 *
 *     const root = customGrad(
 *       (a) => whileLoop((x) => gt(abs(sub(square(x), a)), 1e-12), (x) => mul(0.5, add(x, div(a, x))), 1, { max: 50 }),
 *       (a, x) => div(0.5, x),
 *     );
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
