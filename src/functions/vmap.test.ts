import { describe, expect, expectTypeOf, test } from "vitest";
import { at, length } from "../arrays.ts";
import { compile } from "../compile/compile.ts";
import { fn } from "../fn.ts";
import { sum, vec } from "../loops.ts";
import type { Num } from "../op.ts";
import { add, exp, mul, neg, sin, square, sub, tanh } from "../ops.ts";
import { evaluate, trace } from "../trace.ts";
import { isValue, type Value, value } from "../value.ts";
import { grad, valueAndGrad } from "./grad.ts";
import { jacobian } from "./jacobian.ts";
import { jvp } from "./products.ts";
import { vmap } from "./vmap.ts";

// biome-ignore lint/suspicious/noExplicitAny: functions of many kinds in one table.
type Any = any;

const rows = (n: number, k: number, seed = 1): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: k }, (_, j) => Math.sin(seed + 3 * i + 7 * j)));

/** All numbers of a tree, in order. */
const flat = (x: unknown): number[] => {
  if (typeof x === "number") return [x];
  if (isValue(x)) return [x.data];
  return (ArrayBuffer.isView(x) ? Array.from(x as Float64Array) : Object.values(x as object)).flatMap(flat);
};
const expectClose = (got: unknown, want: unknown) => {
  const [a, b] = [flat(got), flat(want)];
  expect(a).toHaveLength(b.length);
  for (const [k, x] of a.entries()) expect(x).toBeCloseTo(b[k]!, 11);
};
/** An array of trees as a tree of arrays. */
const stacked = (all: readonly unknown[]): unknown => {
  const [first] = all;
  if (typeof first !== "object" || first === null || Array.isArray(first) || isValue(first)) return all;
  return Object.fromEntries(
    Object.keys(first).map((key) => [key, stacked(all.map((row) => (row as Record<string, unknown>)[key]))]),
  );
};
const asValues = (x: unknown): Any => {
  if (typeof x === "number") return value(x);
  if (Array.isArray(x)) return x.map(asValues);
  return Object.fromEntries(Object.entries(x as object).map(([key, part]) => [key, asValues(part)]));
};

const dot = (x: ArrayLike<Num>, w: ArrayLike<Num>) => sum(length(x), (j) => mul(at(x, j), at(w, j)));
const neuron = (x: ArrayLike<Num>, { w, b }: { w: ArrayLike<Num>; b: Num }) => tanh(add(dot(x, w), b));

/** Functions with the marks and the arguments of a batch of n rows. */
const kernels: Record<
  string,
  readonly [(...args: Any[]) => unknown, readonly (0 | null)[], (n: number) => unknown[]]
> = {
  "a number each": [(x: Num) => mul(sin(x), x), [0], (n) => [rows(1, n)[0]]],
  "two numbers": [(x: Num, y: Num) => sub(x, mul(y, y)), [0, 0], (n) => rows(2, n)],
  "rows and a shared vector": [dot, [0, null], (n) => [rows(n, 3), [0.5, -1, 2]]],
  "a shared vector first": [(w: Num[], x: Num[]) => dot(x, w), [null, 0], (n) => [[0.5, -1, 2], rows(n, 3)]],
  "a shared tree": [neuron, [0, null], (n) => [rows(n, 2), { w: [0.3, -0.2], b: 0.1 }]],
  "a tree over rows": [neuron, [null, 0], (n) => [[1, 2], { w: rows(n, 2), b: rows(1, n)[0] }]],
  "an array out": [(x: Num[]) => vec(length(x), (j) => exp(at(x, j))), [0], (n) => [rows(n, 4)]],
  "a list of arrays out": [
    (x: Num[]) => [vec(3, (j) => neg(at(x, j))), vec(3, (j) => square(at(x, j)))],
    [0],
    (n) => [rows(n, 3)],
  ],
  "a tree out": [
    (x: Num[], s: Num) => ({ total: mul(s, dot(x, x)), parts: { y: vec(2, (j) => at(x, j)), one: 1 } }),
    [0, null],
    (n) => [rows(n, 2), 0.5],
  ],
  matrices: [
    (m: Num[][], x: Num[]) => vec(2, (i) => dot(at(m, i), x)),
    [0, null],
    (n) => [rows(n, 3).map((row) => [row, row.map((y) => y + 1)]), [1, 2, 3]],
  ],
  "gradients of rows": [
    (x: Num[], w: { w: Num[]; b: Num }) => grad(neuron, { wrt: [1] })(x, w)[0],
    [0, null],
    (n) => [rows(n, 2), { w: [0.3, -0.2], b: 0.1 }],
  ],
  "Jacobians of rows": [
    jacobian((x: ArrayLike<Num>) => vec(2, (j) => mul(at(x, 0), sin(at(x, j))))),
    [0],
    (n) => [rows(n, 2)],
  ],
  "a call": [fn((x: Num[], w: Num[]) => tanh(dot(x, w))), [0, null], (n) => [rows(n, 3), [1, 2, 3]]],
  "what it captures": [(x: Num[]) => vec(length(x), () => dot(x, [1, -1])), [0], (n) => [rows(n, 2)]],
};

