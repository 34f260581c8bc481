import { describe, expect, test } from "vitest";
import { at } from "../arrays.ts";
import { compile } from "../compile/compile.ts";
import { defineOp } from "../define.ts";
import { fn } from "../fn.ts";
import { fold, whileLoop } from "../folds.ts";
import { validate } from "../ir/validate.ts";
import { sum, vec } from "../loops.ts";
import type { Num } from "../op.ts";
import { abs, add, div, gt, mul, pow, square, sub } from "../ops.ts";
import { evaluate, trace } from "../trace.ts";
import { expand } from "../transform/expand.ts";
import { type Value, value } from "../value.ts";
import { customGrad } from "./custom-grad.ts";
import { grad } from "./grad.ts";
import { hessian } from "./jacobian.ts";
import { jvp } from "./products.ts";
import { vmap } from "./vmap.ts";

type F = (...args: never[]) => unknown;
type Any = (...args: unknown[]) => unknown;

/** What a function gives, which is the same on numbers, evaluated and compiled, in any order and in that written. */
function agreed(f: F, ...args: unknown[]): unknown {
  const direct = (f as Any)(...args);
  const traced = trace(f as never, ...args);
  validate(traced.program);
  for (const other of [
    evaluate(traced, ...args),
    (compile(f as never) as Any)(...args),
    (compile(f as never, { strict: true }) as Any)(...args),
  ])
    expectNear(other, direct);
  return direct;
}
function expectNear(given: unknown, wanted: unknown): void {
  const flat = (x: unknown) =>
    JSON.stringify(x)
      .match(/-?[\d.]+(e-?\d+)?|null/g)!
      .map(Number);
  flat(given).forEach((x, k) => {
    expect(x).toBeCloseTo(flat(wanted)[k]!, 9);
  });
  expect(flat(given).length).toBe(flat(wanted).length);
}

const newton = (a: Num) =>
  whileLoop(
    (x: Num) => gt(abs(sub(square(x), a)), 1e-12),
    (x: Num) => mul(0.5, add(x, div(a, x))),
    1 as Num,
    { max: 50 },
  );
const root = customGrad(newton, (_, x) => div(0.5, x));

