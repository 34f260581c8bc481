export { type Definition, defineOp } from "./define.ts";
export { type Contribution, explain, firstNaN } from "./explain.ts";
export { formula, opSymbol, toLatex, toText } from "./formula.ts";
export { type Checked, type CheckOptions, check, kinks } from "./functions/check.ts";
export { countNodes, graph } from "./graph.ts";
export {
  type Binary,
  isOp,
  type Num,
  type Op,
  Operand,
  type Parametric,
  type Ternary,
  type Unary,
} from "./op.ts";
export * from "./ops.ts";
export type { Span } from "./tape.ts";
export { expand } from "./transform/expand.ts";
export { forward, isValue, noGrad, Value, value, zeroGrad } from "./value.ts";
