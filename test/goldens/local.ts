// Local derivatives, top to bottom
// With `edges: "local"` each edge carries the local derivative ∂. The gradient of an operand is the gradient above times ∂,
// summed over its edges: x is used twice, so its gradient is 0.2 * 4 + 0.2 * 1. ∂₁ and ∂₂ are those of the first and the
// second operand of an op in which they differ.
import { value } from "../../src/index.ts";

const x = value(1, "x");
const w = value(4, "w");
const y = x.mul(w).as("p").add(x).div(5).as("y");
y.backward();

export default [y, { edges: "local", direction: "TB", precision: 2, title: "y = (x*w + x) / 5" }] as const;
