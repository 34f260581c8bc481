/**
 * Agreement of what rewriting gives with what it was given, on random programs: loops in loops and their gradients,
 * and straight-line graphs of all ops.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at } from "../src/arrays.ts";
import { grad } from "../src/functions/grad.ts";
import { instructionsIn, instructionsOf } from "../src/ir/program.ts";
import { validate } from "../src/ir/validate.ts";
import { minOf, sum, vec } from "../src/loops.ts";
import type { Num, Op } from "../src/op.ts";
import { add, eq, mul, sin } from "../src/ops.ts";
import { evaluate, type Traced, trace } from "../src/trace.ts";
import { expand } from "../src/transform/expand.ts";
import { fuse } from "../src/transform/fuse.ts";
import { toLatex, toText } from "../src/transform/notation.ts";
import { simplify } from "../src/transform/simplify.ts";
import { elementsOf, leavesOf } from "../src/tree.ts";
import type { Value } from "../src/value.ts";
import { sample } from "./nest-checks.ts";
import { asFunction, print as printNest } from "./nest-languages.ts";
import { nest } from "./nests.ts";
import { print, program, runEager, runNaive } from "./program.ts";
import { freshSeed, runs, soak } from "./runs.ts";

const TIMEOUT = soak ? 3_600_000 : 120_000;
const SEEDS = [1, freshSeed()];

const opsIn = ({ program }: Traced): string[] =>
  [...instructionsIn(program.top)].flatMap((one) => (one.kind === "op" ? [one.op.name] : [])).sort();
const numbersIn = (x: unknown): number[] =>
  leavesOf(x, "result").flatMap(({ value }) => elementsOf(value) as number[]);

/**
 * Whether a program comes to a point that it asks for, like hypot(0, 0): what the table says of slopes there algebra
 * leaves out, as is said beside its rows.
 */
function meetsZero(traced: Traced, argument: unknown): boolean {
  let met = false;
  const watched = Object.create(eq, {
    f: {
      value: (x: number, y: number) => {
        met ||= x === y;
        return eq.f(x, y);
      },
    },
  });
  const questions = [...instructionsOf(traced.program)].filter((x) => x.kind === "op" && x.op === eq);
  const put = (op: Op) => {
    for (const question of questions) (question as { op: Op }).op = op;
  };
  put(watched);
  try {
    evaluate(traced, argument);
  } finally {
    put(eq);
  }
  return met;
}

describe.each(SEEDS)("loops in loops, from seed %i", (from) => {
  /** Random programs and their gradients, traced, with arguments. */
  function* samples(count: number): Generator<{ text: string; traced: Traced; argument: unknown }> {
    for (let seed = from, made = 0; made < count; seed++) {
      const drawn = sample(nest(seed, 30), seed);
      if (drawn === undefined) continue;
      made++;
      const f = asFunction(drawn.program);
      const text = printNest(drawn.program);
      yield { text, traced: trace(f, drawn.p), argument: drawn.p };
      yield {
        text: `the gradient of ${text}`,
        traced: trace(grad(f as (p: unknown) => Num), drawn.p),
        argument: drawn.p,
      };
    }
  }

  test("simplify is exact, bit for bit", { timeout: TIMEOUT }, () => {
    for (const { text, traced, argument } of samples(runs(5000))) {
      const simple = simplify(traced);
      validate(simple.program);
      const [before, after] = [traced, simple].map((x) => numbersIn(evaluate(x, argument)));
      // A cell that starts as 0 makes 0 of −0; one that is read through does not.
      expect(
        after!.map((x) => x + 0),
        text,
      ).toEqual(before!.map((x) => x + 0));
      // One pass reaches the fixpoint.
      expect(opsIn(simplify(simple))).toEqual(opsIn(simple));
    }
  });

  const close = (a: readonly number[], b: readonly number[]) => {
    const size = Math.max(1, ...a.map(Math.abs));
    return a.every((x, k) => Object.is(x, b[k]) || Math.abs(x - b[k]!) < 1e-7 * size);
  };
  test("algebra, expand and fuse agree to rounding, and can be written", { timeout: TIMEOUT }, () => {
    for (const { text, traced, argument } of samples(runs(2500))) {
      const want = numbersIn(evaluate(traced, argument));
      if (!want.every(Number.isFinite)) continue;
      const ways = {
        algebra: simplify(traced, { exact: false }),
        expand: expand(traced, "all"),
        fuse: fuse(traced, "all"),
        "fuse after expand": fuse(expand(traced, "all")),
      };
      for (const [way, result] of Object.entries(ways)) {
        validate(result.program);
        const got = numbersIn(evaluate(result, argument)).map((x, k) =>
          way === "algebra" && Number.isNaN(x) && meetsZero(traced, argument) ? want[k]! : x,
        );
        expect(close(want, got), `${way}: ${got} for ${want}\n${text}`).toBe(true);
        expect(toText(result)).not.toMatch(/undefined|\[[^\]]*NaN/);
        expect(toLatex(result)).not.toContain("undefined");
      }
    }
  });
});

