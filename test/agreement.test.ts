/**
 * Agreement: what the table says of each op, held against differences of its own forward function, and programs run
 * by the eager engine, held against an evaluator that shares nothing with it (naive.ts) and against differences of that.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isOp, type Num, type Op, type Rule1, type Rule2, type Rule3 } from "../src/op.ts";
import * as ops from "../src/ops.ts";
import { isValue, type Value, value } from "../src/value.ts";
import { naive } from "./naive.ts";
import { derivative } from "./numeric.ts";
import { type Program, pieceOf, print, program, runEager, runNaive } from "./program.ts";
import { freshSeed, isEnough, runs, soak } from "./runs.ts";

const table: readonly Op[] = Object.values(ops);
type Rule = (...xs: Num[]) => Num;
const callable = (op: Op) => op as Rule;
const rules = (op: Op) => op.d as readonly (Rule1 | Rule2 | Rule3)[] as readonly (Rule | null)[];
const forward = (op: Op) => op.f as (...xs: number[]) => number;
const kink = (op: Op) => op.kink as ((...xs: number[]) => number) | undefined;

const SEEDS = [1, freshSeed()];
/** Full counts take minutes. */
const TIMEOUT = soak ? 3_600_000 : 60_000;

/** Ops all of whose rules are null, and operands that are only chosen by: no gradient flows. */
const CONSTANT_PIECES = ["sign", "step", "lt", "le", "gt", "ge", "eq", "floor", "ceil", "round", "trunc"];
const STOPPED = [...CONSTANT_PIECES, "stopGradient"];

