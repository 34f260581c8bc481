/** A compiled function, a traced one and the function itself give the same forms: numbers, nested and typed arrays, objects. */
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  add,
  at,
  compile,
  evaluate,
  fn,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  length,
  mul,
  type Num,
  sin,
  sum,
  trace,
  traced,
  valueAndGrad,
  vec,
  vjp,
  vmap,
} from "../src/index.ts";

// biome-ignore lint/suspicious/noExplicitAny: functions of any arguments.
type F = (...args: any[]) => unknown;

/** A tree with the name of what stands at every leaf. */
function form(x: unknown): unknown {
  if (typeof x === "number") return "number";
  if (ArrayBuffer.isView(x)) return `${x.constructor.name} of ${(x as Float64Array).length}`;
  if (!Array.isArray(x))
    return Object.fromEntries(Object.entries(x as object).map(([key, part]) => [key, form(part)]));
  return x.every((part) => typeof part === "number") ? `numbers: ${x.length}` : x.map(form);
}

const f = (x: ArrayLike<Num>) => sum(length(x), (i) => mul(sin(at(x, i)), at(x, i)));
const rows = (m: ArrayLike<ArrayLike<Num>>) => sum(length(m), (i) => f(at(m, i) as ArrayLike<Num>));
const map = (x: ArrayLike<Num>) => vec(length(x), (i) => sin(at(x, i)));
const doubles = new Float64Array([1, 2, 3]);
const floats = new Float32Array([0.5, 2, 3]);
const bytes = new Uint8Array([1, 2, 3]);
const plain = [1, 2, 3];
const of3 = "Float64Array of 3";

const cases: readonly [string, F, readonly unknown[], unknown][] = [
  ["a gradient by plain numbers", grad(f), [plain], "numbers: 3"],
  ["a gradient by float64s", grad(f), [doubles], of3],
  ["a gradient by float32s", grad(f), [floats], of3],
  ["a gradient by bytes", grad(f), [bytes], of3],
  ["with its value", valueAndGrad(f), [doubles], { value: "number", grad: of3 }],
  [
    "by several arguments",
    grad((a: ArrayLike<Num>, b: ArrayLike<Num>) => add(f(a), f(b)), { wrt: [1, 0] }),
    [doubles, plain],
    ["numbers: 3", of3],
  ],
  [
    "by an object",
    grad((p: { a: number[]; b: Float64Array; c: { s: number } }) => add(f(p.a), mul(f(p.b), p.c.s))),
    [{ a: plain, b: floats, c: { s: 2 } }],
    { a: "numbers: 3", b: of3, c: { s: "number" } },
  ],
  ["by rows", grad(rows), [[doubles, floats]], [of3, of3]],
  [
    "by rows of rows",
    grad((t: ArrayLike<ArrayLike<ArrayLike<Num>>>) => sum(2, (i) => rows(at(t, i) as never))),
    [[[doubles], [doubles]]],
    [[of3], [of3]],
  ],
  [
    "vjp",
    ((x: number[], u: number[]) => vjp(map as F)(x, u)) as F,
    [doubles, plain],
    { value: "numbers: 3", grad: of3 },
  ],
  [
    "jvp of a gradient",
    ((x: number[], v: number[]) => jvp(grad(f) as F)(x, v)) as F,
    [doubles, plain],
    { value: of3, tangent: of3 },
  ],
  ["hvp", hvp(f) as F, [doubles, plain], of3],
  ["hvp of plain numbers", hvp(f) as F, [plain, doubles], "numbers: 3"],
  ["hessian", hessian(f) as F, [floats], [of3, of3, of3]],
  ["jacobian", jacobian(map as F, { mode: "reverse" }) as F, [doubles], [of3, of3, of3]],
  ["jacobian, forward", jacobian(map as F, { mode: "forward" }) as F, [doubles], [of3, of3, of3]],
  ["a gradient of a gradient", grad((x: ArrayLike<Num>) => f(grad(f)(x as never))), [doubles], of3],
  ["gradients of rows", vmap(grad(f) as F), [[doubles, doubles]], [of3, of3]],
  ["what is given back", ((x: unknown) => ({ y: x })) as F, [doubles], { y: of3 }],
  ["a row that is given back", ((m: number[][]) => at(m, 1)) as F, [[doubles, doubles]], of3],
  ["an array made by the function", map as F, [doubles], "numbers: 3"],
  ["through a call", grad(fn(f) as F as never) as F, [doubles], of3],
];

