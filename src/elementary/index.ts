/** The elementary functions over the primitives, by the names of the ops that they compute. */
export {
  clamp,
  elu,
  leakyRelu,
  logaddexp,
  relu,
  sigmoid,
  sign,
  silu,
  softplus,
  square,
  step,
} from "./activation.ts";
export { erf, erfc, gelu } from "./error.ts";
export { exp, exp2, expm1 } from "./exp.ts";
export { digamma, lgamma, polygamma } from "./gamma.ts";
export { acosh, asinh, atanh, cosh, sinh, tanh } from "./hyperbolic.ts";
export { acos, asin, atan, atan2 } from "./inverse-trigonometric.ts";
export { log, log1p, log2, log10 } from "./log.ts";
export { cbrt, hypot, pow } from "./power.ts";
export { cos, sin, tan } from "./trigonometric.ts";
