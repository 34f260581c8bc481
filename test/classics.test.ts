/** Classical hard cases of automatic differentiation, with their known answers, by every interpretation. */
import { describe, expect, test } from "vitest";
import { at, concat, length } from "../src/arrays.ts";
import { fold } from "../src/folds.ts";
import { grad, valueAndGrad } from "../src/functions/grad.ts";
import { hvp, jvp } from "../src/functions/products.ts";
import { maxOf, sum, vec } from "../src/loops.ts";
import type { Num } from "../src/op.ts";
import {
  add,
  div,
  eq,
  exp,
  gt,
  le,
  log,
  logaddexp,
  mul,
  neg,
  pow,
  select,
  sqrt,
  square,
  stopGradient,
  sub,
} from "../src/ops.ts";
import { evaluate, trace } from "../src/trace.ts";
import { isValue, value } from "../src/value.ts";
import { random } from "./random.ts";

type Tree = Num | readonly Tree[];
const number = (x: unknown): unknown =>
  isValue(x) ? x.data : Array.isArray(x) ? x.map(number) : ArrayBuffer.isView(x) ? Array.from(x as never) : x;
const asValues = (x: Tree): Tree =>
  typeof x === "number" ? value(x) : Array.isArray(x) ? x.map(asValues) : x;

/** What a function gives on numbers, on values, and traced. */
function routes(f: (x: never) => unknown, x: Tree): [name: string, result: unknown][] {
  return [
    ["numbers", number(f(x as never))],
    ["values", number(f(asValues(x) as never))],
    ["traced", number(evaluate(trace(f, x), x))],
  ];
}
const flat = (x: unknown): number[] => (Array.isArray(x) ? x.flatMap(flat) : [x as number]);

/** Expects each route's result to be `want`, with an error relative to the largest element. */
function expectAll(f: (x: never) => unknown, x: Tree, want: unknown, tolerance = 1e-12) {
  const wanted = flat(want);
  const size = Math.max(1, ...wanted.map((y) => (Number.isFinite(y) ? Math.abs(y) : 0)));
  for (const [name, got] of routes(f, x)) {
    const found = flat(got);
    expect(found.length, name).toBe(wanted.length);
    found.forEach((y, k) => {
      if (!Object.is(y + 0, wanted[k]! + 0) && !(Math.abs(y - wanted[k]!) <= tolerance * size))
        throw new Error(`${name}: element ${k} is ${y}, wanted ${wanted[k]}`);
    });
  }
}

const samples = (seed: number, n: number, low: number, high: number) => {
  const next = random(seed);
  return Array.from({ length: n }, () => low + (high - low) * next());
};

describe("nested derivatives", () => {
  // J. M. Siskind and B. A. Pearlmutter, "Perturbation confusion and referential transparency", IFL 2005.
  const ways: [string, (f: (x: Num) => Num) => (x: Num) => Num][] = [
    ["reverse", (f) => (x) => grad(f)(x)],
    ["forward", (f) => (x) => jvp(f)(x, 1).tangent],
  ];
  for (const [outer, d] of ways)
    for (const [inner, e] of ways) {
      test(`no perturbation confusion, ${outer} over ${inner}`, () => {
        expectAll(
          d((x) => mul(x, e((y) => add(x, y))(1))),
          1,
          1,
        );
        // d/dx (x · d/dy (x·y) at 2) = d/dx x² = 2x.
        expectAll(
          d((x) => mul(x, e((y) => mul(x, y))(2))),
          3,
          6,
        );
        // The inner point is the outer variable: d/dx (d/dy (x²·y³) at x) = d/dx 3x⁴.
        expectAll(
          d((x) => e((y) => mul(square(x), pow(y, 3)))(x)),
          2,
          96,
        );
      });
      test(`three levels, the middle ${outer}, the inner ${inner}`, () => {
        // x·y·z differentiated by each, at points that depend on the outer ones: d/dx x·(x + …).
        const f = (x: Num) => d((y) => mul(y, e((z) => mul(mul(x, y), square(z)))(y)))(x);
        // The inner one is 2x·y², the middle d/dy 2x·y³ = 6x·y² at y = x.
        expectAll(f as never, 2, 48);
        expectAll(grad(f) as never, 2, 72);
      });
    }
});

