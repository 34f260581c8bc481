import { Resvg } from "@resvg/resvg-js";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { freshSeed, runs } from "../../test/runs.ts";
import { type Value, value } from "../value.ts";
import { toSvg } from "./svg.ts";

/** The neuron of the notes, after a backward pass. */
function neuron(): Value {
  const x1 = value(2, "x1");
  const w1 = value(-3, "w1");
  const x2 = value(0, "x2");
  const w2 = value(1, "w2");
  const b = value(6.8813735870195432, "b");
  const sum = x1.mul(w1).as("x1*w1").add(x2.mul(w2).as("x2*w2")).as("x1*w1 + x2*w2");
  const o = sum.add(b).as("n").tanh().as("o");
  o.backward();
  return o;
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };
const plain = (text: string) => text.replace(/&([^;]+);/g, (_, name) => entities[name]!);
const attribute = (tag: string, name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
const number = (tag: string, name: string) => Number(attribute(tag, name));
const tags = (svg: string, name: string) => svg.match(new RegExp(`<${name}[ >][^>]*>`, "g")) ?? [];
const contents = (svg: string, name: string) =>
  [...svg.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, "g"))].map(([, text]) => plain(text!));
const rectangle = (tag: string): Rectangle => ({
  x: number(tag, "x"),
  y: number(tag, "y"),
  width: number(tag, "width"),
  height: number(tag, "height"),
});
/** The frames of values and ops: every rectangle but the background. */
const frames = (svg: string) => tags(svg, "rect").slice(1).map(rectangle);

const fonts = ["JetBrainsMono-Regular", "JetBrainsMono-Bold", "DejaVuSansMono"].map(
  (name) => `assets/fonts/${name}.ttf`,
);

