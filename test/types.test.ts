/** Signatures as they are used: strict, and without casts. The blocks of the guide are compiled by docs.test.ts. */
import { describe, expectTypeOf, test } from "vitest";
import {
  add,
  at,
  compile,
  concat,
  customGrad,
  div,
  evaluate,
  fn,
  fold,
  grad,
  gt,
  hessian,
  hvp,
  jacobian,
  jvp,
  length,
  maxOf,
  mul,
  type Num,
  pad,
  scan,
  select,
  simplify,
  sin,
  square,
  sub,
  sum,
  trace,
  type Value,
  value,
  valueAndGrad,
  vec,
  vjp,
  vmap,
  whileLoop,
} from "../src/index.ts";
import { js } from "../src/lang/index.ts";

// Nothing of this is run: what counts is that it compiles, and to which types.
const compiled = (_: () => void) => {};
const x: Num[] = [];
const m: readonly (readonly Num[])[] = [];
const rosenbrock = (y: readonly Num[]) =>
  sum(length(y) - 1, (i) => {
    const [here, next] = [at(y, i), at(y, add(i, 1))];
    return add(mul(100, square(sub(next, square(here)))), square(sub(1, here)));
  });

describe("loops", () => {
  test("an index is a number in ops, indices and extents", () =>
    compiled(() => {
      expectTypeOf(sum(3, (i) => i)).toEqualTypeOf<Num>();
      expectTypeOf(sum(4, (i) => sum(i, (j) => mul(at(x, i), at(x, add(j, 1)))))).toEqualTypeOf<Num>();
      expectTypeOf(sum(4, (i) => at([1, 2, 3, 4], i))).toEqualTypeOf<number>();
      expectTypeOf(sum(4, (i) => select(gt(i, 2), sin(i), 0))).toEqualTypeOf<Num>();
      expectTypeOf(maxOf(4, (i) => at(x, i))).toEqualTypeOf<Num>();
      // @ts-expect-error: a body gives a number
      sum(4, (i) => [i]);
      // @ts-expect-error: an extent is a number
      vec("4", (i) => i);
      // @ts-expect-error: a function is wanted.
      fn(3);
    }));
  test("at, of nested, typed and read-only arrays", () =>
    compiled(() => {
      expectTypeOf(at(m, 0)).toEqualTypeOf<readonly Num[]>();
      expectTypeOf(at(m, 0, 1)).toEqualTypeOf<Num>();
      expectTypeOf(at([[[1]]], 0, 0, 0)).toEqualTypeOf<number>();
      expectTypeOf(at(new Float64Array(3), 0)).toEqualTypeOf<number>();
      expectTypeOf(at([new Float32Array(3)], 0, 1)).toEqualTypeOf<number>();
      expectTypeOf(at(x, at(new Int32Array(3), 1))).toEqualTypeOf<Num>();
      // @ts-expect-error: a number has no elements
      at(1, 0);
      // @ts-expect-error: too many indices
      at(x, 0, 1);
      // @ts-expect-error: an index is a number
      at(x, "0");
    }));
  test("fn gives what it is given", () => {
    expectTypeOf(fn((x: Num[], n: number) => ({ y: x, n }))).toEqualTypeOf<
      (x: Num[], n: number) => { y: Num[]; n: number }
    >();
    expectTypeOf(grad(fn((x: number[]) => at(x, 0)))).toBeCallableWith([1, 2]);
  });
  test("vec, concat and pad give arrays", () =>
    compiled(() => {
      expectTypeOf(vec(3, (i) => mul(i, 2))).toEqualTypeOf<Num[]>();
      expectTypeOf(vec(3, (i) => vec(2, (j) => at(m, i, j)))).toEqualTypeOf<Num[][]>();
      expectTypeOf(concat(x, 1, x)).toEqualTypeOf<Num[]>();
      expectTypeOf(pad(x, 1, 1)).toEqualTypeOf<Num[]>();
    }));
  test("a state begins as numbers and goes on as whatever its body makes of it", () =>
    compiled(() => {
      expectTypeOf(fold(3, 0, (i, s) => add(s, i))).toEqualTypeOf<Num>();
      expectTypeOf(fold(3, [0, 0], (i, s) => vec(2, (j) => add(at(s, j), i)))).toEqualTypeOf<Num[]>();
      const last = fold(3, { u: 0, v: [1, 2] }, (i, s) => ({ u: add(s.u, i), v: s.v }));
      expectTypeOf(last).toEqualTypeOf<{ u: Num; v: Num[] }>();
      expectTypeOf(scan(3, 0, (i, s) => add(s, i))).toEqualTypeOf<Num[]>();
      const all = scan(3, { u: 0, v: [1, 2] }, (i, s) => ({ u: add(s.u, i), v: s.v }));
      expectTypeOf(all).toEqualTypeOf<{ u: Num[]; v: Num[][] }>();
      const root = (a: Num) =>
        whileLoop(
          (y) => gt(sub(square(y), a), 1e-9),
          (y) => mul(0.5, add(y, div(a, y))),
          1,
          { max: 50 },
        );
      expectTypeOf(root(2)).toEqualTypeOf<Num>();
      const descent = fold(9, 0, (_, y) => sub(y, mul(0.2, grad((v: Num) => square(v))(y))));
      expectTypeOf(descent).toEqualTypeOf<Num>();
      const rows: ArrayLike<ArrayLike<Num>> = m;
      const v: ArrayLike<Num> = x;
      expectTypeOf(fold(3, v, (_, s) => vec(2, (i) => at(s, i)))).toEqualTypeOf<ArrayLike<Num>>();
      const pair = fold(3, { v, n: 0 }, (_, s) => ({ v: vec(2, (i) => at(s.v, i)), n: add(s.n, 1) }));
      expectTypeOf(pair).toEqualTypeOf<{ v: ArrayLike<Num>; n: Num }>();
      const turned = fold(3, rows, (_, s) => vec(2, (i) => vec(2, (j) => at(s, j, i))));
      expectTypeOf(turned).toEqualTypeOf<ArrayLike<ArrayLike<Num>>>();
      expectTypeOf(scan(3, v, (_, s) => s)).toEqualTypeOf<ArrayLike<Num>[]>();
      expectTypeOf(scan(3, [rows], (_, s) => s)).toEqualTypeOf<ArrayLike<ArrayLike<Num>>[][]>();
      const halved = whileLoop(
        (s) => gt(at(s.v, 0), 1),
        (s) => ({ v: vec(2, (i) => mul(at(s.v, i), 0.5)) }),
        { v },
        { max: 9 },
      );
      expectTypeOf(halved).toEqualTypeOf<{ v: ArrayLike<Num> }>();
      expectTypeOf(fold(3, new Float32Array(2), (_, s) => s)).toEqualTypeOf<ArrayLike<Num>>();
      // @ts-expect-error: a state of an array goes on as an array
      fold(3, v, (_, s) => at(s, 0));
      // @ts-expect-error: a body gives a state like the first
      fold(3, { u: 0 }, (_, s) => ({ v: s.u }));
      // @ts-expect-error: max must be said
      whileLoop(
        (y) => y,
        (y) => y,
        0,
      );
    }));
});