describe.each(Object.entries(kernels))("%s", (_, [f, marks, argumentsOf]) => {
  const mapped = vmap(f, { in: marks }) as (...args: unknown[]) => unknown;
  const looped = (args: readonly unknown[], n: number) => {
    const row = (arg: unknown, i: number): unknown => {
      if (Array.isArray(arg)) return arg[i];
      return Object.fromEntries(Object.entries(arg as object).map(([key, part]) => [key, row(part, i)]));
    };
    return stacked(
      Array.from({ length: n }, (_, i) => f(...args.map((arg, k) => (marks[k] === 0 ? row(arg, i) : arg)))),
    );
  };
  test.each([1, 2, 3, 7, 16])("%i rows: the loop on numbers, values, traced and compiled", (n) => {
    const args = argumentsOf(n);
    const want = looped(args, n);
    expect(mapped(...args)).toEqual(want);
    const values = mapped(...args.map(asValues));
    expectClose(values, want);
    const traced = trace(mapped, ...args);
    expectClose(evaluate(traced, ...args), want);
    expect(traced.program.outputs.map(({ shape }) => shape[0])).toEqual(traced.program.outputs.map(() => n));
    for (const options of [{}, { simd: false }, { strict: true }]) {
      const compiled = compile(mapped, options);
      expectClose(compiled(...args), want);
      expect(JSON.stringify(shapes(compiled(...args)))).toBe(JSON.stringify(shapes(want)));
    }
  });
});
/** A tree with every number as 0: its form. */
const shapes = (x: unknown): unknown => {
  if (typeof x === "number") return 0;
  if (Array.isArray(x) || ArrayBuffer.isView(x)) return Array.from(x as unknown[]).map(shapes);
  return Object.fromEntries(Object.entries(x as object).map(([key, part]) => [key, shapes(part)]));
};

