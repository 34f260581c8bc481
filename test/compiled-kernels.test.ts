/** What the compiler does to loops of some kinds: that it is done, and that results are those of `evaluate`. */
import { describe, expect, test } from "vitest";
import { at, concat, length } from "../src/arrays.ts";
import { compile } from "../src/compile/compile.ts";
import { fold, scan } from "../src/folds.ts";
import { grad } from "../src/functions/grad.ts";
import { instructionsIn, type Loop } from "../src/ir/program.ts";
import { validate } from "../src/ir/validate.ts";
import { argMinOf, sum, vec } from "../src/loops.ts";
import type { Num } from "../src/op.ts";
import { add, div, eq, ge, lt, mul, neg, relu, select, square, step, sub } from "../src/ops.ts";
import { evaluate, trace } from "../src/trace.ts";
import { optimise } from "../src/transform/optimise.ts";
import { elementsOf, leavesOf } from "../src/tree.ts";
import { difference } from "./compiled-checks.ts";
import { random } from "./random.ts";

// biome-ignore lint/suspicious/noExplicitAny: any function.
type Any = (...args: any[]) => unknown;

const flat = (tree: unknown) =>
  leavesOf(tree, "result").flatMap(({ value }) => elementsOf(value)) as number[];
const matrix = (n: number, m: number, seed: number): number[][] => {
  const next = random(seed);
  return Array.from({ length: n }, () => Array.from({ length: m }, () => 2 * next() - 1));
};
const count = (text: string, part: string): number => text.split(part).length - 1;
const loopsOf = (f: Any, args: readonly unknown[], strict = false): Loop[] =>
  instructionsIn(optimise(trace(f, ...args).program, { strict }).top).filter((x) => x.kind === "loop");

function agrees(f: Any, ...args: unknown[]): void {
  for (const strict of [true, false]) validate(optimise(trace(f, ...args).program, { strict }));
  const want = flat(evaluate(trace(f, ...args), ...args));
  expect(flat(compile(f, { like: args, strict: true })(...args))).toEqual(want);
  const size = Math.max(1, ...want.map(Math.abs));
  for (const options of [{}, { simd: false }])
    flat(compile(f, { like: args, ...options })(...args)).forEach((x, k) => {
      expect(Math.abs(x - want[k]!)).toBeLessThan(1e-12 * size);
    });
}

const distance = (x: Num[], y: Num[]): Num => sum(length(x), (j) => square(sub(at(x, j), at(y, j))));
const nearest = (points: Num[][], centroids: Num[][]): Num[] =>
  vec(length(points), (i) =>
    argMinOf(length(centroids), (c) => distance(at(points, i) as Num[], at(centroids, c) as Num[])),
  );
const cost = (points: Num[][], centroids: Num[][]): Num => {
  const rows = nearest(points, centroids);
  return sum(length(points), (i) =>
    distance(at(points, i) as Num[], at(centroids, at(rows, i)) as unknown as Num[]),
  );
};

