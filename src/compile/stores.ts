/** Which accumulations are plain stores, for they are the first to their elements, and which elements then begin without one. */
import { isConstant, neverMeet, offsetFrom } from "../ir/affine.ts";
import { type Accumulate, type Alloc, type Loop, loopsAround } from "../ir/program.ts";
import { type Access, elementKey } from "./accesses.ts";

/** A part of an array: for each dimension from where, and to where. That of one without elements is empty. */
export type Box = readonly (readonly [from: number, to: number])[];

/** More accumulations than these are not compared pair by pair, but where all of them are to constant indices. */
const MANY = 50;
/** Elements that are to begin with something lie in so many boxes at most; if in more, all elements do. */
const FEW = 6;

/** The elements that an accumulation stores to, if it is certain to store to none twice. */
function boxOf({ array, index, block }: Accumulate): Box | undefined {
  const loops = loopsAround(block, array.block);
  const found = new Set<Loop>();
  const box: [number, number][] = [];
  for (const [d, { constant, terms, data }] of index.entries()) {
    const [term, another] = terms;
    if (data || another || constant < 0) return undefined;
    let count = 1;
    if (term) {
      const { extent } = term.loop;
      if (term.factor !== 1 || !isConstant(extent) || !loops.includes(term.loop)) return undefined;
      if (found.has(term.loop)) return undefined;
      found.add(term.loop);
      count = Math.max(0, extent.constant);
    }
    if (constant + count > array.shape[d]!) return undefined;
    box.push([constant, constant + count]);
  }
  return found.size === loops.length ? box : undefined;
}

/**
 * Whether each element that two accumulations share gets what `a` has for it first. Loops that are free of order run up.
 * In lanes an instruction is done for some iterations at once, before what is behind it.
 */
function isFirst(a: Accumulate, b: Accumulate, position: Readonly<Int32Array>): boolean {
  const isAhead = position[a.id]! < position[b.id]!;
  const others = loopsAround(b.block, a.array.block);
  for (const [k, loop] of loopsAround(a.block, a.array.block).entries()) {
    if (others[k] !== loop) break;
    let later: number | undefined;
    a.index.forEach((affine, d) => {
      const [own, other] = [offsetFrom(affine, loop), offsetFrom(b.index[d]!, loop)];
      if (own !== undefined && other !== undefined) later = other - own;
    });
    if (later === undefined) return false;
    if (later === 0) continue;
    const isEarlier = loop.order === "down" ? later > 0 : later < 0;
    return isEarlier && (isAhead || loop.order !== "any");
  }
  return isAhead;
}

/** Adds the accumulations to an array that are stores, and gives the elements that no store is the first to reach. */
export function findStores(
  array: Alloc,
  of: readonly Access[],
  position: Readonly<Int32Array>,
  stores: Set<Accumulate>,
): readonly Box[] {
  const whole: Box = array.shape.map((n) => [0, n]);
  const writes = of.filter((access) => access.kind === "accumulate");
  if (writes.length > MANY) {
    const isEach = writes.every(({ index }) => index.every(isConstant));
    if (!isEach || new Set(writes.map(elementKey)).size < writes.length) return [whole];
    for (const write of writes) if (boxOf(write)) stores.add(write);
    return array.shape.reduce((size, n) => size * n, 1) === writes.length ? [] : [whole];
  }
  let left: Box[] = [whole];
  for (const write of writes) {
    const box = boxOf(write);
    if (box === undefined) continue;
    if (
      !writes.every(
        (other) => other === write || neverMeet(write.index, other.index) || isFirst(write, other, position),
      )
    )
      continue;
    stores.add(write);
    left = left.flatMap((part) => without(part, box));
  }
  return (left.length > FEW ? [whole] : left).filter((part) => !isEmpty(part));
}

const isEmpty = (box: Box): boolean => box.some(([from, to]) => from >= to);

/** What is left of a box without another. */
function without(box: Box, other: Box): Box[] {
  if (isEmpty(other)) return [box];
  const left: Box[] = [];
  let rest: Box = box;
  for (const [d, [from, to]] of other.entries()) {
    const [start, end] = rest[d]!;
    if (to <= start || end <= from) return [box];
    const slice = (a: number, b: number): Box => rest.map((range, k) => (k === d ? [a, b] : range));
    if (start < from) left.push(slice(start, from));
    if (to < end) left.push(slice(to, end));
    rest = slice(Math.max(start, from), Math.min(end, to));
  }
  return left;
}