describe("with other transforms", () => {
  const loss = (w: ArrayLike<Num>, x: ArrayLike<Num>, y: Num) => square(sub(tanh(dot(x, w)), y));
  const [w, xs, ys] = [[0.4, -0.3, 0.9], rows(11, 3), rows(1, 11, 5)[0]!] as const;
  const mean = (v: ArrayLike<Num>, x: ArrayLike<ArrayLike<Num>>, y: ArrayLike<Num>) => {
    const losses = vmap(loss, { in: [null, 0, 0] })(v, x, y);
    return sum(length(losses), (i) => at(losses, i));
  };
  const byHand = xs.reduce(
    (total, x, i) => {
      const t = Math.tanh(x[0]! * w[0] + x[1]! * w[1] + x[2]! * w[2]);
      return total.map((g, j) => g + 2 * (t - ys[i]!) * (1 - t * t) * x[j]!);
    },
    [0, 0, 0],
  );

  test("the gradient of a sum over rows", () => {
    expectClose(grad(mean)(w, xs, ys), byHand);
    expectClose(compile(grad(mean))(w, xs, ys), byHand);
    const [data, target] = [xs, ys];
    expectClose(compile(grad((v: ArrayLike<Num>) => mean(v, data, target)))(w), byHand);
    expectClose(grad(mean)(asValues(w), xs, ys), byHand);
  });

  test("the sum of the gradients of rows", () => {
    const gradients = (v: number[], x: number[][], y: number[]) =>
      vmap(grad(loss), { in: [null, 0, 0] })(v, x, y);
    const summed = (v: number[], x: number[][], y: number[]) => {
      const all = gradients(v, x, y);
      return vec(length(v), (j) => sum(length(all), (i) => at(all, i, j)));
    };
    for (const f of [summed, compile(summed)]) expectClose(f([...w], xs, ys), byHand);
    const both = vmap(valueAndGrad(loss), { in: [null, 0, 0] })(w, xs, ys);
    expectClose(both.grad, gradients([...w], xs, ys));
    expectClose(both.value, vmap(loss, { in: [null, 0, 0] })(w, xs, ys));
  });

  test("gradients by arguments that are unlike are a list, in rows and of them", () => {
    const f = (x: ArrayLike<Num>, k: Num) => mul(at(x, 0), mul(at(x, 1), k));
    const both = grad(f, { wrt: [0, 1] });
    const rowsOf = vmap(both);
    const [points, factors] = [
      [
        [2, 3],
        [4, 5],
      ],
      [5, 6],
    ];
    const wanted = [
      [
        [15, 10],
        [30, 24],
      ],
      [6, 20],
    ];
    expect(rowsOf(points, factors)).toEqual(wanted);
    expect(compile(rowsOf)(points, factors)).toEqual(wanted);
    expect(evaluate(trace(rowsOf as never, points, factors), points, factors)).toEqual(wanted);
    const withValue = vmap(valueAndGrad(f, { wrt: [0, 1] }));
    for (const g of [withValue, compile(withValue)])
      expect(g(points, factors)).toEqual({ value: [30, 120], grad: wanted });
    const twice = vmap(rowsOf);
    for (const g of [twice, compile(twice)])
      expect(g([points, points], [factors, factors])).toEqual(wanted.map((x) => [x, x]));
    // A list is a tree for whom it is handed to.
    const moved = (x: number[]) => jvp((y: number[]) => both(y, 5))(x, [1, 1]).tangent;
    for (const g of [moved, compile(moved)]) expect(g([2, 3])).toEqual([[5, 5], 5]);
  });

  test("rows add to a shared gradient in place: one loop, in lanes, that keeps nothing per row", () => {
    const n = 1000;
    const f = compile(grad(mean), { like: [w, rows(n, 3), rows(1, n)[0]!] });
    expect(f.stats.lanes).toBeGreaterThan(0);
    expect(f.stats.loops).toBe(1);
    expect(f.stats.saved).toBe(8 * w.length);
  });

  test("vmap in vmap, over either argument", () => {
    const table = vmap(vmap(dot, { in: [null, 0] }), { in: [0, null] });
    const [a, b] = [rows(3, 2), rows(4, 2, 9)];
    const want = a.map((x) => b.map((y) => x[0]! * y[0]! + x[1]! * y[1]!));
    expectClose(table(a, b), want);
    expectClose(compile(table)(a, b), want);
    const onArrays = vmap(vmap((x: Num) => square(x)));
    expect(onArrays(a)).toEqual(a.map((row) => row.map((x) => x * x)));
    expectClose(compile(onArrays)(a), onArrays(a));
  });

  test("the Jacobian of a vmap is diagonal in rows", () => {
    const f = vmap((x: Num) => mul(x, x));
    for (const g of [jacobian(f), compile(jacobian(f))])
      expect(flat(g([1, 2, 3])).map((x) => x + 0)).toEqual([2, 0, 0, 0, 4, 0, 0, 0, 6]);
  });

  test("traced rows given as a list, and rows captured by the traced function", () => {
    const data = rows(2, 3);
    const f = (x: Num[], y: Num[]) => [
      vmap(dot, { in: [0, null] })([x, y], x),
      vmap(dot, { in: [0, null] })(data, y),
    ];
    const args = [
      [1, 2, 3],
      [-1, 0.5, 4],
    ] as [number[], number[]];
    expectClose(evaluate(trace(f as Any, ...args), ...args), f(...args));
    expectClose(compile(f as Any)(...args), f(...args));
  });

  test("typed rows, and a typed array of numbers", () => {
    expect(vmap((x: Num) => square(x))(Float64Array.of(1, 2))).toEqual([1, 4]);
    const typed = rows(2, 3).map((row) => Float64Array.from(row));
    expectClose(vmap(dot)(typed, typed), vmap(dot)(rows(2, 3), rows(2, 3)));
    expectClose(compile(vmap(dot))(typed, typed), vmap(dot)(rows(2, 3), rows(2, 3)));
  });

  test("keeps the sign of zero", () => {
    expect(vmap((x: Num) => neg(x))([0, -0])).toEqual([-0, 0]);
    expect(compile(vmap((x: Num) => neg(x)))([0, -0])).toEqual([-0, 0]);
  });

  test("values keep their graph", () => {
    const [x, y] = [value(2), value(3)];
    const [a, b] = vmap((v: Num) => mul(v, v))([x, y]) as [Value, Value];
    add(a, b).backward();
    expect([x.grad, y.grad]).toEqual([4, 6]);
  });
});