describe("rows that data names", () => {
  const pick = (x: number[][], rows: number[]) =>
    vec(length(rows), (i) => vec(length(at(x, 0)), (j) => mul(2, at(x, at(rows, i), j))));

  test("are looked at as any other, whatever their number and length", () => {
    for (const [n, m] of [
      [1, 1],
      [2, 3],
      [5, 8],
      [17, 16],
      [9, 33],
    ] as const) {
      const x = matrix(4, m, n);
      const rows = Array.from({ length: n }, (_, i) => (i * i + 1) % 4);
      agrees(pick, x, rows);
      const total = (x: number[][], rows: number[]) =>
        sum(n, (i) => sum(m, (j) => square(at(pick(x, rows), i, j))));
      agrees(grad(total as never) as Any, x, rows);
    }
  });

  test("by numbers below 0 beside constants and indices above it", () => {
    const [x, m, k] = [matrix(1, 10, 1)[0]!, matrix(10, 10, 2), [-1, 0, -2]];
    const around = (y: number[], by: number[]) =>
      vec(8, (i) => sum(length(by), (j) => mul(add(j, 1), at(y, add(add(i, 2), at(by, j))))));
    const rows = (y: number[][], by: number[]) =>
      vec(length(by), (i) => vec(10, (j) => mul(2, at(y, add(at(by, i), 2), sub(9, j)))));
    const both = (y: number[][], by: number[]) =>
      vec(length(by), (i) => at(y, add(add(i, 1), at(by, i)), sub(9, i)));
    const total = (f: (y: never, by: number[]) => unknown) => (y: never, by: number[]) =>
      sum(length(by), (i) => square(sum(3, () => at(f(y, by) as number[], i))));
    for (const [f, y] of [
      [around, x],
      [both, m],
    ] as const) {
      agrees(f as Any, y, k);
      agrees(grad(total(f as never) as never) as Any, y, k);
    }
    agrees(rows, m, k);
    const down = (y: number[], by: number[]) => vec(3, (i) => at(y, add(sub(0, at(by, i)), 2)));
    agrees(down, x, [2, 1, 0]);
  });

  test("are checked once, before the loop that goes through one", () => {
    const f = compile(pick, { like: [matrix(4, 64, 1), [3, 1, 2]] });
    // Two rounds in lanes, and none for what is left over.
    expect(count(f.wat, "i32.trunc_sat_f64_s")).toBe(1);
    expect(f.wat).toContain("v128.load");
    expect(f.wat).not.toContain("f64x2.replace_lane");
  });

  test("that do not exist are refused by the same words, and only where one is looked at", () => {
    const f = compile(pick, { like: [matrix(4, 64, 1), [3, 1, 2]] });
    for (const row of [4, -1, 0.5, Number.NaN, 1e20])
      expect(() => f(matrix(4, 64, 1), [3, row, 2])).toThrow(/out of range|not whole/);
    expect(f(matrix(4, 64, 1), [3, 1, 0])).toHaveLength(3);
    // Of no row anything is read: none is out of range.
    const triangle = (x: number[][], rows: number[]) =>
      vec(length(rows), (i) => sum(i, (j) => at(x, at(rows, i), j)));
    const [x] = [matrix(2, 8, 3)];
    const compiled = compile(triangle, { like: [x, [1, 1, 0]] });
    expect(compiled(x, [77, 1, 0])).toEqual(evaluate(trace(triangle as Any, x, [77, 1, 0]), x, [77, 1, 0]));
    expect(() => compiled(x, [0, 77, 0])).toThrow(/out of range/);
  });
});

describe("rows of a triangle, one behind another", () => {
  /** Where row i begins. */
  const row = (i: Num) => div(mul(i, sub(i, 1)), 2);
  const f = (l: Num[], x: Num[][]) =>
    sum(length(x), (s) => sum(8, (i) => square(sum(i, (j) => mul(at(l, add(row(i), j)), at(x, s, j))))));
  const slopes = grad(f as never) as Any;

  test("go through lanes with what is around them, and nothing is checked within a row", () => {
    const args = [matrix(1, 28, 1)[0], matrix(37, 8, 2)];
    agrees(f, ...args);
    agrees(slopes, ...args);
    const compiled = compile(slopes, { like: args });
    // Vectors side by side, vectors, and what is left over: a row's beginning and end are checked in each, twice.
    expect(compiled.stats.lanes).toBe(1);
    expect(count(compiled.wat, "i32.trunc_sat_f64_s")).toBeLessThanOrEqual(12);
  });

  test("are refused where the last of them ends behind the array", () => {
    for (const n of [27, 20, 1, 0]) {
      const args = [Array.from({ length: n }, () => 1), matrix(5, 8, 2)];
      let message = "";
      try {
        evaluate(trace(slopes, ...args), ...args);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).toMatch(/out of range/);
      for (const options of [{}, { simd: false }, { strict: true }])
        expect(() => compile(slopes, { like: args, ...options })(...args)).toThrow(new RangeError(message));
    }
  });
});

