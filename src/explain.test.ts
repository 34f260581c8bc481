import { expect, test } from "vitest";
import { explain, firstNaN } from "./explain.ts";
import { graph } from "./graph.ts";
import { log, mul } from "./ops.ts";
import { forward, value } from "./value.ts";

test("tells every contribution of the notes' neuron", () => {
  const x = value(2, "x");
  const w = value(-0.25, "w");
  const o = x.mul(w).as("n").tanh().as("o");
  const story = explain(o).map((c) => [c.from.label, c.to.label, c.op.name, c.index, c.formula, c.upstream]);
  expect(story).toEqual([
    ["o", "n", "tanh", 0, "1 - o**2", 1],
    ["n", "x", "mul", 0, "w", 1 - o.data ** 2],
    ["n", "w", "mul", 1, "x", 1 - o.data ** 2],
  ]);
  expect(x.grad).toBe(0);
});

test("its sums are the gradients of a pass, and products are upstream · local", () => {
  const x = value(0.7, "x");
  const y = value(-1.2, "y");
  const root = x.mul(x).add(x.exp().mul(y)).div(y.square().add(1)).relu().add(x.sub(y).silu());
  const contributions = explain(root, { seed: 2 });
  root.backward({ seed: 2 });
  const last = new Map(contributions.map((c) => [c.to.id, c.sum]));
  for (const node of graph(root)) if (node.id !== root.id) expect(last.get(node.id)).toBe(node.grad);
  for (const c of contributions) expect(c.product).toBe(c.upstream === 0 ? 0 : c.upstream * c.local);
});

test("x·x has two contributions, and the running sum shows it", () => {
  const x = value(3, "x");
  expect(explain(x.mul(x)).map((c) => [c.index, c.local, c.sum])).toEqual([
    [0, 3, 3],
    [1, 3, 6],
  ]);
});

test("a condition gets 0, said so", () => {
  const x = value(3, "x");
  const [first] = explain(x.step());
  expect([first?.local, first?.formula, first?.product]).toEqual([0, "0", 0]);
});

test("the parameters of an op are known in its formula", () => {
  const x = value(3, "x");
  expect(explain(x.pow(2))[0]?.formula).toBe("2 * x");
  expect(explain(x.pow(-1))[0]?.formula).toBe("-1 * x**-2");
});

test("refuses what it can't tell", () => {
  const x = value(2, "x");
  const y = x.square().as("y");
  expect(() => explain(2 as never)).toThrow("explain: root is the number 2; wanted a Value");
  expect(() => explain(y, { seed: "2" as never })).toThrow(
    'explain: seed is the string "2"; wanted a number',
  );
  expect(() => explain(y, 2 as never)).toThrow("explain: options is the number 2; wanted an object");
  x.data = 5;
  expect(() => explain(y)).toThrow(
    /explain: data below y was set after it was computed; call forward\(root\)/,
  );
  forward(y);
  expect(explain(y)[0]?.product).toBe(10);
  // The product stays 0, and a local derivative does not.
  const [zero, w] = [value(0), value(2)];
  const product = zero.mul(w);
  w.data = 3;
  expect(() => explain(product)).toThrow("call forward(root)");
  expect(explain(zero.mul(w)).map((c) => c.local)).toEqual([3, 0]);
});

test("firstNaN finds the node that made it", () => {
  const x = value(-1, "x");
  const bad = log(x).as("bad");
  const root = mul(bad, 2).add(x);
  expect(firstNaN(root)?.label).toBe("bad");
  expect(firstNaN(x)).toBeUndefined();
});
