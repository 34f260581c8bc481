/** Derivatives of calls against those of the same functions written out. */
import { describe, expect, test } from "vitest";
import { at, concat, length } from "../arrays.ts";
import { type Counts, run } from "../evaluate.ts";
import { fn } from "../fn.ts";
import { fold } from "../folds.ts";
import { grad, valueAndGrad } from "../functions/grad.ts";
import { hessian, jacobian } from "../functions/jacobian.ts";
import { hvp, jvp, vjp } from "../functions/products.ts";
import { traced } from "../functions/traced.ts";
import { print } from "../ir/print.ts";
import { calleesIn, instructionsOf } from "../ir/program.ts";
import { validate } from "../ir/validate.ts";
import { maxOf, sum, vec } from "../loops.ts";
import type { Num } from "../op.ts";
import { add, cos, div, exp, gt, mul, neg, select, sin, sqrt, stopGradient, sub, tanh } from "../ops.ts";
import { argumentData, evaluate, type Traced, trace } from "../trace.ts";
import { elementsOf, leavesOf } from "../tree.ts";
import { noGrad } from "../value.ts";
import { expand } from "./expand.ts";
import { fuse } from "./fuse.ts";
import { simplify } from "./simplify.ts";

// biome-ignore lint/suspicious/noExplicitAny: functions of any arguments.
type F = (...args: any[]) => any;
/** What marks a function as a call, or leaves it as it is. */
type Mark = <G extends F>(f: G) => G;
const inlined: Mark = (f) => f;

