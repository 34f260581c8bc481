/** Bounds of indices, held against all values that the indices take. */
import { describe, expect, test } from "vitest";
import { random } from "../../test/random.ts";
import { freshSeed, runs } from "../../test/runs.ts";
import {
  type Affine,
  boundsOf,
  boundsOfParts,
  constantIndex,
  loopIndex,
  plus,
  valueOfIndex,
} from "./affine.ts";
import { Builder } from "./builder.ts";
import type { Loop } from "./program.ts";

/** Loops in one another, the extents of some given by those around them. */
function nest(below: (n: number) => number): Loop[] {
  const builder = new Builder();
  const loops: Loop[] = [];
  const go = (left: number): void => {
    let extent = constantIndex(1 + below(4));
    for (const loop of loops) if (below(3) === 0) extent = plus(extent, loopIndex(loop), below(2) * 2 - 1)!;
    builder.loop(extent, "any", (loop) => {
      loops.push(loop);
      if (left > 0) go(left - 1);
    });
  };
  go(1 + below(2));
  return loops;
}

/** All that an index is, iteration by iteration. */
function valuesOf(index: Affine, loops: readonly Loop[]): number[] {
  const at = new Map<Loop, number>();
  const values: number[] = [];
  const none = () => Number.NaN;
  const go = (k: number): void => {
    const loop = loops[k];
    if (loop === undefined) {
      values.push(valueOfIndex(index, (other) => at.get(other)!, none));
      return;
    }
    const n = valueOfIndex(loop.extent, (other) => at.get(other)!, none);
    for (let i = 0; i < n; i++) {
      at.set(loop, i);
      go(k + 1);
    }
  };
  go(0);
  return values;
}

describe.each([1, freshSeed()])("random indices from seed %i", (seed) => {
  test("are within their bounds, and sums of indices in iterations of their own within those of parts", () => {
    let attained = 0;
    let apart = 0;
    const total = runs(50_000);
    for (let k = 0; k < total; k++) {
      const next = random(seed + k);
      const below = (n: number) => Math.floor(next() * n);
      const loops = nest(below);
      const parts = Array.from({ length: 1 + below(3) }, () => {
        let index = constantIndex(below(9) - 4);
        for (const loop of loops)
          if (below(2)) index = plus(index, loopIndex(loop), [1, 1, -1, 2, -2][below(5)]!)!;
        return index;
      });
      const values = parts.map((part) => valuesOf(part, loops));
      if (values[0]!.length === 0) continue;
      const least = values.reduce((sum, own) => sum + Math.min(...own), 0);
      const greatest = values.reduce((sum, own) => sum + Math.max(...own), 0);
      const [low, high] = boundsOfParts(parts);
      expect(low, `seed ${seed + k}`).toBeLessThanOrEqual(least);
      expect(high, `seed ${seed + k}`).toBeGreaterThanOrEqual(greatest);
      if (low === least && high === greatest) attained++;
      // In one iteration, of which extents speak, sums of the same indices have narrower bounds.
      const whole = parts.reduce((sum, part) => plus(sum, part)!);
      const [from, to] = boundsOf(whole);
      const sums = valuesOf(whole, loops);
      expect(from, `seed ${seed + k}`).toBeLessThanOrEqual(Math.min(...sums));
      expect(to, `seed ${seed + k}`).toBeGreaterThanOrEqual(Math.max(...sums));
      if (low < from || high > to) apart++;
    }
    // Most bounds are those that are met, and iterations of their own do make a difference.
    expect(attained).toBeGreaterThan(0.5 * total);
    expect(apart).toBeGreaterThan(0.1 * total);
  });
});

test("of no parts, and of one", () => {
  expect(boundsOfParts([])).toEqual([0, 0]);
  expect(boundsOfParts([constantIndex(3)])).toEqual([3, 3]);
});
