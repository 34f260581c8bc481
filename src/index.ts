export { at, concat, length, pad } from "./arrays.ts";
export {
  type Ahead,
  type CompileOptions,
  compile,
  compileAsync,
  type Inspectable,
  type Prepared,
} from "./compile/compile.ts";
export { type Definition, defineOp } from "./define.ts";
export { type Contribution, explain, firstNaN } from "./explain.ts";
export { type FnOptions, fn } from "./fn.ts";
export { fold, scan, whileLoop } from "./folds.ts";
export { formula, opSymbol } from "./formula.ts";
export { AnomalyError, anomaly } from "./functions/anomaly.ts";
export { type Checked, type CheckOptions, check, kinks } from "./functions/check.ts";
export {
  type CheckedElement,
  checkGrad,
  type GradCheck,
  type GradCheckOptions,
} from "./functions/check-grad.ts";
export { customGrad } from "./functions/custom-grad.ts";
export {
  type Gradient,
  grad,
  type Like,
  type Picked,
  type ValueAndGrad,
  valueAndGrad,
  type Wrt,
} from "./functions/grad.ts";
export { gradients } from "./functions/gradients.ts";
export { hessian, type JacobianOptions, jacobian } from "./functions/jacobian.ts";
export { hvp, jvp, vjp } from "./functions/products.ts";
export { type TracedOptions, traced } from "./functions/traced.ts";
export { type Batched, type Mark, type Rows, type RowsOf, type VmapOptions, vmap } from "./functions/vmap.ts";
export { countNodes, graph } from "./graph.ts";
export { Expr, Vector } from "./ir/expr.ts";
export { print } from "./ir/print.ts";
export type { Program } from "./ir/program.ts";
export { validate } from "./ir/validate.ts";
export { argMaxOf, argMinOf, type LoopOptions, maxOf, minOf, sum, vec } from "./loops.ts";
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
export { evaluate, type Graph, type Traced, trace, traceGraph } from "./trace.ts";
export { expand, type Which } from "./transform/expand.ts";
export { fuse, fusible } from "./transform/fuse.ts";
export { toLatex, toText } from "./transform/notation.ts";
export { type SimplifyOptions, simplify } from "./transform/simplify.ts";
export { forward, isValue, noGrad, Value, value, zeroGrad } from "./value.ts";