describe("loops that add to an array by the index of the inner one", () => {
  const net =
    (reach: (i: Num, m: number) => Num) =>
    ({ w, v }: { w: Num[][]; v: Num[] }, x: Num[][]): Num => {
      const m = length(at(w, 0) as Num[]);
      return sum(length(x), (s) => {
        const hidden = vec(m, (j) => mul(at(v, j), at(x, s, j)));
        const row = (i: Num) => sum(reach(i, m), (j) => mul(at(w, i, j), at(hidden, j)));
        // Slopes of rows are known when there are all of them.
        return square(sum(length(w), (i) => mul(at(v, 0), square(row(i)))));
      });
    };
  const REACHES = {
    rectangle: (_: Num, m: number) => m,
    "triangle without its diagonal": (i: Num) => i,
    triangle: (i: Num) => add(i, 1),
  } as const;
  /** How many additions to arrays of a sample's own there are by the index of a loop in a loop. */
  const additions = (f: Any, args: readonly unknown[], strict: boolean) =>
    instructionsIn(optimise(trace(f, ...args).program, { strict }).top).filter(
      (x) =>
        x.kind === "accumulate" &&
        x.block.depth === 3 &&
        x.array.block.loop &&
        x.index.some(({ terms }) => terms.some(({ loop }) => loop === x.block.loop)),
    ).length;

  test.each(Object.entries(REACHES))("change places: a %s, but in strict order", (name, reach) => {
    const slopes = grad(net(reach) as never) as Any;
    const steepness = (p: { w: Num[][]; v: Num[] }, x: Num[][]): Num => {
      const { v } = slopes(p, x) as typeof p;
      return sum(length(v), (j) => square(at(v, j)));
    };
    for (const [samples, n, m] of [
      [1, 5, 5],
      [9, 5, 5],
      [16, 6, 9],
      [37, 8, 8],
      [40, 9, 5],
    ] as const) {
      if (name !== "rectangle" && n > m) continue;
      const args = [{ w: matrix(n, m, n), v: matrix(1, m, 3)[0] }, matrix(samples, m, m)];
      agrees(slopes, ...args);
      agrees(grad(steepness as never) as Any, ...args);
      validate(optimise(trace(slopes, ...args).program, { strict: false }));
      // One sample needs no loop.
      if (samples === 1) continue;
      expect(additions(slopes, args, true)).toBe(1);
      expect(additions(slopes, args, false)).toBe(0);
    }
    // Nothing is checked within a row: all indices are certain to exist.
    const like = [{ w: matrix(8, 8, 1), v: matrix(1, 8, 2)[0] }, matrix(64, 8, 3)];
    const { wat, stats } = compile(slopes, { like });
    expect(wat).not.toContain("i32.ge_u");
    expect(stats.lanes).toBeGreaterThan(0);
  });
});

