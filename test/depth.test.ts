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
