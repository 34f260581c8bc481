import { expect, test } from "vitest";
import { exp } from "./ops.ts";
import { value } from "./value.ts";

test("the notes' neuron", () => {
  const x1 = value(2, "x1"),
    x2 = value(0, "x2"),
    w1 = value(-3, "w1"),
    w2 = value(1, "w2");
  const b = value(6.8813735870195432, "b");
  const n = x1.mul(w1).add(x2.mul(w2)).add(b).as("n");
  const o = n.tanh().as("o");
  o.backward();
  expect(o.data).toBeCloseTo(0.7071, 4);
  expect(x1.grad).toBeCloseTo(-1.5, 12);
  expect(w1.grad).toBeCloseTo(1, 12);
  console.log(o, n.operands, exp(value(1)));
});
