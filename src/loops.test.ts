import { describe, expect, test } from "vitest";
import { at, concat, length, pad } from "./arrays.ts";
import { fn } from "./fn.ts";
import { fold, scan, whileLoop } from "./folds.ts";
import { grad } from "./functions/grad.ts";
import { validate } from "./ir/validate.ts";
import { argMaxOf, argMinOf, maxOf, minOf, sum, vec } from "./loops.ts";
import type { Num } from "./op.ts";
import { add, exp, lt, mul, neg, sub } from "./ops.ts";
import { evaluate, trace } from "./trace.ts";

type F = (x: number[]) => Num;
const traced = (f: F, x: number[]) => {
  const made = trace(f as never, x);
  validate(made.program);
  return evaluate(made, x);
};

describe("an index that is out of range where a loop does not run", () => {
  const x = [2, 3, 5];
  const programs: Record<string, F> = {
    "before the first, in a triangular loop": (x) => sum(3, (i) => sum(i, () => at(x, sub(i, 1)))),
    "behind the last": (x) => sum(3, (i) => sum(sub(2, i), () => exp(at(x, add(i, 1))))),
    "two loops further in": (x) =>
      sum(3, (i) => sum(i, (j) => sum(2, () => mul(at(x, j), at(x, sub(i, 1)))))),
    "a constant one": (x) =>
      add(
        at(x, 0),
        sum(0, () => at(x, 7)),
      ),
    "one of an array without elements": (x) =>
      fold(
        4,
        at(x, 1) as Num,
        (i, s) =>
          mul(
            s,
            at(
              vec(sub(4, i), () => at(x, 2)),
              0,
            ),
          ),
        {
          checkpoint: true,
        },
      ),
    "one that is data": (x) =>
      add(
        at(x, 1),
        sum(0, (i) => at(x, add(at([9, 9], i), 1))),
      ),
  };
  test.each(Object.entries(programs))("%s, is never read", (_, f) => {
    const want = f(x);
    expect(want).toBeTypeOf("number");
    expect(traced(f, x)).toBe(want);
    const slopes = grad(f)(x) as number[];
    expect(traced(((y: number[]) => grad(f)(y)) as never, x)).toEqual(slopes);
  });

  test("is an error where the loop does run", () => {
    const f: F = (x) => sum(4, (i) => sum(i, () => at(x, i)));
    expect(() => f(x)).toThrow("index 3 is out of range; the array has 3 elements");
    const made = trace(f as never, x);
    expect(() => evaluate(made, x)).toThrow("index 3 is out of range; x has 3 elements");
  });
});

test("an index that is data among the arguments", () => {
  type Lookup = { readonly table: Num[][]; readonly order: Num[] };
  const f = ({ table, order }: Lookup) =>
    sum(3, (i) => mul(at(table, at(order, i), 1), exp(at(table, i, at(order, 0)))));
  const args = {
    table: [
      [2, 3, 5],
      [7, 11, 13],
      [17, 19, 23],
    ],
    order: [2, 0, 2],
  };
  const by = (order: number[]) => (table: Num[][]) => f({ table, order });
  const slopes = grad(by(args.order))(args.table);
  expect(grad(f)(args)).toEqual({ table: slopes, order: [0, 0, 0] });
  expect(evaluate(trace(grad(f), args), args)).toEqual({ table: slopes, order: [0, 0, 0] });
  const wrong = { ...args, order: [2, 0, 3] };
  for (const run of [() => grad(f)(wrong), () => evaluate(trace(grad(f), args), wrong)])
    expect(run).toThrow(/^at: index 3 is out of range; argument 1.table has 3 elements/);
  expect(() => grad(f)({ ...args, order: [2, 0, 0.5] })).toThrow("at: index 0.5 is not whole");
});

test("loops without iterations", () => {
  const never = () => {
    throw new Error("ran");
  };
  expect(sum(0, never)).toBe(0);
  expect(maxOf(0, never)).toBe(Number.NEGATIVE_INFINITY);
  expect(fold(0, 7, never)).toBe(7);
  expect(scan(0, 7, never)).toEqual([7]);
  expect(vec(0, never)).toEqual([]);
  expect(() => argMaxOf(0, never)).toThrow("argMaxOf: n is 0; wanted at least 1");
  const f = (x: number[]) => [
    sum(0, (i) => at(x, i)),
    maxOf(0, (i) => at(x, i)),
    fold(0, at(x, 0), (i, s) => mul(s, at(x, i))),
  ];
  expect(evaluate(trace(f as never, [4]), [4])).toEqual([0, Number.NEGATIVE_INFINITY, 4]);
  const some = (x: number[]) => vec(3, (i) => argMaxOf(i, (j) => at(x, j)));
  expect(() => some([4, 5])).toThrow("argMaxOf: n is 0; wanted at least 1");
  expect(evaluate(trace(some as never, [4, 5]), [4, 5])).toEqual([Number.POSITIVE_INFINITY, 0, 1]);
});

