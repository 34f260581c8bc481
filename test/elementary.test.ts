/**
 * The elementary functions are the same to the bit in every interpretation, written out, on numbers and on lanes, and in every
 * engine.
 */
import { describe, expect, test } from "vitest";
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

/** Any bits; half of the time with an exponent in −16 … 15. No engine's arithmetic is asked for them. */
function drawBits(next: () => number): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setUint32(0, next() * 2 ** 32);
  bits.setUint32(4, next() * 2 ** 32);
  if (next() < 0.5) {
    const signAndFraction = bits.getUint32(0) & 0x800f_ffff;
    bits.setUint32(0, signAndFraction | ((1007 + Math.floor(32 * next())) << 20));
  }
  return bits.getFloat64(0);
}

/** FNV-1a, of 64 bits, of the bytes of numbers; of NaN, which may have any bits, those of one. */
function hash(numbers: readonly number[]): string {
  const bytes = new DataView(new ArrayBuffer(8));
  let state = 0xcbf29ce484222325n;
  for (const x of numbers) {
    bytes.setFloat64(0, x);
    if (Number.isNaN(x)) bytes.setBigUint64(0, 0x7ff8n << 48n);
    for (let k = 0; k < 8; k++)
      state = BigInt.asUintN(64, (state ^ BigInt(bytes.getUint8(k))) * 0x100000001b3n);
  }
  return state.toString(16).padStart(16, "0");
}

test("results have the bits that are stored", async () => {
  const lines = [...onNumbers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, f]) => {
      const next = random(12_345);
      const results = Array.from({ length: 1000 }, () => {
        const operands = Array.from({ length: f.length }, () => drawBits(next));
        if (name === "polygamma") operands[0] = Math.floor(next() * 30);
        return f(...operands);
      });
      return `${name} ${hash(results)}\n`;
    });
  await expect(lines.join("")).toMatchFileSnapshot("./fixtures/elementary-bits.txt");
});
