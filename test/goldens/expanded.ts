// The same tanh at another level
// `expand` rebuilds the graph with tanh taken apart: (e - 1) / (e + 1) with e = exp(2n). The leaves get the same gradients.
// Where the order of an op's operands matters they are numbered.
import { expand, value } from "../../src/index.ts";

const x = value(2, "x");
const w = value(-3, "w");
const b = value(6.8813735870195432, "b");
const o = x.mul(w).as("x*w").add(b).as("n").tanh().as("o");
const apart = expand(o, ["tanh"]);
apart.backward();

export default [apart] as const;