test("an index that is out of range is told with the array's path, wherever it is known", () => {
  const f = (p: { m: number[][] }) => at(p.m, 1, 3) as Num;
  const p = {
    m: [
      [1, 2],
      [3, 4],
    ],
  };
  const message = "at: index 3 is out of range; p.m[1] has 2 elements, 0 to 1";
  expect(() => trace(f as never, p)).toThrow(message);
  expect(() => grad(f)(p)).toThrow(message);
  expect(() => trace(((p: never) => grad(f)(p)) as never, p)).toThrow(message);
  const gather = trace(((p: { m: number[][]; k: number }) => at(p.m, 1, p.k)) as never, { ...p, k: 0 });
  expect(() => evaluate(gather, { ...p, k: 3 })).toThrow(message);
});

test("a while loop that goes on after max steps", () => {
  const f = (x: number) =>
    whileLoop(
      ({ x }) => lt(x, 10),
      ({ x, n }) => ({ x: mul(x, 2), n: vec(2, (i) => add(at(n, i), 1)) as number[] }),
      { x, n: [0, 0] },
      { max: 4 },
    );
  const made = trace(f as never, 1);
  expect(evaluate(made, 2)).toEqual(f(2));
  expect(() => f(0.5)).toThrow("whileLoop: the condition still holds after 4 steps, which is max");
  // A traced one cannot throw.
  expect(evaluate(made, 0.5)).toEqual({ x: Number.NaN, n: [Number.NaN, Number.NaN] });
  const slope = (x: number) => grad((y: number) => f(y).x)(x);
  expect(evaluate(trace(slope as never, 2), 2)).toBe(slope(2));
});

test("a while loop reads no element that is not there", () => {
  const f = (x: number[]) =>
    whileLoop(
      ({ i }) => lt(i, 3),
      ({ i, total }) => ({ i: add(i, 1), total: add(total, mul(at(x, i), at(x, i))) }),
      { i: 0, total: 0 },
      { max: 5 },
    ).total;
  const x = [2, 3, 5];
  expect(traced(f, x)).toBe(38);
  expect(grad(f)(x)).toEqual([4, 6, 10]);
  expect(evaluate(trace(grad(f), x), x)).toEqual([4, 6, 10]);
});

test("max must be said, and be a number of steps", () => {
  const loop = (options: unknown) => () =>
    whileLoop(
      () => 0,
      (s: Num) => s,
      1,
      options as never,
    );
  expect(loop(undefined)).toThrow("whileLoop: max is undefined; wanted a whole number ≥ 0");
  expect(loop({ max: Number.POSITIVE_INFINITY })).toThrow(
    "whileLoop: max is Infinity; wanted a whole number ≥ 0",
  );
});

test("a state's keys may come in any order, and must be those of the first", () => {
  const step = (_: Num, s: { h: Num; c: Num[] }) => ({ c: [mul(2, s.h)], h: add(s.h, at(s.c, 0)) });
  const states = (x: Num) => [fold(3, { h: x, c: [1] }, step), scan(2, { h: x, c: [1] }, step)];
  const direct = states(5);
  expect(direct).toEqual([
    { h: 28, c: [32] },
    { h: [5, 6, 16], c: [[1], [10], [12]] },
  ]);
  expect(evaluate(trace(states as never, 5), 5)).toEqual(direct);
  const wrong = (next: unknown) => (x: Num) => fold(2, { h: x }, () => next as never);
  for (const run of [(f: (x: Num) => unknown) => f(1), (f: (x: Num) => unknown) => trace(f as never, 1)]) {
    expect(() => run(wrong({}))).toThrow("fold: the body's state.h is missing; wanted a number");
    expect(() => run(wrong({ h: [1] }))).toThrow(
      "fold: the body's state.h is an array of 1; wanted a number",
    );
    expect(() => run(wrong({ h: 1, c: 2 }))).toThrow("fold: the body's state.c is too much; wanted state.h");
  }
});