const opts = { checkpoint: true };
/** Functions of an array of four, with their parts marked by `call`. */
const functions: Record<string, (call: Mark) => (x: Num[]) => Num> = {
  "of numbers": (call) => {
    const f = call((a: Num, b: Num) => mul(sin(a), exp(mul(a, b))));
    return (x) => add(f(at(x, 0), at(x, 1)), mul(f(at(x, 1), 2), f(mul(at(x, 2), at(x, 3)), at(x, 2))));
  },
  "of an array twice": (call) => {
    const f = call((a: Num[], b: Num[]) => sum(length(a), (i) => mul(sin(at(a, i)), at(b, i))));
    return (x) => f(x, x);
  },
  "in calls": (call) => {
    const f = call((a: Num) => tanh(mul(a, 1.5)));
    const g = call((a: Num) => mul(f(f(a)), a));
    return (x) => sum(4, (i) => g(add(g(at(x, i)), i)));
  },
  "in the loops of calls in loops": (call) => {
    const f = call((a: Num[], k: Num) => sum(4, (i) => exp(neg(mul(at(a, i), at(a, k))))));
    const g = call((a: Num[]) => fold(4, 0.5 as Num, (k, s) => sin(add(mul(s, s), f(a, k)))));
    return (x) => sum(3, (i) => g(vec(4, (j) => mul(at(x, j), add(i, 1)))));
  },
  "as steps of a fold": (call) => {
    const step = call((s: { a: Num; b: Num[] }, u: Num) => ({
      a: sin(add(s.a, mul(at(s.b, 1), u))),
      b: vec(2, (j) => mul(at(s.b, sub(1, j)), tanh(add(s.a, j)))),
    }));
    return (x) => {
      const last = fold(6, { a: at(x, 0), b: [at(x, 1), at(x, 2)] }, (_, s) => step(s, at(x, 3)));
      return add(last.a, at(last.b, 0));
    };
  },
  "as steps of a checkpointed fold": (call) => {
    const step = call((s: { a: Num; b: Num[] }, u: Num) => ({
      a: sin(add(s.a, mul(at(s.b, 1), u))),
      b: vec(2, (j) => mul(at(s.b, sub(1, j)), tanh(add(s.a, j)))),
    }));
    return (x) => {
      const init = { a: at(x, 0), b: vec(2, (i) => at(x, add(i, 1))) };
      const last = fold(9, init, (_, s) => step(s, at(x, 3)), opts);
      return add(last.a, at(last.b, 0));
    };
  },
  "with checkpoints inside": (call) => {
    const f = call((a: Num) => fold(6, a, (_, s) => mul(exp(neg(mul(s, s))), a), opts));
    return (x) => sum(4, (i) => f(mul(f(at(x, i)), 2)), opts);
  },
  "in maxima": (call) => {
    const f = call((a: Num, k: Num) => sin(mul(a, add(k, 1))));
    return (x) =>
      exp(
        maxOf(4, (i) =>
          mul(
            maxOf(3, (k) => f(at(x, i), k)),
            at(x, i),
          ),
        ),
      );
  },
  "of maxima": (call) => {
    const f = call((a: Num[], s: Num) =>
      mul(
        s,
        maxOf(4, (i) => mul(at(a, i), s)),
      ),
    );
    return (x) =>
      sum(3, (i) =>
        f(
          x,
          maxOf(4, (j) => sin(mul(at(x, j), add(i, 1)))),
        ),
      );
  },
  "with several results": (call) => {
    const f = call((a: Num[]) => ({ s: sum(4, (i) => at(a, i)), v: vec(4, (i) => mul(at(a, i), at(a, i))) }));
    return (x) => {
      const { s, v } = f(x);
      return div(f(v).s, add(1, mul(s, s)));
    };
  },
  "with results that do not vary": (call) => {
    const f = call((a: Num, b: Num) => [stopGradient(mul(a, b)), mul(a, stopGradient(b)), 3 as Num]);
    return (x) => {
      const r = f(at(x, 0), at(x, 1));
      return mul(at(r, 0), mul(at(r, 1), add(at(r, 2), at(x, 2))));
    };
  },
  "that give what they take": (call) => {
    const f = call((a: Num[]) => [a, concat(a, at(a, 0))]);
    return (x) => {
      const [a, b] = f(x) as [Num[], Num[]];
      return sum(4, (i) => mul(at(a, i), exp(at(b, add(i, 1)))));
    };
  },
  "on the side not taken": (call) => {
    const root = call((a: Num) => sqrt(mul(a, a)));
    return (x) => sum(4, (i) => select(gt(at(x, i), 9), root(mul(at(x, i), 0)), root(at(x, i))));
  },
  "of gradients": (call) => {
    const f = call((a: Num[]) => sum(4, (i) => exp(mul(at(a, i), at(a, 0)))));
    const slope = call((a: Num[], k: Num) => at(grad(f)(a), k));
    return (x) => sum(4, (i) => mul(slope(x, i), at(x, i)));
  },
  "of functions that capture": (call) => (x) =>
    sum(4, (i) => {
      const f = call((a: Num) =>
        mul(
          at(x, i),
          sum(4, (j) => sin(mul(a, at(x, j)))),
        ),
      );
      return f(f(cos(at(x, i))));
    }),
};

const numbers = (tree: unknown): number[] =>
  leavesOf(tree, "tree").flatMap(({ value }) => elementsOf(value) as number[]);
const made = (f: F, ...args: unknown[]): Traced => {
  const t = trace(f as never, ...args);
  validate(t.program);
  return t;
};
const result = (f: F, ...args: unknown[]) => numbers(evaluate(made(f, ...args), ...args));

const x = [0.3, -0.4, 0.9, 0.7];
const u = [0.2, 1.1, -0.6, 0.5];
const derivatives: Record<string, (f: F) => F> = {
  "value and gradient": (f) => valueAndGrad(f as never),
  tangent: (f) => (y: Num[]) => jvp(f)(y, u),
  "reverse over reverse": (f) => jacobian(grad(f as never) as never, { mode: "reverse" }),
  "forward over reverse": (f) => hessian(f as never),
  "forward over forward": (f) => (y: Num[]) => jvp((z: Num[]) => jvp(f)(z, u).tangent)(y, u),
  "reverse over forward": (f) => grad((y: Num[]) => jvp(f)(y, u).tangent as Num),
  "third derivatives": (f) => grad((y: Num[]) => at(hvp(f as never)(y, u as never) as Num[], 1)),
  "in a loop": (f) => (y: Num[]) =>
    vec(3, (i) => vjp(f)(vec(4, (j) => mul(at(y, j), add(1, i))) as never, 1).grad),
};

