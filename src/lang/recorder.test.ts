import { describe, expect, test } from "vitest";
import { graph } from "../graph.ts";
import type { Value } from "../value.ts";
import { run } from "./index.ts";

const python = (source: string) => run(source, { language: "python" });
const value = (source: string, name: string) => python(source).names.get(name) as Value;

describe("labels", () => {
  test("a name that is assigned a node labels it", () => {
    expect(value("x1 = Value(2.0)", "x1").label).toBe("x1");
    expect(value("x = Value(2)\ny = x * 2", "y").label).toBe("y");
    expect(run("const n = value(2) * 3", { language: "javascript" }).root!.label).toBe("n");
  });
  test("unless it is labelled explicitly, before or after", () => {
    expect(value("x = Value(2, label='x1')", "x").label).toBe("x1");
    expect(value("x = Value(2)\ny = x * 2; y.label = 'x*2'", "y").label).toBe("x*2");
    expect(run('const x = value(2, "x1")', { language: "javascript" }).root!.label).toBe("x1");
  });
  test("y = x relabels nothing", () => {
    expect(value("x = Value(2)\ny = x", "x").label).toBe("x");
  });
  test("of a chained assignment the first that is made counts", () => {
    expect(value("a = b = Value(2)", "b").label).toBe("a");
  });
  test("a name assigned again labels the newest node; the older ones keep it as caption", () => {
    const { root, leaves } = python("x = Value(1)\nx = x + 1\nx += 1\nx = x * 2");
    const named = graph(root!).filter(({ label, caption }) => label === "x" || caption === "x");
    expect(named.map(({ label }) => label)).toEqual(["", "", "", "x"]);
    expect(named.at(-1)!.id).toBe(root!.id);
    expect(leaves).toEqual([]);
  });
  test("so does a program run twice, whatever labels it gave", () => {
    const twice =
      "def build():\n    global a, o\n    a = Value(1, label='first'); o = a * 2; o.label = 'out'\n";
    const { leaves, root } = python(`${twice}build()\nbuild()\n`);
    expect(leaves.map(({ label }) => label)).toEqual(["first"]);
    expect(leaves[0]!.id).toBe(root!.operands[0]!.id);
    const { leaves: fresh } = python("x1 = Value(1, label='x1')\nx1 = Value(2, label='x1')");
    expect(fresh.map(({ data }) => data)).toEqual([2]);
  });
  test("the result of a function takes the name it is assigned to, and what is inside keeps its own", () => {
    const { root } = python(
      "def neuron(x):\n    act = x * 2\n    out = act.tanh()\n    return out\nx = Value(1)\no = neuron(x)",
    );
    expect(root!.label).toBe("o");
    expect(root!.operands[0]!.label).toBe("act");
  });
  test("parameters and the variables of loops label nothing", () => {
    const { root } = python(
      "o = 0\nfor v in [Value(1), Value(2)]:\n    o = o + v\ndef f(p): return p\nf(Value(3))",
    );
    expect(
      graph(root!)
        .filter(({ isLeaf }) => isLeaf)
        .map(({ label }) => label),
    ).toEqual(["", "", ""]);
  });
});

describe("captions", () => {
  const captions = (source: string) =>
    graph(python(source).root!).map(({ label, caption }) => label || caption);
  test("an unnamed intermediate is captioned with its source text", () => {
    expect(captions("x1 = Value(2)\nw1 = Value(-3)\no = (x1*w1 +   1).tanh()")).toEqual([
      "x1",
      "w1",
      "x1*w1",
      "",
      "x1*w1 + 1",
      "o",
    ]);
  });
  test("in one line, and shortened at forty characters", () => {
    const terms = Array.from({ length: 12 }, (_, i) => `x * ${i}`).join(" +\n  ");
    const caption = captions(`x = Value(1)\no = tanh(${terms})`).at(-2)!;
    expect(caption).toBe("x * 0 + x * 1 + x * 2 + x * 3 + x * 4 +…");
    expect(caption.length).toBe(40);
  });
  test("of several ops that one expression makes, only the last has its text", () => {
    expect(
      captions("x = Value(5)\ny = x\n[sum([x, x, x, x])][0]\no = x % 3 + 1").filter((text) =>
        text.includes("%"),
      ),
    ).toEqual(["x % 3"]);
    const { names } = python("x = Value(1)\nxs = [x, x, x]\no = sum(xs) * 2");
    const nodes = graph(names.get("o") as Value);
    expect(nodes.map(({ label, caption }) => label || caption)).toEqual(["x", "", "sum(xs)", "", "o"]);
  });
});

test("every node knows where it was written", () => {
  const source = "x = Value(2.0)\no = (x * 3 + 1).tanh()\n";
  const { root } = run(source, { language: "python" });
  const texts = graph(root!).map(({ source: span }) => source.slice(span!.from, span!.to));
  expect(texts).toEqual(["Value(2.0)", "3", "x * 3", "1", "x * 3 + 1", "(x * 3 + 1).tanh()"]);
  expect(root!.source).toEqual({ line: 2, column: 5, from: 19, to: 37 });
});
