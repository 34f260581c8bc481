/**
 * The cheap-gradient law, counted: with each op weighted by its primitives, a gradient costs at most 6 times its
 * program, plus one forward pass per level of checkpointed loops and of calls, whatever the loops' sizes. (A. Griewank and A.
 * Walther, "Evaluating Derivatives", 2nd ed., chapter 4.) And the memory rule: what is in scope or cheap is not saved.
 *
 * Gradients are simplified before they are counted, which takes out the copies by which arguments are told apart. A random
 * program is counted as it was written: simplified, a choice between two equal numbers is gone with all that decides it,
 * which the gradient, differentiated before, does not know.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { at } from "../src/arrays.ts";
import { run } from "../src/evaluate.ts";
import { fold } from "../src/folds.ts";
import { grad, valueAndGrad } from "../src/functions/grad.ts";
import { gradients } from "../src/functions/gradients.ts";
import { graph } from "../src/graph.ts";
import { type Block, instructionsOf } from "../src/ir/program.ts";
import * as lang from "../src/lang/index.ts";
import { maxOf, sum, vec } from "../src/loops.ts";
import type { Num, Op } from "../src/op.ts";
import * as ops from "../src/ops.ts";
import { argumentData, type Traced, trace, traceGraph } from "../src/trace.ts";
import { simplify } from "../src/transform/simplify.ts";
import type { Value } from "../src/value.ts";
import { weightOf } from "../src/weight.ts";
import { inputs, sample } from "./nest-checks.ts";
import { dataOf, type Inputs } from "./nest-inputs.ts";
import { asFunction, print } from "./nest-languages.ts";
import { nest } from "./nests.ts";
import { random } from "./random.ts";
import { freshSeed, runs } from "./runs.ts";

const BOUND = 6;

const { abs, add, clamp, cos, div, exp, gt, hypot, leakyRelu, max, mul, relu, select, square, tanh } = ops;
const weights = new Map(Object.values(ops).map((op: Op) => [op.name, weightOf(op)]));
const weight = (name: string) => weights.get(name)!;

/** The primitives that a program runs. */
function cost(program: Traced, ...args: unknown[]): number {
  const counts = { ops: 0 };
  run(program.program, [...argumentData(program, args), ...program.captured], counts, weight);
  return counts.ops;
}

/** How many checkpointed loops and calls stand in one another. */
function levels(block: Block): number {
  let deepest = 0;
  for (const instruction of block.instructions)
    if (instruction.kind === "loop")
      deepest = Math.max(deepest, (instruction.checkpoint ? 1 : 0) + levels(instruction.body));
    else if (instruction.kind === "call")
      deepest = Math.max(deepest, 1 + levels(instruction.callee.program.top));
  return deepest;
}

const sizeOf = ({ program }: Traced) => [...instructionsOf(program)].length;

describe.each([1, freshSeed()])("random loops in loops, from seed %i", (from) => {
  const SCALES = [1, 2, 4];
  const LONGEST = 300_000;

  test("a gradient costs at most 6 times its program, at any size of its loops", () => {
    const count = runs(3000);
    for (let seed = from, made = 0; made < count; seed++) {
      const drawn = sample(nest(seed, 25), seed);
      if (drawn === undefined) continue;
      made++;
      for (const scale of SCALES) {
        const p = inputs(3 * seed, scale);
        const f = asFunction(drawn.program, dataOf(scale), scale) as (p: Inputs) => Num;
        const program = trace(f, p);
        const forward = cost(program, p);
        if (forward > LONGEST) break;
        const differentiated = trace(valueAndGrad(f), p);
        const bound = BOUND + levels(program.program.top);
        const ratio = cost(simplify(differentiated), p) / forward;
        expect(ratio, `seed ${seed}, scale ${scale}\n${print(drawn.program)}`).toBeLessThanOrEqual(bound);
        // Loops stay loops: the code of the gradient does not grow with them.
        expect(sizeOf(differentiated), `seed ${seed}, scale ${scale}`).toBeLessThan(BOUND * sizeOf(program));
      }
    }
  });

  test("so does the gradient of what is made of a gradient", () => {
    const count = runs(1000);
    for (let seed = from, made = 0; made < count; seed++) {
      const drawn = sample(nest(seed, 15), seed);
      if (drawn === undefined) continue;
      made++;
      const f = asFunction(drawn.program) as (p: Inputs) => Num;
      const first = (p: Inputs, d: Inputs): Num => {
        const { x, w, s } = grad(f)(p);
        const along = (a: ArrayLike<Num>, b: ArrayLike<Num>) => sum(7, (i) => mul(at(a, i), at(b, i)));
        return add(add(along(x, d.x), along(w, d.w)), mul(s, d.s));
      };
      const program = trace(first, drawn.p, drawn.v);
      const bound = BOUND + levels(program.program.top);
      const second = trace(valueAndGrad(first), drawn.p, drawn.v);
      const ratio = cost(simplify(second), drawn.p, drawn.v) / cost(program, drawn.p, drawn.v);
      expect(ratio, `seed ${seed}\n${print(drawn.program)}`).toBeLessThanOrEqual(bound);
    }
  });
});

