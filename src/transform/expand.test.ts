import { describe, expect, test } from "vitest";
import { defineOp } from "../define.ts";
import { opSymbol } from "../formula.ts";
import { graph } from "../graph.ts";
import { exp, mul, tanh } from "../ops.ts";
import { type Value, value } from "../value.ts";
import { expand } from "./expand.ts";

function neuron() {
  const leaves = {
    x1: value(2, "x1"),
    x2: value(0, "x2"),
    w1: value(-3, "w1"),
    w2: value(1, "w2"),
    b: value(6.8813735870195432, "b"),
  };
  const { x1, x2, w1, w2, b } = leaves;
  const n = x1.mul(w1).as("x1*w1").add(x2.mul(w2).as("x2*w2")).as("x1*w1 + x2*w2").add(b).as("n");
  return { leaves: Object.values(leaves), n };
}

/** Nodes as the notes draw them: what made each, from which, with data and grad. Ids become places in the list. */
function shape(root: Value): unknown[] {
  const nodes = graph(root);
  const place = new Map(nodes.map((node, i) => [node.id, i]));
  return nodes.map((node) => ({
    op: node.op ? opSymbol(node.op, node.args) : "",
    operands: node.operands.map((operand) => place.get(operand.id)),
    label: node.label,
    data: node.data.toFixed(4),
    grad: node.grad.toFixed(4),
  }));
}

describe("the notes' exercise: the same tanh at two levels", () => {
  test("gives the same output and the same gradients at the leaves", () => {
    const { leaves, n } = neuron();
    const o = n.tanh().as("o");
    o.backward();
    const high = leaves.map((leaf) => leaf.grad);
    for (const leaf of leaves) leaf.zeroGrad();

    for (const which of [["tanh"], [tanh], "all"] as const) {
      const low = expand(o, which);
      low.backward();
      expect(low.label).toBe("o");
      expect(low.data).toBeCloseTo(o.data, 14);
      leaves.forEach((leaf, i) => {
        expect(Math.abs(leaf.grad - high[i]!)).toBeLessThan(1e-12);
        leaf.zeroGrad();
      });
    }
    expect(high.map((g) => g.toFixed(4))).toEqual(["-1.5000", "0.5000", "1.0000", "0.0000", "0.5000"]);
  });

  test("goes one level down, or all the way", () => {
    const { n } = neuron();
    const names = (root: Value) => graph(root).flatMap((node) => (node.op ? [node.op.name] : []));
    const o = n.tanh();
    expect(names(expand(o, ["tanh"])).slice(4)).toEqual(["mul", "exp", "sub", "add", "div"]);
    expect(names(expand(o, "all")).slice(4)).toEqual(["mul", "exp", "add", "add", "pow", "mul"]);
  });

  test('"all" on (e - 1) / (e + 1) is the notes\' graph, node for node', () => {
    const { n } = neuron();
    const e = exp(mul(2, n)).as("e");
    const low = expand(e.sub(1).div(e.add(1)).as("o"), "all");
    low.backward();

    // What the notes' own lines build: __sub__ adds -1, __truediv__ multiplies by **-1, __rmul__ puts n first.
    const again = neuron();
    const e2 = again.n.mul(2).exp().as("e");
    const notes = e2.add(-1).mul(e2.add(1).pow(-1)).as("o");
    notes.backward();

    const unordered = (nodes: unknown[]) =>
      nodes.map((node) => {
        const { operands, ...rest } = node as { operands: number[] };
        return JSON.stringify({ ...rest, operands: operands.length });
      });
    expect(unordered(shape(low)).sort()).toEqual(unordered(shape(notes)).sort());
    expect(graph(low)).toHaveLength(graph(notes).length);
    expect(low.operands[0]!.operands[0]!.id).toBe(low.operands[1]!.operands[0]!.operands[0]!.id);
  });

  test("keeps leaves, labels, captions and sources", () => {
    const { leaves, n } = neuron();
    n.caption = "the sum";
    n.source = { line: 1, column: 2, from: 1, to: 5 };
    const low = expand(n.tanh().as("o"));
    const nodes = graph(low);
    for (const leaf of leaves) expect(nodes.map((node) => node.id)).toContain(leaf.id);
    const copy = nodes.find((node) => node.label === "n")!;
    expect(copy.id).not.toBe(n.id);
    expect([copy.caption, copy.source?.column]).toEqual(["the sum", 2]);
  });
});

describe("expand", () => {
  test("keeps a node that is used twice one node", () => {
    const x = value(0.3);
    const t = x.tanh();
    const low = expand(t.mul(t));
    expect(low.operands[0]!.id).toBe(low.operands[1]!.id);
    low.backward();
    expect(x.grad).toBeCloseTo(2 * Math.tanh(0.3) * (1 - Math.tanh(0.3) ** 2), 14);
  });

  test("of what is made of plain numbers' own nodes is a node", () => {
    const two = value(3).mul(2).operands[1]!;
    const low = expand(two.tanh().as("t"), ["tanh"]);
    expect([low.op?.name, low.label]).toEqual(["div", "t"]);
    expect(low.data).toBeCloseTo(Math.tanh(2), 15);
    two.label = "two";
    low.backward();
    const again = expand(two.tanh());
    expect(graph(again)[0]!.id).toBe(two.id);
    const seven = defineOp({ name: "seven", expand: (_x) => 7 });
    const root = expand(seven(value(1)).as("s").mul(2), "all");
    expect([root.data, root.operands[0]!.label]).toEqual([14, "s"]);
  });

  test("of a leaf is the leaf", () => {
    const x = value(1);
    expect(expand(x).id).toBe(x.id);
  });

  test("walks a deep chain", () => {
    let v = value(0.5);
    for (let i = 0; i < 20_000; i++) v = v.neg();
    expect(expand(v).data).toBe(0.5);
  });

  test.each<[string, unknown, RegExp]>([
    ["an unknown op", ["thn"], /"thn" is no op/],
    ["a primitive op", ["exp"], /exp is a primitive op; it has no constituents/],
    ["a string that is no list", "tanh", /which is the string "tanh"; wanted "all" or a list of ops/],
  ])("refuses %s", (_, which, message) => {
    expect(() => expand(value(1).tanh(), which as never)).toThrow(message);
  });
});
