import { describe, expect, expectTypeOf, test } from "vitest";
import { at } from "../arrays.ts";
import { defineOp } from "../define.ts";
import { fold, whileLoop } from "../folds.ts";
import { formula, toText } from "../formula.ts";
import { grad, valueAndGrad } from "../functions/grad.ts";
import { hessian } from "../functions/jacobian.ts";
import { hvp, jvp } from "../functions/products.ts";
import { graph } from "../graph.ts";
import { maxOf, sum, vec } from "../loops.ts";
import type { Num } from "../op.ts";
import { sin, tanh } from "../ops.ts";
import { evaluate, trace } from "../trace.ts";
import { isValue, type Value, value } from "../value.ts";
import { LangError } from "./errors.ts";
import { js } from "./js.ts";

type Whole = (...args: never[]) => unknown;
/** The result and the gradient by the first argument, eagerly and traced. */
function both(f: Whole, ...args: unknown[]): unknown {
  const call = f as (...args: unknown[]) => Num;
  const eager = valueAndGrad(call)(...(args as [unknown]));
  const plain = (x: unknown) => (isValue(x) ? x.data : x);
  const eagerly = [plain(eager.value), eager.grad];
  const traced = [
    evaluate(trace(f, ...args), ...args),
    evaluate(trace(grad(call) as never, ...args), ...args),
  ];
  expect(traced).toEqual(eagerly);
  expect(plain(call(...args))).toEqual(eagerly[0]);
  return eagerly;
}
const thrown = (run: () => unknown): LangError => {
  try {
    run();
  } catch (error) {
    if (error instanceof LangError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("an ordinary function", () => {
  test("of numbers, values and traced numbers, and its derivatives", () => {
    const f = js((x: number, y: number) => x ** 2 + Math.sin(x * y));
    expect(f(2, 3)).toBe(4 + Math.sin(6));
    expect(both(f, 2, 3)).toEqual([4 + Math.sin(6), 4 + 3 * Math.cos(6)]);
    const y = f(value(2, "x"), 3) as Value;
    expect(graph(y).map(({ op }) => op?.name ?? "leaf")).toContain("sin");
    expect(grad(grad(f))(2, 3)).toBeCloseTo(2 - 9 * Math.sin(6), 12);
  });

  test("of arrays, typed arrays and objects", () => {
    const dot = js((x: number[], y: Float64Array) => x.map((v, i) => v * y[i]!).reduce((a, b) => a + b));
    expect(both(dot, [1, 2], Float64Array.of(3, 4))).toEqual([11, [3, 4]]);
    const line = js(({ w, b }: { w: number[][]; b: number }, x: number) => Math.tanh(w[0]![1]! * x + b));
    const slope = 1 - Math.tanh(7) ** 2;
    expect(both(line, { w: [[1, 2]], b: 1 }, 3)).toEqual([Math.tanh(7), { w: [[0, 3 * slope]], b: slope }]);
    expect(js((x: Float64Array) => x.map((v) => 2 * v))(Float64Array.of(1, 2))).toEqual(
      Float64Array.of(2, 4),
    );
  });

  test("with loops, inner functions and names of all kinds", () => {
    const f = js((x: number[]) => {
      var total = 0;
      const square = (v: number) => v * v;
      function weighted(v: number, w = 2) {
        return v * w;
      }
      for (let i = 0; i < x.length; i++) {
        if (i === 1) continue;
        total += weighted(square(x[i]!), i + 1);
      }
      for (const [i, v] of x.entries()) total -= i * v;
      let left = 3;
      while (left-- > 1) total = total + weighted(x[0]!);
      const {
        p,
        q: [first],
      } = { p: 10, q: [...x] } as { p: number; q: [number] };
      return total + p * first;
    });
    // x₀² + 3 x₂² − x₁ − 2 x₂ + 2·2 x₀ + 10 x₀
    expect(both(f, [1, 2, 3])).toEqual([1 + 27 - 2 - 6 + 4 + 10, [16, -1, 16]]);
  });

  test("functions made in a loop keep the names of their turn", () => {
    const f = js((x: number) => {
      const all: ((v: number) => number)[] = [];
      for (let i = 1; i < 4; i++) all.push((v) => v ** i);
      return all.reduce((sum, g) => sum + g(x), 0);
    });
    expect(both(f, 2)).toEqual([14, 1 + 4 + 12]);
  });

  test("that knows itself by name", () => {
    const f = js(function power(x: number, n: number): number {
      return n === 0 ? 1 : x * power(x, n - 1);
    });
    expect(f(3, 4)).toBe(81);
    expect(grad((x: Num) => f(x, 4))(3)).toBe(108);
    expect([f.name, f.length]).toEqual(["power", 2]);
  });

  test("as a constituent of an op, as a formula, and with a Hessian", () => {
    const silu = js((x: number) => x / (1 + Math.exp(-x)));
    const op = defineOp({ name: "mySilu", expand: (x) => silu(x) });
    expect(grad(op)(0.3)).toBeCloseTo(grad(silu)(0.3), 14);
    expect(toText(silu(formula("x")) as never)).toBe("x / (1 + exp(-x))");
    const f = js((x: number[]) => x[0]! ** 2 * x[1]!);
    expect(hessian(f)([2, 3])).toEqual([
      [6, 4],
      [4, 0],
    ]);
    expect(hvp(f)([2, 3], [1, 0])).toEqual([6, 4]);
  });
});

describe("Math", () => {
  test.each([
    [
      js((x: number) => Math.round(x)),
      [0.5, -0.5, 1.5, 2.5, 0.49999999999999994, -0.2, -0, 4503599627370495.5],
    ],
    [js((x: number) => x % 0.3), [1, -1, 5.3, 1e16, -0, Infinity]],
    [js((x: number) => Math.max(x, 1, -0)), [0, 2, Number.NaN]],
    [js((x: number) => Math.hypot(x)), [-3, Infinity]],
    [js((x: number) => Math.sign(x) + Math.trunc(x) + Math.cbrt(x)), [-8.5, 0]],
    [js((x: number) => (Number.isNaN(x) ? 1 : Number.isFinite(x) ? 2 : 3)), [Number.NaN, 1, -Infinity]],
  ] as const)("%s is JavaScript's to the bit, on values too", (f, points) => {
    const data = (x: Num) => (isValue(x) ? x.data : x);
    for (const x of points) {
      expect(data(f(value(x)))).toBe(f(x));
      expect(evaluate(trace(f, x), x)).toBe(f(x));
    }
  });

  test.each(Object.getOwnPropertyNames(Math))("%s, of anything it can be", (name) => {
    const native = Math[name as keyof Math] as unknown;
    if (typeof native !== "function") {
      const times = js((x: number, { name }) => x * (Math as never as Record<string, number>)[name]!, {
        name,
      });
      expect(times(value(1))).toHaveProperty("data", native);
      return;
    }
    const f = js(
      (x: number, y: number, { name }: { name: string }) =>
        (Math as never as Record<string, (x: number, y: number) => number>)[name]!(x, y),
      { name },
    );
    if (["random", "sumPrecise"].includes(name)) {
      expect(() => f(1, 2)).toThrow(/is undefined; wanted a function/);
      return;
    }
    const lifts = !["clz32", "f16round", "fround", "imul"].includes(name);
    for (const x of [-2.5, -1, -0.4, 0, 0.5, 0.7, 1, 3, 1e300, Infinity, Number.NaN])
      for (const y of [-1.5, 0, 2]) {
        const want = native.call(Math, x, y) as number;
        const got = f(x, y);
        // Within what the engine's and our own functions are off together.
        if (!Object.is(got, want)) expect(Math.abs(got / want - 1)).toBeLessThan(4 * Number.EPSILON);
        if (!lifts) expect(() => f(value(x), y)).toThrow(`Math.${name} has no derivative, and no op`);
        else {
          expect(f(value(x), y)).toHaveProperty("data", got);
          expect(evaluate(trace(f, x, y), x, y)).toBe(got);
        }
      }
  });

  test("slopes of what the table has no op for", () => {
    expect(
      both(
        js((x: number) => x % 3),
        7.5,
      ),
    ).toEqual([1.5, 1]);
    expect(
      both(
        js((x: number) => 7.5 % x),
        2,
      ),
    ).toEqual([1.5, -3]);
    expect(grad(js((x: number) => Math.max(x, 1, x * x)))(3)).toBe(6);
  });

  test("taken apart, and handed on as functions", () => {
    const f = js((x: number[]) => {
      const { sin, PI } = Math;
      return x.map(Math.cos).reduce((a, b) => a + b) + sin(PI * x[0]!);
    });
    expect(f([0.5, 1])).toBe(Math.cos(0.5) + Math.cos(1) + Math.sin(Math.PI * 0.5));
    expect(both(f, [0.5, 1])).toBeDefined();
  });

  test.each([
    ["fround", js((x: number) => Math.fround(x)), /Math\.fround has no derivative, and no op/],
    [
      "an array",
      js((x: number) => Math.sin([x] as never)),
      /Math\.sin: operand 1 is an array of 1; wanted a number/,
    ],
    ["nothing", js((x: number) => x * (Math.sin as () => number)()), /Math\.sin takes 1 operand and got 0/],
  ])("refuses %s", (_, f, message) => {
    expect(() => f(value(2))).toThrow(message);
    expect(() => f(value(2))).toThrow(LangError);
  });
});

describe("outside values", () => {
  test("come in through the last parameter", () => {
    const f = js((x, { k, w }) => k * x + w[1]!, { k: 3, w: [1, 2] });
    expect(both(f, 2)).toEqual([8, 3]);
    const g = js((x: number, y: number, { k = 5 }: { k?: number }) => x * y * k, {});
    expect(both(g, 2, 3)).toEqual([30, 15]);
    const h = js((x: number, all: { k: number }) => x * all.k, { k: 4 });
    expect([h(2), h.length]).toEqual([8, 1]);
  });

  test("are read on every call", () => {
    const outside = { k: 1 };
    const f = js((x, { k }) => k * x, outside);
    outside.k = 5;
    expect(f(2)).toBe(10);
  });

  test("may be ops, loops, other functions and values", () => {
    const norm = js((x: number[], { sum }) => Math.sqrt(sum(x.length, (i) => x[i]! ** 2)), { sum });
    const [size, slopes] = both(norm, [3, 4]) as [number, number[]];
    expect(size).toBe(5);
    expect(slopes[0]).toBeCloseTo(0.6, 15);
    const f = js((x: number[], { norm, tanh, at }) => tanh(norm(x) * at(x, 0)), { norm, tanh, at });
    expect(both(f, [0.3, 0.4])).toBeDefined();
    const w = value(2, "w");
    (js((x, { w }) => (x * x * w) as number, { w: w as never as number })(3) as never as Value).backward();
    expect(w.grad).toBe(9);
  });

  test("loops of the library stay loops, over operators", () => {
    const count = (n: number) =>
      trace(
        js(
          (x: number[], { sum, vec }) => {
            const y = vec(x.length, (i) => (i % 2 === 0 ? x[i]! * i : -x[i]!));
            return sum(y.length, (i) => Math.exp(y[i]!));
          },
          { sum, vec },
        ),
        Array(n).fill(0),
      ).program.size;
    expect(count(1000)).toBe(count(10));
    const f = js(
      (x: number, { fold, whileLoop, maxOf }) => {
        const power = fold(3, { p: x }, (i, s) => ({ p: s.p * x + i }));
        const root = whileLoop(
          (s) => s < 100,
          (s) => s * x,
          x,
          { max: 20 },
        );
        return power.p + root + maxOf(3, (i) => x * i);
      },
      { fold, whileLoop, maxOf },
    );
    // ((x² + 0)x + 1)x + 2 = x⁴ + x + 2, x⁵, and 2x
    expect(both(f, 3)).toEqual([81 + 3 + 2 + 243 + 6, 108 + 1 + 405 + 2]);
  });
});

describe("names that are not known", () => {
  const k = 3;
  const imports_1 = { k: 2, twice: (x: number) => 2 * x };
  test.each<[string, () => unknown, string, RegExp]>([
    [
      "a variable",
      () => js((x: number) => x * k),
      "k",
      /^`k` is not known here: .* pass it in: js\(\(x, \{ k \}\) => …, \{ k \}\)\n/,
    ],
    [
      "beside others",
      () => js((x: number, y: number, { m }: { m: number }) => x * y * m * k, { m: 1 }),
      "k",
      /js\(\(x, y, \{ m, k \}\) => …, \{ m, k \}\)/,
    ],
    [
      "an import, as this test runner writes it",
      () => js((x: number) => sin(x)),
      "_import_",
      /^`sin` \(an import, here written `\w+\.sin`\) is not known here.*\{ sin \}/,
    ],
    [
      "an import, as compilers write it",
      // biome-ignore lint/complexity/noCommaOperator: as compilers write it.
      () => js((x: number) => (0, imports_1.twice)(x)),
      "imports_1",
      /^`twice` \(an import, here written `imports_1.twice`\)/,
    ],
    ["a method of one", () => js((x: number) => imports_1.k.valueOf() * x), "imports_1", /^`k` \(an import/],
    [
      "a helper",
      () => js((x: number[]) => __spread(x)),
      "__spread",
      /`__spread` is a helper, .* build for ES2016 or later/,
    ],
    ["another", () => js((x: number[]) => _toArray(x)), "_toArray", /`_toArray` is a helper/],
    [
      "of the host",
      () => js((x: number) => globalThis.parseFloat(`${x}`)),
      "globalThis",
      /`globalThis` is not known/,
    ],
    ["in an inner function", () => js((x: number) => [x].map((y) => y * k)[0]), "k", /`k`/],
    ["assigned to", () => js(new Names().assigns), "outer", /`outer` is not known/],
    [
      "a function of Math without its name",
      () => js((x: number) => (isMath as typeof Math.sin)(x)),
      "isMath",
      /`isMath`/,
    ],
  ])("%s", (_, run, at, message) => {
    const error = thrown(run);
    expect(error.message).toMatch(message);
    expect(error.excerpt).toContain("^");
    expect(error.excerpt.split("\n")[0]!.slice(error.column - 1)).toMatch(new RegExp(`^\\S*${at}`));
  });

  test("one that the outside values have, which the function does not take", () => {
    const run = () => js(((x: number) => x * k) as never, { k });
    expect(run).toThrow(
      /`k` is among the outside values, but the function does not take it from its last parameter, `x`/,
    );
  });
  test("one that the function takes, which the outside values do not have", () => {
    const run = () => js((x: number, { m }: { m: number }) => x * m, { n: 1 } as never);
    expect(run).toThrow(/`m` is taken from the outside values and is not among them/);
  });
});
const __spread = (x: number[]) => x[0];
const _toArray = __spread;
const isMath = 1 as unknown;
let outer = 0;
class Names {
  assigns = (x: number) => {
    outer = x;
    return outer;
  };
}

describe("choices", () => {
  const abs = js((x: number) => (x < 0 ? -x : x));
  test("by a plain number are JavaScript's, by others are recorded", () => {
    expect(abs(-2)).toBe(2);
    expect((abs(value(-2)) as Value).op?.name).toBe("select");
    expect(both(abs, -2)).toEqual([2, -1]);
    expect(
      both(
        js((x: number) => (x > 0 ? Math.sqrt(x) : 0)),
        0,
      ),
    ).toEqual([0, 0]);
    const short = js((x: number, calls: number[]) => (calls.length > 5 ? calls[5]! : x));
    expect(both(short, 2, [1])).toEqual([2, 1]);
  });

  test("of arrays and objects go through them", () => {
    const f = js((x: number[]) => {
      const { u, v } = x[0]! > 0 ? { u: x, v: [[1, x[1]!]] } : { u: [3, 4], v: [[x[0]!, 2]] };
      return u[0]! * u[1]! + v[0]![1]!;
    });
    expect(both(f, [2, 5])).toEqual([15, [5, 3]]);
    expect(both(f, [-2, 5])).toEqual([14, [0, 0]]);
  });

  test("&&, || and ! are choices too", () => {
    const inside = js((x: number) => (x > 0 && !(x >= 1) ? x * x : 3));
    expect([both(inside, 0.5), both(inside, 2), both(inside, -2)]).toEqual([
      [0.25, 1],
      [3, 0],
      [3, 0],
    ]);
    const either = js((x: number) => (x < 0 || x > 1 ? x * x : 3));
    expect([both(either, 0.5), both(either, 2), both(either, -2)]).toEqual([
      [3, 0],
      [4, 4],
      [4, -4],
    ]);
    expect([
      both(
        js((x: number) => x || 5),
        0,
      ),
      both(
        js((x: number) => x || 5),
        2,
      ),
    ]).toEqual([
      [5, 0],
      [2, 1],
    ]);
    expect(
      both(
        js((x: number, y?: number) => x * (y ?? 3)),
        2,
      ),
    ).toEqual([6, 3]);
  });

  test("`if` and loops go by a value's number", () => {
    const f = js((x: number) => {
      let y = x;
      while (y < 100) y *= y;
      if (y > 1000) return y;
      else if (y > 100 && x > 0) return 2 * y;
      return 0;
    });
    expect(f(3)).toBe(6561);
    expect(valueAndGrad(f)(3)).toEqual({ value: 6561, grad: 8 * 3 ** 7 });
    expect(thrown(() => trace(f, 3)).message).toMatch(/can't say how often a loop runs; pass in `whileLoop`/);
  });

  const sides = js((x: number) => {
    let s = 1;
    const set = (to: number) => {
      s = to;
      return to;
    };
    const y = x > 0 ? set(2) * x : x;
    return y * s;
  });
  test("whose sides do more than compute go by a value's number too", () => {
    expect([sides(3), sides(-3)]).toEqual([12, -3]);
    expect([grad(sides)(3), grad(sides)(-3)]).toEqual([4, 1]);
    const factorial = js((n: number, x: number) => {
      const f = (n: number): number => (n <= 0.5 ? 1 : n * f(n - 1));
      return f(n) * x;
    });
    expect(grad(factorial, { wrt: [1] })(4, 1)).toEqual([24]);
  });

  test.each<[string, Whole, RegExp]>([
    [
      "if",
      (x: number) => {
        if (x > 0) return x;
        return -x;
      },
      /nothing can branch on it; write `condition \? a : b`, which selects/,
    ],
    [
      "an assignment in a side",
      (x: number) => {
        let s = 1;
        const set = (to: number) => {
          s = to;
          return to;
        };
        return (x > 0 ? set(2) : x) * s;
      },
      /`s` can't change here: a traced number chooses whether it does, so both sides run/,
    ],
    [
      "an array that changes in a side",
      (x: number) => {
        const all = [x];
        return (x > 0 ? all.push(2) : 1) * all.length;
      },
      /an array's elements can't change here: a traced number chooses/,
    ],
    [
      "sides that are not alike",
      (x: number) => (x > 0 ? [x] : x),
      /the sides of a choice that is recorded are an array of 1 and a traced number/,
    ],
    [
      "a filter",
      (x: number) => [x, 2].filter((y) => y > 0).length,
      /a traced number can't decide which elements count/,
    ],
    [
      "a recursion that a choice is to end",
      (x: number) => {
        const f = (n: number): number => (n <= 0 ? 1 : n * f(n - 1));
        return f(x);
      },
      /calls nest too deeply; where a choice is recorded both its sides are computed/,
    ],
    [
      "a loop's bound",
      (x: number) => {
        let s = 0;
        for (let i = 0; i < x; i++) s += i;
        return s;
      },
      /can't say how often a loop runs/,
    ],
  ])("traced, there is no %s", (_, f, message) => {
    expect(thrown(() => trace(js(f as (x: number) => number), 2)).message).toMatch(message);
  });

  test("a loop's body that is traced once can't count", () => {
    const f = js(
      (n: number, { sum }) => {
        let turns = 0;
        sum(3, (i) => {
          turns++;
          return i;
        });
        return turns * n;
      },
      { sum },
    );
    expect(f(2)).toBe(6);
    expect(thrown(() => trace(f, 2)).message).toMatch(
      /`turns` can't change here: .*runs once for all its turns/,
    );
  });

  test("comparisons count as numbers", () => {
    expect(
      both(
        js((x: number) => Number(x > 1) * x),
        3,
      ),
    ).toEqual([3, 1]);
  });
});

describe("arrays and objects", () => {
  test("made in the function can change", () => {
    const cholesky = js((a: number[][]) => {
      const n = a.length;
      const l = Array.from({ length: n }, () => new Array<number>(n).fill(0));
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) {
          let s = a[i]![j]!;
          for (let k = 0; k < j; k++) s -= l[i]![k]! * l[j]![k]!;
          l[i]![j] = i === j ? Math.sqrt(s) : s / l[j]![j]!;
        }
      return 2 * l.map((row, i) => Math.log(row[i]!)).reduce((p, q) => p + q);
    });
    // The gradient of log det A is A⁻¹, of which only what is read, the lower half, gets its share.
    const a = [
      [4, 2],
      [2, 3],
    ];
    const [logDet, slopes] = both(cholesky, a) as [number, number[][]];
    expect(logDet).toBeCloseTo(Math.log(8), 14);
    expect(slopes.flat().map((g) => Number(g.toFixed(12)))).toEqual([0.375, 0, -0.5, 0.5]);
    const state = js((x: number) => {
      const s = { n: 0, all: [x] as number[] };
      s.n += x;
      const key = "n";
      s[key] *= 2;
      s.all[1] = s.n;
      s.all.push(s.n ** 2);
      return s.all.at(-1)! + s.all[1]!;
    });
    expect(both(state, 3)).toEqual([42, 26]);
  });

  test("that change are read as they are then, by traced indices too", () => {
    const f = js(
      (x: number[], { sum }) => {
        const w = [1, 2];
        const before = sum(2, (i) => w[i]! * x[i]!);
        w[0] = 10;
        return before + sum(2, (i) => w[i]! * x[i]!);
      },
      { sum },
    );
    expect(both(f, [1, 1])).toEqual([15, [11, 4]]);
    const g = js(
      (x: number[], { sum, at }) => {
        const w = [1, 2];
        const before = sum(2, (i) => at(w, i) * at(x, i));
        w[0] = 10;
        return before + sum(2, (i) => at(w, i) * at(x, i));
      },
      { sum, at },
    );
    expect(both(g, [1, 1])).toEqual([15, [11, 4]]);
  });

  test("methods of arrays", () => {
    const f = js((x: number[]) => {
      const y = x.slice(1).concat(x[0]!, [1, 2]).reverse();
      const z = [...y.keys()].map((i) => y[i]! * i);
      y.unshift(z.pop()!);
      y.shift();
      const found = [3, 1, 2].find((k) => k < 3)!;
      const every = [1, 2].every((k) => k > 0) && ![1, 2].some((k) => k > 2);
      let s = every ? found : 0;
      z.forEach((v, i) => {
        s += v * i;
      });
      return (
        s + Object.values({ a: x[1]!, b: 2 }).reduceRight((p, q) => p - q) + Object.keys({ a: 1 }).length
      );
    });
    // y is 2 1 x₀ x₂ x₁ and z is 0 1 2x₀ 3x₂, with 2·2x₀ + 3·3x₂ + 1 counted; then 2 − x₁, and two ones
    expect(both(f, [5, 6, 7])).toEqual([1 + 1 + 20 + 63 + 2 - 6 + 1, [4, -1, 9]]);
  });

  test.each<[string, (x: number[]) => unknown, RegExp]>([
    ["out of range", (x) => x[2], /index 2 is out of range; (x|the array) has 2 elements/],
    ["below 0", (x) => x[-1], /index -1 is out of range/],
    ["between two", (x) => x[0.5], /index 0.5 is not whole/],
    ["by a name", (x) => x["push" as never], /`\.push` of an array can only be called/],
    ["of what has none", (x) => (x[0] as never as number[])[0], /has no elements; wanted an array/],
    [
      "behind the end",
      (x) => {
        const y = [...x];
        y[3] = 1;
        return y;
      },
      /index 3 is out of range/,
    ],
    [
      "of an argument, to set it",
      (x) => {
        x[0] = 1;
        return x;
      },
      /made outside of the function, and can't be changed; copy it first, as \[\.\.\.x\]|elements of a traced array/,
    ],
    [
      "a prototype's field",
      (x) => (x as never as { constructor: unknown }).constructor,
      /an array has no `\.constructor` here/,
    ],
    ["a prototype's method", (x) => ({ x }).valueOf(), /`\({ x }\).valueOf` is undefined; wanted a function/],
    ["a function's field", () => ((y: number) => y).constructor, /has no `\.constructor`/],
    ["a number's method", (x) => x[0]!.toFixed(2), /has no `\.toFixed`/],
    ["sorting", (x) => x.sort(), /an array has no `\.sort` here; there are at, concat/],
    ["a text and a number", (x) => ("a" as never as number) * x[0]!, /`\*` does not take the string "a" and/],
    [
      "undefined and a number",
      (x) => (undefined as never as number) + x[0]!,
      /`\+` does not take undefined and/,
    ],
    ["what is no function", (x) => (x[0] as never as () => number)(), /`x\[0\]` is .*; wanted a function/],
    [
      "what is no array",
      (x) => {
        let s = 0;
        for (const y of x[0] as never as number[]) s += y;
        return s;
      },
      /has no elements to go through/,
    ],
    [
      "a name before it has a value",
      (x) => {
        const f = () => y;
        const z = f();
        const y = x[0]!;
        return z;
      },
      /`y` is used before it is assigned/,
    ],
  ])("%s is an error, on numbers and traced", (_, f, message) => {
    const errors = [thrown(() => js(f)([1, 2])), thrown(() => trace(js(f), [1, 2]))];
    for (const error of errors) {
      expect(error.kind).toBe("run");
      expect(error.message).toMatch(message);
    }
  });
});

describe("what is not supported", () => {
  const object = {
    method: (x: number) => x,
    get size() {
      return 1;
    },
    async later(x: number) {
      return x;
    },
    short(x: number) {
      return x;
    },
  };
  class Model {
    size = 1;
    static of(x: number) {
      return x;
    }
  }
  test.each<[string, unknown, RegExp]>([
    ["a class", Model, /a class is not supported/],
    ["a method", object.short, /a method is not supported; write an arrow function/],
    ["a static method", Model.of, /a method is not supported/],
    ["a getter", Object.getOwnPropertyDescriptor(object, "size")!.get, /a method is not supported/],
    ["an async method", object.later, /a method is not supported/],
    ["an async function", async (x: number) => x, /`async` is not supported/],
    [
      "a generator",
      function* (x: number) {
        yield x;
      },
      /`function\*` is not supported/,
    ],
    [
      "this",
      function (this: unknown) {
        return this;
      },
      /`this` is not supported/,
    ],
    ["new", (x: number) => new Date(x), /`new` is not supported; only `new Array\(n\)` is/],
    ["a bitwise operator", (x: number) => x | 0, /the operator `\|` is not supported/],
    [
      "try",
      (x: number) => {
        try {
          return x;
        } catch {
          return 0;
        }
      },
      /`try` is not supported/,
    ],
    [
      "an assignment to a constant",
      (x: number) => {
        const y = x;
        // biome-ignore lint/correctness/noConstAssign: what this is about.
        (y as number) = 1;
        return y;
      },
      /`y` is constant/,
    ],
    ["Math.random", () => Math.random(), /`Math\.random` is not available here/],
    [
      "a misspelt function",
      (x: number) => (Math as never as { sine: typeof Math.sin }).sine(x),
      /`Math\.sine` is not available here; did you mean `\w+`/,
    ],
    ["a prototype", (x: number) => ({ __proto__: x }), /`__proto__` is not supported/],
  ])("%s, said where it is written", (_, f, message) => {
    const error = thrown(() => js(f as (x: number) => number));
    expect(error.kind).toBe("unsupported");
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/\n {2}[\w ]+:\d+:\d+\n {4}.*\n {4}\s*\^/);
  });

  test.each<[string, unknown, RegExp]>([
    ["a native function", Math.sin, /js: f is the function sin, which is native/],
    ["a bound function", ((x: number) => x).bind(null), /native or bound/],
    ["no function", 3, /js: f is the number 3; wanted a function/],
  ])("%s", (_, f, message) => {
    expect(() => js(f as (x: number) => number)).toThrow(message);
    expect(() => js(f as (x: number) => number)).toThrow(TypeError);
  });

  test("bad arguments", () => {
    expect(() => js((x: number, k: number) => x * k, 3 as never)).toThrow(
      /js: outside is the number 3; wanted an object/,
    );
    expect(() => js(() => 1, { k: 1 } as never)).toThrow(/has no last parameter that takes them/);
    expect(() => js((...x: number[]) => x[0]!, { k: 1 } as never)).toThrow(
      /has no last parameter that takes them/,
    );
    const f = js((x: number, y: number, z = 1) => x * y * z);
    expect(() => (f as Whole)(...([1] as never[]))).toThrow(/`\*` does not take the number 1 and undefined/);
    expect([f(2, 3), f(2, 3, 4), f.length]).toEqual([6, 24, 2]);
    expect(() => grad(js((rows: number[][]) => rows[0]![0]!))([[1, 2], [3]])).toThrow(
      /rows\[1\] is an array of 1/,
    );
  });
});

test("types", () => {
  const f = js((x: number, y: number) => x * y);
  expectTypeOf(f(1, 2)).toEqualTypeOf<number>();
  expectTypeOf(f(value(1), 2)).toEqualTypeOf<Num>();
  expectTypeOf(grad(f)(1, 2)).toEqualTypeOf<number>();
  expectTypeOf(valueAndGrad(f)(1, 2)).toEqualTypeOf<{ value: number; grad: number }>();
  expectTypeOf(grad(f, { wrt: [0, 1] })(1, 2)).toEqualTypeOf<[number, number]>();
  // @ts-expect-error: one argument is missing, here and when it runs
  expect(() => f(1)).toThrow(LangError);

  const untyped = js((x, y) => x ** 2 + Math.sin(x * y));
  expectTypeOf(untyped(1, 2)).toEqualTypeOf<number>();

  const dot = js((x: number[], y: readonly number[]) => x[0]! * y[0]!);
  expectTypeOf(grad(dot)([1], [2])).toEqualTypeOf<number[]>();
  expectTypeOf(hvp(dot as (x: Num[]) => Num)).toBeFunction();

  const model = js((p: { w: number[][]; b: number }, x: Float64Array) => p.w[0]![0]! * p.b * x[0]!);
  expectTypeOf(grad(model)({ w: [[1]], b: 2 }, Float64Array.of(3))).toEqualTypeOf<{
    w: number[][];
    b: number;
  }>();
  expectTypeOf(model({ w: [[value(1)]], b: 2 }, Float64Array.of(3))).toEqualTypeOf<Num>();

  const loops = js(
    (x: number[], { sum, vec, k }) => {
      const y = vec(x.length, (i) => x[i]! * i * k);
      return sum(y.length, (i) => y[i]! ** 2);
    },
    { sum, vec, k: 2 },
  );
  expectTypeOf(loops([1])).toEqualTypeOf<number>();
  expectTypeOf(grad(loops)([1])).toEqualTypeOf<number[]>();
  expectTypeOf(jvp(js((x: number) => x * x))(1, 1).tangent).toEqualTypeOf<Num>();
  expectTypeOf(js((x: number[]) => x.map((v) => 2 * v))([value(1)])).toEqualTypeOf<Num[]>();
});