describe("derivatives", () => {
  test("a gradient is like its argument", () =>
    compiled(() => {
      expectTypeOf(grad(sin)(0.5)).toEqualTypeOf<number>();
      expectTypeOf(grad(sin)(value(0.5))).toEqualTypeOf<Value>();
      expectTypeOf(grad(rosenbrock)([1, 2])).toEqualTypeOf<number[]>();
      expectTypeOf(grad(rosenbrock)(x)).toEqualTypeOf<Num[]>();
      const typed = grad((y: ArrayLike<Num>) => at(y, 0))(new Float64Array(3));
      expectTypeOf(typed).toExtend<Float64Array>();
      const line = (p: { w: Num[]; b: Num }) => add(at(p.w, 0), p.b);
      expectTypeOf(grad(line)({ w: [1], b: 2 })).toEqualTypeOf<{ w: number[]; b: number }>();
      const general = (p: { readonly w: ArrayLike<ArrayLike<Num>>; b: ArrayLike<Num> }, y: ArrayLike<Num>) =>
        mul(mul(at(p.w, 0, 0), at(p.b, 0)), at(y, 0));
      const given = { w: [[1]], b: Float32Array.of(1) };
      expectTypeOf(grad(general)(given, [1])).toEqualTypeOf<{ w: number[][]; b: Float64Array }>();
      const parameters: Parameters<typeof general>[0] = given;
      expectTypeOf(grad(general)(parameters, [1])).toEqualTypeOf<typeof parameters>();
      const plain: { w: ArrayLike<number> } = { w: [1] };
      expectTypeOf(valueAndGrad((p: { w: ArrayLike<Num> }) => at(p.w, 0))(plain)).toEqualTypeOf<{
        value: number;
        grad: { w: ArrayLike<number> };
      }>();
      expectTypeOf(compile(grad(general))(given, [1])).toEqualTypeOf<{ w: number[][]; b: Float64Array }>();
      // @ts-expect-error: the function gives one number
      grad((y: Num[]) => y);
      // @ts-expect-error: the argument is not of the function's type
      grad(rosenbrock)("1");
    }));
  test("they nest", () =>
    compiled(() => {
      expectTypeOf(grad(grad(sin))(1)).toEqualTypeOf<number>();
      expectTypeOf(grad(grad(grad(sin)))(1)).toEqualTypeOf<number>();
      const confusion = grad((y: Num) => mul(y, grad((z: Num) => add(y, z))(1)));
      expectTypeOf(confusion(1)).toEqualTypeOf<number>();
      expectTypeOf(grad((z: Num) => mul(at(x, 0), z))(at(x, 1))).toEqualTypeOf<Num>();
      expectTypeOf(grad((y: readonly Num[]) => at(grad(rosenbrock)(y), 0))([1, 2])).toEqualTypeOf<number[]>();
    }));
  test("with respect to other arguments, and with the value", () =>
    compiled(() => {
      const f = (a: Num[][], b: Num) => mul(at(a, 0, 1), b);
      expectTypeOf(grad(f, { wrt: [0, 1] })([[1]], 2)).toEqualTypeOf<[number[][], number]>();
      expectTypeOf(grad(f, { wrt: [1] })([[1]], 2)).toEqualTypeOf<[number]>();
      expectTypeOf(valueAndGrad(f)([[1]], 2)).toEqualTypeOf<{ value: number; grad: number[][] }>();
      expectTypeOf(valueAndGrad(f)([[1]], value(2)).value).toEqualTypeOf<Num>();
      expectTypeOf(valueAndGrad(sin)(value(2))).toEqualTypeOf<{ value: Num; grad: Value }>();
      // @ts-expect-error: an argument is missing
      grad(f)([[1]]);
    }));
  test("matrices and products with vectors", () =>
    compiled(() => {
      const polar = (p: Num[]) => [mul(at(p, 0), at(p, 1)), at(p, 1)];
      expectTypeOf(jacobian(polar)([1, 2])).toEqualTypeOf<number[][]>();
      expectTypeOf(jacobian(sin)(1)).toEqualTypeOf<number>();
      expectTypeOf(hessian(rosenbrock)([1, 2])).toEqualTypeOf<number[][]>();
      const pair = ([x, y]: readonly [Num, Num]) => mul(x, y);
      expectTypeOf(hessian(pair)([1, 2])).toEqualTypeOf<[[number, number], [number, number]]>();
      expectTypeOf(hvp(rosenbrock)([1, 2], [1, 0])).toEqualTypeOf<number[]>();
      expectTypeOf(jvp(polar)([1, 2], [1, 0]).tangent).toEqualTypeOf<Num[]>();
      expectTypeOf(vjp(polar)([1, 2], [1, 0]).grad).toEqualTypeOf<number[]>();
      const general = (p: ArrayLike<Num>) => vec(2, (i) => at(p, i));
      const plain: ArrayLike<number> = [1, 2];
      expectTypeOf(jacobian(general)(plain)).toEqualTypeOf<ArrayLike<number>[]>();
      expectTypeOf(jacobian(general)([1, 2])).toEqualTypeOf<number[][]>();
      expectTypeOf(vjp(general)(plain, [1, 0]).grad).toEqualTypeOf<ArrayLike<number>>();
      expectTypeOf(jvp(general)(plain, plain).tangent).toEqualTypeOf<Num[]>();
      expectTypeOf(hvp((p: ArrayLike<Num>) => at(p, 0))(plain, plain)).toEqualTypeOf<ArrayLike<number>>();
    }));
  test("a derivative of one's own, one rule for each operand", () =>
    compiled(() => {
      const tamed = customGrad(
        (y: Num) => square(y),
        (y, out) => div(out, y),
      );
      expectTypeOf(tamed(2)).toEqualTypeOf<number>();
      expectTypeOf(tamed(value(2))).toEqualTypeOf<Value>();
    }));
});

