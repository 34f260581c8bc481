import { instance } from "@viz-js/viz";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { freshSeed, runs } from "../../test/runs.ts";
import { value } from "../value.ts";
import { toDot } from "./dot.ts";

const viz = await instance();

interface Drawn {
  readonly name: string;
  /** The texts that Graphviz draws, in order. */
  readonly texts: string[];
}
interface Parsed {
  readonly nodes: Drawn[];
  readonly edges: (Drawn & { readonly from: string; readonly to: string })[];
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  "#45": "-",
  "#160": " ",
};
const plain = (text: string) => text.replace(/&([^;]+);/g, (_, name) => entities[name]!);

/** What Graphviz itself makes of it, in its SVG. */
function parse(dot: string): Parsed {
  const [, ...groups] = viz.renderString(dot, { format: "svg" }).split(/<g id="(?=(?:node|edge)\d+")/);
  const of = (kind: string) =>
    groups
      .filter((group) => group.startsWith(kind))
      .map((group) => ({
        name: plain(/<title>(.*)<\/title>/.exec(group)![1]!),
        texts: [...group.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => plain(text!)),
      }));
  return {
    nodes: of("node").sort((a, b) => (a.name < b.name ? -1 : 1)),
    edges: of("edge").map((edge) => {
      const [from, to] = edge.name.split("->") as [string, string];
      return { ...edge, from, to };
    }),
  };
}

test("a value is a record { label | data | grad }, an op a node between operands and result", () => {
  const x = value(2, "x");
  const w = value(-3, "w");
  const y = x.mul(w).as("y");
  y.backward();
  const dot = toDot(y);
  expect(dot).toMatch("rankdir=LR");
  expect(dot).toMatch('v0 [label="{ x | data 2.0000 | grad -3.0000 }"');
  expect(dot).toMatch('v2 [label="{ y | data -6.0000 | grad 1.0000 }"');
  const { nodes, edges } = parse(dot);
  expect(nodes.map(({ name, texts }) => [name, ...texts])).toEqual([
    ["v0", "x", "data 2.0000", "grad -3.0000"],
    ["v1", "w", "data -3.0000", "grad 2.0000"],
    ["v2", "y", "data -6.0000", "grad 1.0000"],
    ["v2_op", "*"],
  ]);
  expect(edges.map(({ name }) => name).sort()).toEqual(["v0->v2_op", "v1->v2_op", "v2_op->v2"]);
});

test("both edges of x*x are there", () => {
  const x = value(3, "x");
  const { edges } = parse(toDot(x.mul(x)));
  expect(edges.filter(({ from, to }) => from === "v0" && to === "v1_op")).toHaveLength(2);
});

test("a gradient is – until a pass has reached the node, also where the pass brings 0", () => {
  const x = value(0, "x");
  const y = x.mul(x).as("y");
  expect(toDot(y)).toMatch('v0 [label="{ x | data 0.0000 | grad – }"');
  y.backward();
  expect(toDot(y)).toMatch('v0 [label="{ x | data 0.0000 | grad 0.0000 }"');
  // A node that takes part in no pass keeps its dash.
  expect(toDot(y.sin().as("z"))).toMatch('v2 [label="{ z | data 0.0000 | grad – }"');
});

test("an unlabelled node shows its caption; a label wins over it; with neither the field is empty", () => {
  const x = value(1);
  expect(toDot(x)).toMatch('"{  | data 1.0000 | grad – }"');
  x.caption = "x1 *\n   w1";
  expect(toDot(x)).toMatch('"{ x1 * w1 | data');
  x.label = "p";
  expect(toDot(x)).toMatch('"{ p | data');
});

test("parameters belong to the op's symbol and are no nodes", () => {
  const x = value(3, "x");
  const { nodes } = parse(toDot(x.pow(2).clamp(0, 1)));
  expect(nodes.map(({ name, texts }) => [name, ...texts].join(" "))).toEqual([
    "v0 x data 3.0000 grad –",
    "v1   data 9.0000 grad –",
    "v1_op **2",
    "v2   data 1.0000 grad –",
    "v2_op clamp(·, 0, 1)",
  ]);
});