describe("the dearest programs known: every operand has an adjoint of its own", () => {
  const next = random(1);
  const rows = (k: number, n: number) =>
    Array.from({ length: k }, () => Array.from({ length: n }, () => 2 * next() - 1));
  const join: Record<string, (a: Num, b: Num) => Num> = {
    products: mul,
    quotients: div,
    sums: add,
    maxima: max,
    hypot,
    "squares and products": (a, b) => mul(square(a), b),
    relu: (a, b) => relu(mul(a, b)),
    leakyRelu: (a, b) => leakyRelu(mul(a, b)),
    abs: (a, b) => abs(mul(a, b)),
    clamp: (a, b) => clamp(mul(a, b), -1, 1),
    "choices by what is chosen": (a, b) => select(a, mul(a, b), b),
    "choices of one side": (a, b) => select(gt(b, 0), mul(a, b), 0),
  };
  const around: Record<string, (y: Num, a: Num, b: Num) => Num> = {
    "": (y) => y,
    ", below a choice": (y, a) => select(gt(a, 0), y, 0),
    ", below two": (y, a, b) => select(gt(a, 0), select(gt(b, 0), y, 0), 0),
  };
  for (const [name, op] of Object.entries(join))
    for (const [where, wrap] of Object.entries(around))
      test(`chains of ${name}${where}`, () => {
        for (const k of [2, 3, 7, 20])
          for (const n of [5, 50]) {
            const x = rows(k, n);
            const f = (y: Num[][]) =>
              sum(n, (i) => {
                const parts = Array.from({ length: k }, (_, j) => at(y, j, i));
                return wrap(
                  parts.reduce((a, b) => op(a, b)),
                  parts[0]!,
                  parts[1]!,
                );
              });
            const ratio = cost(simplify(trace(valueAndGrad(f), x)), x) / cost(simplify(trace(f, x)), x);
            expect(ratio, `${k} in each of ${n}`).toBeLessThanOrEqual(BOUND);
          }
      });

  const loops: Record<string, (x: Num[][]) => Num> = {
    "a matrix product": (x) => {
      const y = vec(9, (i) => vec(9, (j) => sum(9, (k) => mul(at(x, i, k), at(x, k, j)))));
      return sum(9, (i) => sum(9, (j) => square(at(y, i, j))));
    },
    "sums of maxima": (x) => sum(9, (i) => maxOf(9, (j) => at(x, i, j))),
    "copies of copies": (x) => {
      const v = vec(9, (i) => at(x, 0, i));
      const u = vec(9, (i) => at(v, i));
      return sum(9, (i) => at(u, i));
    },
    "a fold whose states are products": (x) => {
      const { a, b } = fold(9, { a: at(x, 0, 0), b: at(x, 0, 1) }, (i, s) => ({
        a: mul(s.b, s.a),
        b: mul(s.a, at(x, 1, i)),
      }));
      return add(a, b);
    },
  };
  test.each(Object.entries(loops))("%s", (_, f) => {
    const x = rows(9, 9);
    const ratio = cost(simplify(trace(valueAndGrad(f), x)), x) / cost(simplify(trace(f, x)), x);
    expect(ratio).toBeLessThanOrEqual(BOUND);
  });
});

describe("examples", () => {
  const programs = readdirSync("examples").filter((name) => /\.(js|py)$/.test(name));
  test.each(programs)("%s", (name) => {
    const source = readFileSync(`examples/${name}`, "utf8");
    const language = name.endsWith(".js") ? "javascript" : "python";
    const root = lang.run(source, { language, print: () => {} }).root as Value;
    const leaves = graph(root).filter((node) => node.isLeaf && !node.isConstant);
    expect(leaves.length).toBeGreaterThan(0);
    const data = leaves.map((leaf) => leaf.data);
    const program = traceGraph({ inputs: leaves, outputs: [root] });
    const slopes = gradients(root, leaves).filter((slope): slope is Value => typeof slope !== "number");
    const differentiated = traceGraph({ inputs: leaves, outputs: [root, ...slopes] });
    expect(cost(differentiated, ...data)).toBeLessThanOrEqual(BOUND * cost(program, ...data));
  });
});

describe("what a gradient keeps", () => {
  const x = Array.from({ length: 1000 }, (_, k) => Math.sin(k));
  const kept = (f: (x: Num[]) => Num) => trace(grad(f), x).memory - trace(f, x).memory;
  /** The argument told apart, its adjoints, and a few cells. */
  const LEAST = 2 * x.length + 10;

  test("nothing of what is in scope or cheap", () => {
    expect(kept((y) => sum(1000, (i) => mul(at(y, i), at(y, i))))).toBeLessThan(LEAST);
    expect(kept((y) => sum(1000, (i) => square(add(mul(at(y, i), 2), 1))))).toBeLessThan(LEAST);
  });
  test("one number for each value that is not, and is needed", () => {
    const one = kept((y) => sum(1000, (i) => exp(at(y, i))));
    expect(one).toBeGreaterThan(LEAST + 900);
    expect(one).toBeLessThan(LEAST + 1000);
    expect(kept((y) => sum(1000, (i) => tanh(exp(at(y, i)))))).toBeLessThan(LEAST + 2000);
    // The sum itself is needed by nothing.
    expect(kept((y) => sum(1000, (i) => add(exp(at(y, i)), 1)))).toBeLessThan(LEAST + 1000);
  });
  test("what is in a loop that asks to be run again, for one iteration", () => {
    const f = (checkpoint: boolean) => (y: Num[]) =>
      sum(1000, (i) => cos(sum(50, (j) => exp(mul(at(y, i), j)))), { checkpoint });
    expect(kept(f(false))).toBeGreaterThan(50_000);
    expect(kept(f(true))).toBeLessThan(LEAST + 100);
  });
  test("no more than the budget: a loop for which more might be saved is run again", () => {
    const f = (y: Num[]) => sum(1000, (i) => cos(sum(100_000, (j) => exp(mul(at(y, i), j)))));
    expect(kept(f)).toBeLessThan(200_000);
  });
});