describe.each(Object.entries(functions))("calls %s", (_, marked) => {
  test.each(Object.entries(derivatives))("%s", (_, derivative) => {
    const [inline, called] = [derivative(marked(inlined)), derivative(marked(fn))];
    const [want, got] = [result(inline, x), result(called, x)];
    const size = Math.max(1, ...want.map(Math.abs));
    expect(want.every(Number.isFinite)).toBe(true);
    expect(got).toHaveLength(want.length);
    got.forEach((y, k) => {
      expect(Math.abs(y - want[k]!), `${y} for ${want[k]}`).toBeLessThan(1e-11 * size);
    });
  });
});

/** How many instructions a program has, with those that it calls. */
const sizeOf = ({ program }: Traced) => [...instructionsOf(program)].length;

describe("size", () => {
  const doublings = (n: number) => {
    let f = fn((a: Num) => sin(mul(a, 0.9)));
    for (let k = 1; k <= n; k++) {
      const g = f;
      f = fn((a: Num) => g(g(a)), { name: `h${k}` });
    }
    return f;
  };

  test.each<[string, (f: F) => F]>([
    ["a function", (f) => f],
    ["its gradient", (f) => grad(f)],
    ["its second derivative", (f) => grad(grad(f) as F)],
    ["its tangent", (f) => (y: Num) => jvp(f)(y as never, 1 as never).tangent],
    [
      "its third derivative, of both modes",
      (f) => (y: Num) => jvp(grad(grad(f) as F) as F)(y as never, 1 as never),
    ],
  ])("of n doublings is linear in n: %s", (_, of) => {
    const [ten, twenty, thirty] = [10, 20, 30].map((n) => sizeOf(made(of(doublings(n)), 1)));
    expect(thirty! - twenty!).toBe(twenty! - ten!);
    expect(thirty).toBeLessThan(6000);
  });

  test("calls of one function share one reverse", () => {
    const f = fn((a: Num[]) => sum(4, (i) => exp(at(a, i))));
    const t = made(
      grad((y: Num[]) =>
        add(
          f(y),
          add(
            f(vec(4, (i) => sin(at(y, i)))),
            sum(4, (i) => f(vec(4, () => at(y, i)))),
          ),
        ),
      ),
      x,
    );
    expect(calleesIn(t.program).map(({ name }) => name)).toEqual(["f'"]);
  });
});

test("an argument that is read here and there costs what is read, whatever its length", () => {
  const cost = (n: number) => {
    const y = Array.from({ length: n }, (_, i) => i / n);
    const f = fn((a: Num[], i: Num) => mul(at(a, i), at(a, i)));
    const t = made(
      grad((a: Num[]) => sum(n, (i) => f(a, i))),
      y,
    );
    const counts: Counts = { ops: 0 };
    run(t.program, argumentData(t, [y]), counts);
    return counts.ops;
  };
  expect(cost(40) / cost(20)).toBeCloseTo(2, 0);
});

describe("rewriting goes into what is called, once", () => {
  const bell = fn(function bell(a: Num) {
    return div(1, exp(mul(a, mul(a, 1))));
  });
  const odd = fn(function odd(a: Num) {
    const e = exp(mul(2, a));
    return mul(bell(a), div(sub(e, 1), add(e, 1)));
  });
  const f = (y: Num[]) =>
    add(
      odd(at(y, 0)),
      sum(3, (i) => mul(odd(at(y, i)), bell(at(y, i)))),
    );
  const passes: Record<string, (t: Traced) => Traced> = {
    simplify: (t) => simplify(t),
    "simplify with algebra": (t) => simplify(t, { exact: false }),
    fuse: (t) => fuse(t),
    expand: (t) => expand(t),
  };
  test.each(Object.entries(passes))("%s", (_, pass) => {
    for (const g of [f, grad(f as never) as F, grad((y: Num[]) => jvp(f)(y, u).tangent as Num) as F]) {
      const before = made(g, x);
      const after = pass(before);
      validate(after.program);
      const names = (t: Traced) => calleesIn(t.program).map(({ name }) => name);
      expect(names(after)).toEqual(names(before));
      const [want, got] = [before, after].map((t) => numbers(evaluate(t, x)));
      got!.forEach((y, k) => {
        expect(y).toBeCloseTo(want![k]!, 12);
      });
    }
  });
  test("finds ops in it", () => {
    expect(print(fuse(made(f, x)).program)).toContain("tanh");
    expect(print(expand(fuse(made(f, x))).program)).not.toContain("tanh");
  });
});

