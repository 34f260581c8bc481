/** The elementary functions over the primitives, by the names of the ops that they compute. */
export { exp, exp2, expm1 } from "./exp.ts";
export { sigmoid, softplus, tanh } from "./hyperbolic.ts";
export { log, log1p, log2, log10 } from "./log.ts";
export { cbrt, hypot, pow } from "./power.ts";
export { cos, sin, tan } from "./trigonometric.ts";
