/** What `compile` gives and takes; compiled ops, kernels of awkward sizes and bad input. Random programs: agreement-compiled.test.ts. */
import { describe, expect, test } from "vitest";
import { at, concat, length } from "../src/arrays.ts";
import { build } from "../src/compile/build.ts";
import { compile, compileAsync } from "../src/compile/compile.ts";
import { fold, scan, whileLoop } from "../src/folds.ts";
import { grad, valueAndGrad } from "../src/functions/grad.ts";
import { hessian } from "../src/functions/jacobian.ts";
import { jvp } from "../src/functions/products.ts";
import { maxOf, minOf, sum, vec } from "../src/loops.ts";
import type { Num, Op } from "../src/op.ts";
import * as ops from "../src/ops.ts";
import { evaluate, trace } from "../src/trace.ts";
import { value } from "../src/value.ts";
import { type Any, difference, prepared } from "./compiled-checks.ts";
import { flat } from "./condition.ts";
import { random } from "./random.ts";
import { soak } from "./runs.ts";

const { add, mul, sub, tanh, exp, select, lt, square } = ops;

const SPECIAL = [
  ...[0, -0, 1, -1, 0.5, -0.5, 1.5, -2.5, 2, 3, -3, 10, 700, -745.2, 710, 1e-9, -1e-9, 1e300, -1e300],
  ...[5e-324, -5e-324, 2 ** -1022, 2 ** 53, Math.PI, Number.NaN, Infinity, -Infinity],
];

test.each(Object.values(ops as unknown as Record<string, Op>).map((op) => [op.name, op] as const))(
  "%s at special values",
  (_, op) => {
    const pick = random(7);
    const rows =
      op.arity === 1
        ? SPECIAL.map((x) => [x])
        : Array.from({ length: 300 }, () =>
            Array.from({ length: op.arity }, () => SPECIAL[Math.floor(pick() * SPECIAL.length)]!),
          );
    const apply = op as unknown as (...operands: Num[]) => Num;
    const f = (xs: number[][]) =>
      vec(length(xs), (i) => apply(...Array.from({ length: op.arity }, (_, k) => at(xs, i, k))));
    expect(difference(f as Any, [rows], { strict: true })).toBeUndefined();
    // The same in lanes: nothing is summed.
    const traced = trace(f as Any, rows);
    const compiled = prepared(f as Any, [rows]);
    expect(flat(compiled(rows)).map((x) => x + 0)).toEqual(flat(evaluate(traced, rows)).map((x) => x + 0));
  },
);

describe("awkward sizes", () => {
  /** The sum of squares of all that a tree holds. */
  const total = (tree: unknown): Num => {
    if (!isArrayLike(tree)) return square(tree as Num);
    return sum(length(tree), (i) => total(at(tree as ArrayLike<ArrayLike<Num>>, i)));
  };
  const isArrayLike = (x: unknown): x is ArrayLike<unknown> =>
    typeof x === "object" && x !== null && "length" in x;

  const kernels: Record<string, (x: number[], w: number[]) => unknown> = {
    dot: (x, w) => sum(length(x), (i) => mul(at(x, i), at(w, i))),
    outer: (x, w) => vec(length(x), (i) => vec(length(w), (j) => mul(at(x, i), at(w, j)))),
    softmax: (x) => {
      const m = maxOf(length(x), (i) => at(x, i));
      const e = vec(length(x), (i) => exp(sub(at(x, i), m)));
      return vec(length(x), (i) => at(e, i));
    },
    triangle: (x, w) => sum(length(x), (i) => sum(i, (j) => mul(at(x, j), at(w, i)))),
    recurrence: (x, w) => fold(length(x), 0 as Num, (i, s) => tanh(add(mul(at(w, i), s), at(x, i)))),
    states: (x) => scan(length(x), 1 as Num, (i, s) => mul(s, at(x, i))),
    reversed: (x) => vec(length(x), (i) => at(x, sub(length(x) - 1, i))),
    edges: (x, w) => concat(x, [1, 2], w),
    // The reverse of the inner loop adds to neighbours, each of which is another neighbour of other rows.
    neighbours: (x) =>
      vec(Math.max(0, length(x) - 2), (i) => {
        const next = (_: Num, s: Num[]) => vec(3, (j) => add(mul(0.5, at(s, j)), mul(0.6, at(x, add(i, j)))));
        const last = fold(5, vec(3, () => 0.5) as Num[], next) as Num[];
        return mul(at(last, 0), mul(at(last, 1), at(last, 2)));
      }),
    "a neighbour and the first": (x, w) =>
      vec(Math.max(0, length(x) - 1), (i) => {
        const next = (_: Num, s: Num[]) =>
          vec(2, (j) => add(mul(0.5, at(s, j)), mul(at(w, 0), at(w, add(i, j)))));
        const last = fold(5, vec(2, () => 0.5) as Num[], next) as Num[];
        return mul(at(last, 0), at(last, 1));
      }),
    least: (x, w) => minOf(length(x), (i) => select(lt(at(x, i), 0), at(w, i), at(x, i))),
  };
  test.each(Object.entries(kernels))("%s", (_, f) => {
    for (const n of [0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 71]) {
      const next = random(n + 1);
      const [x, w] = [0, 1].map(() => Array.from({ length: n }, () => 2 * next() - 1));
      for (const options of [{ strict: true }, {}, { simd: false }])
        for (const route of [f, grad((a: number[], b: number[]) => total(f(a, b)), { wrt: [0, 1] })])
          expect(difference(route as Any, [x, w], options)).toBeUndefined();
    }
  });
});