/** How wide a text is, measured by resvg with a font. */
function measure(text: string, family: string, weight: string): number {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="50"><text x="50" y="30" font-family="${family}" font-weight="${weight}" font-size="13">${text}</text></svg>`;
  return new Resvg(svg, { font: { fontFiles: fonts, loadSystemFonts: false } }).innerBBox()?.width ?? 0;
}

describe("the neuron", () => {
  let svg = "";
  beforeAll(async () => {
    svg = await toSvg(neuron());
  });

  test("shows label, data and grad of every value and the symbol of every op", () => {
    expect(contents(svg, "text").sort()).toEqual(
      [
        ...[
          "x1",
          "2.0000",
          "-1.5000",
          "w1",
          "-3.0000",
          "1.0000",
          "x2",
          "0.0000",
          "0.5000",
          "w2",
          "1.0000",
          "0.0000",
        ],
        ...["b", "6.8814", "0.5000", "x1*w1", "-6.0000", "0.5000", "x2*w2", "0.0000", "0.5000"],
        ...["x1*w1 + x2*w2", "-6.0000", "0.5000", "n", "0.8814", "0.5000", "o", "0.7071", "1.0000"],
        ...Array(10).fill("data"),
        ...Array(10).fill("grad"),
        ...["*", "*", "+", "+", "tanh"],
      ].sort(),
    );
  });

  test("tells leaves, interior nodes, root and ops apart", () => {
    const kinds = tags(svg, "g").map((tag) => attribute(tag, "class"));
    const count = (kind: string) => kinds.filter((it) => it === kind).length;
    expect([count("leaf"), count("interior"), count("root"), count("op")]).toEqual([5, 4, 1, 5]);
  });

  test("draws a line per use of an operand and per result", () => {
    expect(svg.match(/<path d="M[^"]*C/g)).toHaveLength(9 + 5);
  });

  test("is an image with a title and a description, referred to by ids", () => {
    const root = tags(svg, "svg")[0]!;
    expect(attribute(root, "role")).toBe("img");
    const [title, description] = attribute(root, "aria-labelledby")!.split(" ") as [string, string];
    expect(plain(new RegExp(`<title id="${title}">(.*)</title>`).exec(svg)![1]!)).toBe(
      "Computation graph with 10 nodes. Root o: data 0.7071, grad 1.0000",
    );
    const told = plain(new RegExp(`<desc id="${description}">([^<]*)</desc>`).exec(svg)![1]!).split("\n");
    expect(told[0]).toBe("o = tanh(n). o: data 0.7071, grad 1.0000.");
    expect(told).toHaveLength(10);
  });

  test("has a title on every value and op", () => {
    const titles = contents(svg, "title");
    expect(titles).toHaveLength(1 + 10 + 5);
    expect(titles).toContain("w1: data -3.0000, grad 1.0000");
    expect(titles).toContain("n = add(x1*w1 + x2*w2, b)");
  });

  test("has no script, no style sheet, no reference to elsewhere", () => {
    expect(svg).not.toMatch(/<script|<style|<image|<use|href=|url\(|@import|\son\w+=/);
  });

  test("keeps frames apart from each other, and within the picture", () => {
    const all = frames(svg);
    const width = number(tags(svg, "svg")[0]!, "width");
    const height = number(tags(svg, "svg")[0]!, "height");
    const [, dx, dy] = /translate\(([\d.]+) ([\d.]+)\)/.exec(svg)!.map(Number) as [number, number, number];
    expect(all).toHaveLength(15);
    for (const [i, a] of all.entries()) {
      expect(a.x + dx).toBeGreaterThanOrEqual(0);
      expect(a.y + dy).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width + dx).toBeLessThanOrEqual(width);
      expect(a.y + a.height + dy).toBeLessThanOrEqual(height);
      for (const b of all.slice(i + 1)) {
        const apart =
          a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y;
        expect(apart).toBe(true);
      }
    }
  });

  test("fits a page: it is less than 1000 wide", () => {
    expect(number(tags(svg, "svg")[0]!, "width")).toBeLessThan(1000);
  });

  test("is the same each time, and two different pictures share no id", async () => {
    expect(await toSvg(neuron())).toBe(svg);
    const ids = (text: string) => [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    const other = ids(await toSvg(neuron(), { precision: 3 }));
    expect(ids(svg)).toHaveLength(2);
    for (const id of ids(svg)) expect(other).not.toContain(id);
  });
});

test("text fits its box in the shipped font and in the widest of those that browsers fall back to", async () => {
  const label = "W".repeat(30);
  const svg = await toSvg(value(-8.888888e-200, label), { precision: 12 });
  const [{ width }] = frames(svg) as [Rectangle];
  for (const family of ["JetBrains Mono", "DejaVu Sans Mono"]) {
    expect(measure(label, family, "bold")).toBeLessThan(width - 8);
    expect(measure(label, family, "bold")).toBeGreaterThan(0.85 * width);
    expect(measure("data -8.888888000000e-200", family, "normal")).toBeLessThan(width - 8);
  }
});

test("both edges of x*x are drawn, and apart", async () => {
  const x = value(3, "x");
  const svg = await toSvg(x.mul(x));
  const curves = svg.match(/<path d="M[^"]*C[^"]*"/g)!;
  expect(new Set(curves).size).toBe(3);
});

test("options: precision, edges, title, direction", async () => {
  const x = value(3, "x");
  const y = x.sin().as("y");
  expect(contents(await toSvg(y, { precision: 1 }), "text")).toContain("0.1");
  const local = await toSvg(y, { edges: "local" });
  expect(contents(local, "title")).toContain("Local derivative of y with respect to x: -0.9900");
  expect(local).toMatch(/>∂ -0.9900<\/text>/);
  expect(await toSvg(y, { edges: "formula" })).toMatch(/>∂ cos\(x\)<\/text>/);
  const titled = await toSvg(y, { title: "Sine & co" });
  expect(titled).toMatch(/<title id="[^"]*">Sine &amp; co<\/title>/);
  expect(contents(titled, "text")).toContain("Sine & co");
  expect(contents(titled, "desc")[0]).toMatch(/^Computation graph with 2 nodes/);

  const centres = async (direction: "LR" | "RL" | "TB" | "BT") => {
    const [leaf, root] = frames(await toSvg(y, { direction }));
    return [Math.sign(Math.round(root!.x - leaf!.x)), Math.sign(Math.round(root!.y - leaf!.y))];
  };
  expect(await centres("LR")).toEqual([1, 0]);
  expect(await centres("RL")).toEqual([-1, 0]);
  expect(await centres("TB")).toEqual([0, 1]);
  expect(await centres("BT")).toEqual([0, -1]);
});

test("where there is no label there is no empty field, and the caption is shown", async () => {
  const node = value(2);
  expect(contents(await toSvg(node), "text")).toEqual(["data", "2.0000", "grad", "–"]);
  node.caption = "x1*w1";
  expect(contents(await toSvg(node), "text")[0]).toBe("x1*w1");
});

test("long labels are cut, and whole in the title", async () => {
  const label = `${"long ".repeat(20)}end`;
  const svg = await toSvg(value(1, label));
  expect(contents(svg, "text")[0]).toBe("long long long long long long long long…");
  expect(contents(svg, "title")[1]).toBe(`${label}: data 1.0000, grad not computed`);
  const high = await toSvg(value(1, "a\nb\nc\nd\ne"));
  expect(contents(high, "text").slice(0, 4)).toEqual(["a", "b", "c", "…"]);
});

test.each([1, freshSeed()])("any label, caption and title give well-formed XML: seed %i", async (seed) => {
  const wild = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc.string({
      unit: fc.constantFrom(..."<>&\"']]>\\ \n\t\r\u0000\u001b\u202e\ud800\uffff—日x"),
      maxLength: 20,
    }),
  );
  await fc.assert(
    fc.asyncProperty(wild, wild, wild, async (label, caption, title) => {
      const leaf = value(1, label);
      const root = leaf.neg();
      root.caption = caption;
      const svg = await toSvg(root, { title, edges: "formula" });
      // resvg's parser refuses what is not well-formed.
      expect(() => new Resvg(svg, { font: { loadSystemFonts: false } })).not.toThrow();
      if (/^[\w ]*[\w]$/.test(label) && !/ {2}|^ /.test(label))
        expect(contents(svg, "text")).toContain(label);
    }),
    { seed, numRuns: runs(2500) },
  );
});
