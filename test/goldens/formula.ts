// Local derivatives as formulas
// With `edges: "formula"` the edges say where those numbers come from, in the names of the values. A value that has no
// name is then shown with its id, as `#7`.
import { value } from "../../src/index.ts";

const x = value(0.5, "x");
const s = x.sigmoid().as("s");
const y = s.pow(2).as("y");
const loss = y.sub(value(1, "t")).as("d").square().as("loss");
loss.backward();

export default [loss, { edges: "formula" }] as const;
