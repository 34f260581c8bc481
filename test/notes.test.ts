/**
 * The lecture notes' own cells run as they stand. Of the notes, the cell that extends the class `Value` is the engine
 * itself and is not here; the cell with the helpers is, its own `trace` and `draw_dot` included.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { graph } from "../src/graph.ts";
import { LangError, run } from "../src/lang/index.ts";
import type { Value } from "../src/value.ts";

const cell = (name: string) => readFileSync(new URL(`fixtures/notes/${name}.py`, import.meta.url), "utf8");
const helpers = cell("1-helpers");
const original = cell("2-original-tanh");
const simplified = cell("3-simplified-tanh");

const RESET = "reset_graph(): All vars, initial and intermediate, have been reset. All gradients now 0";
const GRADS = { x1: -1.5, w1: 1, x2: 0.5, w2: 0, b: 0.5 };

function check({ root, leaves, drawn, printed }: ReturnType<typeof run>): void {
  expect(printed).toEqual([RESET]);
  expect(root!.label).toBe("o");
  expect(root!.data).toBeCloseTo(Math.SQRT1_2, 12);
  expect(drawn.map(({ id }) => id)).toEqual([root!.id]);
  expect(leaves.map(({ label }) => label)).toEqual(["x1", "x2", "w1", "w2", "b"]);
  for (const leaf of leaves) expect(leaf.grad).toBeCloseTo(GRADS[leaf.label as keyof typeof GRADS], 12);
}

test("the cell of the helpers", () => {
  const { names, root, language } = run(helpers, { filename: "notes.py" });
  expect([...names.keys()]).toEqual(["reset_graph"]);
  expect([root, language]).toEqual([undefined, "python"]);
});

describe("the neuron with tanh as one op", () => {
  const execution = run(helpers + original, { filename: "notes.py" });
  test("gives the notes' values", () => {
    check(execution);
  });
  test("has the notes' graph, labels and all", () => {
    const nodes = graph(execution.root!).map(({ label, op }) => [label, op?.name ?? null]);
    expect(nodes).toEqual([
      ["x1", null],
      ["x2", null],
      ["w1", null],
      ["w2", null],
      ["x1*w1", "mul"],
      ["x2*w2", "mul"],
      ["x1*w1 + x2*w2", "add"],
      ["b", null],
      ["n", "add"],
      ["o", "tanh"],
    ]);
  });
});

describe("the neuron with tanh written out", () => {
  const execution = run(helpers + simplified, { filename: "notes.py" });
  test("gives the same values", () => {
    check(execution);
  });
  test("names e and o, and shows the text of what has no name", () => {
    const made = graph(execution.root!).slice(-8);
    expect(made.map(({ label, caption }) => label || caption)).toEqual([
      "",
      "2*n",
      "e",
      "",
      "e - 1",
      "",
      "e + 1",
      "o",
    ]);
  });
});

test("all cells one after another, as in a notebook", () => {
  const { passes, leaves, names } = run(helpers + original + simplified, { filename: "notes.py" });
  expect(passes).toHaveLength(2);
  // The second reset made new leaves, and they alone bear the names.
  expect(leaves.map(({ label }) => label)).toEqual(["x1", "x2", "w1", "w2", "b"]);
  expect(leaves.every((leaf) => (names.get(leaf.label) as Value).id === leaf.id)).toBe(true);
  expect(passes[0]!.root.label).toBe("");
  expect(passes[0]!.root.caption).toBe("o");
});

test("reset_graph, all three ways", () => {
  const { printed, leaves } = run(
    `${helpers + original}reset_graph('gradients')\nreset_graph('nothing')\nprint(x1.grad, n.grad, o.grad)`,
    { filename: "notes.py" },
  );
  expect(printed).toEqual([
    RESET,
    "reset_graph(): All gradients have been reset to 0",
    "reset_graph(): please specify the level of reset desired 'gradients' or 'graph'",
    "0.0 0.0 0.0",
  ]);
  expect(leaves.every(({ grad }) => grad === 0)).toBe(true);
});

test("the cell that is the engine is refused by name, with what to do", () => {
  try {
    run("class Value:\n    def __init__(self, data):\n        self.data = data\n", { filename: "notes.py" });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(LangError);
    expect((error as LangError).message).toContain(
      "`class` is not supported; write functions; the class `Value` and the functions `trace` and `draw_dot` are built in",
    );
  }
});