describe("the table is consistent", () => {
  test.each(Object.entries(ops))("%s", (key, op) => {
    expect(isOp(op)).toBe(true);
    expect(op.name).toBe(key);
    expect(op.d).toHaveLength(op.arity);
    expect(op.domain).toHaveLength(op.arity);
    for (const [low, high] of op.domain) expect(low).toBeLessThanOrEqual(high);
    const holes = (text: string) => new Set(text.match(/#\d/g));
    const operands = ["#1", "#2", "#3"].slice(0, op.arity);
    expect(holes(op.latex)).toEqual(new Set(operands));
    expect(holes(op.torch)).toEqual(new Set(operands));
    for (const i of op.parameters ?? []) expect(i).toBeLessThan(op.arity);
    expect(op.defaults?.length ?? 0).toBeLessThan(op.arity);
    const stopped = op.d.flatMap((rule, i) => (rule === null ? [i] : []));
    const declared = STOPPED.includes(key)
      ? [...op.d.keys()]
      : key === "select" || key === "polygamma"
        ? [0]
        : [];
    expect(stopped).toEqual(declared);
    if (STOPPED.includes(key)) expect(op.note).toMatch(/no gradient flows/i);
    expect(naive).toHaveProperty(key);
  });
  test("naive.ts has no op that the table lacks", () => {
    expect(Object.keys(naive).sort()).toEqual(Object.keys(ops).sort());
  });
});

/** How far from a kink differences are taken. Their steps are at most a fifth of that. */
const AWAY = 0.05;

/** Operands in the op's domain, away from its kinks; the order of polygamma is a whole number. */
function operandsOf(op: Op): fc.Arbitrary<number[]> {
  const each = op.domain.map(([min, max]) =>
    min === max ? fc.integer({ min: 0, max: 6 }) : fc.double({ min, max, noNaN: true }),
  );
  return fc.tuple(...each).filter((xs) => !(Math.abs(kink(op)?.(...xs) ?? 1) < AWAY));
}

const stepAt = (op: Op, xs: number[]) => Math.min(0.02, Math.abs(kink(op)?.(...xs) ?? 1) / 5);
/** `f` as a function of operand `i` alone. */
const along = (f: (...xs: number[]) => number, xs: number[], i: number) => (x: number) => f(...xs.with(i, x));

function check(op: Op, full: number, property: (xs: number[]) => void) {
  for (const seed of SEEDS)
    test(`${op.name}, seed ${seed}`, { timeout: TIMEOUT }, () => {
      fc.assert(
        fc.property(operandsOf(op), (xs) => property(xs)),
        { seed, numRuns: runs(full) },
      );
    });
}

/** The largest error of a slope, in terms of the size of the numbers it is made of. */
function expectSlope(got: number, f: (x: number) => number, x: number, h: number) {
  const { slope, error } = derivative(f, x, h);
  const size = Math.max(1, Math.abs(f(x)), Math.abs(slope));
  expect(error / size).toBeLessThan(1e-8); // or the comparison would say nothing
  expect(Math.abs(got - slope) / size).toBeLessThan(1e-9);
}

describe("d is the derivative of f", () => {
  for (const op of table)
    check(op, 5000, (xs) => {
      const f = forward(op);
      for (const [i, rule] of rules(op).entries()) {
        if (rule !== null)
          expectSlope(rule(...xs, f(...xs)) as number, along(f, xs, i), xs[i]!, stepAt(op, xs));
        else if (CONSTANT_PIECES.includes(op.name) || op === ops.select)
          expectSlope(0, along(f, xs, i), xs[i]!, stepAt(op, xs));
      }
    });
});

/** The rule on values: its result, and that result's gradient in each operand. */
function differentiate(op: Op, rule: Rule, xs: number[]): { slope: number; grads: number[] } {
  const operands = xs.map((x, i) => (op.d[i] === null ? x : value(x)));
  const slope = rule(...operands, callable(op)(...operands));
  if (!isValue(slope)) return { slope: slope as number, grads: xs.map(() => 0) };
  slope.backward();
  return { slope: slope.data, grads: operands.map((o) => (typeof o === "number" ? 0 : o.grad)) };
}

describe("d of values is differentiable, and its derivative the second", () => {
  for (const op of table.filter(({ d }) => d.some((rule) => rule !== null)))
    check(op, 2500, (xs) => {
      for (const rule of rules(op)) {
        if (rule === null) continue;
        const { slope, grads } = differentiate(op, rule, xs);
        const d = (...ys: number[]) => rule(...ys, forward(op)(...ys)) as number;
        expect(slope).toBe(d(...xs));
        for (const [j, flows] of op.d.entries())
          if (flows !== null) expectSlope(grads[j]!, along(d, xs, j), xs[j]!, stepAt(op, xs));
      }
    });
});

describe("expand is f, and its gradient d", () => {
  for (const op of table.filter(({ expand }) => expand !== undefined))
    check(op, 5000, (xs) => {
      const expand = op.expand as Rule;
      const expected = forward(op)(...xs);
      const size = Math.max(1, Math.abs(expected));
      expect(Math.abs((expand(...xs) as number) - expected) / size).toBeLessThan(1e-13);
      const operands = xs.map((x) => value(x));
      const out = expand(...operands) as Value;
      out.backward();
      expect(Math.abs(out.data - expected) / size).toBeLessThan(1e-13);
      for (const [i, rule] of rules(op).entries()) {
        const slope = rule === null ? 0 : (rule(...xs, expected) as number);
        expect(Math.abs(operands[i]!.grad - slope) / Math.max(size, Math.abs(slope))).toBeLessThan(1e-12);
      }
    });
});

const TOLERANCE = 1e-12;
const DELTA = 2 ** -27;

/** Numbers of equal kind in another order: repeatable signs for the errors put in. */
function* signs(seed: number): Generator<number> {
  for (let s = seed | 1; ; s = (Math.imul(s, 1664525) + 1013904223) | 0) yield s < 0 ? -DELTA : DELTA;
}

/** Value and gradient of the last result. */
const answer = (nodes: { v: number; g: readonly number[] }[]) => [nodes.at(-1)!.v, ...nodes.at(-1)!.g];

/**
 * How large relative errors made throughout may become, for each number of the answer: observed, by multiplying the
 * value and the gradient of every operand, wherever it is read, by 1 ± 2^-27.
 */
function conditions(p: Program, exact: readonly number[]): number[] {
  const moved = [1, 2, 3, 4].map((seed) => {
    const sign = signs(seed * 7919);
    return answer(runNaive(p, () => sign.next().value));
  });
  return exact.map((e, i) => Math.max(Math.abs(e), ...moved.map((m) => Math.abs(m[i]! - e) / DELTA)));
}

describe("programs of 1 to 200 ops: eager is the naive evaluator, values and gradients", () => {
  for (const seed of SEEDS)
    test(`seed ${seed}: within 1e-12 times the condition`, { timeout: TIMEOUT }, () => {
      const sizes = { largest: 0, live: 0 };
      const numRuns = runs(20_000);
      const seen = new Set<string>();
      fc.assert(
        fc.property(program(200), (p) => {
          const exact = answer(runNaive(p));
          const { leaves, nodes } = runEager(p);
          nodes.at(-1)!.backward();
          const got = [nodes.at(-1)!.data, ...leaves.map((leaf) => leaf.grad)];
          const scales = conditions(p, exact);
          for (const [i, y] of got.entries())
            if (!(Math.abs(y - exact[i]!) <= TOLERANCE * scales[i]!))
              throw new Error(
                `number ${i}: ${y}, wanted ${exact[i]} (condition ${scales[i]! / Math.abs(exact[i]!)}) in\n${print(p)}`,
              );
          sizes.largest = Math.max(sizes.largest, p.steps.length);
          if (got.slice(1).some((g) => g !== 0)) sizes.live++;
          for (const { op } of p.steps) seen.add(op);
        }),
        { seed, numRuns },
      );
      if (!isEnough) return;
      // The generator does what it should.
      expect(sizes.largest).toBeGreaterThan(180);
      expect(sizes.live / numRuns).toBeGreaterThan(0.65);
      expect(table.filter((op) => !seen.has(op.name)).map((op) => op.name)).toEqual([]);
    });
});

/** The longest step of differences over a program. */
const STEP = 1e-3;

describe("programs of 1 to 40 ops: gradients are differences of the naive evaluator", () => {
  for (const seed of SEEDS)
    test(`seed ${seed}: within 1e-7 where differences can tell`, { timeout: TIMEOUT }, () => {
      let told = 0;
      let asked = 0;
      fc.assert(
        fc.property(program(40), (drawn) => {
          // Differences see through a stopped gradient.
          const steps = drawn.steps.map(({ op, operands }) =>
            op === "stopGradient" ? { op: "add", operands: [...operands, { literal: 0 }] } : { op, operands },
          );
          const p = { ...drawn, steps };
          const { leaves, nodes } = runEager(p);
          nodes.at(-1)!.backward();
          for (const [i, leaf] of leaves.entries()) {
            const x = p.inputs[i]!;
            const moved = (to: number) => ({ ...p, inputs: p.inputs.with(i, to) });
            const { slope, error } = derivative((to) => runNaive(moved(to)).at(-1)!.v, x, STEP);
            const size = Math.max(1, Math.abs(slope), Math.abs(nodes.at(-1)!.data));
            asked++;
            // A program may bend sharply, or have a kink within the step.
            if (!(error / size < 1e-8) || pieceOf(moved(x - STEP)) !== pieceOf(moved(x + STEP))) continue;
            told++;
            if (!(Math.abs(leaf.grad - slope) / size < 1e-7))
              throw new Error(`gradient ${i}: ${leaf.grad}, by differences ${slope} in\n${print(p)}`);
          }
        }),
        { seed, numRuns: runs(10_000) },
      );
      if (!isEnough) return;
      expect(told / asked).toBeGreaterThan(0.7);
    });
});
