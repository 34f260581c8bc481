/** Compiled folds keep of their states what is still read: two, where only the last is asked for. */
import { describe, expect, test } from "vitest";
import { at, length } from "../src/arrays.ts";
import type { BuildOptions } from "../src/compile/build.ts";
import { fn } from "../src/fn.ts";
import { fold, scan, whileLoop } from "../src/folds.ts";
import { grad } from "../src/functions/grad.ts";
import { sum, vec } from "../src/loops.ts";
import type { Num } from "../src/op.ts";
import { add, div, lt, max, mul, sin, sub } from "../src/ops.ts";
import { type Any, difference, prepared } from "./compiled-checks.ts";

type Program = (steps: number) => (x: number[]) => unknown;

const WIDTH = 11;
const x = Array.from({ length: WIDTH }, (_, i) => Math.sin(3 * i + 1));
const before = (j: Num): Num => max(sub(j, 1), 0);
const total = (s: ArrayLike<Num>): Num => sum(length(s), (j) => mul(add(j, 1), at(s, j)));
/** A step that is linear in a state, and reads neighbours. */
const smooth = (s: ArrayLike<Num>, i: Num): Num[] =>
  vec(length(s), (j) => add(mul(0.4, at(s, j)), mul(div(0.5, add(i, 1)), at(s, before(j)))));
const wave = (s: ArrayLike<Num>): Num[] =>
  vec(length(s), (j) => sin(add(at(s, j), mul(0.5, at(s, before(j))))));
const step = fn((s: Num[], i: Num): Num[] => smooth(s, i));

/** Programs whose memory is not to grow with the number of steps. */
const VALUES: Record<string, Program> = {
  "of elements": (n) => (x) => total(fold(n, x as Num[], (_, s) => vec(WIDTH, (j) => sin(at(s, j))))),
  "of neighbours": (n) => (x) => fold(n, x as Num[], (_, s) => wave(s)),
  "backwards through the rows": (n) => (x) =>
    fold(n, x as Num[], (i, s) => vec(WIDTH, (j) => add(mul(0.5, at(s, sub(WIDTH - 1, j))), i))),
  "of several leaves": (n) => (x) =>
    fold(
      n,
      { s: x as Num[], m: vec(2, (k) => vec(WIDTH, (j) => mul(at(x, j), k))) as Num[][], c: 0 as Num },
      (_, { s, m, c }) => ({
        s: vec(WIDTH, (j) => sin(add(at(s, j), at(m, 1, j)))),
        m: vec(2, (k) => vec(WIDTH, (j) => sub(at(s, j), mul(0.3, at(m, sub(1, k), j))))),
        c: add(c, at(s, 3)),
      }),
    ),
  "with sums, which add to what is there": (n) => (x) =>
    fold(n, x as Num[], (i, s) =>
      vec(WIDTH, (j) => sum(WIDTH, (k) => mul(div(0.1, add(add(j, k), add(i, 1))), at(s, k)))),
    ),
  "with a greatest": (n) => (x) =>
    fold(n, x as Num[], (_, s) => {
      const most = fold(WIDTH, 0 as Num, (j, m) => max(m, at(s, j)));
      return vec(WIDTH, (j) => sub(at(s, before(j)), mul(0.1, most)));
    }),
  "in a fold": (n) => (x) =>
    fold(2, x as Num[], (i, s) => fold(n, smooth(s, i), (j, t) => smooth(wave(t), j)) as Num[]),
  "in lanes": (n) => (x) =>
    vec(40, (k) =>
      total(
        fold(n, vec(WIDTH, (j) => mul(at(x, j), k)) as Num[], (_, s) =>
          vec(WIDTH, (j) => sin(at(s, before(j)))),
        ),
      ),
    ),
  "of a function": (n) => (x) => total(fold(n, x as Num[], (i, s) => step(s as Num[], i))),
  "while something holds": (n) => (x) =>
    whileLoop(
      ({ c }) => lt(c, n - 2),
      ({ s, c }) => ({ s: wave(s), c: add(c, 1) }),
      { s: x as Num[], c: 0 as Num },
      { max: n },
    ),
  "of which the last two are read": (n) => (x) => {
    const all = scan(n, x as Num[], (_, s) => wave(s)) as unknown as Num[][];
    return vec(WIDTH, (j) => sub(at(all, n, j), at(all, n - 1, j)));
  },
  "of which the slopes are those of any state": (n) =>
    grad((x: number[]) => total(fold(n, x as Num[], (i, s) => smooth(s, i)))) as (x: number[]) => unknown,
};
/** Programs that need all states. */
const KEPT: Record<string, Program> = {
  "all are asked for": (n) => (x) => scan(n, x as Num[], (_, s) => wave(s)),
  "the first and the last": (n) => (x) => {
    const all = scan(n, x as Num[], (_, s) => wave(s)) as unknown as Num[][];
    return vec(WIDTH, (j) => sub(at(all, n, j), mul(at(all, 1, j), at(all, 0, j))));
  },
  "one that data names": (n) => (x) => {
    const all = scan(n, x as Num[], (_, s) => wave(s)) as unknown as Num[][];
    return vec(WIDTH, (j) => at(all, max(0, sub(at(x, 2), at(x, 2))), j));
  },
  "its slopes": (n) =>
    grad((x: number[]) => total(fold(n, x as Num[], (_, s) => wave(s)))) as (x: number[]) => unknown,
  "slopes of several states": (n) =>
    grad((x: number[]) => {
      const all = scan(n, x as Num[], (i, s) => smooth(s, i)) as unknown as Num[][];
      return add(total(at(all, n) as Num[]), mul(3, at(all, 1, 4)));
    }) as (x: number[]) => unknown,
  "slopes of slopes": (n) =>
    grad((x: number[]) => {
      const slopes = grad((y: Num[]) => total(fold(n, y, (_, s) => wave(s))))(x as Num[]) as Num[];
      return total(slopes);
    }) as (x: number[]) => unknown,
};
const OPTIONS: Record<string, BuildOptions> = {
  "in lanes of vectors": {},
  scalar: { simd: false },
  strict: { strict: true },
  "in many functions": { strict: true, longest: 5 },
  "calls that stay calls": { strict: true, inlined: 0 },
};

