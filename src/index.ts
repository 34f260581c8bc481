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
export { forward, isValue, noGrad, Value, value, zeroGrad } from "./value.ts";
