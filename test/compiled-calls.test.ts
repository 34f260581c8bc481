/** Compiled calls: functions of the module where inlining would make it long, to the bits of `evaluate`. */
import { expect, test } from "vitest";
import { at, length } from "../src/arrays.ts";
import { compile } from "../src/compile/compile.ts";
import { fn } from "../src/fn.ts";
import { fold } from "../src/folds.ts";
import { grad, valueAndGrad } from "../src/functions/grad.ts";
import { calleesIn } from "../src/ir/program.ts";
import { validate } from "../src/ir/validate.ts";
import { sum, vec } from "../src/loops.ts";
import type { Num } from "../src/op.ts";
import { add, div, mul, sin, square, sub, tanh } from "../src/ops.ts";
import { evaluate, trace } from "../src/trace.ts";
import { optimise } from "../src/transform/optimise.ts";
import { random } from "./random.ts";

// biome-ignore lint/suspicious/noExplicitAny: functions of any arguments.
type F = (...args: any[]) => any;

/** What a compiled function gives, and what `evaluate` does; the program has calls that stay, or none. */
function both(f: F, args: readonly unknown[], options: { strict: boolean; inlined?: number | undefined }) {
  const traced = trace(f, ...args);
  const program = optimise(traced.program, options);
  validate(program);
  const compiled = compile(f, { like: [...args], ...options } as { like: unknown[] });
  compiled(...args);
  return { got: compiled(...args), want: evaluate(traced, ...args), calls: calleesIn(program).length };
}

/** `n` functions, each the last one twice, on top of a tanh. */
function doublings(n: number): (x: Num) => Num {
  let f = fn((x: Num): Num => tanh(mul(1.01, x)));
  for (let k = 0; k < n; k++) {
    const half = f;
    f = fn((x: Num) => half(half(x)), { name: `double${k}` });
  }
  return f;
}

test("n doublings and their gradient are modules whose size is linear in n", () => {
  for (const route of [(f: F) => f, (f: F) => valueAndGrad(f) as F]) {
    const bytes = [30, 60, 90].map((n) => compile(route(doublings(n)), { like: [0.5] }).stats.bytes);
    expect(bytes[0]).toBeLessThan(50_000);
    const [first, second] = [bytes[1]! - bytes[0]!, bytes[2]! - bytes[1]!];
    expect(first).toBeGreaterThan(0);
    expect(Math.abs(second - first)).toBeLessThan(0.3 * first);
  }
});

test.each([10, 13])("%i doublings, strict, to the bits of evaluate", (n) => {
  for (const f of [doublings(n), valueAndGrad(doublings(n)) as F]) {
    const { got, want, calls } = both(f, [0.7], { strict: true, inlined: 50 });
    expect(calls).toBeGreaterThan(0);
    expect(got).toEqual(want);
  }
});

test("results that may be one element keep the order in which it is added to", () => {
  const force = fn((p: Num[], q: Num[]) => {
    const r = sum(3, (k) => square(sub(at(p, k), at(q, k))));
    return vec(3, (k) => div(sub(at(p, k), sin(at(q, k))), add(r, 0.1)));
  });
  const n = 6;
  // Rows by index, by data, the same row twice, and the whole array twice.
  const dot = fn((a: Num[][], b: Num[][]) => sum(n, (i) => mul(at(a, i, 0), at(b, sub(n - 1, i), 1))));
  const energy = (x: Num[][], order: number[]) => {
    const pairs = sum(n, (i) => sum(i, (j) => square(at(force(at(x, i), at(x, j)), 1))));
    const listed = sum(length(order), (i) => at(force(at(x, at(order, i)), at(x, i)), 2));
    const same = sum(n, (i) => at(force(at(x, i), at(x, i)), 0));
    return add(add(pairs, listed), add(same, dot(x, x)));
  };
  const next = random(3);
  const x = Array.from({ length: n }, () => [next(), -next(), 2 * next()]);
  const order = [3, 3, 0, 5, 1, 2];
  for (const inlined of [0, 5, undefined]) {
    const { got, want, calls } = both(grad(energy as F), [x, order], { strict: true, inlined });
    expect(calls > 0).toBe(inlined !== undefined);
    expect(got).toEqual(want);
    const loose = both(grad(energy as F), [x, order], { strict: false, inlined });
    loose.got.flat().forEach((y: number, k: number) => {
      expect(y).toBeCloseTo(loose.want.flat()[k], 10);
    });
  }
});

test("random graphs of calls, deep and wide", () => {
  for (let seed = 0; seed < 6; seed++) {
    const next = random(seed);
    const pick = (n: number) => Math.floor(next() * n);
    type Of = (x: Num[], s: Num) => Num[];
    const first = fn((x: Num[], s: Num) => vec(4, (i) => tanh(add(at(x, i), mul(s, at(x, 3))))));
    const known: { readonly f: Of; readonly runs: number }[] = [{ f: first, runs: 1 }];
    for (let k = 0; k < 10; k++) {
      const [f, g, h] = [0, 1, 2].map(() => known[Math.max(0, known.length - 1 - pick(4))]!.f) as [
        Of,
        Of,
        Of,
      ];
      const kinds: readonly Of[] = [
        (x, s) => fold(2, x, (i, y) => f(y, add(s, i))),
        (x, s) => vec(4, (i) => mul(0.5, add(at(f(x, s), i), at(g(h(x, s), 0.3), i)))),
        (x, s) => {
          const y = f(x, s);
          return vec(4, (i) =>
            add(
              at(y, i),
              mul(
                0.1,
                sum(2, (j) => at(g(y, at(y, j)), i)),
              ),
            ),
          );
        },
      ];
      const kind = pick(3);
      const runsOf = (of: Of) => known.find((other) => other.f === of)!.runs;
      const runs = [2 * runsOf(f), runsOf(f) + runsOf(g) + runsOf(h), runsOf(f) + 2 * runsOf(g)][kind]!;
      if (runs < 24) known.push({ f: fn(kinds[kind]!, { name: `f${k}` }), runs });
    }
    const last = known.at(-1)!.f;
    const f = (x: Num[]) => sum(4, (i) => mul(at(last(x, 0.2), i), i));
    const x = [0.3, -0.8, 0.5, 0.1];
    for (const inlined of [0, 60, undefined])
      for (const route of [f, grad(f as F)]) {
        const { got, want } = both(route as F, [x], { strict: true, inlined });
        expect([seed, got]).toEqual([seed, want]);
      }
  }
});