describe.each(cases)("%s", (_, of, args, want) => {
  test("eager", () => expect(form(of(...args))).toEqual(want));
  test("traced", () => {
    expect(form(evaluate(trace(of, ...args), ...args))).toEqual(want);
    expect(form(traced(of)(...args))).toEqual(want);
  });
  test("compiled", () => {
    expect(form(compile(of)(...args))).toEqual(want);
    expect(form(compile(of, { like: [...args] })(...args))).toEqual(want);
  });
});

test("what is typed decides per call, whatever came first", () => {
  const both = [compile(grad(f)), traced(grad(f))];
  for (const g of both as F[])
    for (const x of [plain, doubles, plain, bytes, floats, [0.5, 0.25, 0.125]])
      expect(form(g(x))).toBe(Array.isArray(x) ? "numbers: 3" : of3);
  const m = compile(grad(rows) as F);
  // The first row speaks for all.
  expect(form(m([plain, doubles]))).toEqual(["numbers: 3", "numbers: 3"]);
  expect(form(m([doubles, plain]))).toEqual([of3, of3]);
  expect(form(m([plain, plain]))).toEqual(["numbers: 3", "numbers: 3"]);
});

test("typed arrays of whatever numbers come back as float64s from all that computes", () => {
  const back = ((x: unknown) => ({ x, floats })) as F;
  const found = { x: of3, floats: of3 };
  for (const x of [doubles, floats, bytes]) {
    const routes: F[] = [back, fn(back)];
    for (const of of routes) {
      for (const run of [
        traced(of),
        compile(of),
        compile(of, { like: [x] }),
        compile(of, { strict: true }),
      ] as F[])
        expect(form(run(x))).toEqual(found);
      expect(form(evaluate(trace(of, x), x))).toEqual(found);
    }
    const pulled = (y: unknown) => vjp(back)(y, { x: plain, floats: plain });
    const pushed = (y: unknown) => jvp(back as (x: unknown) => unknown)(y, plain);
    for (const run of [pulled, compile(pulled), traced(pulled)])
      expect(form(run(x))).toEqual({ value: found, grad: of3 });
    for (const run of [pushed, compile(pushed), traced(pushed)])
      expect(form(run(x))).toEqual({ value: found, tangent: found });
  }
  // What comes is new, not what is captured.
  const { value } = vjp(back)(doubles, { x: plain, floats: plain }) as { value: { floats: Float64Array } };
  value.floats[0] = 7;
  expect(floats[0]).toBe(0.5);
});

test("prepared, it takes arrays of any kind and gives what was prepared for", () => {
  const g = compile(grad(f), { like: [doubles] }) as F;
  const [x, y] = [g(plain), g(floats)] as [Float64Array, Float64Array];
  expect([form(x), form(y)]).toEqual([of3, of3]);
  // Results are the caller's: no view into memory.
  expect(x).not.toEqual(y);
});

test("the types say so", () => {
  const compiles = (_: () => void) => {};
  compiles(() => {
    expectTypeOf(grad(f)(floats)).toEqualTypeOf<Float64Array>();
    expectTypeOf(grad(f)(doubles)).toExtend<Float64Array>();
    expectTypeOf(grad(f)(plain)).toEqualTypeOf<number[]>();
    expectTypeOf(compile(grad(f))(floats)).toEqualTypeOf<Float64Array>();
    const g = grad((p: { readonly w: ArrayLike<Num>; readonly b: Num }) => add(f(p.w), p.b));
    const { w, b } = g({ w: floats, b: 1 });
    expectTypeOf(w).toEqualTypeOf<Float64Array>();
    expectTypeOf(b).toEqualTypeOf<number>();
    expectTypeOf(hvp(f)(bytes, bytes)).toEqualTypeOf<Float64Array>();
  });
});