test("vmap: rows of arrays, whatever is known of them", () =>
  compiled(() => {
    const f = (p: { readonly b: ArrayLike<Num> }, y: ArrayLike<Num>) => mul(at(p.b, 0), at(y, 0));
    const rows = vmap(grad(f), { in: [null, 0] })({ b: [1, 2] }, [
      [1, 2],
      [3, 4],
    ]);
    expectTypeOf(rows).toEqualTypeOf<{ readonly b: ArrayLike<number>[] }>();
    expectTypeOf(
      vmap(f, { in: [null, 0] })({ b: [1] }, [
        [1, 2],
        [3, 4],
      ]),
    ).toEqualTypeOf<number[]>();
    expectTypeOf(vmap((y: ArrayLike<Num>) => ({ y }))([[1], [2]])).toEqualTypeOf<{
      y: ArrayLike<number>[];
    }>();
    // @ts-expect-error: a number for each row is no row
    vmap(f, { in: [null, 0] })({ b: [1] }, [1, 2]);
  }));
test("js takes what ops apply to where its function says ArrayLike<number>", () =>
  compiled(() => {
    const f = js(
      (y: ArrayLike<number>, m: { readonly rows: ArrayLike<ArrayLike<number>> }) => y[0]! * m.rows[0]![1]!,
    );
    const [y, rows]: [ArrayLike<Num>, ArrayLike<ArrayLike<Num>>] = [x, m];
    expectTypeOf(f(y, { rows })).toEqualTypeOf<Num>();
    expectTypeOf(f([1], { rows: [[1]] })).toEqualTypeOf<number>();
  }));
test("a traced function gives numbers for numbers, in the form of its result", () =>
  compiled(() => {
    expectTypeOf(evaluate(trace(rosenbrock, [1, 2]), [1, 2])).toEqualTypeOf<number>();
    expectTypeOf(evaluate(trace(grad(sin), 1), 1)).toEqualTypeOf<number>();
    const both = trace((y: Num[]) => ({ sum: add(at(y, 0), 1), rows: vec(2, () => y) }), [1]);
    const open = trace((y: ArrayLike<Num>) => ({ y }), [1]);
    expectTypeOf(evaluate(open, [1])).toEqualTypeOf<{ y: ArrayLike<number> }>();
    expectTypeOf(evaluate(simplify(both), [1])).toEqualTypeOf<{ sum: number; rows: number[][] }>();
  }));
