/** Depth and size: nothing recurs, so a graph may be as deep as it is large. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { child } from "./child.ts";
import { soak } from "./runs.ts";

let depth: Awaited<ReturnType<typeof child<unknown>>>;
beforeAll(async () => {
  depth = await child<unknown>("depth");
});
afterAll(() => depth.remove());

const chain = (n: number) => ({
  nodes: n + 2,
  first: { data: 3, x: 1, w: 3 * n },
  refused: expect.stringContaining("changed after"),
  afterRefusal: { data: 3, x: 1, w: 3 * n },
  second: { data: 0.5, x: 2, w: 3.5 * n },
});

test("a chain 5 million deep builds, back-propagates, and is recomputed after its leaf was set", () => {
  expect(depth.run("chain", "5000000")).toEqual(chain(5_000_000));
}, 120_000);

// The full size holds a gigabyte.
const nodes = soak ? 20_000_000 : 1_000_000;
test(`a graph of ${soak ? "20 million" : "1 million (of the full 20 million)"} nodes builds and back-propagates`, () => {
  const sum = ((nodes / 2) * (nodes / 2 + 1)) / 2;
  expect(depth.run("wide", String(nodes))).toEqual({ data: sum, w: sum });
}, 120_000);

const ops = soak ? 1_000_000 : 200_000;
const said = soak ? "a million" : "200,000 (of the full million)";
test.each(["expression", "recorded"])(
  `an expression of ${said} ops, %s, is differentiated, simplified and evaluated`,
  (way) => {
    const { got, wanted } = depth.run(way, String(ops)) as { got: number[]; wanted: number[] };
    got.forEach((y, k) => {
      expect(Math.abs(y - wanted[k]!)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(wanted[k]!), 1e-300));
    });
    expect(got.length).toBe(3);
  },
  240_000,
);