describe.each(Object.entries({ ...VALUES, ...KEPT }))("a fold %s", (name, program) => {
  test.each(Object.entries(OPTIONS))("%s: is what it is evaluated", (_, options) => {
    // Rows take turns: even and odd numbers of steps.
    for (const steps of [0, 1, 2, 3, 4, 7, 8]) {
      // Of no steps there is but one state.
      if (steps === 0 && /last two|first and|several states/.test(name)) continue;
      expect(difference(program(steps) as Any, [x], options), `${steps} steps`).toBeUndefined();
    }
  });

  test("keeps two states where that is enough", () => {
    const memory = (steps: number, options: BuildOptions) =>
      prepared(program(steps) as Any, [x], options).stats.memory;
    for (const options of [{}, { strict: true }]) {
      const more = memory(1007, options) - memory(7, options);
      if (name in VALUES) expect(more).toBe(0);
      else expect(more).toBeGreaterThanOrEqual(1000 * 8 * WIDTH);
    }
  });
});

test("of adjoints two are kept where all states are", () => {
  const slopes = (steps: number) => prepared(KEPT["its slopes"]!(steps) as Any, [x]).stats.memory;
  // Besides the states what is saved of each step, but no adjoints.
  expect(slopes(1007) - slopes(7)).toBeLessThanOrEqual(2 * 1000 * 8 * WIDTH);
});

describe("a million steps of 1,140 values", () => {
  const heat = (steps: number) => (x: number[]) =>
    fold(steps, x as Num[], (_, s) =>
      vec(1140, (j) => add(mul(0.5, at(s, j)), mul(0.25, add(at(s, before(j)), at(s, 0))))),
    );
  const start = Array.from({ length: 1140 }, (_, j) => Math.cos(j));

  test("take the memory of a few states", () => {
    const { memory, saved } = prepared(heat(1e6) as Any, [start], { strict: true }).stats;
    expect(memory).toBeLessThan(6 * 1140 * 8);
    expect(saved).toBeLessThan(5 * 1140 * 8);
  });

  test("give what plain loops do, fewer of them", () => {
    let want = start;
    for (let i = 0; i < 501; i++)
      want = want.map((v, j) => 0.5 * v + 0.25 * (want[Math.max(j - 1, 0)]! + want[0]!));
    expect(prepared(heat(501) as Any, [start], { strict: true })(start)).toEqual(want);
  });

  test("are refused where all are asked for, with no advice that does not help", () => {
    const all = (x: number[]) => scan(1_000_000, x as Num[], (_, s) => wave(s));
    expect(() => prepared(all as Any, [start])).toThrow(
      /^compile: needs 9\.1 GB, and WebAssembly addresses 4\.3 GB; the largest are a fold of 1,000,000 steps × 1,140 values \(9\.1 GB\)$/,
    );
  });
});
