import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { random } from "../test/random.ts";
import { freshSeed, runs } from "../test/runs.ts";
import { defineOp } from "./define.ts";
import { graph } from "./graph.ts";
import { add, clamp, mul, neg, select, tanh } from "./ops.ts";
import { type Page, tape } from "./tape.ts";
import { forward, noGrad, type Value, value, zeroGrad } from "./value.ts";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

/** A graph beside the engine's, in arrays that nothing is ever dropped from. */
interface Shadow {
  /** Operands that are nodes, and the local derivative to each. */
  readonly edges: (readonly [operand: number, slope: number])[][];
  readonly data: number[];
  readonly indexOf: Map<number, number>;
}

const seeds = () => [1, 2, freshSeed()];

/** Makes `size` nodes from operands picked among the handles that are still held, most of them late, some early. */
function build(next: () => number, size: number) {
  const shadow: Shadow = { edges: [], data: [], indexOf: new Map() };
  const held: { node: Value; at: number }[] = [];
  const note = (node: Value, edges: (readonly [number, number])[]) => {
    held.push({ node, at: shadow.data.length });
    shadow.indexOf.set(node.id, shadow.data.length);
    shadow.edges.push(edges);
    shadow.data.push(node.data);
  };
  const bystander = value(0);
  const leaf = () => note(value(2 * next() - 1), []);
  const pick = () => {
    const near = next() < 0.8 ? Math.max(0, held.length - 10) : 0;
    return held[near + Math.floor(next() * (held.length - near))]!;
  };
  leaf();
  while (shadow.data.length < size) {
    const [x, y, z] = [pick(), pick(), pick()];
    const [dx, dy] = [x.node.data, y.node.data];
    const what = next();
    if (what < 0.02) leaf();
    // Data set elsewhere begins an epoch, and makes nothing here stale.
    else if (what < 0.03) bystander.data = next();
    else if (what < 0.35) note(tanh(add(x.node, y.node)), sum(x.at, y.at, dx, dy));
    else if (what < 0.65)
      note(mul(x.node, y.node), [
        [x.at, dy],
        [y.at, dx],
      ]);
    else if (what < 0.75) note(neg(x.node), [[x.at, -1]]);
    else if (what < 0.85) note(mul(0.5, x.node), [[x.at, 0.5]]);
    else if (what < 0.95) note(select(x.node, y.node, z.node), [dx !== 0 ? [y.at, 1] : [z.at, 1]]);
    else note(clamp(x.node, -0.5, 0.5), [[x.at, dx >= -0.5 && dx <= 0.5 ? 1 : 0]]);
    // Some 60 handles stay.
    while (held.length > 60) held.splice(Math.floor(next() * (held.length - 5)), 1);
  }
  return { shadow, held };
}

/** tanh of a sum, whose sum has no handle. */
function sum(x: number, y: number, dx: number, dy: number): (readonly [number, number])[] {
  const slope = 1 - Math.tanh(dx + dy) ** 2;
  return [
    [x, slope],
    [y, slope],
  ];
}

function gradients({ edges }: Shadow, root: number): Map<number, number> {
  const gradients = new Map([[root, 1]]);
  for (let at = root; at >= 0; at--) {
    const upstream = gradients.get(at);
    if (upstream === undefined) continue;
    for (const [operand, slope] of edges[at]!) {
      const before = gradients.get(operand) ?? 0;
      gradients.set(operand, before + (upstream === 0 ? 0 : upstream * slope));
    }
  }
  return gradients;
}

/** What differs from the shadow after a backward pass from `root`. */
function wrong(root: Value, at: number, shadow: Shadow): string[] {
  zeroGrad(root);
  root.backward();
  const expected = gradients(shadow, at);
  const differences: string[] = [];
  for (const { id, data, grad } of graph(root)) {
    const index = shadow.indexOf.get(id);
    // Sums inside tanh and constants have no counterpart.
    if (index === undefined) continue;
    const wanted = expected.get(index) ?? 0;
    expected.delete(index);
    if (data !== shadow.data[index])
      differences.push(`data ${data} of ${index}, wanted ${shadow.data[index]}`);
    if (!(Math.abs(grad - wanted) <= 1e-12 * Math.max(1, Math.abs(wanted))))
      differences.push(`grad ${grad} of ${index}, wanted ${wanted}`);
  }
  for (const index of expected.keys()) differences.push(`${index} is not in the graph`);
  return differences;
}