test("what cannot be joined, indexed or gone through says what can", () => {
  const varying = (x: number[]) =>
    sum(3, (i) =>
      at(
        concat(
          vec(i, (j) => at(x, j)),
          [1, 2],
        ),
        i,
      ),
    );
  expect(() => trace(varying as never, [1, 2, 3])).toThrow(
    /^concat: an array has up to 2 elements, as .* wanted arrays each of one length: write what the whole is made of as vec/,
  );
  const padded = (x: number[]) =>
    sum(3, (i) =>
      at(
        pad(
          vec(i, (j) => at(x, j)),
          1,
          1,
        ),
        i,
      ),
    );
  expect(() => trace(padded as never, [1, 2, 3])).toThrow(
    /^pad: an array has up to 2 elements, as the index/,
  );
  const objects = (x: { v: number }[]) => sum(2, (i) => at(x, i).v);
  expect(() => trace(objects as never, [{ v: 1 }, { v: 2 }])).toThrow(
    "at: x holds more than numbers, and i is an index of a traced loop; wanted an array of numbers, as each in an object of " +
      "arrays, { x: [1, 2], y: [3, 4] }",
  );
  const first = fn((x: Num[], n: Num) => sum(n, (i) => at(x, i)));
  const called = (x: number[]) => vec(3, (i) => first(x, add(1, i)));
  expect(() => trace(called as never, [1, 2, 3])).toThrow(
    "sum: n depends on data, which in a function marked with fn all its arguments are; wanted a number, or sums of whole " +
      "multiples of loop indices: call the function without fn",
  );
  expect(() => trace(((x: number[]) => sum(at(x, 0), (i) => i)) as never, [1])).toThrow(
    /n depends on data; wanted a number, or sums of whole multiples of loop indices$/,
  );
  expect(() => trace(((x: Num) => [x, [x, x]]) as never, 1)).toThrow(
    "wanted a rectangular array: what is unlike goes into an object, as { w: …, b: … }, or a list of objects",
  );
});

test("NaN is where the greatest and the least are", () => {
  const f = (x: number[]) => [
    argMaxOf(3, (i) => at(x, i)),
    argMinOf(3, (i) => at(x, i)),
    maxOf(3, (i) => at(x, i)),
    minOf(3, (i) => at(x, i)),
  ];
  for (const x of [
    [1, Number.NaN, 2],
    [Number.NaN, Number.NaN, 2],
    [5, 1, 5],
  ])
    expect(evaluate(trace(f as never, x), x)).toEqual(f(x));
  expect(f([1, Number.NaN, 2])).toEqual([1, 1, Number.NaN, Number.NaN]);
});

describe("concat and pad", () => {
  const m = [
    [1, 2],
    [3, 4],
  ];
  const both = (f: (m: number[][]) => unknown) => {
    const made = trace(f as never, m);
    validate(made.program);
    expect(evaluate(made, m)).toEqual(f(m));
    return f(m);
  };
  test("arrays of arrays, and of none", () => {
    expect(both((m) => concat(m, m))).toEqual([...m, ...m]);
    expect(both((m) => concat([], m))).toEqual(m);
    expect(both((m) => pad(m, 0, 1))).toEqual([...m, [0, 0]]);
    expect(both((m) => pad(m, 1, 0, 7))).toEqual([[7, 7], ...m]);
    expect(both((m) => pad(at(m, 0), 2, 1))).toEqual([0, 0, 1, 2, 0]);
    expect(both((m) => concat(at(m, 0), 5, [at(m, 1, 1)]))).toEqual([1, 2, 5, 4]);
  });
  test.each<[string, (m: number[][]) => unknown, string]>([
    [
      "rows and numbers",
      (m) => concat<unknown>(m, [1, 2]),
      "argument 2 have the shape [], and of those before it [2]",
    ],
    [
      "numbers and rows",
      (m) => concat<unknown>([1, 2], m),
      "argument 2 have the shape [2], and of those before it []",
    ],
    [
      "rows of other lengths",
      (m) => concat(m, [[1, 2, 3]]),
      "argument 2 have the shape [3], and of those before it [2]",
    ],
  ])("%s are an error", (_, f, message) => {
    expect(() => f(m)).toThrow(message);
    expect(() => trace(f as never, m)).toThrow(message);
  });
  test("what is no number of elements, or no array, is named", () => {
    expect(() => pad([1], -1, 0)).toThrow("pad: before is -1; wanted a whole number ≥ 0");
    expect(() => pad([1], 0, "1" as never)).toThrow(
      'pad: after is the string "1"; wanted a whole number ≥ 0',
    );
    expect(() => pad(3 as never, 0, 1)).toThrow("pad: x is the number 3; wanted an array");
  });
});

