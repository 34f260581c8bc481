/** How far small errors go in a program: what rounding in another order may change. */
import { type Apply, instructionsOf } from "../src/ir/program.ts";
import type { Op } from "../src/op.ts";
import { eq } from "../src/ops.ts";
import { evaluate, type Traced } from "../src/trace.ts";
import { elementsOf, leavesOf } from "../src/tree.ts";
import { random } from "./random.ts";

/**
 * Errors that are put in: large ones, beside which those of the evaluation itself are small, and ones of the size of
 * what is allowed for, by which a jump, as where one of two equal numbers becomes the greater, is told from a steep slope.
 */
const DELTAS = [2 ** -27, 2 ** -27, 2 ** -27, 2 ** -46, 2 ** -46, 2 ** -46];

/** All numbers of a tree. */
export const flat = (tree: unknown): number[] =>
  leavesOf(tree, "result").flatMap(({ value }) => Array.from(elementsOf(value) as ArrayLike<number>));

/**
 * For each number that a traced function gives, how large relative errors made throughout may become in it: observed, by
 * multiplying arguments, captured numbers, and operands wherever an op reads them, by 1 ± δ. Whole numbers, which may be
 * indices, are exact, and so is what `eq` compares, which finds the greatest of several. Infinity where that cannot be
 * told. Errors are put into the program itself: it is spoilt.
 */
export function conditions(traced: Traced, args: readonly unknown[], exact: readonly number[]): number[] {
  const next = random(7919);
  let delta = 0;
  const moved = (x: number) => (Number.isInteger(x) ? x : x * (1 + (next() < 0.5 ? delta : -delta)));
  const spoilt = new Set<Apply>();
  for (const instruction of instructionsOf(traced.program))
    if (instruction.kind === "op" && instruction.op !== eq && !spoilt.has(instruction)) {
      spoil(instruction, moved);
      spoilt.add(instruction);
    }
  const worst = exact.map(Math.abs);
  for (delta of DELTAS) {
    const captured = traced.captured.map((numbers) => numbers.map(moved));
    const others = args.map((arg) => mapNumbers(arg, moved));
    flat(evaluate({ ...traced, captured }, ...others)).forEach((x, k) => {
      // An infinite number that stays so is exact.
      if (Object.is(x, exact[k])) return;
      const size = Math.abs(x - exact[k]!) / delta;
      worst[k] = Number.isNaN(size) ? Infinity : Math.max(worst[k]!, size);
    });
  }
  return worst;
}

/** A tree of the same form, of other numbers. */
export function mapNumbers<T>(tree: T, f: (x: number) => number): T;
export function mapNumbers(tree: unknown, f: (x: number) => number): unknown {
  if (typeof tree === "number") return f(tree);
  if (tree instanceof Float64Array) return tree.map(f);
  if (Array.isArray(tree)) return tree.map((part) => mapNumbers(part, f));
  const parts = Object.entries(tree as object).map(([key, part]) => [key, mapNumbers(part, f)]);
  return Object.fromEntries(parts);
}

function spoil(instruction: Apply, moved: (x: number) => number): void {
  const { op } = instruction;
  const f = op.f as (...operands: number[]) => number;
  const value = (...operands: number[]) => f(...operands.map(moved));
  (instruction as { op: Op }).op = Object.create(op, { f: { value } });
}