describe("an argmin inside an argmin", () => {
  // Inner: y(x) = argmin of (y − x²)² + y² = x²/2. Outer: argmin of (x − 1)² + y(x), at 2(x − 1) + x = 0.
  const inner = (x: Num) =>
    fold(30, 0 as Num, (_, y) => {
      const slope = grad((v: Num) => add(square(sub(v, square(x))), square(v)))(y);
      return sub(y, mul(0.2, slope));
    });
  const outer = (start: Num) =>
    fold(30, start, (_, x) => {
      const slope = grad((u: Num) => add(square(sub(u, 1)), inner(u)))(x);
      return sub(x, mul(0.25, slope));
    });

  test("the inner one and its derivative", () => {
    expectAll(inner as never, 1.5, 1.125);
    expectAll(grad(inner) as never, 1.5, 1.5);
    expectAll(grad(grad(inner) as (x: Num) => Num) as never, 1.5, 1);
  });
  test("both, by gradient descent", () => {
    expectAll(outer as never, 0.3, 2 / 3);
  });
  test("where it ends does not depend on where it starts", () => {
    expectAll(grad(outer) as never, 0.3, 0);
  });
});

describe("Helmholtz energy of a mixed fluid", () => {
  // A. Griewank, "Evaluating Derivatives", 2nd ed., p. 30 ff. RT = 1.
  const root2 = Math.SQRT2;
  const energy = (a: number[][], b: number[]) => (x: Num[]) => {
    const n = length(x);
    const bx = sum(n, (i) => mul(at(b, i), at(x, i)));
    const logs = sum(n, (i) => mul(at(x, i), log(div(at(x, i), sub(1, bx)))));
    const quadratic = sum(n, (i) =>
      mul(
        at(x, i),
        sum(n, (j) => mul(at(a, i, j), at(x, j))),
      ),
    );
    const ratio = div(add(1, mul(1 + root2, bx)), add(1, mul(1 - root2, bx)));
    return sub(logs, mul(div(quadratic, mul(Math.sqrt(8), bx)), log(ratio)));
  };
  /** Differentiated by hand, a symmetric. */
  const slopes = (a: number[][], b: number[], x: number[]) => {
    const dot = (u: number[], v: number[]) => u.reduce((s, y, i) => s + y * v[i]!, 0);
    const bx = dot(b, x);
    const ax = a.map((row) => dot(row, x));
    const [c, d] = [1 + root2, 1 - root2];
    const l = Math.log((1 + c * bx) / (1 + d * bx));
    const dl = c / (1 + c * bx) - d / (1 + d * bx);
    const q = dot(x, ax);
    const total = x.reduce((s, y) => s + y, 0);
    return x.map(
      (y, k) =>
        Math.log(y / (1 - bx)) +
        1 +
        (b[k]! * total) / (1 - bx) -
        ((2 * ax[k]!) / bx - (q * b[k]!) / bx ** 2) * (l / Math.sqrt(8)) -
        (q / (Math.sqrt(8) * bx)) * dl * b[k]!,
    );
  };
  test.each([1, 2, 5, 30])("its gradient in %i components", (n) => {
    const x = samples(1, n, 0.01, 0.5 / n);
    const b = samples(2, n, 0.2, 1);
    const half = samples(3, n * n, 0, 1);
    const a = x.map((_, i) => x.map((_, j) => half[i * n + j]! + half[j * n + i]!));
    expectAll(grad(energy(a, b)) as never, x, slopes(a, b, x), 1e-11);
  });
});

describe("Rosenbrock's function", () => {
  // H. H. Rosenbrock, "An automatic method for finding the greatest or least value of a function", 1960.
  const f = (x: Num[]) =>
    sum(length(x) - 1, (i) => {
      const [here, next] = [at(x, i), at(x, add(i, 1))];
      return add(mul(100, square(sub(next, square(here)))), square(sub(1, here)));
    });
  const gradient = (x: number[]) =>
    x.map(
      (y, i) =>
        (i + 1 < x.length ? -400 * y * (x[i + 1]! - y * y) - 2 * (1 - y) : 0) +
        (i > 0 ? 200 * (y - x[i - 1]! ** 2) : 0),
    );
  /** The Hessian is tridiagonal. */
  const product = (x: number[], v: number[]) =>
    x.map((y, i) => {
      const last = i + 1 === x.length;
      const own = (last ? 0 : 1200 * y * y - 400 * x[i + 1]! + 2) + (i > 0 ? 200 : 0);
      return own * v[i]! - (last ? 0 : 400 * y * v[i + 1]!) - (i > 0 ? 400 * x[i - 1]! * v[i - 1]! : 0);
    });
  test.each([2, 3, 10, 100, 1000])("in %i dimensions: gradient, and Hessian times a vector", (n) => {
    const x = samples(n, n, -2, 2);
    const v = samples(n + 1, n, -1, 1);
    expectAll(grad(f) as never, x, gradient(x));
    expectAll(((y: Num[]) => hvp(f)(y, v)) as never, x, product(x, v));
    expectAll(
      grad((y: Num[]) => {
        const g = grad(f)(y);
        return sum(n, (i) => mul(at(g, i), at(v, i)));
      }) as never,
      x,
      product(x, v),
    );
    expectAll(
      grad(f) as never,
      x.map(() => 1),
      x.map(() => 0),
    );
  });
});

