import { describe, expect, test } from "vitest";
import { at, length } from "../arrays.ts";
import { compile } from "../compile/compile.ts";
import { fold } from "../folds.ts";
import { maxOf, minOf, sum, vec } from "../loops.ts";
import type { Num } from "../op.ts";
import { add, cos, div, exp, log, mul, select, sin, sqrt, square, stopGradient, sub, tanh } from "../ops.ts";
import { evaluate, trace } from "../trace.ts";
import { isValue, noGrad, type Value, value } from "../value.ts";
import { grad, valueAndGrad } from "./grad.ts";
import { gradients } from "./gradients.ts";
import { hessian, jacobian } from "./jacobian.ts";
import { hvp, jvp, vjp } from "./products.ts";

const number = (x: unknown) => (isValue(x) ? x.data : (x as number));
/** The result of a function on numbers by each interpretation: eagerly, on values, traced and evaluated. */
function routes(f: (...args: never[]) => unknown, ...args: number[]): number[] {
  const direct = f(...(args as never[]));
  const onValues = f(...(args.map((x) => value(x)) as never[]));
  const traced = evaluate(trace(f, ...args), ...args);
  return [direct, onValues, traced].map(number);
}

describe("grad", () => {
  test("of numbers, arrays, typed arrays and objects is like the argument", () => {
    expect(grad((x: Num) => mul(x, x))(3)).toBe(6);
    expect(grad((x: Num[]) => sum(length(x), (i) => square(at(x, i))))([1, 2])).toEqual([2, 4]);
    const typed = grad((x: ArrayLike<Num>) => mul(at(x, 0), at(x, 1)))(Float64Array.of(3, 5));
    expect(typed).toEqual(Float64Array.of(5, 3));
    type Model = { w: Num[][]; b: Num };
    const model = {
      w: [
        [1, 2],
        [3, 4],
      ],
      b: 5,
    };
    const g = grad((p: Model) => add(mul(at(p.w, 0, 1), at(p.w, 1, 0)), square(p.b)))(model);
    expect(g).toEqual({
      w: [
        [0, 3],
        [2, 0],
      ],
      b: 10,
    });
  });

  test("with respect to other arguments", () => {
    const f = (x: Num, y: Num, z: Num) => add(mul(x, y), sin(z));
    expect(grad(f, { wrt: [0, 2] })(2, 3, 0)).toEqual([3, 1]);
    expect(grad(f)(2, 3, 0)).toBe(3);
    expect(valueAndGrad(f, { wrt: [1] })(2, 3, 0)).toEqual({ value: 6, grad: [2] });
    expect(grad(f, {} as never)(2, 3, 0)).toBe(3);
  });

  test("with respect to arguments in any order, and to one twice, by every route", () => {
    const f = (x: Num, y: Num[]) => mul(mul(x, x), at(y, 1));
    const slopes = grad(f, { wrt: [1, 0, 1] });
    const want = [[0, 9], 30, [0, 9]];
    expect(slopes(3, [4, 5])).toEqual(want);
    expect(evaluate(trace(slopes, 3, [4, 5]), 3, [4, 5])).toEqual(want);
    const onValues = slopes(value(3), [value(4), value(5)]) as [Num[], Num, Num[]];
    expect([number(onValues[0][1]), number(onValues[1]), number(onValues[2][1])]).toEqual([9, 30, 9]);
  });

  test("with further arguments of any kind", () => {
    const f = (x: Num, options: { mode: string; g: (x: Num) => Num }, scale: Map<string, number>) =>
      options.mode === "scaled" ? mul(options.g(x), scale.get("x")!) : x;
    const more = [{ mode: "scaled", g: sin }, new Map([["x", 2]])] as const;
    expect(grad(f)(0, ...more)).toBe(2);
    expect(
      evaluate(
        trace((x: Num) => grad(f)(x, ...more), 0),
        0,
      ),
    ).toBe(2);
  });

  test("of objects whatever their keys are called", () => {
    const f = (p: { array: Num[]; trace: Num }) => mul(at(p.array, 1), p.trace);
    const p = { array: [2, 3], trace: 5 };
    const want = { array: [0, 5], trace: 3 };
    expect(grad(f)(p)).toEqual(want);
    expect(evaluate(trace(grad(f), p), p)).toEqual(want);
  });

  test("follows JavaScript's own control flow on numbers", () => {
    const f = (x: Num) => {
      let y: Num = x;
      while (number(y) < 100) y = mul(y, y);
      return y;
    };
    expect(valueAndGrad(f)(3)).toEqual({ value: 6561, grad: 8 * 3 ** 7 });
  });

  test("of what does not depend on the argument is 0", () => {
    expect(grad((_: Num) => 3)(1)).toBe(0);
    expect(routes(((x: Num) => grad((_: Num) => x)(1)) as never, 2)).toEqual([0, 0, 0]);
  });

  test("touches no gradient of values that the function captures", () => {
    const w = value(2, "w");
    w.grad = 7;
    expect(grad((x: Num) => mul(mul(x, x), w))(3)).toBe(12);
    expect(w.grad).toBe(7);
  });
});

