/**
 * Exchange: of two loops, one in the other, that add to an array by the index of the inner one, as gradients of products
 * of matrices with vectors do, the inner one becomes the outer. Then the element stays in a register while a column is
 * gone through, and what else the index names is read once. What iterations of the outer loop computed for the inner
 * one is computed beforehand, and kept in an array.
 */
import { type Affine, constantIndex, isConstant, loopIndex, plus } from "../ir/affine.ts";
import type { Accumulate, Arr, Block, Load, Loop, Scalar } from "../ir/program.ts";
import type { Survey } from "../ir/survey.ts";
import { visitOperands } from "../ir/validate.ts";
import { sizeOf } from "../tree.ts";
import type { Edits, Reemission } from "./reemit.ts";

/** Arrays of more elements are gone through in the order in which they lie in memory. */
const LARGE = 2048;

/**
 * A loop that changes places with the one loop in it. That has as many iterations in all of its own, or, in a triangle, as
 * its index says, or one more.
 */
interface Exchange {
  readonly inner: Loop;
  /** What iterations of the outer loop compute and the inner loop's use. */
  readonly kept: ReadonlySet<Scalar>;
}

/** Exchanges loops of a program; none of those that are built otherwise already. */
export function exchange({ loops }: Survey, { instead }: Edits): void {
  for (const loop of loops) {
    if (!loop.block.loop || instead.has(loop)) continue;
    const found = exchangeOf(loop);
    if (found && !instead.has(found.inner)) instead.set(loop, (to) => emitExchanged(loop, found, to));
  }
}

/** Builds a loop and the one in it the other way round, behind a loop that fills the arrays of what is kept. */
function emitExchanged(outer: Loop, { inner, kept }: Exchange, to: Reemission<Scalar>): void {
  const { builder, loops } = to;
  const { instructions } = outer.body;
  const n = outer.extent.constant;
  const arrays = new Map([...kept].map((x) => [x, builder.written([n])]));
  /** Builds an iteration of the outer loop, but for the inner one; what is not needed of it is not kept. */
  const beside = (at: Affine, doesAdd: boolean) => {
    loops.set(outer, at);
    for (const [x, array] of arrays) to.define(x, builder.load(array, [at]));
    for (const x of instructions)
      if (x.kind === "accumulate" ? doesAdd : x.kind !== "loop" && !kept.has(x as Scalar)) to.instruction(x);
  };
  builder.loop(n, "any", (made) => {
    loops.set(outer, loopIndex(made));
    for (const x of instructions) if (x.kind !== "loop" && x.kind !== "accumulate") to.instruction(x);
    for (const [x, array] of arrays) builder.accumulate(array, [loopIndex(made)], to.emitted(x));
  });
  const { constant, terms } = inner.extent;
  const isTriangle = terms.some(({ loop }) => loop === outer);
  const columns = isTriangle ? constantIndex(n) : to.index(inner.extent);
  const isSquare = isConstant(columns) && columns.constant === n;
  if (!isSquare) builder.loop(n, "any", (made) => beside(loopIndex(made), true));
  builder.loop(columns, "any", (column) => {
    const at = loopIndex(column);
    if (isSquare) beside(at, true);
    const first = isTriangle ? plus(at, constantIndex(1 - constant))! : constantIndex(0);
    loops.set(inner, at);
    builder.loop(plus(constantIndex(n), first, -1)!, "any", (made) => {
      beside(plus(loopIndex(made), first)!, false);
      to.block(inner.body);
    });
  });
}

function exchangeOf(outer: Loop): Exchange | undefined {
  const own = outer.body.instructions;
  const [inner, another] = own.filter((x) => x.kind === "loop");
  if (!inner || another || outer.order !== "any" || inner.order !== "any") return undefined;
  if (!isConstant(outer.extent) || !isExchangeable(inner, outer)) return undefined;
  const accesses: (Load | Accumulate)[] = [];
  const read = new Set<Arr>();
  const written = new Set<Arr>();
  const kept = new Set<Scalar>();
  for (const { instructions } of [outer.body, inner.body])
    for (const x of instructions) {
      if (x.kind === "alloc" || x.kind === "call" || x.kind === "index") return undefined;
      if (x.kind === "loop" && x !== inner) return undefined;
      if (x.kind === "load" || x.kind === "accumulate") {
        if (x.index.some(({ data }) => data)) return undefined;
        (x.kind === "load" ? read : written).add(x.array);
        if (x.block === inner.body) accesses.push(x);
      }
      if (x.block !== inner.body) continue;
      visitOperands(x, (y) => {
        if (y.block !== outer.body) return;
        if (y.kind === "op") kept.add(y);
        else if (y.kind === "load") accesses.push(y);
      });
    }
  for (const array of written) if (read.has(array)) return undefined;
  return kept.size + costOf(accesses, outer) < costOf(accesses, inner) ? { inner, kept } : undefined;
}

function isExchangeable({ extent: { constant, terms, data } }: Loop, outer: Loop): boolean {
  if (data) return false;
  const term = terms.find(({ loop }) => loop === outer);
  return !term || (terms.length === 1 && term.factor === 1 && (constant === 0 || constant === 1));
}

/**
 * How often an iteration of a loop reads or writes an element of its own in arrays that iterations further out have
 * for themselves: lanes have each one of those. Infinite if it would go through large arrays in strides.
 */
function costOf(accesses: readonly (Load | Accumulate)[], loop: Loop): number {
  let cost = 0;
  for (const { kind, array, index } of accesses) {
    const d = index.findIndex(({ terms }) => terms.some((term) => term.loop === loop));
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
