import { describe, expect, test } from "vitest";
import { type Any, difference, prepared } from "../../test/compiled-checks.ts";
import { random } from "../../test/random.ts";
import { freshSeed, runs } from "../../test/runs.ts";
import { at } from "../arrays.ts";
import { fold } from "../folds.ts";
import { grad } from "../functions/grad.ts";
import { instructionsIn } from "../ir/program.ts";
import { sum, vec } from "../loops.ts";
import type { Num } from "../op.ts";
import { add, clamp, eq, ge, gt, le, lt, max, min, mul, select, sin, sub } from "../ops.ts";
import { trace } from "../trace.ts";
import { optimise } from "./optimise.ts";

const N = 20;
const x = Array.from({ length: N }, (_, i) => Math.sin(3 * i + 1));
const smooth = (left: Num, here: Num, right: Num): Num =>
  add(here, mul(0.2, add(sub(left, mul(2, here)), right)));

/** The neighbours of element i of 20, as one may write them. */
const NEIGHBOURS: Record<string, (i: Num) => readonly [Num, Num]> = {
  "max, min": (i) => [max(sub(i, 1), 0), min(add(i, 1), N - 1)],
  "constants first": (i) => [max(0, sub(i, 1)), min(N - 1, add(1, i))],
  clamp: (i) => [clamp(sub(i, 1), 0, N - 1), clamp(add(i, 1), 0, N - 1)],
  select: (i) => [select(gt(i, 0), sub(i, 1), 0), select(lt(i, N - 1), add(i, 1), N - 1)],
  "in a circle": (i) => [select(eq(i, 0), N - 1, sub(i, 1)), select(ge(i, N - 1), 0, add(i, 1))],
  "every other one": (i) => [max(sub(mul(2, i), N), 0), min(mul(2, i), N - 1)],
};

describe.each(Object.entries(NEIGHBOURS))("neighbours by %s", (_, neighbours) => {
  const f = (u: readonly Num[]) =>
    vec(N, (i) => smooth(at(u, neighbours(i)[0]), at(u, i), at(u, neighbours(i)[1])));
  const steps = (u: readonly Num[]) =>
    sum(N, (j) =>
      mul(
        add(j, 1),
        at(
          fold(3, u as number[], (_, v) => f(v) as number[]),
          j,
        ),
      ),
    );

  test("nothing is left to decide", () => {
    const { program } = trace(f as Any, x);
    const all = instructionsIn(optimise(program, { strict: false }).top);
    expect(all.some((y) => y.kind === "load" && y.index.some(({ data }) => data))).toBe(false);
    expect(prepared(f as Any, [x]).stats.lanes).toBeGreaterThan(0);
  });

  test.each([{}, { simd: false }, { strict: true }])("is what it is evaluated: %o", (options) => {
    for (const g of [f, steps, grad(steps as never)])
      expect(difference(g as Any, [x], options)).toBeUndefined();
  });
});

test("in two dimensions, at edges and corners", () => {
  const [rows, columns] = [11, 13];
  const before = (i: Num) => max(sub(i, 1), 0);
  const after = (i: Num, n: number) => min(add(i, 1), n - 1);
  const plate = (u: number[][]) =>
    vec(rows, (i) =>
      vec(columns, (j) => {
        const across = smooth(at(u, i, before(j)), at(u, i, j), at(u, i, after(j, columns)));
        return smooth(at(u, before(i), j), across, at(u, after(i, rows), j));
      }),
    );
  const heat = (u: number[][]) => sum(rows, (i) => sum(columns, (j) => sin(at(plate(u) as Num[][], i, j))));
  const u = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => Math.cos(i * j + i)),
  );
  for (const options of [{}, { strict: true }])
    for (const g of [plate, grad(heat as never)]) expect(difference(g as Any, [u], options)).toBeUndefined();
});