describe("nested derivatives, by every route", () => {
  // Siskind and Pearlmutter, "Nesting forward-mode AD in a functional framework", HOSC 2008.
  test("no perturbation confusion: d/dx (x · d/dy (x + y)) = 1", () => {
    const f = (x: Num) => mul(x, grad((y: Num) => add(x, y))(1));
    expect(routes(grad(f) as never, 1)).toEqual([1, 1, 1]);
    const g = (x: Num) => mul(x, jvp((y: Num) => add(x, y))(1, 1).tangent);
    expect(routes(grad(g) as never, 1)).toEqual([1, 1, 1]);
    expect(routes(((x: Num) => jvp(g)(x, 1).tangent) as never, 1)).toEqual([1, 1, 1]);
  });

  test("the inner argument may be the outer one", () => {
    const f = (x: Num) => grad((y: Num) => mul(x, mul(y, y)))(x);
    expect(routes(f as never, 3)).toEqual([18, 18, 18]);
    expect(routes(grad(f) as never, 3)).toEqual([12, 12, 12]);
  });

  test("derivatives of sin of order 1 to 6", () => {
    const expected = [
      Math.cos,
      (x: number) => -Math.sin(x),
      (x: number) => -Math.cos(x),
      Math.sin,
      Math.cos,
      (x: number) => -Math.sin(x),
    ];
    let f: (x: Num) => Num = sin;
    for (const want of expected) {
      f = grad(f) as never;
      for (const got of routes(f as never, 0.7)) expect(got).toBeCloseTo(want(0.7), 12);
    }
  });

  test("second derivatives by four routes", () => {
    const f = (x: Num) => mul(exp(sin(x)), tanh(mul(x, x)));
    const d = (h: number) => (x: number) =>
      (number(f(x + h)) - 2 * number(f(x)) + number(f(x - h))) / (h * h);
    const want = (4 * d(1e-3)(0.6) - d(2e-3)(0.6)) / 3;
    const g = grad(f) as (x: Num) => Num;
    for (const second of [
      grad(g),
      (x: Num) => jvp(g)(x, 1).tangent,
      (x: Num) => grad((y: Num) => jvp(f)(y, 1).tangent)(x),
      (x: Num) => jvp((y: Num) => jvp(f)(y, 1).tangent)(x, 1).tangent,
    ])
      for (const got of routes(second as never, 0.6)) expect(got).toBeCloseTo(want, 7);
  });

  test("a gradient inside the body of a loop", () => {
    const f = (x: Num) => sum(3, (i) => grad((y: Num) => mul(sin(mul(y, add(i, 1))), x))(x));
    const want = (x: number) => [1, 2, 3].reduce((s, k) => s + k * Math.cos(k * x) * x, 0);
    for (const got of routes(f as never, 0.4)) expect(got).toBeCloseTo(want(0.4), 12);
    const slope = (want(0.4 + 1e-5) - want(0.4 - 1e-5)) / 2e-5;
    for (const got of routes(grad(f) as never, 0.4)) expect(got).toBeCloseTo(slope, 8);
  });
});