describe("lanes", () => {
  test("of points and the rows that they choose are loops of their own, but in strict order", () => {
    const args = [matrix(40, 16, 1), matrix(5, 16, 2)];
    const over = (loops: readonly Loop[]) => loops.filter(({ extent }) => extent.constant === 40).length;
    expect(over(loopsOf(grad(cost as never, { wrt: [1] }) as Any, args))).toBe(2);
    expect(over(loopsOf(grad(cost as never, { wrt: [1] }) as Any, args, true))).toBe(1);
    agrees(grad(cost as never, { wrt: [1] }) as Any, ...args);
  });

  test("read what lies apart once, and not for each iteration of an inner loop", () => {
    for (const n of [3, 16, 37]) agrees(nearest, matrix(n, 16, n), matrix(5, 16, 2));
    const { wat, stats } = compile(nearest, { like: [matrix(64, 16, 1), matrix(5, 16, 2)] });
    // In vectors that go side by side each has its own. All stand in the loop that packs, whose body is there twice.
    expect(stats.lanes).toBe(1);
    expect(count(wat, "v128.load64_lane")).toBe(8);
    // What all lanes share is read once for all vectors, in a body that is there twice too.
    expect(count(wat, "v128.load64_splat")).toBe(2);
  });

  test("put no more side by side of a triangle than there is", () => {
    // Sums of the two indices stay within a row, but not if each goes as far as it ever does.
    const f = (x: number[][]) =>
      vec(length(x), (s) =>
        sum(3, (k) => sum(8, (i) => sum(sub(8, i), (j) => mul(at(x, s, add(i, j)), square(add(k, j)))))),
      );
    for (const n of [5, 64]) agrees(f, matrix(n, 8, n));
  });

  test("are ten where eight would leave some over and ten do not", () => {
    const layer = (x: Num[][], w: Num[][]): Num =>
      sum(length(x), (s) => sum(length(w), (j) => square(distance(at(x, s) as Num[], at(w, j) as Num[]))));
    for (const n of [8, 10, 12, 20, 50, 90, 100, 110, 210]) {
      agrees(grad(layer), matrix(n, 3, n), matrix(4, 3, 1));
      agrees(
        grad((w: Num[][], x: Num[][]) => layer(x, w)),
        matrix(4, 3, 1),
        matrix(n, 3, n),
      );
    }
    const step = (n: number) =>
      compile(grad(layer), { like: [matrix(n, 3, 1), matrix(4, 3, 2)] }).wat.includes("i32.const 10\n");
    expect([80, 90, 96, 100].map(step)).toEqual([false, true, false, true]);
  });

  test("read what is read once where it is", () => {
    const f = (x: number[][]) => vec(length(x), (i) => add(at(x, i, 0), at(x, i, 1)));
    agrees(f, matrix(64, 2, 1));
    expect(compile(f, { like: [matrix(64, 2, 1)] }).stats.loops).toBe(1);
  });
});

/** Instructions of the optimised program of a kind. */
const instructions = (f: Any, args: readonly unknown[], strict = false) =>
  instructionsIn(optimise(trace(f, ...args).program, { strict }).top);

describe("arrays between loops", () => {
  const states = (n: number) => (x: Num[]) =>
    scan(n, x, (_, s) => {
      const half = concat(
        [0],
        vec(length(s) - 1, (i) => mul(0.5, at(s, i))),
      );
      return half;
    });

  test("land where they are copied to", () => {
    // Each step fills a row of the history, and not an array that is copied to it.
    const args = [[1, 2, 3, 4, 5, 6, 7, 8, 9]];
    const arrays = (strict: boolean) =>
      instructions(states(5) as Any, args, strict).filter(({ kind }) => kind === "alloc").length;
    expect(arrays(false)).toBe(1);
    expect(arrays(true)).toBe(2);
    agrees(states(5), ...args);
    for (const n of [1, 2, 3]) agrees(states(n), [1, 2, 3]);
    const total = (x: Num[]) => sum(6, (t) => sum(length(x), (i) => square(at(states(5)(x), t, i) as Num)));
    agrees(grad(total as never) as Any, ...args);
  });

  test("that are also an initial state, and are read elsewhere, stay what they are", () => {
    const f = (x: Num[]) => {
      const start = vec(length(x), (i) => mul(2, at(x, i)));
      const last = fold(3, start, (_, s) => vec(length(x), (i) => add(at(s, i), at(start, i)))) as Num[];
      return vec(length(x), (i) => mul(at(last, i), at(start, i)));
    };
    agrees(f, [1, 2, 3, 4, 5]);
    agrees(grad(((x: Num[]) => sum(5, (i) => at(f(x), i))) as never) as Any, [1, 2, 3, 4, 5]);
  });

  /** What reads its neighbour's, so that two loops do not become one. */
  const shifted = (y: Num[]) => vec(length(y) - 1, (i) => sub(at(y, add(i, 1)), at(y, i)));

  test("are computed again where that is no more than a read", () => {
    const f = (x: Num[]) => {
      const y = vec(length(x), (i) => mul(at(x, i), 3));
      const z = shifted(shifted(concat(y, [1, 2]) as Num[]) as Num[]) as Num[];
      return vec(length(x), (i) => add(at(z, i), at(y, i)));
    };
    for (const n of [1, 2, 3, 8, 50]) {
      const x = Array.from({ length: n }, (_, i) => i * i + 1);
      agrees(f, x);
      agrees(grad(((x: Num[]) => sum(n, (i) => square(at(f(x), i)))) as never) as Any, x);
    }
  });

  test("begin with nothing where something is stored first", () => {
    // Of the 100 × 100 elements, row 0 and column 0 have no other values.
    const f = (x: number[]) => {
      const rows = scan(99, vec(100, () => 0) as Num[], (_, s) =>
        concat(
          [0],
          vec(99, (i) => add(at(s, i), at(x, i))),
        ),
      );
      return vec(100, (i) => at(rows, i, i));
    };
    const x = Array.from({ length: 99 }, (_, i) => i % 7);
    agrees(f, x);
    expect(compile(f, { like: [x] }).wat).not.toContain("memory.fill");
  });
});

