import { expect, test } from "vitest";
import { type Value, value } from "../value.ts";
import { trace } from "./trace.ts";

const named = (root: Value) => {
  const { nodes, edges } = trace(root);
  return {
    nodes: nodes.map(({ label }) => label),
    edges: edges.map(({ from, to, index }) => [from.label, to.label, index]),
  };
};

test("the notes' neuron has ten nodes and nine edges, operands before results", () => {
  const x1 = value(2, "x1");
  const w1 = value(-3, "w1");
  const x2 = value(0, "x2");
  const w2 = value(1, "w2");
  const b = value(6.8813735870195432, "b");
  const n = x1.mul(w1).as("x1*w1").add(x2.mul(w2).as("x2*w2")).as("sum").add(b).as("n");
  expect(named(n.tanh().as("o"))).toEqual({
    nodes: ["x1", "w1", "x2", "w2", "b", "x1*w1", "x2*w2", "sum", "n", "o"],
    edges: [
      ["x1", "x1*w1", 0],
      ["w1", "x1*w1", 1],
      ["x2", "x2*w2", 0],
      ["w2", "x2*w2", 1],
      ["x1*w1", "sum", 0],
      ["x2*w2", "sum", 1],
      ["sum", "n", 0],
      ["b", "n", 1],
      ["n", "o", 0],
    ],
  });
});

test("a value used twice has two edges, and is one node", () => {
  const x = value(3, "x");
  expect(named(x.mul(x).as("y"))).toEqual({
    nodes: ["x", "y"],
    edges: [
      ["x", "y", 0],
      ["x", "y", 1],
    ],
  });
});

test("parameters are no nodes, and keep their position", () => {
  const x = value(3, "x");
  expect(named(x.pow(2).as("y")).edges).toEqual([["x", "y", 0]]);
  const n = value(2, "n");
  expect(named(x.pow(n).as("y")).edges).toEqual([
    ["x", "y", 0],
    ["n", "y", 1],
  ]);
});

test("a leaf is a graph of one node", () => {
  expect(named(value(1, "x"))).toEqual({ nodes: ["x"], edges: [] });
});

test("refuses what is no value", () => {
  expect(() => trace(3 as never)).toThrow("trace: root is the number 3; wanted a Value");
});

test("depth is no limit", () => {
  let y = value(1);
  for (let i = 0; i < 30_000; i++) y = y.sin();
  const { nodes, edges } = trace(y);
  expect(nodes).toHaveLength(30_001);
  expect(edges).toHaveLength(30_000);
});