test.each([1, 2, 3, 5])("%i neighbours to each side", (w) => {
  const n = 60;
  const f = (u: readonly number[]) =>
    vec(n, (i) => sum(2 * w + 1, (k) => mul(add(k, 0.5), at(u, clamp(sub(add(i, k), w), 0, n - 1)))));
  const written = (u: readonly number[]) =>
    vec(n, (i) => {
      let total: Num = 0;
      for (let k = -w; k <= w; k++) total = add(total, mul(k + 0.5, at(u, clamp(add(i, k), 0, n - 1))));
      return total;
    });
  const u = Array.from({ length: n }, (_, i) => Math.cos(i * i));
  for (const options of [{}, { strict: true }])
    for (const g of [f, written]) expect(difference(g as Any, [u], options)).toBeUndefined();
  const { program } = trace(written as Any, u);
  const all = instructionsIn(optimise(program, { strict: false }).top);
  expect(all.some((y) => y.kind === "load" && y.index.some(({ data }) => data))).toBe(false);
});

test("numbers too large to be whole are not decided on", () => {
  const u = Array.from({ length: 60 }, (_, i) => i + 0.5);
  const huge = 2 ** 53 - 1;
  const less = (i: Num) => lt(mul(i, huge), add(mul(i, huge), 1));
  const equal = (i: Num) => eq(sub(add(mul(i, huge), 1), mul(i, huge)), 1);
  for (const condition of [less, equal])
    for (const options of [{}, { strict: true }, { simd: false }]) {
      const f = (v: readonly number[]) => vec(40, (i) => at(v, select(condition(i), i, 0)));
      expect(difference(f as Any, [u], options)).toBeUndefined();
    }
});

test("indices that stay out of bounds are refused when they are met, as they were", () => {
  const far = (u: number[]) => vec(N, (i) => at(u, max(sub(i, 3), -1)));
  for (const options of [{}, { strict: true }])
    expect(() => prepared(far as Any, [x], options)(x)).toThrow(/u\[-1\]|-1/);
});

describe("random indices", () => {
  const OPS = [max, min, lt, le, gt, ge, eq, add, sub];
  test.each(["of vec", "of sum", "gradients"])("%s", (what) => {
    const next = random(freshSeed());
    const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
    const whole = (n: number) => Math.floor(next() * n);
    for (let run = 0; run < runs(1000); run++) {
      const n = 1 + whole(29);
      type Index = (i: Num, j: Num) => Num;
      const index = (depth: number): Index => {
        const [kind, constant, op] = [whole(4), whole(n + 3) - 2, pick(OPS)];
        if (depth === 0) return [() => constant, (_: Num, j: Num) => j, (i: Num) => i, (i: Num) => i][kind]!;
        const [a, b, c] = [index(depth - 1), index(depth - 1), index(0)];
        if (kind === 0) return (i, j) => select(c(i, j), a(i, j), b(i, j));
        return (i, j) => op(a(i, j), kind === 1 ? b(i, j) : constant);
      };
      const [p, q] = [index(3), index(2)];
      const inside = (i: Num) => clamp(i, 0, n - 1);
      const element = (u: readonly number[], i: Num, j: Num) =>
        add(mul(at(u, inside(p(i, j))), add(i, 0.5)), mul(at(u, inside(q(j, i))), p(i, j)));
      const value = (u: readonly number[]) =>
        sum(n, (i) => sum(3, (j) => mul(element(u, i, j), add(j, at(u, i)))));
      const f: Record<string, Any> = {
        "of vec": (u: readonly number[]) => vec(n, (i) => vec(2, (j) => element(u, i, j))),
        "of sum": value as Any,
        gradients: grad(value as never) as Any,
      };
      const u = Array.from({ length: n }, () => 2 * next() - 1);
      for (const options of [{}, { strict: true }])
        expect(difference(f[what]!, [u], options), `run ${run}, ${n} elements`).toBeUndefined();
    }
  });
});