describe("vjp, jvp, hvp, jacobian, hessian", () => {
  const f = (x: Num[]) => vec(3, (i) => mul(sin(mul(at(x, 0), add(i, 1))), at(x, 1)));
  const x = [0.3, 0.8];
  const want = [1, 2, 3].map((k) => [k * Math.cos(0.3 * k) * 0.8, Math.sin(0.3 * k)]);
  const close = (got: unknown, expected: unknown[]) => {
    expect(JSON.stringify(got, (_, v) => (typeof v === "number" ? Number(v.toFixed(9)) : v))).toBe(
      JSON.stringify(expected, (_, v) => (typeof v === "number" ? Number(v.toFixed(9)) : v)),
    );
  };

  test("a Jacobian forward and reverse, eager and traced", () => {
    for (const mode of ["forward", "reverse", undefined] as const) {
      const j = jacobian(f, mode ? { mode } : {});
      close(j(x), want);
      close(evaluate(trace(j, x), x), want);
    }
  });

  test("products with it", () => {
    close(
      vjp(f)(x, [1, 10, 100]).grad,
      [0, 1].map((c) => want[0]![c]! + 10 * want[1]![c]! + 100 * want[2]![c]!),
    );
    close(
      jvp(f)(x, [1, 10]).tangent,
      want.map((row) => row[0]! + 10 * row[1]!),
    );
    close(jvp(f)(x, [1, 10]).value, f(x));
  });

  test("directions are told by their keys, in any order", () => {
    const f = (p: { a: Num; b: Num }) => ({ u: mul(p.a, 2), v: mul(p.b, 3) });
    const forward = () => jvp(f)({ a: 1, b: 1 }, { b: 1, a: 10 }).tangent;
    const reverse = () => vjp(f)({ a: 1, b: 1 }, { v: 1, u: 10 }).grad;
    expect([forward(), reverse()]).toEqual([
      { u: 20, v: 3 },
      { a: 20, b: 3 },
    ]);
    expect(evaluate(trace(() => [forward(), reverse()]))).toEqual([
      { u: 20, v: 3 },
      { a: 20, b: 3 },
    ]);
  });

  test("a Hessian, and its product with a vector", () => {
    const h = (p: Num[]) => add(mul(square(at(p, 0)), at(p, 1)), exp(at(p, 1)));
    const at2 = (p: number[]) => [
      [2 * p[1]!, 2 * p[0]!],
      [2 * p[0]!, Math.exp(p[1]!)],
    ];
    close(hessian(h)(x), at2(x));
    close(evaluate(trace(hessian(h), x), x), at2(x));
    close(
      hvp(h)(x, [1, 2]),
      at2(x).map((row) => row[0]! + 2 * row[1]!),
    );
  });
});

describe("gradients of a graph of values", () => {
  test("are values, and leave grad alone", () => {
    const a = value(2, "a");
    const b = value(3, "b");
    const y = a.mul(a).mul(b);
    const [ga, gb] = gradients(y, [a, b]) as [Value, Value];
    expect([ga.data, gb.data, a.grad, b.grad]).toEqual([12, 4, 0, 0]);
    const [gab] = gradients(ga, [b]) as [Value];
    expect(gab.data).toBe(4);
  });

  test("a second derivative through an adjoint that is 0", () => {
    const a = value(2);
    const b = value(0);
    const [ga] = gradients(a.mul(a).mul(b), [a]) as [Value];
    expect(ga.data).toBe(0);
    expect((gradients(ga, [b])[0] as Value).data).toBe(4);
  });
});

