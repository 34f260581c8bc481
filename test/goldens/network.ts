// A network
// Two inputs, two neurons, one linear output and a squared error.
import { type Value, value } from "../../src/index.ts";

const inputs = [value(0.5, "x1"), value(-1, "x2")];
const layer = (name: string, weights: number[], bias: number, values: Value[]) =>
  weights.reduce((sum, w, i) => sum.add(values[i]!.mul(value(w, `w${name}${i + 1}`))), value(bias, `b${name}`));

const h1 = layer("h", [0.9, -0.4], 0.1, inputs).tanh().as("h1");
const h2 = layer("k", [-0.3, 0.7], -0.2, inputs).tanh().as("h2");
const out = layer("o", [1.2, -0.8], 0.3, [h1, h2]).as("out");
const loss = out.sub(value(1, "target")).square().as("loss");
loss.backward();

export default [loss, { precision: 3 }] as const;