test("arrays of which loops that never run store a part begin as others do", () => {
  const x = matrix(5, 4, 3);
  for (const n of [0, 1, 2]) {
    const row = (m: Num[][]) =>
      sum(n, (i) =>
        mul(
          0.3,
          at(
            vec(1, () => sum(sub(Math.max(0, n - 1), i) as number, () => at(m, add(i, 1), 0))),
            0,
          ),
        ),
      );
    const states = (m: Num[][]) =>
      sum(3, (k) => {
        const first = vec(3, () => -2 as Num);
        return at(fold(n, first, (i) => vec(3, (j) => mul(0.6, at(m, add(i, 1), j)))) as Num[], k);
      });
    const part = (m: Num[][]) => sum(n, (i) => sum(2, (j) => square(at(m, add(i, 2), add(j, 1)))));
    for (const f of [row, states, part]) agrees(grad(f as never) as Any, x);
  }
});

describe("neighbouring sums", () => {
  const rosenbrock = (x: Num[]) =>
    sum(length(x) - 1, (i) =>
      add(mul(100, square(sub(at(x, add(i, 1)), square(at(x, i))))), square(sub(1, at(x, i)))),
    );
  const slopes = grad(rosenbrock as never) as Any;

  test("are added at once: each element is met once", () => {
    for (const n of [2, 3, 33, 34, 35, 36, 100]) {
      const next = random(n);
      agrees(
        slopes,
        Array.from({ length: n }, () => next()),
      );
    }
    const args = [Array.from({ length: 100 }, (_, i) => i / 100)];
    const sums = (strict: boolean) =>
      instructions(slopes, args, strict).filter((x) => x.kind === "accumulate" && x.block.loop !== undefined);
    expect(sums(true)).toHaveLength(3);
    expect(sums(false)).toHaveLength(1);
  });

  test("two apart, and with what is not added", () => {
    const f = (x: Num[]) =>
      sum(length(x) - 2, (i) => add(mul(at(x, i), square(at(x, add(i, 2)))), at(x, add(i, 1))));
    for (const n of [3, 4, 40, 41])
      agrees(
        grad(f as never) as Any,
        Array.from({ length: n }, (_, i) => i / 7),
      );
  });

  test("are not what an iteration reads that was added in it", () => {
    const f = (x: Num[], m: Num[][], w: Num[], rows: Num[]) => {
      const chosen = (q: Num[][]) => sum(length(w), (i) => mul(at(w, i), at(q, i, at(rows, i))));
      const slopes = grad(chosen)(m);
      const rise = (y: Num[]) =>
        sum(length(w), (i) => mul(sub(at(y, add(i, 1)), at(y, i)), at(slopes, i, 0)));
      return { slopes, rises: grad(rise)(x) };
    };
    const [x, w] = [matrix(1, 41, 1)[0], matrix(1, 40, 2)[0]];
    agrees(
      f,
      x,
      matrix(40, 3, 3),
      w,
      Array.from({ length: 40 }, (_, i) => i % 3),
    );
  });

  test("in a row of an array of which the loop reads another", () => {
    const f = (w: Num[], x: Num[]) =>
      at(
        scan(1, w, (_, y) =>
          concat(
            vec(64, (i) => mul(0.5, at(y, add(i, 2)))),
            vec(2, (i) => at(x, i)),
          ),
        ),
        1,
      );
    const args = [matrix(1, 66, 1)[0], matrix(1, 66, 2)[0]];
    agrees(f, ...args);
  });
});