describe("differential equations by Runge and Kutta's method", () => {
  const solve = (steps: number, h: number, y0: Num, slope: (y: Num, t: Num) => Num) =>
    fold(steps, y0, (i, y) => {
      const t = mul(i, h);
      const k1 = slope(y, t);
      const k2 = slope(add(y, mul(h / 2, k1)), add(t, h / 2));
      const k3 = slope(add(y, mul(h / 2, k2)), add(t, h / 2));
      const k4 = slope(add(y, mul(h, k3)), add(t, h));
      return add(y, mul(h / 6, add(add(k1, mul(2, k2)), add(mul(2, k3), k4))));
    });

  test("logistic growth, by its rate and its start", () => {
    const f = (p: Num[]) => solve(400, 1 / 200, at(p, 1), (y) => mul(at(p, 0), mul(y, sub(1, y))));
    const [r, y0] = [1.3, 0.2];
    const T = 2;
    // y(T) = 1 / (1 + c·e^(−rT)), c = 1/y0 − 1.
    const c = 1 / y0 - 1;
    const e = Math.exp(-r * T);
    const y = 1 / (1 + c * e);
    expectAll(f as never, [r, y0], y, 1e-10);
    expectAll(grad(f) as never, [r, y0], [y * y * c * T * e, (y * y * e) / (y0 * y0)], 1e-10);
    // ∂²y/∂r²
    const second = grad((p: Num[]) => at(grad(f)(p), 0));
    expectAll(
      ((p: Num[]) => at(second(p), 0)) as never,
      [r, y0],
      2 * y ** 3 * (c * T * e) ** 2 - y * y * c * T * T * e,
      1e-9,
    );
  });
  test("a driven one, whose start fades as e^(−T)", () => {
    const f = (y0: Num) => solve(200, 1 / 100, y0, (y, t) => sub(t, y));
    // y = t − 1 + (y0 + 1)·e^(−t)
    expectAll(f as never, 0.5, 1 + 1.5 * Math.exp(-2), 1e-9);
    expectAll(grad(f) as never, 0.5, Math.exp(-2), 1e-9);
    expectAll(grad(f, { wrt: [0] }) as never, 0.5, [Math.exp(-2)], 1e-9);
  });
});

describe("log-sum-exp with extreme members", () => {
  const shifted = (x: Num[]) => {
    const m = stopGradient(maxOf(length(x), (i) => at(x, i)));
    return add(m, log(sum(length(x), (i) => exp(sub(at(x, i), m)))));
  };
  // No gradient is stopped: what goes through the greatest one cancels.
  const through = (x: Num[]) => {
    const m = maxOf(length(x), (i) => at(x, i));
    return add(m, log(sum(length(x), (i) => exp(sub(at(x, i), m)))));
  };
  const folded = (x: Num[]) => fold(length(x) - 1, at(x, 0), (i, s) => logaddexp(s, at(x, add(i, 1))));
  const cases: [number[], number, number[]][] = [
    [[1000, 1000], 1000 + Math.LN2, [0.5, 0.5]],
    [[-1000, -1000, -1000], -1000 + Math.log(3), [1 / 3, 1 / 3, 1 / 3]],
    [[-1000, 1000], 1000, [0, 1]],
    [[Number.NEGATIVE_INFINITY, 0], 0, [0, 1]],
    [[1, Number.NEGATIVE_INFINITY, 1, Number.NEGATIVE_INFINITY], 1 + Math.LN2, [0.5, 0, 0.5, 0]],
    [[710, -745, 0], 710, [1, 0, 0]],
    [[3], 3, [1]],
  ];
  for (const [name, f] of Object.entries({ shifted, through, folded }))
    test.each(cases)(`${name}: %j`, (x, want, softmax) => {
      expectAll(f as never, x, want, 1e-15);
      // A slope of logaddexp is e^(x − out), which has an error relative to x.
      expectAll(grad(f) as never, x, softmax, name === "folded" ? 1e-12 : 1e-15);
    });
  test("folded, of nothing but −∞", () => {
    const none = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expectAll(folded as never, none, Number.NEGATIVE_INFINITY);
  });
});