describe("errors", () => {
  const pair = (x: ArrayLike<Num>, y: ArrayLike<Num>) => dot(x, y);
  const mapped = vmap(pair) as (...args: Any[]) => unknown;
  const both = (run: () => unknown, message: RegExp | string) => {
    expect(run).toThrow(message);
    expect(() => trace(run)).toThrow(message);
  };

  test("marks", () => {
    expect(() => vmap(3 as never)).toThrow("vmap: f is the number 3; wanted a function");
    expect(() => vmap(pair, { in: 1 as never })).toThrow(/in is the number 1; wanted a list of 0 and null/);
    expect(() => vmap(pair, { in: [0, 1] as never })).toThrow(/in\[1\] is the number 1; wanted 0 .* or null/);
    expect(() => vmap(pair, { in: [0, undefined] as never })).toThrow(/in\[1\] is undefined/);
    expect(() => vmap(pair, { in: [null, null] })).toThrow(RangeError);
    expect(() => vmap(pair, { in: [null, null] })).toThrow(/marks no argument 0/);
    const one = vmap(pair as Any, { in: [0] }) as (...args: Any[]) => unknown;
    both(() => one([[1]], [[1]]), /in marks 1 arguments; the call has 2/);
  });

  test("sizes", () => {
    both(() => mapped([[1], [2]], [[1]]), "vmap: y has 1 rows and x has 2; wanted as many");
    const tree = vmap(({ w, b }: { w: ArrayLike<Num>; b: Num }) => add(dot(w, w), b));
    both(() => tree({ w: [[1], [2]], b: [1] }), "vmap: argument 1.b has 1 rows and argument 1.w has 2");
    both(
      () => tree({ w: [[1], [2]], b: 1 as never }),
      /argument 1\.b is the number 1; wanted an array.*null/,
    );
    both(() => mapped([], []), /x has no rows; wanted at least one/);
    both(() => mapped(), /hold no array/);
    both(() => mapped([[1], [2, 3]], [[1], [2]]), /x\[1\]|rectangular/);
  });

  test("rows whose number depends on the index of a loop", () => {
    const f = (x: Num[]) =>
      sum(3, (i) => {
        const part = vec(i, (j) => at(x, j));
        return at(vmap((y: Num) => square(y))(part), 0);
      });
    expect(() => trace(f, [1, 2, 3])).toThrow(/up to 2 elements, as the index of a loop around it says/);
  });

  test("results", () => {
    const uneven = vmap((x: Num) => (x === 1 ? [x, x] : [x])) as (x: number[]) => unknown;
    expect(() => uneven([1, 2])).toThrow(
      "vmap: unlike that of row 0, in row 1 the result is an array of 1; wanted an array of 2",
    );
    const nothing = vmap((() => undefined) as Any) as (x: number[]) => unknown;
    both(() => nothing([1]), /result is undefined/);
  });
});

test("types, without casts", () => {
  const vmapped = (x: ArrayLike<Num>) => sum(length(x), (i) => at(vmap((y: Num) => sin(y))(x), i));
  const never = (_: () => void) => {};
  never(() => {
    const xs: number[][] = [];
    expectTypeOf(vmap(dot, { in: [0, null] })(xs, [1, 2])).toEqualTypeOf<number[]>();
    expectTypeOf(vmap(dot, { in: [0, null] })(xs as Num[][], [1, 2])).toEqualTypeOf<Num[]>();
    expectTypeOf(vmap((x: Num) => ({ a: x, b: [x, x] as Num[] }))([1, 2])).toEqualTypeOf<{
      a: number[];
      b: number[][];
    }>();
    expectTypeOf(vmap((x: number) => x)([1, 2])).toEqualTypeOf<number[]>();
    expectTypeOf(vmap(vmap((x: Num) => sin(x)))(xs)).toEqualTypeOf<number[][]>();
    expectTypeOf(vmap(grad(dot), { in: [0, null] })(xs, [1, 2])).toEqualTypeOf<ArrayLike<number>[]>();
    expectTypeOf(grad(vmapped)([1, 2])).toEqualTypeOf<number[]>();
    expectTypeOf(compile(vmap(dot, { in: [0, null] }))(xs, [1, 2])).toEqualTypeOf<number[]>();
    // @ts-expect-error: a mark is 0 or null
    vmap(dot, { in: [0, 1] });
    // @ts-expect-error: rows of numbers, not numbers
    vmap(dot)([1], [2]);
  });
});