describe("compile", () => {
  const rosenbrock = (x: ArrayLike<Num>) =>
    sum(x.length - 1, (i) =>
      add(mul(100, square(sub(at(x, add(i, 1)), square(at(x, i))))), square(sub(1, at(x, i)))),
    );

  test("keeps the signature: numbers, nested arrays, objects", () => {
    const f = ({ a, m }: { a: number; m: number[][] }, s: number) => ({
      total: mul(a, s),
      rows: vec(2, (i) => vec(3, (j) => mul(at(m, i, j), s))),
      list: [{ b: add(a, 1) }, [at(m, 0, 0), at(m, 1, 2)]],
    });
    const m = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    expect(compile(f)({ a: 2, m }, 3)).toEqual({
      total: 6,
      rows: [
        [3, 6, 9],
        [12, 15, 18],
      ],
      list: [{ b: 3 }, [1, 6]],
    });
  });

  test("compiles derivatives of any order", () => {
    const x = [0.5, -0.3, 1.1];
    expect(compile(grad(rosenbrock))(x)).toEqual(evaluate(trace(grad(rosenbrock) as Any, x), x));
    const h = compile(hessian(rosenbrock as never) as (x: number[]) => number[][])(x);
    expect(h[0]![0]).toBeCloseTo(1200 * 0.25 + 400 * 0.3 + 2, 10);
    expect(h[0]![1]).toBeCloseTo(-200, 10);
  });

  test("compiles once for each shape", () => {
    let traces = 0;
    const f = compile((x: number[]) => {
      traces++;
      return sum(x.length, (i) => square(at(x, i)));
    });
    expect([f([1, 2]), f([3, 4]), f([1, 2, 3]), f([1, 1])]).toEqual([5, 25, 14, 2]);
    expect(traces).toBe(2);
  });

  test("takes typed arrays of any kind", () => {
    const f = compile((x: ArrayLike<number>) => sum(x.length, (i) => at(x, i)));
    expect(f(new Float32Array([0.5, 1]))).toBe(1.5);
    expect(f(Uint8Array.of(1, 2, 3))).toBe(6);
  });

  test("with like: views into its memory and a run that copies nothing", () => {
    const f = compile(valueAndGrad(rosenbrock), { like: [[1, 2, 3]] });
    const [x] = f.inputs as [Float64Array];
    const out = f.outputs as { value: Float64Array; grad: Float64Array };
    x.set([0.5, -0.3, 1.1]);
    f.run();
    const want = valueAndGrad(rosenbrock)([0.5, -0.3, 1.1]);
    expect(out.value[0]).toBeCloseTo(want.value as number, 12);
    expect(Array.from(out.grad)).toEqual(want.grad.map((g) => expect.closeTo(g, 10)));
    expect(f([1, 1, 1])).toEqual({ value: 0, grad: [0, 0, 0] });
    expect(out.value[0]).toBe(0);
  });

  test("with like: refuses other shapes, naming the path", () => {
    const f = compile(({ w }: { w: number[] }) => at(w, 0), { like: [{ w: [1, 2] }] });
    expect(() => f({ w: [1, 2, 3] })).toThrow(/w is an array of 3; wanted an array of 2/);
    expect(() => f({} as never)).toThrow(/w is missing/);
    expect(() => f({ w: ["1", 2] } as never)).toThrow(/w\[0\]/);
    expect(f({ w: [7, 2] })).toBe(7);
  });

  test("compiles a graph of values: what was drawn is what runs", () => {
    const [x, w, b] = [value(2), value(-3, "w"), value(0.5)];
    const o = tanh(add(mul(x, w), b));
    const f = compile({ inputs: [x, w], outputs: [o, mul(o, 2)] });
    expect(f(2, -3)).toEqual([o.data, 2 * o.data]);
    expect(f(1, 0.25)).toEqual([Math.tanh(0.75), 2 * Math.tanh(0.75)]);
  });

  test("freezes what it captures", () => {
    const data = [1, 2, 3];
    let scale = 2;
    const f = compile((s: number) => sum(3, (i) => mul(mul(at(data, i), s), scale)));
    expect(f(1)).toBe(12);
    data[0] = 100;
    scale = 100;
    expect(f(1)).toBe(12);
  });

  test("asynchronously", async () => {
    const f = await compileAsync((x: number[]) => sum(2, (i) => at(x, i)), { like: [[1, 2]] });
    expect(f([3, 4])).toBe(7);
  });

  test("compiles a million straight-line ops", { timeout: 240_000 }, () => {
    const n = soak ? 1_000_000 : 100_000;
    const f = (x: Num) => {
      let y = x;
      for (let k = 0; k < n / 2; k++) y = add(mul(y, 0.999), x);
      return y;
    };
    const compiled = compile(f as (x: number) => number, { like: [1] });
    expect(compiled(0.5)).toBe(f(0.5));
    expect(compiled.stats.ops).toBeGreaterThanOrEqual(n);
    expect(compiled.stats.functions).toBeGreaterThan(n / 5000);
  });

  test("the module runs in any host: no imports, data in it, and stats say where things lie", () => {
    const data = [0.5, -1, 2];
    const f = compile(
      valueAndGrad((x: ArrayLike<Num>) => sum(3, (i) => tanh(mul(ops.sin(at(x, i)), at(data, i))))),
      { like: [[1, 2, 3]] },
    );
    interface Host {
      Module: new (bytes: Uint8Array) => object;
      Instance: new (module: object) => { exports: { memory: { buffer: ArrayBuffer }; run(): void } };
    }
    const host = (globalThis as unknown as { WebAssembly: Host }).WebAssembly;
    const { memory, run } = new host.Instance(new host.Module(f.wasm)).exports;
    const view = (place: { offset: number }, n: number) => new Float64Array(memory.buffer, place.offset, n);
    const { inputs, outputs } = f.stats;
    expect(inputs.map(({ shape }) => shape)).toEqual([[3], [3]]);
    expect(inputs[0]!.name).toMatch(/x|argument 1/);
    view(inputs[0]!, 3).set([0.3, 1e6, -2]);
    run();
    const want = f([0.3, 1e6, -2]);
    expect(view(outputs[0]!, 1)[0]).toBe(want.value);
    expect(Array.from(view(outputs[1]!, 3))).toEqual(want.grad);
    expect(memory.buffer.byteLength).toBeGreaterThanOrEqual(f.stats.memory);
  });

  test("shows its module as text", () => {
    const f = compile((x: number[], w: number[]) => sum(3, (i) => mul(at(x, i), at(w, i))), {
      like: [
        [1, 2, 3],
        [1, 2, 3],
      ],
    });
    expect(f.wat).toMatch(/^\(module\n/);
    expect(f.wat).toContain("f64.mul");
  });
});

describe("bad input", () => {
  test("an index out of range says so, and the next call is right again", () => {
    const f = (x: number[], k: Num) => sum(2, (i) => at(x, add(k, i)));
    const compiled = compile(f as (x: number[], k: number) => number);
    const traced = trace(f as Any, [1, 2, 3], 0);
    expect(compiled([1, 2, 3], 1)).toBe(5);
    for (const k of [2, -1, 0.5, Number.NaN, 1e20, -1e20, Infinity]) {
      let message = "";
      try {
        evaluate(traced, [1, 2, 3], k);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).toMatch(/out of range|not whole/);
      expect(() => compiled([1, 2, 3], k)).toThrow(new RangeError(message));
    }
    expect(compiled([1, 2, 3], 0)).toBe(3);
  });

  test("what is no function, and no list of examples", () => {
    expect(() => compile(3 as never)).toThrow(/f is the number 3; wanted a function, or/);
    expect(() => compile(((x: number) => x) as never, { like: 3 } as never)).toThrow(/like is the number 3/);
    expect(() => compile((x: number) => x).wat).toThrow(/nothing is compiled before the first call/);
  });

  test("what takes more memory than there can be", () => {
    const f = (x: number) => vec(100_000, (i) => vec(100_000, (j) => mul(x, add(i, j))));
    expect(() => build(trace(f as Any, 1))).toThrow(/needs 80\.0 GB.*100,000 × 100,000 \(80\.0 GB\)/);
  });

  test("without WebAssembly it interprets, and warns once", () => {
    const holder = globalThis as unknown as { WebAssembly?: unknown };
    const { WebAssembly } = holder;
    const { warn } = console;
    const warnings: string[] = [];
    console.warn = (text: string) => warnings.push(text);
    delete holder.WebAssembly;
    try {
      const f = compile((x: number[]) => ({ s: sum(2, (i) => at(x, i)) }));
      const g = compile((x: number[]) => vec(2, (i) => at(x, i)), { like: [[0, 0]] });
      expect([f([1, 2]), f([3, 4])]).toEqual([{ s: 3 }, { s: 7 }]);
      expect(g([5, 6])).toEqual([5, 6]);
      expect(Array.from(g.outputs as Float64Array)).toEqual([5, 6]);
    } finally {
      holder.WebAssembly = WebAssembly;
      console.warn = warn;
    }
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/wasm-unsafe-eval/);
  });
});