test("what lands is not read before all has been added to where it does", () => {
  const rise = (y: Num[]) =>
    add(
      square(at(y, length(y) - 1)),
      sum(length(y) - 1, (i) => mul(at(y, i), sub(at(y, i), at(y, add(i, 1))))),
    );
  const f = (x: Num[]) => {
    const y = vec(length(x), () => at(x, 0));
    const total = sum(length(x), (i) => at(y, i));
    const z = vec(length(x), (i) => at(y, i));
    return [rise(z), rise(y), rise(y), square(total)].reduce((a, b) => add(a, b));
  };
  for (const n of [2, 3, 20, 41]) agrees(grad(f as never) as Any, matrix(1, n, n)[0]);
});

test("a copy that an ordered loop goes on adding to is not read where it was copied from", () => {
  // The slopes of the states: their own, copied, and what each hands to the one before.
  const loss = (s: Num) => {
    const states = scan(67, s, (_, x) => mul(0.6, x));
    const all = vec(68, (i) => at(states, i));
    const again = vec(68, (i) => at(all, i));
    const drop = (y: ArrayLike<Num>) => sum(67, (i) => mul(at(y, i), sub(at(y, i), at(y, add(i, 1)))));
    return add(add(drop(all), drop(again)), square(at(all, 67)));
  };
  for (const options of [{}, { simd: false }, { strict: true }])
    expect(difference(grad(loss) as Any, [1.5], options)).toBeUndefined();
});

test("what all lanes share is read once for all vectors that go side by side", () => {
  const f = (x: number[][], w: number[]) =>
    vec(length(at(x, 0)), (i) => sum(length(w), (j) => mul(at(x, j, i), at(w, j))));
  const args = [matrix(8, 64, 1), matrix(1, 8, 2)[0]];
  agrees(f, ...args);
  const { wat } = compile(f, { like: args as [number[][], number[]] });
  // The loop's body is there twice.
  expect(count(wat, "v128.load64_splat")).toBe(2);
  expect(count(wat, "f64x2.mul")).toBe(8);
});

describe("a choice between something and a number", () => {
  const values = [Number.NaN, -0, 0, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -2.5];
  const others = [1, Number.NaN, 0, 1, -1, -0, 3, 5e-324, Number.NEGATIVE_INFINITY];
  const choices: Record<string, (x: Num, y: Num) => Num> = {
    "0 where it holds": (x, y) => select(lt(x, y), 0, x),
    "0 where it does not": (x, y) => select(ge(x, y), x, 0),
    "0 by a number": (x, y) => select(x, 0, y),
    "NaN where they differ": (x, y) => select(eq(x, y), y, Number.NaN),
    relu: (x) => relu(x),
    step: (x) => step(x),
  };
  const isBlended = /bitselect/;

  test.each(Object.entries(choices))("takes one instruction in lanes, %s", (_, choose) => {
    const f = (x: Num[], y: Num[]) => vec(length(x), (i) => choose(at(x, i), at(y, i)));
    const compiled = compile(f, { like: [values, others] });
    expect(compiled.wat).toContain("f64x2");
    expect(compiled.wat).not.toMatch(isBlended);
    const want = flat(evaluate(trace(f, values, others), values, others));
    expect(flat(compiled(values, others))).toEqual(want);
  });

  test("takes as many as it needs between others", () => {
    const blends: Record<string, (x: Num, y: Num) => Num> = {
      "-0": (x, y) => select(lt(x, y), -0, x),
      NaN: (x, y) => select(lt(x, y), y, Number.NaN),
      "NaN where they are equal": (x, y) => select(eq(x, y), Number.NaN, y),
    };
    for (const choose of Object.values(blends)) {
      const f = (x: Num[], y: Num[]) => vec(length(x), (i) => choose(at(x, i), at(y, i)));
      const compiled = compile(f, { like: [values, values] });
      expect(compiled.wat).toMatch(isBlended);
      expect(flat(compiled(values, values.toReversed()))).toEqual(
        flat(evaluate(trace(f, values, values), values, values.toReversed())),
      );
    }
  });
});