describe.each(SEEDS)("straight-line graphs of all ops, from seed %i", (seed) => {
  const forwards: [string, (root: Value) => Value][] = [
    ["simplify", simplify],
    ["algebra", (root) => simplify(root, { exact: false })],
    ["expand", (root) => expand(root, "all")],
    ["fuse", (root) => fuse(root)],
    ["fuse after expand", (root) => fuse(expand(root, "all"), "all")],
  ];
  test.each(forwards)(
    "%s keeps the value and the leaves' gradients",
    { timeout: TIMEOUT },
    (name, rewrite) => {
      fc.assert(
        fc.property(program(20), fc.integer(), (p, noise) => {
          const { leaves, nodes } = runEager(p);
          const root = nodes.at(-1)!;
          root.backward();
          const want = leaves.map((leaf) => leaf.grad);
          const rewritten = rewrite(root);
          for (const leaf of leaves) leaf.zeroGrad();
          rewritten.backward();
          if (name === "simplify") {
            expect(Object.is(rewritten.data, root.data), print(p)).toBe(true);
          }
          // How much the results move when every operand does by 1e-12.
          const exact = runNaive(p).at(-1)!;
          let s = noise;
          const error = () => {
            s = (Math.imul(s, 1103515245) + 12345) | 0;
            return (s / 2 ** 31) * 1e-12;
          };
          const moved = Array.from({ length: 4 }, () => runNaive(p, error).at(-1)!);
          const allowed = (at: (x: typeof exact) => number) =>
            1e-9 * (1e-3 + Math.abs(at(exact))) +
            50 * Math.max(...moved.map((x) => Math.abs(at(x) - at(exact))));
          expect(Math.abs(rewritten.data - root.data), print(p)).toBeLessThanOrEqual(allowed((x) => x.v));
          leaves.forEach((leaf, k) => {
            const wrong = Math.abs(leaf.grad - want[k]!);
            expect(wrong, `gradient ${k} of\n${print(p)}`).toBeLessThanOrEqual(allowed((x) => x.g[k]!));
          });
        }),
        { seed, numRuns: runs(10_000) },
      );
    },
  );
});

test("a copy is not read through where its own range would be forgotten", () => {
  // Elements 1 … 3 of five, gathered.
  const f = (x: Num[], k: Num) => {
    const middle = vec(3, (i) => at(x, add(i, 1)));
    return at(middle, k);
  };
  const simple = simplify(trace(f, [1, 2, 3, 4, 5], 0));
  expect(evaluate(simple, [1, 2, 3, 4, 5], 2)).toBe(4);
  expect(() => evaluate(simple, [1, 2, 3, 4, 5], 3)).toThrow(/index 3 is out of range; the array has 3/);
});

test.each([false, true])(
  "slopes of extrema outlive a rounding that is otherwise, checkpoint: %s",
  (checkpoint) => {
    const f = (x: Num[]) =>
      sum(4, (i) =>
        minOf(5, (j) => add(add(add(at(x, i), mul(0.4, at(x, j))), sin(mul(0.3, at(x, j)))), mul(0.017, j)), {
          checkpoint,
        }),
      );
    for (let k = 0; k < 20; k++) {
      const x = Array.from({ length: 5 }, (_, i) => Math.sin(7 * i + k));
      const slopes = trace(grad(f), x);
      const want = numbersIn(evaluate(slopes, x));
      numbersIn(evaluate(simplify(slopes, { exact: false }), x)).forEach((got, i) => {
        expect(got).toBeCloseTo(want[i]!, 12);
      });
    }
  },
);