describe("what a handle keeps alive", () => {
  test.each(seeds())("graphs over many pages, most handles dropped (seed %i)", (seed) => {
    const next = random(seed);
    for (let run = runs(50); run > 0; run--) {
      const { shadow, held } = build(next, 30_000);
      // A few handles of any age stay; what they were made from must, too.
      while (held.length > 5) held.splice(Math.floor(next() * held.length), 1);
      gc();
      for (const { node, at } of held) expect(wrong(node, at, shadow)).toEqual([]);
    }
  });

  test("ids grow in order of creation, whatever lies between", () => {
    const nodes: Value[] = [];
    const w = value(1);
    for (let i = 0; i < 20_000; i++) {
      if (i % 3 === 0) w.data = i;
      nodes.push(i % 5 === 0 ? value(i) : i % 7 === 0 ? mul(2, w) : mul(w, w));
    }
    for (let i = 1; i < nodes.length; i++) expect(nodes[i]!.id).toBeGreaterThan(nodes[i - 1]!.id);
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
  });

  test("a leaf's page refers to nothing, and a page of nodes to other pages by number", () => {
    let x: Value = value(1);
    for (let i = 0; i < 20_000; i++) x = mul(x, 1);
    const { page } = x.view;
    const leaves = page.sources.filter((source): source is Page => typeof source !== "number");
    expect(leaves.every((source) => source.isLeaf && source.sources.length === 1)).toBe(true);
    expect(page.sources[0]).toBe(page.number);
  });
});

describe("stale data", () => {
  test.each(seeds())("backward throws exactly where data was set after it was used (seed %i)", (seed) => {
    const next = random(seed);
    for (let run = runs(5000); run > 0; run--) {
      const leaves = Array.from({ length: 6 }, () => value(next()));
      const nodes: { node: Value; uses: Set<number>; stale: Set<number> }[] = leaves.map((node, i) => ({
        node,
        uses: new Set([i]),
        stale: new Set(),
      }));
      for (let n = 0; n < 30; n++) {
        const [x, y] = [0, 1].map(() => nodes[Math.floor(next() * nodes.length)]!);
        if (next() < 0.15) {
          const set = Math.floor(next() * leaves.length);
          leaves[set]!.data = next();
          for (const { node, uses, stale } of nodes) if (!node.isLeaf && uses.has(set)) stale.add(set);
        } else {
          nodes.push({
            node: add(x!.node, y!.node),
            uses: new Set([...x!.uses, ...y!.uses]),
            stale: new Set([...x!.stale, ...y!.stale]),
          });
        }
      }
      const { node, stale } = nodes.at(-1)!;
      for (const leaf of leaves) leaf.grad = 7;
      if (stale.size === 0) {
        node.backward();
        continue;
      }
      const before = graph(node).map(({ grad }) => grad);
      expect(() => node.backward()).toThrow(/changed after .* call forward\(root\)/);
      expect(graph(node).map(({ grad }) => grad)).toEqual(before);
      forward(node);
      node.backward();
    }
  });

  test("a graph made anew after every update is never looked through", () => {
    const w = value(1);
    for (let step = 0; step < 100; step++) {
      const loss = mul(w, w).add(w);
      expect(loss.view.epoch).toBe(mul(w, 1).view.epoch);
      w.grad = 0;
      loss.backward();
      expect(w.grad).toBeCloseTo(2 * w.data + 1, 14);
      w.data -= 0.1 * w.grad;
    }
  });

  test("nodes of two epochs on one page are told apart", () => {
    const w = value(2);
    const before = mul(w, w);
    w.data = 3;
    const after = mul(w, w);
    after.backward();
    expect(w.grad).toBe(6);
    expect(() => before.backward()).toThrow("changed after");
    expect(() => add(before, after).backward()).toThrow("changed after");
    expect(w.grad).toBe(6);
  });

  test("data set without recording counts as well", () => {
    const w = value(2);
    const square = mul(w, w);
    noGrad(() => {
      w.data = 5;
    });
    expect(() => square.backward()).toThrow("changed after");
  });
});

describe("what is broken off", () => {
  test("an op that throws on a new page leaves the epoch known", () => {
    const throws = defineOp({
      name: "throws",
      expand: (x) => x,
      f: () => {
        throw new Error("no value");
      },
    });
    const w = value(2);
    let square = mul(w, w);
    while (tape.nodes.used < tape.nodes.capacity) square = mul(w, w);
    expect(() => throws(w)).toThrow("no value");
    w.data = 3;
    expect(() => square.backward()).toThrow("changed after");
  });

  test("a sweep leaves no mark behind", () => {
    let broken = false;
    const fragile = defineOp({
      name: "fragile",
      expand: (x) => mul(x, 1),
      f: (x) => x,
      d: [
        (x) => {
          if (broken) throw new Error("no slope");
          return typeof x === "number" ? 1 : mul(x, 0);
        },
      ],
    });
    const w = value(3);
    const y = mul(w, w).add(fragile(tanh(w)));
    broken = true;
    expect(() => y.backward()).toThrow("no slope");
    broken = false;
    w.grad = 0;
    y.backward();
    expect(w.grad).toBeCloseTo(6 + 1 - Math.tanh(3) ** 2, 14);
  });
});
