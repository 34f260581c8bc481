/** Memory by itself: loops hold flat, and what is kept keeps no more than it was made from. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { child } from "./child.ts";
import { runs } from "./runs.ts";

interface Held {
  /** Bytes held after each turn, after a collection. */
  readonly after: readonly number[];
  /** Nodes and leaves that a step makes. */
  readonly nodes: number;
  /** Graphs kept, in all turns. */
  readonly kept: number;
  readonly finite: boolean;
}
/** A node's record on the tape. */
const RECORD = 32;
const MIB = 2 ** 20;
const TURNS = 6;

/**
 * Bytes that a turn adds, by the median of the turns after the first: what is kept is kept in every turn, and what the
 * engine's own threads hold (a compilation in flight, 0.4 MiB at times) comes and goes.
 */
function growth(after: readonly number[]): number {
  const added = after.slice(1).map((bytes, i) => bytes - after[i]!);
  return added.sort((a, b) => a - b)[added.length >> 1]!;
}

describe("training steps of an MLP(2,[16,16,1]) hold memory flat", () => {
  let memory: Awaited<ReturnType<typeof child<Held>>>;
  beforeAll(async () => {
    memory = await child<Held>("memory");
  });
  afterAll(() => memory.remove());

  test.each([
    ["parameters updated in place", "in-place"],
    ["new leaves in every step", "new-leaves"],
    ["no backward pass", "forward-only"],
    ["an interior node made once and used in every step", "shared-node"],
    ["labels", "labelled"],
  ])(
    "%s",
    (_, scenario) => {
      const steps = Math.ceil(runs(40_000) / TURNS);
      const { after, nodes, finite } = memory.run(scenario, String(steps), String(TURNS));
      expect(finite).toBe(true);
      expect(nodes).toBeGreaterThan(2500);
      // If steps were kept, every turn would hold all its nodes; flat is within a page, 256 KiB, of nothing.
      expect(growth(after)).toBeLessThan(MIB / 4);
      expect(steps * nodes * RECORD).toBeGreaterThan(6 * MIB);
    },
    120_000,
  );

  test("one loss kept out of a thousand graphs of 20 nodes keeps its page, 256 KiB, and not the others", () => {
    const graphs = 1000 * Math.ceil(runs(2_000_000) / TURNS / 1000);
    const { after, kept } = memory.run("one-kept", String(graphs), String(TURNS));
    expect(growth(after) / (kept / TURNS)).toBeLessThan(1.2 * (MIB / 4));
    expect(1000 * 20 * RECORD).toBeGreaterThan(2 * (MIB / 4));
  });
});

describe("pages that nobody needs are collected", () => {
  test("all but the last ones filled; a kept handle's stay", async () => {
    const retention = await child<Record<string, number>>("retention");
    try {
      expect(retention.run()).toEqual({
        filled: 20,
        // A join with the page before the open one may be remembered until the open page is full.
        aliveAfterForward: expect.toSatisfy((pages: number) => pages <= 2),
        aliveAfterBackward: 1,
        aliveWithOneKept: 2,
        aliveWithAParameterKept: 1,
        aliveWithAChainKept: 20,
      });
    } finally {
      retention.remove();
    }
  });
});

test("compiled functions that are dropped leave nothing behind", async () => {
  interface Bytes {
    readonly heap: number;
    readonly all: number;
  }
  const compilations = await child<{ right: boolean; first: Bytes; second: Bytes }>("compilations");
  try {
    const count = runs(50_000);
    const { right, first, second } = compilations.run(String(count));
    expect(right).toBe(true);
    // Flat: the heap grew by 0.1 MiB in the second round, of 1,000 as of 12,000; functions that are kept take 7 KiB each.
    expect(second.heap - first.heap).toBeLessThan(MIB);
    // Code and memories lie outside of the heap. The system is given pages back late, whatever the count.
    expect(second.all - first.all).toBeLessThan(64 * MIB);
    expect(count * 7000).toBeGreaterThan(4 * MIB);
  } finally {
    compilations.remove();
  }
});
