/**
 * Exchange: of two loops, one in the other, that add to an array by the index of the inner one, as gradients of products
 * of matrices with vectors do, the inner one becomes the outer. Then the element stays in a register while a column is
 * gone through, and what else the index names is read once. What iterations of the outer loop computed for the inner
 * one is computed beforehand, and kept in an array.
 */
import { type Affine, isConstant } from "../ir/affine.ts";
import {
  type Accumulate,
  type Arr,
  type Block,
  type Instruction,
  type Load,
  type Loop,
  type Program,
  type Scalar,
  visitInstructions,
} from "../ir/program.ts";
import { operandsOf } from "../ir/validate.ts";
import { sizeOf } from "../tree.ts";
import type { Changes } from "./reemit.ts";

/** Arrays of more elements are gone through in the order in which they lie in memory. */
const LARGE = 2048;

/** A loop that changes places with the one loop in it. */
export interface Exchange {
  readonly inner: Loop;
  /**
   * From which on indices of the outer loop belong to an index of the inner one, less that: a triangle's extent is the
   * outer index and at most 1. Undefined if all do.
   */
  readonly ahead: number | undefined;
  /** What iterations of the outer loop compute and the inner loop's use. */
  readonly kept: readonly Scalar[];
  /** Scalars of the outer loop's body from which these are computed, operands first. */
  readonly before: readonly Scalar[];
  /** Scalars that what stands beside the inner loop needs when these are known. */
  readonly beside: readonly Scalar[];
  /** Likewise the inner loop. */
  readonly within: readonly Scalar[];
}

/** The loops of a program that are exchanged, by the outer ones. */
export function exchanges(program: Program): Pick<Changes, "exchanged"> | undefined {
  const exchanged = new Map<Loop, Exchange>();
  visitInstructions(program.top, (x) => {
    // Whether the arrays of an iteration are small and its own is told by a loop around.
    if (x.kind !== "loop" || x.block.loop === undefined) return;
    const found = exchangeOf(x);
    if (found) exchanged.set(x, found);
  });
  return exchanged.size > 0 ? { exchanged } : undefined;
}

const scalarsOf = (x: Instruction): Scalar[] =>
  operandsOf(x).filter((operand): operand is Scalar => operand.kind !== "alloc" && operand.kind !== "input");

type Access = Load | Accumulate;

function exchangeOf(outer: Loop): Exchange | undefined {
  const inner = onlyLoopIn(outer.body);
  if (inner === undefined || !isFree(outer) || !isFree(inner) || !isConstant(outer.extent)) return undefined;
  if (outer.extent.constant < 2) return undefined;
  const ahead = aheadOf(inner.extent, outer);
  if (ahead === false) return undefined;
  const accesses: Access[] = [];
  const read = new Set<Arr>();
  const written = new Set<Arr>();
  for (const { instructions } of [outer.body, inner.body])
    for (const x of instructions) {
      if (x.kind === "alloc" || x.kind === "call" || x.kind === "index") return undefined;
      if (x.kind !== "load" && x.kind !== "accumulate") continue;
      if (x.index.some(({ data }) => data)) return undefined;
      (x.kind === "load" ? read : written).add(x.array);
      if (x.block === inner.body) accesses.push(x);
    }
  for (const array of written) if (read.has(array)) return undefined;

  const ofOuter = (x: Instruction): Scalar[] => scalarsOf(x).filter(({ block }) => block === outer.body);
  const used = new Set<Scalar>();
  const kept = new Set<Scalar>();
  for (const x of inner.body.instructions)
    for (const operand of ofOuter(x)) {
      used.add(operand);
      if (operand.kind === "op") kept.add(operand);
      else if (operand.kind === "load") accesses.push(operand);
    }
  const [now, then] = [costOf(accesses, inner), kept.size + costOf(accesses, outer)];
  if (then >= now) return undefined;

  const needed = (from: Iterable<Scalar>, known: ReadonlySet<Scalar>): Scalar[] => {
    const all = new Set<Scalar>();
    const pending = [...from];
    for (let x = pending.pop(); x !== undefined; x = pending.pop()) {
      if (x.block !== outer.body || known.has(x) || all.has(x)) continue;
      all.add(x);
      pending.push(...ofOuter(x));
    }
    return outer.body.instructions.filter((x): x is Scalar => all.has(x as Scalar));
  };
  const sums = outer.body.instructions.filter((x) => x.kind === "accumulate");
  return {
    ...{ inner, ahead, kept: [...kept] },
    before: needed(kept, new Set()),
    beside: needed(
      sums.map(({ value }) => value),
      kept,
    ),
    within: needed(used, kept),
  };
}

const isFree = ({ order, checkpoint, recomputes }: Loop): boolean =>
  order === "any" && !checkpoint && !recomputes;

function onlyLoopIn({ instructions }: Block): Loop | undefined {
  let found: Loop | undefined;
  for (const x of instructions) {
    if (x.kind !== "loop") continue;
    if (found) return undefined;
    found = x;
  }
  return found?.body.instructions.some(({ kind }) => kind === "loop") ? undefined : found;
}

/** As `Exchange.ahead`; false if the extent is neither the same in all iterations nor such a triangle's. */
function aheadOf({ constant, terms, data }: Affine, outer: Loop): number | undefined | false {
  const term = terms.find(({ loop }) => loop === outer);
  if (data) return false;
  if (term === undefined) return undefined;
  return terms.length === 1 && term.factor === 1 && (constant === 0 || constant === 1) && 1 - constant;
}

/**
 * How often an iteration of a loop reads or writes an element of its own in arrays that iterations further out have
 * for themselves: lanes have each one of those. Infinite if it would go through large arrays in strides.
 */
function costOf(accesses: readonly Access[], loop: Loop): number {
  let cost = 0;
  for (const { kind, array, index } of accesses) {
    const d = index.findLastIndex(({ terms }) => terms.some((term) => term.loop === loop));
    if (d < 0) continue;
    if (isPrivate(array)) cost += kind === "load" ? 1 : 2;
    if (d < index.length - 1 && sizeOf(array.shape.slice(d)) > LARGE) return Number.POSITIVE_INFINITY;
  }
  return cost;
}

function isPrivate({ kind, block }: Arr): boolean {
  for (let b: Block | undefined = block; kind === "alloc" && b; b = b.parent)
    if (b.loop?.order === "any") return true;
  return false;
}
