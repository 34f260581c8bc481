/** The elementary functions are the same to the bit in every interpretation: written out, on numbers, on lanes. */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { elementaryMath } from "../scripts/elementary-math.ts";
import * as elementary from "../src/elementary/index.ts";
import * as math from "../src/elementary/math.ts";
import { numbers } from "../src/elementary/numbers.ts";
import type { Op } from "../src/op.ts";
import * as ops from "../src/ops.ts";
import { type Lanes, lanes } from "./lanes.ts";
import { random } from "./random.ts";
import { freshSeed, runs } from "./runs.ts";

const onNumbers = new Map<string, (...xs: number[]) => number>(Object.entries(math));
const generic = new Map(Object.entries(elementary) as [string, (...given: unknown[]) => unknown][]);

test("src/elementary/math.ts is what the functions over the primitives give", () => {
  const path = new URL("../src/elementary/math.ts", import.meta.url);
  const wanted = elementaryMath();
  if (process.env.UPDATE_DOCS === "1") writeFileSync(path, wanted);
  // Not compared by expect: its difference of two long files takes minutes.
  expect(readFileSync(path, "utf8") === wanted, "npm run docs writes it anew").toBe(true);
});

test("every op has an instruction, or an elementary function that it is on numbers, or is one that compilers know", () => {
  const known: Op[] = [ops.lt, ops.le, ops.gt, ops.ge, ops.eq, ops.select, ops.stopGradient];
  for (const op of Object.values(ops) as Op[]) {
    if (op.instruction !== undefined || known.includes(op)) continue;
    expect([...generic.keys()], op.name).toContain(op.name);
    expect(op.f, op.name).toBe(onNumbers.get(op.name));
  }
});

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  0.5,
  2,
  Number.NaN,
  Infinity,
  -Infinity,
  5e-324,
  -5e-324,
  2 ** -1022,
  1.7e308,
  710,
  -746,
];

/** Ordinary numbers, any bits, whole numbers, special values. */
function draw(next: () => number): number {
  const kind = next();
  if (kind < 0.4) return (next() - 0.5) * 10 ** (4 * next() - 1);
  if (kind < 0.6) return Math.round((next() - 0.5) * 40);
  if (kind < 0.7) return SPECIAL[Math.floor(next() * SPECIAL.length)]!;
  const bits = new Uint32Array([next() * 2 ** 32, next() * 2 ** 32]);
  return new Float64Array(bits.buffer)[0]!;
}

describe("every interpretation gives the same bits", () => {
  test.each([...generic.keys()])("%s", (name) => {
    const written = onNumbers.get(name)!;
    const lower = generic.get(name)!;
    for (const seed of [1, freshSeed()]) {
      const next = random(seed);
      const wrong: unknown[] = [];
      for (let run = runs(20_000); run > 0; run--) {
        const operands = Array.from({ length: written.length }, (): Lanes => [draw(next), draw(next)]);
        // Orders beyond a few thousand say little and take long.
        if (name === "polygamma") operands[0] = [Math.floor(next() * 30), Math.floor(next() * 200)];
        const both = lower(lanes, ...operands) as Lanes;
        for (const lane of [0, 1] as const) {
          const args = operands.map((operand) => operand[lane]);
          const want = written(...args);
          const interpreted = lower(numbers, ...args) as number;
          if (!Object.is(interpreted, want) || !Object.is(both[lane], want))
            wrong.push({ seed, args, want, interpreted, lane: both[lane] });
        }
      }
      expect(wrong.slice(0, 5)).toEqual([]);
    }
  });
});