describe("a call that is given a copy", () => {
  const x = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ];
  const first = fn((row: Num[]) => sum(3, (i) => mul(at(row, i), add(i, 1))));
  const whole = fn((m: Num[][]) => sum(3, (i) => mul(at(m, i, 1), add(i, 1))));
  const loaded = (f: (m: Num[][]) => Num) => {
    const program = simplify(trace(f, x));
    validate(program.program);
    expect(evaluate(program, x)).toBe(f(x));
    return print(program.program).match(/alloc \[\d/g)?.length ?? 0;
  };
  test("reads what was copied, where all of it is as it was", () => {
    const copy = (m: Num[][]) => vec(3, (i) => vec(3, (j) => at(m, i, j)));
    expect(loaded((m) => whole(copy(m)))).toBe(0);
    expect(loaded((m) => whole(copy(copy(m))))).toBe(0);
    expect(loaded((m) => sum(3, (i) => first(at(copy(m), i))))).toBe(0);
    expect(loaded((m) => first(vec(3, (j) => at(m, 1, j))))).toBe(0);
  });
  test("and the copy where it is not", () => {
    expect(loaded((m) => whole(vec(3, (i) => vec(3, (j) => at(m, j, i)))))).toBe(1);
    expect(loaded((m) => first(vec(3, (i) => at(m, i, 1))))).toBe(1);
    expect(loaded((m) => first(vec(3, (i) => at(m, i, i))))).toBe(1);
    expect(loaded((m) => first(vec(3, (i) => at(m, 0, sub(2, i)))))).toBe(1);
    const four = fn((row: Num[]) => sum(2, (i) => at(row, i)));
    expect(loaded((m) => four(vec(2, (i) => at(m, 0, add(i, 1)))))).toBe(1);
    expect(loaded((m) => four(vec(2, (i) => at(m, 0, i))))).toBe(1);
  });
  test("and differentiated costs no copies either", () => {
    const program = simplify(trace(valueAndGrad(whole), x));
    expect(print(program.program).split("f:")[0]).not.toMatch(/%\d+ = in0\[/);
  });
});

test("a traced function that compares sees what changed in a function it calls", () => {
  let factor = 2;
  const scale = fn((a: Num) => mul(a, factor));
  const f = traced((a: Num) => add(scale(a), scale(mul(a, a))), { retrace: "compare" });
  expect(f(3)).toBe(24);
  expect(f(1)).toBe(4);
  factor = 5;
  expect(() => f(3)).toThrow("the function is not the one that was traced");
});

test("noGrad around a call and in it", () => {
  const square = fn((a: Num) => mul(a, a));
  const half = fn((a: Num) => noGrad(() => square(a)));
  const f = (a: Num) =>
    add(
      mul(
        noGrad(() => square(a)),
        a,
      ),
      add(half(a), square(a)),
    );
  expect(evaluate(made(grad(f), 3), 3)).toBe(grad(f)(3));
  const same = fn((a: Num[]) => [a, at(a, 0)] as [Num[], Num]);
  const g = (a: Num[]) => {
    const [all, first] = noGrad(() => same(a));
    return add(mul(at(all, 1), first), at(a, 1));
  };
  expect(evaluate(made(grad(g), [2, 3]), [2, 3])).toEqual([0, 1]);
  expect(grad(g)([2, 3])).toEqual([0, 1]);
});