describe("an op that is made with loops", () => {
  test("has the derivatives of its rule, of every order", () => {
    expect(agreed(root as F, 2)).toBeCloseTo(Math.SQRT2, 12);
    expect(agreed(grad(root) as F, 2)).toBeCloseTo(0.5 * 2 ** -0.5, 12);
    expect(agreed(grad(grad(root)) as F, 2)).toBeCloseTo(-0.25 * 2 ** -1.5, 12);
    expect(agreed(grad(grad(grad(root))) as F, 2)).toBeCloseTo(0.375 * 2 ** -2.5, 12);
    const moved = (x: Num) => jvp(grad(root))(x, 3);
    expectNear(agreed(moved as F, 2), { value: 0.5 * 2 ** -0.5, tangent: -0.75 * 2 ** -1.5 });
    // A rule that is not the derivative shows that it is what is used.
    const odd = customGrad(newton, (a) => mul(7, a));
    expect(agreed(grad(odd) as F, 2)).toBe(14);
    expect(agreed(grad(grad(odd)) as F, 2)).toBe(7);
  });

  test("compiles to what the function compiles to, and its loops are not differentiated", () => {
    const iterate = (a: Num) => fold(5000, 1 as Num, (_, x) => mul(0.5, add(x, div(a, x))));
    const custom = customGrad(iterate, (_, x) => div(0.5, x));
    for (const [f, op] of [
      [newton, root],
      [iterate, custom],
    ] as const) {
      const [plain, made, slope] = [f, op, grad(op)].map((f) => compile(f as never, { like: [2] }).stats);
      for (const name of ["loops", "ops", "bytes", "memory"] as const) expect(made![name]).toBe(plain![name]);
      expect(slope!.loops).toBe(plain!.loops);
      expect(slope!.ops).toBeLessThan(plain!.ops + 3);
    }
  });

  test("may stand in loops, rows, folds and functions that are called", () => {
    const x = [2, 3, 4.5];
    const weighted = (x: Num[]) => sum(3, (i) => mul(root(at(x, i)), add(i, 1)));
    expectNear(
      agreed(grad(weighted) as F, x),
      x.map((a, i) => ((i + 1) * 0.5) / Math.sqrt(a)),
    );
    expectNear(
      agreed(hessian(weighted) as F, x),
      x.map((a, i) => x.map((_, j) => (i === j ? (i + 1) * -0.25 * a ** -1.5 : 0))),
    );
    expectNear(
      agreed(vmap(grad(root)) as F, x),
      x.map((a) => 0.5 / Math.sqrt(a)),
    );
    const tower = (x: Num) => fold(3, x, (_, s) => root(add(s, 1)));
    const radicals = [Math.sqrt(3), Math.sqrt(1 + Math.sqrt(3)), Math.sqrt(1 + Math.sqrt(1 + Math.sqrt(3)))];
    expectNear(
      agreed(grad(tower) as F, 2),
      radicals.reduce((slope, r) => slope * (0.5 / r), 1),
    );
    const twice = fn((x: Num) => mul(root(x), 2));
    expectNear(agreed(grad((x: Num) => add(twice(x), twice(mul(x, 3)))) as F, 2), (1 + 3 ** 0.5) / 2 ** 0.5);
  });

  test("of three operands, with an array that it captures, and where it is called", () => {
    const coefficients = [1, 2, 3];
    const value = (x: Num, y: Num, z: Num) =>
      add(
        mul(y, z),
        sum(3, (i) => mul(at(coefficients, i), pow(x, i))),
      );
    const op = customGrad(value, [
      (x) => add(2, mul(6, x)),
      // The third operand and the result are told apart.
      (_, __, z, out) => mul(z, div(out, out)),
      (_, y) => y,
    ]);
    expect(agreed(grad(op, { wrt: [0, 1, 2] }) as F, 2, 3, 4)).toEqual([14, 4, 3]);
    const f = (v: Num[]) => op(at(v, 0), at(v, 1), at(v, 2));
    expectNear(agreed(hessian(f) as F, [2, 3, 4]), [
      [6, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
    ]);
    const moved = (v: Num[]) => jvp(grad(f))(v, [1, 2, 3]).tangent;
    expectNear(agreed(moved as F, [2, 3, 4]), [6, 3, 2]);
    const called = fn((x: Num) => op(x, x, 2));
    expect(agreed(grad((x: Num) => add(called(x), called(mul(x, 2)))) as F, 3)).toBe(102);
  });

  test("a number among its operands may be the length of a loop", () => {
    const power = customGrad(
      (x: Num, n: Num) => fold(n, 1 as Num, (_, s) => mul(s, x)),
      [(x, n, out) => div(mul(n, out), x), () => 0],
    );
    expect(agreed(grad((x: Num) => power(x, 3)) as F, 2)).toBe(12);
    const c = compile((x: Num) => power(x, 3000), { like: [1] });
    expect(c.stats.loops).toBe(1);
  });

  test("a rule may be made with loops", () => {
    const cube = customGrad(
      (a: Num) => mul(a, mul(a, a)),
      (a) =>
        mul(
          3,
          fold(2, 1 as Num, (_, s) => mul(s, a)),
        ),
    );
    expect(agreed(grad(cube) as F, 2)).toBe(12);
    expect(agreed(grad(grad(cube)) as F, 2)).toBe(12);
    const stairs = customGrad(
      (a: Num) => mul(a, a),
      (a) =>
        whileLoop(
          (s: Num) => gt(sub(mul(2, a), s), 0.5),
          (s: Num) => add(s, 1),
          0 as Num,
          { max: 50 },
        ),
    );
    expect(agreed(grad(stairs) as F, 2)).toBe(4);
    expect(agreed(grad(stairs) as F, 5)).toBe(10);
  });

  test("without a rule has the derivative of its loops", () => {
    const op = defineOp({ name: "root", expand: newton });
    expect(op(2)).toBeCloseTo(Math.SQRT2, 12);
    expect(agreed(grad(op) as F, 2)).toBeCloseTo(0.5 * 2 ** -0.5, 12);
    expect(agreed(grad(grad(op)) as F, 2)).toBeCloseTo(-0.25 * 2 ** -1.5, 9);
  });

  test("on a graph of values is one node, which compiles and expands", () => {
    const x = value(2);
    const y = mul(root(x), 3);
    expect(compile({ inputs: [x], outputs: [y] })(3)[0]).toBeCloseTo(3 * Math.sqrt(3), 12);
    for (const z of [expand(y), expand(y, [root])] as Value[]) expect(z.data).toBe(y.data);
  });

  test("need not be defined in the middle of its domain", () => {
    const inverse = (a: Num) =>
      whileLoop(
        (x: Num) => gt(abs(sub(mul(a, x), 1)), 1e-14),
        (x: Num) => mul(x, sub(2, mul(a, x))),
        0.1 as Num,
        { max: 40 },
      );
    const op = customGrad(inverse, (_, x) => mul(-1, square(x)));
    expect(() => op(0)).toThrow("whileLoop: the condition still holds after 40 steps, which is max");
    expect(agreed(grad(op) as F, 4)).toBeCloseTo(-1 / 16, 12);
    expect(agreed(vmap(op) as F, [2, 4])).toEqual(vec(2, (i) => op(at([2, 4], i))));
  });
});

test("what an operand that is a number decides is decided for each", () => {
  const power = customGrad(
    (x: Num, k: Num) => fold(k as number, 1 as Num, (_, s) => mul(s, x)),
    [(x: Num, k: Num, out: Num) => div(mul(k, out), x), () => 0],
  );
  // Loops whose extent is data are none that can be traced; those before do not matter.
  for (const k of [3, 5]) {
    const f = (x: Num) => power(x, k);
    expect(evaluate(trace(f, 2), 2)).toBe(2 ** k);
    expect(compile(grad(f))(2)).toBe(k * 2 ** (k - 1));
    const both = trace((x: Num, n: Num) => power(x, n), 2, k);
    expect(evaluate(both, 2, k)).toBe(2 ** k);
  }
});