describe("a Cholesky factorisation", () => {
  const n = 5;
  const half = samples(7, n * n, -1, 1);
  const A = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      let s = i === j ? 1 : 0;
      for (let k = 0; k < n; k++) s += half[i * n + k]! * half[j * n + k]!;
      return s;
    }),
  );
  /** By Gauss and Jordan. */
  const inverse = (a: number[][]): number[][] => {
    const rows = a.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
    for (let k = 0; k < n; k++) {
      const pivot = rows[k]![k]!;
      rows[k] = rows[k]!.map((y) => y / pivot);
      for (let i = 0; i < n; i++)
        if (i !== k) {
          const factor = rows[i]![k]!;
          rows[i] = rows[i]!.map((y, j) => y - factor * rows[k]![j]!);
        }
    }
    return rows.map((row) => row.slice(n));
  };

  /** Column by column: a fold over columns, whose state is the factor so far. */
  const byFold = (a: Num[][]): Num[][] =>
    fold(
      n,
      vec(n, () => vec(n, () => 0 as Num)),
      (j, l) => {
        const column = vec(n, (i) =>
          sub(
            at(a, i, j),
            sum(n, (k) => mul(at(l, i, k), at(l, j, k))),
          ),
        );
        const pivot = sqrt(at(column, j));
        return vec(n, (i) =>
          vec(n, (k) => select(eq(k, j), select(le(j, i), div(at(column, i), pivot), 0), at(l, i, k))),
        );
      },
    );
  /** Row by row, each a plain array grown by concat: JavaScript's own loops, which tracing unrolls. */
  const byConcat = (a: Num[][]): Num[][] => {
    const rows: Num[][] = [];
    for (let i = 0; i < n; i++) {
      let row: Num[] = [];
      for (let j = 0; j <= i; j++) {
        const other = rows[j] ?? row;
        const before = row;
        const rest = sub(
          at(a, i, j),
          sum(j, (k) => mul(at(before, k), at(other, k))),
        );
        row = concat<Num>(row, i === j ? sqrt(rest) : div(rest, at(other, j)));
      }
      rows.push(row);
    }
    return rows;
  };
  /** Triangular loops. */
  const logDet = (factor: (a: Num[][]) => Num[][]) => (a: Num[][]) => {
    const l = factor(a);
    return mul(
      2,
      sum(n, (i) => (typeof i === "number" ? log(at(l[i]!, i)) : log(at(l, i, i)))),
    );
  };

  test("is one: L·Lᵀ = A", () => {
    expectAll(
      ((a: Num[][]) => {
        const l = byFold(a);
        return vec(n, (i) => vec(n, (j) => sum(n, (k) => mul(at(l, i, k), at(l, j, k)))));
      }) as never,
      A,
      A,
    );
  });
  // Only the lower triangle is read, so an element off the diagonal counts twice, and its mirror image not at all.
  const want = inverse(A).map((row, i) => row.map((y, j) => (i === j ? y : i > j ? 2 * y : 0)));
  test("the gradient of log det A is the inverse of A, by fold", () => {
    expectAll(grad(logDet(byFold)) as never, A, want, 1e-12);
  });
  test("and by concat", () => {
    const f = (a: Num[][]) => {
      const l = byConcat(a);
      return mul(
        2,
        l.map((row, i) => log(at(row, i))).reduce((x, y) => add(x, y)),
      );
    };
    expectAll(grad(f) as never, A, want, 1e-12);
  });
  test("a Hessian times a vector: −A⁻¹·V·A⁻¹", () => {
    const symmetric = (a: Num[][]) => vec(n, (i) => vec(n, (j) => div(add(at(a, i, j), at(a, j, i)), 2)));
    const v = A.map((row, i) => row.map((_, j) => Math.sin(i + j) + (i === j ? 1 : 0)));
    const inv = inverse(A);
    const times = (p: number[][], q: number[][]) =>
      p.map((row) => q[0]!.map((_, j) => row.reduce((s, y, k) => s + y * q[k]![j]!, 0)));
    const wanted = times(times(inv, v), inv).map((row) => row.map((y) => -y));
    const f = (a: Num[][]) => logDet(byFold)(symmetric(a));
    expectAll(((a: Num[][]) => hvp(f)(a, v)) as never, A, wanted, 1e-11);
  });
});

test("a step of Newton's method on a sum of choices does not see the sides not taken", () => {
  // |x|^1.5 written by its two sides, whose powers are NaN where they are not meant.
  const f = (x: Num) => select(gt(x, 0), pow(x, 1.5), pow(neg(x), 1.5));
  expectAll(valueAndGradAt(f) as never, -4, [8, -3]);
  expectAll(valueAndGradAt(f) as never, 4, [8, 3]);
  const second = grad(grad(f) as (x: Num) => Num);
  expectAll(second as never, -4, 0.375);
});

function valueAndGradAt(f: (x: Num) => Num) {
  return (x: Num) => {
    const { value, grad } = valueAndGrad(f)(x);
    return [value, grad];
  };
}