describe("an array whose length depends on the index of a loop", () => {
  const rows = (x: number[], f: (row: Num[], i: Num) => Num) =>
    sum(3, (i) =>
      f(
        vec(i, (j) => mul(2, at(x, j))),
        i,
      ),
    );
  test("has elements, also as an argument of grad", () => {
    const f = (x: number[]) =>
      rows(x, (row, i) => {
        const slopes = grad((r: Num[]) => sum(i, (j) => mul(at(r, j), at(r, j))))(row);
        return sum(i, (j) => at(slopes, j));
      });
    expect(traced(f, [1, 2, 3])).toBe(f([1, 2, 3]));
  });
  test.each<[string, (x: number[]) => Num]>([
    ["length", (x) => rows(x, (row) => length(row))],
    [".length", (x) => rows(x, (row) => row.length)],
    ["concat", (x) => rows(x, (row) => at(concat(row, 1), 0))],
    ["the length of a gradient", (x) => rows(x, (row) => grad((r: Num[]) => mul(0, at(r, 0)))(row).length)],
    ["the length of a scan", (x) => sum(3, (i) => length(scan(i, at(x, 0), (_, s) => s)))],
  ])("%s is an error", (_, f) => {
    expect(() => traced(f, [1, 2, 3])).toThrow("as the index of a loop around it says; ");
  });
  test("rows of one length are a matrix, whatever it depends on", () => {
    const f = (x: number[]) =>
      sum(3, (i) => {
        const square = vec(i, (j) => vec(i, (k) => mul(at(x, j), at(x, k))));
        return sum(i, (j) => at(square, j, sub(sub(i, 1), j)));
      });
    expect(traced(f, [1, 2, 3])).toBe(f([1, 2, 3]));
    expect(() =>
      traced(
        (x) =>
          sum(3, (i) =>
            sum(i, (j) =>
              length(
                at(
                  vec(i, () => vec(i, (k) => at(x, k))),
                  j,
                ),
              ),
            ),
          ),
        [1, 2, 3],
      ),
    ).toThrow("write the extent");
  });
  test("rows of several lengths are no matrix", () => {
    expect(() => trace(() => vec(3, (i) => vec(i, (j) => j)))).toThrow(
      "vec: the body gave an array whose length depends on the index of the loop; wanted a rectangular array",
    );
  });
});

test("an extent below 0 is an error, and where the trace can tell it says so", () => {
  const f = (x: number[]) => sum(3, (i) => sum(sub(i, 2), () => at(x, 0)));
  expect(() => f([1])).toThrow("sum: n is -2; wanted a whole number ≥ 0");
  expect(() => traced(f, [1])).toThrow("sum: n is -2 at its least; wanted a whole number ≥ 0");
  const g = (x: number[]) => sum(3, (i) => sum(i, (j) => sum(sub(i, j), () => at(x, 0))));
  expect(traced(g, [1])).toBe(g([1]));
});

test("traced arrays by index, and without the methods of arrays", () => {
  const x = [2, 3, 5];
  const f = (x: number[]) => mul(x[0]!, x[2]!);
  expect(evaluate(trace(f as never, x), x)).toBe(10);
  const m = (m: number[][]) =>
    add(
      m[1]![0]!,
      [...m[0]!].reduce((a, b) => add(a, b)),
    );
  expect(
    evaluate(
      trace(m as never, [
        [1, 2],
        [3, 4],
      ]),
      [
        [1, 2],
        [3, 4],
      ],
    ),
  ).toBe(6);
  expect(() => trace(((x: number[]) => x[3]) as never, x)).toThrow(
    "index 3 is out of range; x has 3 elements",
  );
  expect(() => trace(((x: number[]) => x.map((y) => mul(y, 2))) as never, x)).toThrow(
    "a traced array has no map: write vec(length(x), i => …)",
  );
});

test("−0 keeps its sign, through every loop and out of programs", () => {
  const programs: Record<string, (x: number) => unknown> = {
    result: (x) => neg(x),
    vec: (x) => vec(2, () => neg(x)),
    "an element": (x) =>
      at(
        vec(2, () => neg(x)),
        1,
      ),
    sum: (x) => sum(2, () => neg(x)),
    fold: (x) => fold(2, neg(x), (_, s) => mul(s, 1)),
    scan: (x) => scan(1, neg(x), (_, s) => mul(s, 1)),
    concat: (x) =>
      concat(
        [neg(x)],
        vec(1, () => neg(x)),
      ),
    "a sum of nothing": () => sum(0, () => -0),
    "sums of few": (x) => vec(2, (i) => sum(i as number, () => neg(x))),
  };
  for (const [name, f] of Object.entries(programs)) {
    const want = f(0);
    const got = evaluate(trace(f as never, 0), 0);
    expect([got, name]).toEqual([name === "sums of few" ? [0, 0] : want, name]);
  }
});