test("operands are numbered where their order matters, and only there", () => {
  const heads = (dot: string) =>
    parse(dot)
      .edges.filter(({ to, texts }) => to.endsWith("_op") && texts.length > 0)
      .map(({ from, texts }) => `${from} ${texts}`)
      .sort();
  const x = value(3, "x");
  const y = value(4, "y");
  for (const node of [x.sub(y), x.div(y), x.pow(y), x.atan2(y), x.lt(y)])
    expect(heads(toDot(node))).toEqual(["v0 1", "v1 2"]);
  for (const node of [x.add(y), x.mul(y), x.max(y), x.hypot(y), x.logaddexp(y), x.eq(y)])
    expect(heads(toDot(node))).toEqual([]);
  expect(heads(toDot(value(1).select(x, y)))).toEqual(["v0 1", "v1 2", "v2 3"]);
  // x - x has both, and one operand node needs no number.
  expect(heads(toDot(x.sub(x)))).toEqual(["v0 1", "v0 2"]);
  expect(heads(toDot(x.pow(2)))).toEqual([]);
});

test("edges show local derivatives, as numbers or formulas", () => {
  const x = value(3, "x");
  const y = value(4, "y");
  const notes = (edges: "local" | "formula") =>
    parse(toDot(x.div(y).as("q"), { edges, precision: 3 }))
      .edges.filter(({ to }) => to.endsWith("_op"))
      .map(({ texts }) => texts);
  expect(notes("local")).toEqual([["∂₁ 0.250"], ["∂₂ -0.188"]]);
  expect(notes("formula")).toEqual([["∂₁ 1 / y"], ["∂₂ -q / y"]]);
});

test("where formulas need a name for a node that has none, the node shows it", () => {
  const x = value(3, "x");
  const hidden = x.sin();
  const dot = toDot(hidden.mul(x).as("y"), { edges: "formula" });
  expect(dot).toMatch(`{ #${hidden.id} | data`);
  expect(dot).toMatch(`label="∂ #${hidden.id}"`);
});

describe("options", () => {
  const x = value(1 / 3, "x");
  test("precision", () => {
    expect(toDot(x, { precision: 2 })).toMatch("| data 0.33 |");
    expect(toDot(x, { precision: 0 })).toMatch("| data 3e-1 |");
  });
  test.each(["LR", "RL", "TB", "BT"] as const)("direction %s", (direction) => {
    expect(toDot(x, { direction })).toMatch(`rankdir=${direction},`);
    expect(parse(toDot(x, { direction })).nodes).toHaveLength(1);
  });
  test("title", () => {
    const title = 'a "title" with {braces} & \\N';
    const drawn = viz.renderString(toDot(x, { title }), { format: "svg" });
    expect([...drawn.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => plain(text!))).toContain(title);
  });
});

test.each([1, freshSeed()])(
  "any label is shown as it stands, spaces thinned out, by Graphviz: seed %i",
  (seed) => {
    const awkward = fc.string({ unit: fc.constantFrom(..."ab{}|<>\\\"'&;#%$ \nNGLlr-é∂"), maxLength: 30 });
    const known = fc.constantFrom("&lt;", "&amp;amp;", "\\N", "a\\", "}", "\\\\n", "\n\n", " \n a  b");
    fc.assert(
      fc.property(fc.oneof(awkward, known), (label) => {
        const lines = label
          .split("\n")
          .map((line) => line.trim().replace(/ +/g, " "))
          .filter(Boolean);
        fc.pre(lines.length <= 4);
        const [node] = parse(toDot(value(1, label))).nodes;
        const texts = node!.texts.filter((text) => text.trim() !== "");
        expect(texts).toEqual([...lines, "data 1.0000", "grad –"]);
      }),
      { seed, numRuns: runs(15_000) },
    );
  },
);
