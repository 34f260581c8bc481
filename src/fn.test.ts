import { describe, expect, test } from "vitest";
import { at, length } from "./arrays.ts";
import { fn } from "./fn.ts";
import { fold } from "./folds.ts";
import { print } from "./ir/print.ts";
import { calleesIn, instructionsIn, type Program } from "./ir/program.ts";
import { validate } from "./ir/validate.ts";
import { maxOf, sum, vec } from "./loops.ts";
import type { Num } from "./op.ts";
import { add, div, exp, mul, neg, sin, sub } from "./ops.ts";
import { evaluate, trace } from "./trace.ts";
import { isValue, noGrad, value } from "./value.ts";

// biome-ignore lint/suspicious/noExplicitAny: functions of any arguments.
type F = (...args: any[]) => unknown;

/** What a function gives traced, checked against what it gives on numbers; and the program. */
function agreed(f: F, ...args: unknown[]): Program {
  const made = trace(f as never, ...args);
  validate(made.program);
  expect(evaluate(made, ...args)).toEqual(f(...args));
  return made.program;
}
const callsIn = (program: Program) =>
  [...instructionsIn(program.top)].filter((instruction) => instruction.kind === "call").length;
const names = (program: Program) => calleesIn(program).map(({ name }) => name);

describe("on numbers and values", () => {
  const square = fn((x: Num) => mul(x, x));
  test("it is the function", () => {
    expect(square(3)).toBe(9);
    const x = value(3);
    const y = square(x);
    expect(isValue(y) && y.op?.name).toBe("mul");
    expect(fn((a: number, b: string) => `${a}${b}`)(1, "b")).toBe("1b");
  });
  test("has its name and its types", () => {
    expect(square.name).toBe("f");
    const half = (x: number): number => x / 2;
    const called: (x: number) => number = fn(half);
    expect(called.name).toBe("half");
    expect(fn(half, { name: "middle" }).name).toBe("middle");
  });
});

describe("in a trace", () => {
  test("it is one instruction, and its program is written once", () => {
    let runs = 0;
    const bell = fn(function bell(x: Num) {
      runs++;
      return exp(mul(x, x));
    });
    const program = agreed((x: Num[]) => add(bell(at(x, 0)), mul(bell(at(x, 1)), bell(2))), [0.5, 0.3]);
    // Three on numbers.
    expect(runs).toBe(1 + 3);
    expect(print(program)).toMatchInlineSnapshot(`
      "in0 = input "x" [2]
      a2 = alloc []
      a2 += bell(in0[0])
      %4 = a2[]
      a6 = alloc []
      a6 += bell(in0[1])
      %8 = a6[]
      a10 = alloc []
      a10[] += 2
      a12 = alloc []
      a12 += bell(a10)
      %14 = a12[]
      %15 = mul %8 %14
      %16 = add %4 %15
      a17 = alloc []
      a17[] += %16
      return a17
      bell:
        in0 = input "x" []
        %1 = in0[]
        %2 = mul %1 %1
        %3 = exp %2
        a4 = alloc []
        a4[] += %3
        return a4"
    `);
  });

  test("arguments and results are trees", () => {
    const f = fn((p: { w: Num[]; s: Num }, m: Num[][]) => ({
      y: vec(2, (i) => sum(3, (j) => mul(at(m, i, j), at(p.w, j)))),
      z: [mul(p.s, 2), at(p.w, 0)] as Num[],
      list: [p.w, at(m, 1)],
      constant: 7,
    }));
    const m = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const program = agreed((w: Num[], s: Num) => f({ w, s }, m), [1, 3, 5], 4);
    expect(callsIn(program)).toBe(1);
  });

  test("of other shapes it is traced again, and not for each call", () => {
    const total = fn(function total(x: Num[]) {
      return sum(length(x), (i) => at(x, i));
    });
    const program = agreed(
      (x: Num[], y: Num[]) => add(total(x), sub(total(y), mul(total(x), total([1, 2])))),
      [1, 2, 3],
      [4, 5],
    );
    expect(names(program)).toEqual(["total", "total"]);
    expect(print(program)).toContain("total_2:");
  });

  test("parts of arrays are passed as they are", () => {
    const norm = fn((x: Num[]) => sum(length(x), (i) => mul(at(x, i), at(x, i))));
    const program = agreed(
      (m: Num[][]) => vec(2, (i) => norm(at(m, i) as Num[])),
      [
        [1, 2],
        [3, 4],
      ],
    );
    expect(print(program)).toMatch(/\+= f\(in0\[i\d+\]\)/);
    expect([...instructionsIn(program.top)].filter(({ kind }) => kind === "loop")).toHaveLength(1);
  });

  test("in loops, with loops, in calls", () => {
    const inner = fn((x: Num[], k: Num) => sum(length(x), (i) => sin(mul(at(x, i), add(k, at(x, k))))));
    const outer = fn((x: Num[]) => fold(3, 0 as Num, (k, s) => add(mul(0.5, s), inner(x, k))));
    const program = agreed(
      (x: Num[]) => maxOf(4, (i) => outer(vec(3, (j) => mul(at(x, j), add(i, 1))))),
      [0.2, 0.7, 0.4],
    );
    expect(calleesIn(program)).toHaveLength(2);
  });

  test("what it does not read is not passed, and what is not read of it is not made", () => {
    const first = fn((x: Num, y: Num) => [x, y][0]!);
    const program = agreed((x: Num) => first(mul(x, 2), exp(x)), 1);
    expect(print(program)).not.toContain("exp");
  });

  test("recursion of the same shapes is an error, of other shapes it is not", () => {
    const forever: (x: Num) => Num = fn((x: Num) => add(forever(x), 1), { name: "forever" });
    expect(() => trace(forever, 1)).toThrow("fn: forever calls itself on arguments of the same shapes");
    const halves: (x: Num[]) => Num = fn((x: Num[]) => {
      const n = length(x) / 2;
      if (n < 1) return at(x, 0);
      return add(halves(vec(n, (i) => at(x, i))), mul(2, halves(vec(n, (i) => at(x, add(i, n))))));
    });
    const program = agreed((x: Num[]) => halves(x), [1, 2, 3, 4, 5, 6, 7, 8]);
    expect(calleesIn(program)).toHaveLength(4);
  });

  test("after an error it can be traced again", () => {
    let bad = true;
    const f = fn((x: Num) => {
      if (bad) throw new Error("not now");
      return mul(x, 2);
    });
    const program = agreed((x: Num) => {
      try {
        f(x);
      } catch {
        // As a user might.
      }
      bad = false;
      return f(x);
    }, 3);
    expect(callsIn(program)).toBe(1);
  });

  test("arguments that are no numbers are errors that name them", () => {
    const f = fn((params: unknown) => params as Num);
    expect(() => trace((x: Num) => f({ w: [x, "2"] }), 1)).toThrow("params.w[1] is the string");
    expect(() => trace((x: Num) => f({ w: [[x], [x, x]] }), 1)).toThrow("params.w[1] is an array of 2");
    const none = fn((_: Num) => undefined);
    expect(() => trace((x: Num) => none(x) as never, 1)).toThrow("the function's result is undefined");
    expect(() => fn(3 as never)).toThrow("fn: f is the number 3; wanted a function");
    expect(() => fn((x: Num) => x, { name: "" })).toThrow("fn: name is");
  });

  test("an index of a loop is data in it", () => {
    const f = fn((i: Num) => sum(i, (j) => j));
    expect(() => trace((x: Num) => sum(3, (i) => mul(x, f(i))), 1)).toThrow("sum: n depends on data");
  });
});