describe("choices and stops", () => {
  test("the side not taken does not poison, by every route", () => {
    const f = (x: Num) =>
      select(typeof x === "number" ? Number(x > 0) : (x as Value).gt(0), sqrt(x), mul(x, 3));
    for (const got of routes(grad(f) as never, 0)) expect(got).toBe(3);
    for (const got of routes(grad(f) as never, 4)) expect(got).toBe(0.25);
  });

  test("stopGradient", () => {
    const f = (x: Num) => mul(stopGradient(x), x);
    expect(routes(grad(f) as never, 3)).toEqual([3, 3, 3]);
  });

  test("noGrad", () => {
    const f = (x: Num) =>
      mul(
        x,
        noGrad(() =>
          add(
            mul(x, x),
            sum(2, (i) => mul(x, i)),
          ),
        ),
      );
    expect(routes(grad(f) as never, 3)).toEqual([12, 12, 12]);
    const g = (x: Num[]) =>
      mul(
        at(x, 0),
        noGrad(() => at(x, 0)),
      );
    expect(grad(g)([3])).toEqual([3]);
    expect(evaluate(trace(grad(g), [3]), [3])).toEqual([3]);
  });

  test("a derivative in noGrad is the derivative, and no gradient goes through it", () => {
    const cube = (x: Num) => mul(x, mul(x, x));
    const f = (x: Num) =>
      noGrad(() => add(grad(cube)(x), add(hvp(cube)(x, 1), jvp((y: Num) => [cube(y)])(x, 1).tangent[0]!)));
    expect(routes(f as never, 3)).toEqual([72, 72, 72]);
    expect(routes(grad((x: Num) => mul(x, f(x))) as never, 3)).toEqual([72, 72, 72]);
    const g = (x: Num[]) => {
      const slopes = noGrad(() => grad((y: Num[]) => cube(at(y, 1)))(x));
      return mul(at(slopes, 1), at(x, 1));
    };
    expect(grad(g)([1, 2])).toEqual([0, 12]);
    expect(evaluate(trace(grad(g), [1, 2]), [1, 2])).toEqual([0, 12]);
  });

  test("a maximum splits its slope among those that tie", () => {
    const f = (x: Num[]) => maxOf(length(x), (i) => at(x, i));
    const third = 1 / 3;
    expect(grad(f)([2, 5, 5, 1, 5])).toEqual([0, third, third, 0, third]);
    expect(evaluate(trace(grad(f), [2, 5, 5, 1, 5]), [2, 5, 5, 1, 5])).toEqual([0, third, third, 0, third]);
  });

  const inf = Number.POSITIVE_INFINITY;
  test.each<[number[], typeof maxOf, number, number[]]>([
    [[1, inf, 2], maxOf, inf, [0, 1, 0]],
    [[inf, 1, inf], maxOf, inf, [0.5, 0, 0.5]],
    [[-inf, -inf, -inf, -inf], maxOf, -inf, [0.25, 0.25, 0.25, 0.25]],
    [[inf, inf], minOf, inf, [0.5, 0.5]],
    [[3, -inf, inf], minOf, -inf, [0, 1, 0]],
    [[-0], maxOf, -0, [1]],
    [[Number.NaN, 1], maxOf, Number.NaN, [0, 0]],
    [[1, Number.NaN], minOf, Number.NaN, [0, 0]],
    [[2, 2, 1], maxOf, 2, [0.5, 0.5, 0]],
  ])("the extreme of %j by %o, and its slopes, are those of any number", (x, extremeOf, best, slopes) => {
    const f = (x: Num[]) => extremeOf(length(x), (i) => at(x, i));
    const direction = x.map((_, k) => k + 1);
    const moved = slopes.reduce((sum, slope, k) => sum + slope * (k + 1), 0);
    const derivatives = (x: Num[]) => ({
      ...valueAndGrad(f)(x),
      ...jvp(f)(x, direction),
      second: hessian(f)(x),
    });
    const expected = { value: best, grad: slopes, tangent: moved, second: x.map(() => x.map(() => 0)) };
    expect(f(x)).toBe(best);
    expect((f(x.map((element) => value(element))) as Value).data).toBe(best);
    expect(derivatives(x)).toEqual(expected);
    expect(evaluate(trace(derivatives, x), x)).toEqual(expected);
    expect(compile(derivatives)(x as never)).toEqual(expected);
  });

  test("the extreme of nothing moves in no direction", () => {
    const f = (x: Num[]) => vec(3, (i) => maxOf(i, (j) => at(x, j)));
    const moved = (x: Num[]) => jvp(f)(x, [1, 2, 3]).tangent;
    expect(moved([4, 5, 6])).toEqual([0, 1, 2]);
    expect(evaluate(trace(moved, [4, 5, 6]), [4, 5, 6])).toEqual([0, 1, 2]);
  });
});

