// A neuron
// Values are boxes with label, data and grad; ops are dark. Blue boxes are leaves, the thick frame is the root, whose
// backward pass gave the gradients.
import { value } from "../../src/index.ts";

const x1 = value(2, "x1");
const x2 = value(0, "x2");
const w1 = value(-3, "w1");
const w2 = value(1, "w2");
const b = value(6.8813735870195432, "b");
const sum = x1.mul(w1).as("x1*w1").add(x2.mul(w2).as("x2*w2")).as("x1*w1 + x2*w2");
const o = sum.add(b).as("n").tanh().as("o");
o.backward();

export default [o] as const;