test("signs of zeros, infinities and NaN pass through a call", () => {
  const negated = fn((x: Num) => neg(x));
  const inverse = fn((x: Num[], y: Num) => vec(2, (i) => div(at(x, i), y)));
  const program = (x: Num) => inverse([1, negated(negated(x))], negated(negated(x)));
  for (const x of [-0, 0, Number.NaN, Number.POSITIVE_INFINITY, -5e-324]) agreed(program, x);
});

describe("what it captures", () => {
  test("values and arrays of the code around become arguments", () => {
    const plain = [3, 1, 4];
    const program = agreed(
      (x: Num[], s: Num) => {
        const t = mul(s, 2);
        const f = fn((y: Num) =>
          add(
            mul(t, y),
            sum(3, (i) => mul(at(x, i), at(plain, i))),
          ),
        );
        return add(f(s), f(7));
      },
      [1, 2, 3],
      5,
    );
    expect(calleesIn(program)).toHaveLength(1);
    expect(callsIn(program)).toBe(2);
  });

  test("through calls in calls, and of loops around", () => {
    const program = agreed(
      (x: Num[], m: Num[][]) =>
        sum(2, (k) => {
          const row = at(m, k) as Num[];
          const inner = fn((y: Num) => sum(2, (j) => mul(at(row, j), add(y, k))));
          const outer = fn((y: Num) => add(inner(y), mul(inner(at(x, k)), at(x, 1))));
          return add(outer(1), outer(at(row, 0)));
        }),
      [2, 3],
      [
        [1, 2],
        [3, 4],
      ],
    );
    expect(calleesIn(program)).toHaveLength(2);
  });

  test("of a loop that is over is an error", () => {
    let kept: Num = 0;
    const f = fn((y: Num) => mul(y, kept));
    const bad = (x: Num) => {
      const a = sum(3, (i) => {
        kept = mul(i, x);
        return f(x);
      });
      return add(a, f(x));
    };
    expect(() => trace(bad, 1)).toThrow("a value made in the body of a loop is used outside it");
  });

  test("of another trace is an error", () => {
    let kept: Num = 0;
    trace((x: Num) => {
      kept = x;
      return x;
    }, 1);
    const f = fn((y: Num) => mul(y, kept));
    expect(() => trace((x: Num) => f(x), 1)).toThrow(
      "mul: a traced number or array is used outside of its function",
    );
  });
});

test("noGrad and calls outside it do not share a program", () => {
  const square = fn((x: Num) => mul(x, x));
  const program = agreed(
    (x: Num) =>
      add(
        noGrad(() => square(x)),
        square(x),
      ),
    3,
  );
  expect(calleesIn(program)).toHaveLength(2);
});