describe("bad input", () => {
  test.each<[string, (f: never) => (...args: never[]) => unknown, string, number]>([
    ["hessian", hessian, "one argument", 2],
    ["jacobian", jacobian, "one argument", 2],
    ["vjp", vjp, "two arguments", 3],
    ["jvp", jvp, "two arguments", 3],
    ["hvp", hvp, "two arguments", 3],
  ])("%s takes no further arguments", (where, take, count, extra) => {
    const call = take(((x: Num, c: Num = 1) => mul(c, square(x))) as never) as (...args: number[]) => unknown;
    const args = [3, 1].slice(0, extra - 1);
    expect(() => call(...args)).not.toThrow();
    expect(() => call(...args, 5)).toThrow(
      `${where}: the call takes ${count}; argument ${extra} is too much, capture data in the function`,
    );
  });

  test.each<[string, () => unknown, RegExp | string]>([
    [
      "a result that is a string",
      () => grad((() => "no") as never)(1 as never),
      /grad: f's result is the string "no"; wanted a number/,
    ],
    ["no result", () => grad((() => undefined) as never)(1 as never), /grad: f's result is undefined/],
    [
      "an array as result",
      () => grad((() => [1, 2]) as never)(1 as never),
      /grad: f returned result of shape \[2\]; wanted one number/,
    ],
    [
      "a ragged argument",
      () => grad((x: Num[][]) => at(x, 0, 0))([[1, 2], [3]]),
      /x\[1\] is an array of 1 and x\[0\] is an array of 2; wanted a rectangular array/,
    ],
    [
      "no argument",
      () => (grad((x: Num) => x) as () => Num)(),
      /grad: the call has no arguments to derive by/,
    ],
    [
      "a number for wrt",
      () => grad((x: Num) => x, { wrt: 0 as never })(1),
      /wrt is the number 0; wanted a list/,
    ],
    [
      "a missing argument",
      () => grad((x: Num) => x, { wrt: [1] })(1),
      /wrt is 1; the call has 1 argument, numbered from 0/,
    ],
    ["no function", () => grad(3 as never)(1 as never), /grad: f is the number 3; wanted a function/],
    [
      "an index out of range",
      () => grad((x: Num[]) => at(x, 2))([1, 2]),
      /index 2 is out of range; x has 2 elements/,
    ],
    [
      "a direction of another shape",
      () => jvp((x: Num[]) => at(x, 0))([1, 2], [1]),
      "jvp: the direction for x is an array of 1; wanted an array of 2",
    ],
    [
      "a direction that lacks a part",
      () => jvp((p: { a: Num; b: Num }) => p.a)({ a: 1, b: 2 }, { a: 1 } as never),
      "jvp: the direction for p.b is missing; wanted a number",
    ],
    [
      "an adjoint with a part too many",
      () => vjp((x: Num) => ({ a: x }))(1, { a: 1, b: 2 }),
      "vjp: the direction for result.b is too much; wanted result.a",
    ],
    [
      "an array with a hole",
      () => grad((x: Num[]) => at(x, 0))(Object.assign([1], { 2: 3 })),
      /x\[1\] is undefined/,
    ],
    [
      "a number for the list of arguments",
      () => grad(mul, { wrt: 1 } as never),
      "grad: wrt is the number 1; wanted a list of numbers of arguments",
    ],
    [
      "names for numbers of arguments",
      () => valueAndGrad(mul, { wrt: ["x"] } as never),
      'valueAndGrad: wrt is ["x"]; wanted a list of numbers of arguments',
    ],
    [
      "the Jacobian of an object",
      () => jacobian((x: Num) => ({ a: x }))(1),
      "jacobian: the result has result.a; wanted a number or one array",
    ],
    [
      "the Hessian by an object",
      () => hessian((p: { a: Num }) => mul(p.a, p.a))({ a: 1 }),
      "hessian: x has x.a; wanted a number or one array",
    ],
    [
      "a leaf that is no value",
      () => gradients(value(1).neg(), [3 as never]),
      "gradients: leaves[0] is the number 3; wanted a Value",
    ],
    [
      "leaves that are no list",
      () => gradients(value(1).neg(), 3 as never),
      "gradients: leaves is the number 3; wanted a list of Values",
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(message);
  });
});

test("an LSTM-like cell by fold, against differences", () => {
  const f = (p: Num[]) => {
    const last = fold(4, { h: at(p, 0), c: at(p, 1) }, (_, s) => {
      const c = add(mul(div(1, add(1, exp(sub(0, s.h)))), s.c), tanh(mul(at(p, 2), s.h)));
      return { h: mul(cos(c), tanh(c)), c };
    });
    return add(log(add(2, last.h)), last.c);
  };
  const x = [0.3, -0.2, 0.9];
  const g = grad(f)(x);
  const traced = evaluate(trace(grad(f), x), x) as number[];
  x.forEach((_, k) => {
    const moved = (h: number) => number(f(x.map((v, j) => (j === k ? v + h : v))));
    const d = (8 * (moved(1e-3) - moved(-1e-3)) - (moved(2e-3) - moved(-2e-3))) / 12e-3;
    expect(g[k]).toBeCloseTo(d, 9);
    expect(traced[k]).toBeCloseTo(g[k]!, 12);
  });
});
