/**
 * Fused multiply-adds, by `relaxed`: random programs and derivatives within 1e-12 times their condition, where the engine has
 * them. Chromium does; Node 20 by a flag.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { at, length } from "../src/arrays.ts";
import { type BuildOptions, build } from "../src/compile/build.ts";
import { compile, compileAsync } from "../src/compile/compile.ts";
import { hasFusedMultiplyAdd } from "../src/compile/engine.ts";
import { sum, vec } from "../src/loops.ts";
import type { Num } from "../src/op.ts";
import { add, mul, sub } from "../src/ops.ts";
import { trace } from "../src/trace.ts";
import { type Any, prepared } from "./compiled-checks.ts";
import { holdNests } from "./nest-columns.ts";
import { freshSeed, runs, soak } from "./runs.ts";
import { holdStencils } from "./stencil-columns.ts";

const TIMEOUT = soak ? 10_800_000 : 120_000;
const RELAXED = { relaxed: true };
type List = ArrayLike<Num>;

const isNode = "process" in globalThis && process.versions?.node !== undefined;

beforeAll(async () => {
  if (!isNode || !process.version.startsWith("v20.")) return;
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--experimental-wasm-relaxed-simd");
});

const instructions = (wat: string) => [...new Set(wat.match(/f64x2\.relaxed_\w+/g))].sort();
const [x, y, z] = [1, 2, 3].map((k) => Array.from({ length: 9 }, (_, i) => Math.sin(i + 10 * k)));

const KERNELS: Readonly<Record<string, readonly [Any, readonly string[]]>> = {
  "a sum of products": [
    (a: List, b: List) => sum(length(a), (i) => mul(at(a, i), at(b, i))),
    ["f64x2.relaxed_madd"],
  ],
  "a product and something": [
    (a: List, b: List, c: List) => vec(length(a), (i) => add(mul(at(a, i), at(b, i)), at(c, i))),
    ["f64x2.relaxed_madd"],
  ],
  "something and a product": [
    (a: List, b: List, c: List) => vec(length(a), (i) => add(at(c, i), mul(at(a, i), at(b, i)))),
    ["f64x2.relaxed_madd"],
  ],
  "something less a product": [
    (a: List, b: List, c: List) => vec(length(a), (i) => sub(at(c, i), mul(at(a, i), at(b, i)))),
    ["f64x2.relaxed_nmadd"],
  ],
  "a product less something": [
    (a: List, b: List, c: List) => vec(length(a), (i) => sub(mul(at(a, i), at(b, i)), at(c, i))),
    ["f64x2.relaxed_madd"],
  ],
};

describe("where the engine has it", () => {
  test.each(Object.entries(KERNELS))("%s is one instruction", (_, [f, wanted]) => {
    expect(hasFusedMultiplyAdd()).toBe(true);
    const args = [x, y, z].slice(0, f.length);
    const fused = prepared(f, args, RELAXED);
    expect(instructions(fused.wat)).toEqual(wanted);
    expect(fused.stats.fused).toBeGreaterThan(0);
    const plain = prepared(f, args);
    expect(instructions(plain.wat)).toEqual([]);
    expect(plain.stats.fused).toBe(0);
    const [got, want] = [fused, plain].map((g) => [g(...args)].flat() as number[]);
    expect(got).toEqual(want!.map((v) => expect.closeTo(v, 14)));
  });

  test("is rounded once, or twice on machines without it", () => {
    // (1 + 2^-27)² is 1 + 2^-26 + 2^-54, the last of which does not fit beside the others.
    const a = new Float64Array(8).fill(1 + 2 ** -27);
    const c = new Float64Array(8).fill(1 + 2 ** -26);
    const f = (p: List, q: List) => vec(8, (i) => sub(mul(at(p, i), at(p, i)), at(q, i)));
    const [first, ...others] = prepared(f as Any, [a, c], RELAXED)(a, c) as number[];
    expect([0, 2 ** -54]).toContain(first);
    expect(new Set(others)).toEqual(new Set([first]));
  });

  test("numbers outside of lanes stay as they are", () => {
    const f = (a: number, b: number, c: number) => add(mul(a, b), c);
    expect(prepared(f as Any, [1, 2, 3], RELAXED).stats.fused).toBe(0);
    const [dot] = KERNELS["a sum of products"]!;
    expect(prepared(dot, [x, y], { ...RELAXED, simd: false }).stats.fused).toBe(0);
  });
});

test("where it has not, the option changes nothing", () => {
  const traced = trace(KERNELS["a sum of products"]![0], x, y);
  expect(build(traced, RELAXED, false).bytes).toEqual(build(traced).bytes);
  expect(build(traced, RELAXED, true).bytes).not.toEqual(build(traced).bytes);
});

test("strict and relaxed are not to be had together", async () => {
  const f = (v: number) => v;
  const both = { strict: true, relaxed: true };
  expect(() => compile(f, both)).toThrow(/compile: strict and relaxed are both true; strict gives the bits/);
  await expect(compileAsync(f, { ...both, like: [1] })).rejects.toThrow(/compileAsync: strict and relaxed/);
});

const COLUMNS: readonly (readonly [
  BuildOptions,
  "value" | "gradient" | "second derivative",
  number,
  number,
])[] = [
  [RELAXED, "value", 2500, 60],
  [RELAXED, "gradient", 5000, 40],
  [RELAXED, "second derivative", 1000, 25],
];

describe.each([1, freshSeed()])("random programs from seed %i", (seed) => {
  test.each(COLUMNS)("%o: %s", { timeout: TIMEOUT }, (options, route, full, size) => {
    expect(holdNests({ route, options, size }, seed, runs(full)).fused).toBeGreaterThan(0);
  });

  test("of neighbours: gradient", { timeout: TIMEOUT }, () => {
    const column = { route: "gradient", options: RELAXED, size: 4 } as const;
    expect(holdStencils(column, seed, runs(1500)).fused).toBeGreaterThan(0);
  });
});
