import { describe, expect, test } from "vitest";
import { isOp, type Num, type Op } from "./op.ts";
import * as ops from "./ops.ts";
import { value } from "./value.ts";

const words = (text: string) => text.trim().split(/\s+/);
const call = (op: Op, ...operands: Num[]) => (op as (...operands: Num[]) => Num)(...operands);

/** The result of an op at a point, and its gradient in each operand. */
function at(op: Op, ...point: number[]): number[] {
  const leaves = point.map((x) => value(x));
  const out = call(op, ...leaves) as (typeof leaves)[number];
  out.backward();
  return [out.data, ...leaves.map((leaf) => leaf.grad)];
}

describe("the table", () => {
  test("has the ops that the language and the notes need", () => {
    const wanted = words(`
      add sub mul div neg pow square sqrt cbrt abs sign min max hypot
      exp exp2 expm1 log log2 log10 log1p
      sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh
      relu leakyRelu elu silu gelu sigmoid softplus step
      erf lgamma digamma polygamma logaddexp
      lt le gt ge eq select floor ceil round trunc clamp stopGradient`);
    const names: string[] = Object.values(ops)
      .filter(isOp)
      .map(({ name }) => name);
    expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
  });

  test("composite ones expand, down to the notes' own level", () => {
    for (const name of words("sub neg div tanh sigmoid softplus silu logaddexp relu gelu clamp square hypot"))
      expect(typeof (ops as unknown as Record<string, Op>)[name]!.expand, name).toBe("function");
    const made = (x: Num) => {
      const { op, args } = x as ReturnType<typeof value>;
      return [op?.name, ...args.map((arg) => (typeof arg === "number" ? arg : (arg.op?.name ?? arg.data)))];
    };
    const [x, y] = [value(5), value(3)];
    expect(made(ops.sub.expand!(x, y))).toEqual(["add", 5, "neg"]);
    expect(made(ops.neg.expand!(x))).toEqual(["mul", 5, -1]);
    expect(made(ops.div.expand!(x, y))).toEqual(["mul", 5, "pow"]);
  });
});

describe("values where the naive formula has none", () => {
  test.each<[Op, number[], number]>([
    [ops.tanh, [400], 1],
    [ops.tanh, [-400], -1],
    [ops.tanh, [1e-20], 1e-20],
    [ops.sigmoid, [-800], 0],
    [ops.sigmoid, [800], 1],
    [ops.sigmoid, [-700], 9.85967654375977e-305],
    [ops.softplus, [1000], 1000],
    [ops.softplus, [-40], 4.248354255291589e-18],
    [ops.log1p, [1e-20], 1e-20],
    [ops.expm1, [1e-20], 1e-20],
    [ops.sinh, [1e-20], 1e-20],
    [ops.asinh, [1e-20], 1e-20],
    [ops.atanh, [1e-20], 1e-20],
    [ops.logaddexp, [1000, 1000], 1000 + Math.LN2],
    [ops.logaddexp, [-1000, -1000], -1000 + Math.LN2],
    [ops.hypot, [3e200, 4e200], 5e200],
    [ops.hypot, [3e-200, 4e-200], 5e-200],
    [ops.erfc, [10], 2.088487583762545e-45],
    [ops.silu, [-740], -740 * 4.2e-322],
    [ops.gelu, [-10], -10 * 7.619853024160525e-24],
  ])("%o at %o", (op, point, wanted) => {
    const got = call(op, ...point) as number;
    // Subnormal numbers have no more digits.
    expect(Math.abs(got - wanted)).toBeLessThanOrEqual(Math.max(4e-15 * Math.abs(wanted), 1e-321));
  });
});

describe("what is pinned, value first and then the slopes", () => {
  test.each<[Op, number[], number[]]>([
    [ops.relu, [0], [0, 0]],
    [ops.abs, [0], [0, 0]],
    [ops.sign, [0], [0, 0]],
    [ops.step, [0], [0, 0]],
    [ops.min, [2, 2], [2, 0.5, 0.5]],
    [ops.max, [2, 2], [2, 0.5, 0.5]],
    [ops.atan2, [0, 0], [0, 0, 0]],
    [ops.hypot, [0, 0], [0, 0, 0]],
    [ops.sqrt, [0], [0, Number.POSITIVE_INFINITY]],
    [ops.cbrt, [0], [0, Number.POSITIVE_INFINITY]],
    [ops.clamp, [0, 0, 1], [0, 1, 0, 0]],
    [ops.clamp, [1, 0, 1], [1, 1, 0, 0]],
    [ops.clamp, [-1, 0, 1], [0, 0, 1, 0]],
    [ops.clamp, [5, 2, 1], [1, 0, 0, 1]],
    [ops.leakyRelu, [-2], [-0.02, 0.01]],
    [ops.leakyRelu, [0], [0, 0.01]],
    [ops.elu, [0], [0, 1]],
    [ops.pow, [0, 0], [1, 0, 0]],
    [ops.pow, [0, 2], [0, 0, 0]],
    [ops.pow, [-3, 2], [9, -6, Number.NaN]],
    [ops.pow, [1, Number.NaN], [Number.NaN, Number.NaN, Number.NaN]],
    [ops.softplus, [25], [25.000000000013888, 0.999999999986112]],
    [ops.eq, [1, 1], [1, 0, 0]],
    [ops.eq, [Number.NaN, Number.NaN], [0, 0, 0]],
    [ops.select, [Number.NaN, 2, 3], [3, 0, 0, 1]],
    [ops.floor, [1.5], [1, 0]],
    [ops.stopGradient, [1.5], [1.5, 0]],
  ])("%o at %o is %o", (op, point, wanted) => {
    const got = at(op, ...point);
    for (const [i, x] of wanted.entries())
      if (Number.isNaN(x)) expect(got[i]).toBeNaN();
      else expect(got[i]).toBeCloseTo(x, 14);
    expect(op.note ?? "", op.name).not.toBe("");
  });

  test("round takes halves to the even neighbour", () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 0.49999999999999994].map((x) => ops.round(x))).toEqual([
      0, 2, 2, -0, -2, 0,
    ]);
  });

  test("powers of whole numbers are exact", () => {
    expect([ops.pow(10, 2), ops.pow(3, 3), ops.pow(-2, 3), ops.pow(2, -1), ops.exp2(10)]).toEqual([
      100, 27, -8, 0.5, 1024,
    ]);
    expect([ops.log2(8), ops.log10(1000), ops.cbrt(27), ops.sqrt(2)]).toEqual([3, 3, 3, Math.SQRT2]);
  });
});