describe("a while loop that runs out of steps is NaN, and so is every derivative of it", () => {
  // Doubling is linear: a derivative of it knows nothing of what it is taken at.
  const last = (x: Num) =>
    whileLoop(
      (s) => lt(s.x, 10),
      (s) => ({ x: mul(s.x, 2), v: vec(2, (i) => mul(at(s.v, i), s.x)) }),
      { x, v: [x, 1] as Num[] },
      { max: 4 },
    );
  type Scalar = (x: Num) => Num;
  const routes: Record<string, (f: Scalar) => Scalar> = {
    evaluated: (f) => (x) => evaluate(trace(f, x), x) as Num,
    compiled: (f) => compile(f),
    "compiled strictly": (f) => compile(f, { strict: true }),
  };
  test.each(Object.entries(routes))("%s", (_, route) => {
    for (const f of [(x: Num) => last(x).x, (x: Num) => at(last(x).v, 0), (x: Num) => at(last(x).v, 1)]) {
      const derivatives: Scalar[] = [
        f,
        grad(f),
        hessian(f) as Scalar,
        grad(grad(grad(f) as Scalar) as Scalar) as Scalar,
        (x) => jvp(f)(x, 1).tangent,
        grad((x: Num) => select(lt(x, 0.1), mul(2, f(x)), f(x))) as Scalar,
      ];
      for (const derivative of derivatives) {
        const run = route(derivative);
        for (const x of [0.3, 0, -2]) expect(run(x)).toBeNaN();
        // Where it ends they are those of the loop on numbers.
        for (const x of [2.5, 3, 11]) expect(run(x)).toBeCloseTo(derivative(x) as number, 10);
      }
    }
  });

  test("what does not go through it is as it was", () => {
    const f = (x: Num, y: Num) => select(lt(x, 1), mul(y, y), mul(last(x).x, y));
    expect(compile(grad((x: Num) => f(x, 3)) as Scalar)(0.3)).toBe(0);
    expect(compile(grad((y: Num) => f(0.3, y)) as Scalar)(3)).toBe(6);
  });
});