test("what is taken from a sum is not negated first", () => {
  const total = (x: Num[]) => sum(length(x), (i) => neg(square(at(x, i))));
  const rows = (x: Num[][]) => vec(length(at(x, 0)), (i) => sum(length(x), (j) => neg(square(at(x, j, i)))));
  const scaled = (x: Num[]) => vec(length(x), (i) => mul(neg(square(at(x, i))), 3));
  for (const n of [0, 1, 2, 3, 17, 64]) {
    agrees(total, matrix(1, n, n)[0]);
    agrees(scaled, matrix(1, n, n)[0]);
    if (n > 0) agrees(rows, matrix(5, n, n));
  }
  const [wide] = matrix(1, 64, 1) as [number[]];
  for (const strict of [true, false]) {
    expect(count(compile(total, { like: [wide], strict }).wat, "neg")).toBe(0);
    expect(count(compile(rows, { like: [matrix(5, 64, 1)], strict }).wat, "neg")).toBe(0);
    expect(count(compile(scaled, { like: [wide], strict }).wat, "neg")).toBe(0);
  }
});

describe("small loops in lanes are written out twice", () => {
  const product = (x: Num[][], w: Num[]) =>
    vec(length(at(x, 0)), (s) => sum(length(w), (j) => mul(at(x, j, s), at(w, j))));
  /** Products with a triangle's rows, of which the i-th has i elements, or i less than there are. */
  const triangle = (x: Num[][], w: Num[][], isUpper: boolean) =>
    vec(length(at(x, 0)), (s) =>
      vec(length(w), (i) =>
        sum(isUpper ? sub(length(w), i) : i, (j) => mul(at(w, i, j), at(x, isUpper ? add(i, j) : j, s))),
      ),
    );

  test.each([1, 2, 3, 4, 5, 16, 17])("of %i iterations, or up to as many", (n) => {
    const [w] = matrix(1, n, 7) as [number[]];
    const rows = matrix(n, n, n);
    for (const points of [4, 9, 40]) {
      const x = matrix(n, points, points);
      agrees(product, x, w);
      const squares = (y: Num[][], v: Num[]) => sum(points, (s) => square(at(product(y, v), s)));
      for (const wrt of [0, 1]) agrees(grad(squares as never, { wrt: [wrt] } as never) as Any, x, w);
      for (const isUpper of [false, true]) {
        agrees((y: Num[][], v: Num[][]) => triangle(y, v, isUpper), x, rows);
        const all = (y: Num[][], v: Num[][]) => {
          const products = triangle(y, v, isUpper);
          return sum(points, (s) => sum(n, (i) => square(at(products, s, i))));
        };
        for (const wrt of [0, 1]) agrees(grad(all as never, { wrt: [wrt] } as never) as Any, x, rows);
      }
    }
  });

  test("with a test between, but neither in strict order nor where a body is longer", () => {
    const like = [matrix(16, 64, 1), matrix(1, 16, 2)[0]] as [number[][], number[]];
    const longer = (x: Num[][], w: Num[]) =>
      vec(length(at(x, 0)), (s) =>
        sum(length(w), (j) => {
          const y = mul(at(x, j, s), at(w, j));
          return add(mul(y, y), div(y, add(square(y), 1)));
        }),
      );
    const copies = (f: Any, strict = false) => count(compile(f, { like, strict }).wat, "br_if 1") + 1;
    expect(copies(product)).toBe(2);
    expect(copies(product, true)).toBe(1);
    expect(copies(longer)).toBe(1);
  });
});
