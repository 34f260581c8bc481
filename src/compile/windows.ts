/**
 * Windows: what an ordered loop hands from one iteration to the next stays in locals. The history of a fold, each of whose
 * elements is written in one iteration and read in the next, is written to memory only where somebody else reads it.
 */
import { type Affine, affineKey, constantIndex, isConstant, offsetFrom, plus } from "../ir/affine.ts";
import type { Accumulate, Alloc, Load, Loop } from "../ir/program.ts";
import { type Access, ancestorIn, elementKey } from "./accesses.ts";
import type { Units } from "./units.ts";

/** One element per iteration of an array: read, and written for the next iteration. */
export interface Slot {
  /** Keys of the element in the loop: of that which is read, and of that which is written. */
  readonly read: string;
  readonly written: string;
  /** What is read in the first iteration, in terms of what is around the loop. */
  readonly first: Load;
  /** The key of what the last iteration writes, where that is all that is read behind the loop. */
  readonly last: string;
  /** The access that writes, or one like it. */
  readonly write: Accumulate;
  /** Whether what is written is added to an element in memory. */
  readonly adds: boolean;
}

export interface Window {
  readonly array: Alloc;
  readonly loop: Loop;
  /** Whether the array is in memory too. */
  readonly inMemory: boolean;
  readonly slots: readonly Slot[];
}

/** How many elements are handed on in locals. */
const MOST = 8;

/** The window of an array, if some loop has one. */
export function windowOf(
  array: Alloc,
  of: readonly Access[],
  stores: ReadonlySet<Accumulate>,
  { by }: Units,
): Window | undefined {
  for (const access of of) {
    const loop = ancestorIn(array.block, access);
    if (loop.kind !== "loop" || loop.order === "any" || access.kind !== "accumulate") continue;
    const window = windowIn(loop, array, of, stores, by);
    if (window) return window;
  }
  return undefined;
}

function windowIn(
  loop: Loop,
  array: Alloc,
  of: readonly Access[],
  stores: ReadonlySet<Accumulate>,
  by: Units["by"],
): Window | undefined {
  const inside = of.filter((access) => loop.body.contains(access.block));
  const outside = of.filter((access) => !inside.includes(access));
  if (inside.some((access) => by[access.id] !== by[loop.id])) return undefined;
  const d = array.shape.findIndex((_, k) =>
    inside.every(({ index }) => offsetFrom(index[k]!, loop) !== undefined),
  );
  if (d < 0 || inside.some(({ index }) => index.some((affine, k) => k !== d && !isConstant(affine))))
    return undefined;
  const offsets = (kind: Access["kind"]) =>
    new Set(inside.filter((access) => access.kind === kind).map(({ index }) => offsetFrom(index[d]!, loop)!));
  const [reads, writes] = [[...offsets("load")], [...offsets("accumulate")]];
  const ahead = loop.order === "up" ? 1 : -1;
  if (reads.length !== 1 || writes.length !== 1 || writes[0] !== reads[0]! + ahead) return undefined;

  const { extent } = loop;
  if (extent.data) return undefined;
  // The element that is read in the first iteration, and the one that is written in the last.
  const [from, to] =
    loop.order === "up" ? [constantIndex(0), extent] : [plus(extent, constantIndex(-1))!, constantIndex(-1)];
  const start = plus(from, constantIndex(reads[0]!))!;
  const end = plus(to, constantIndex(reads[0]!))!;
  const at = ({ index }: Access, k: number) => affineKey(index[k]!);
  const before = outside.filter((access) => access.kind === "accumulate");
  const isAtStart = (access: Access) => at(access, d) === affineKey(start) && access.index.every(isConstant);
  const isAtEnd = (access: Access) => at(access, d) === affineKey(end) && access.index.every(isConstant);
  const inMemory =
    !isConstant(extent) ||
    !before.every(isAtStart) ||
    !outside.every((access) => access.kind === "accumulate" || isAtEnd(access)) ||
    outside.some((access) => by[access.id] !== by[loop.id]);

  const slots = new Map<string, Slot>();
  for (const access of inside) {
    if (access.kind !== "accumulate") continue;
    const shifted = (affine: Affine) => access.index.map((other, k) => (k === d ? affine : other));
    const read = shifted(plus(access.index[d]!, constantIndex(-ahead))!);
    const key = read.map(affineKey).join();
    if (slots.has(key)) continue;
    slots.set(key, {
      read: key,
      written: elementKey(access),
      first: { kind: "load", id: access.id, block: loop.block, array, index: shifted(start) },
      last: shifted(end).map(affineKey).join(),
      write: access,
      adds: inMemory && !stores.has(access) && before.some((other) => !isAtStart(other)),
    });
  }
  const isRead = (access: Access) => access.kind === "accumulate" || slots.has(elementKey(access));
  // Every element that is read has to be one that is handed on, and what is read behind one that is written.
  if (slots.size > MOST || !inside.every(isRead)) return undefined;
  const ends = new Set([...slots.values()].map(({ last }) => last));
  const starts = new Set([...slots.values()].map(({ first }) => elementKey(first)));
  const isKnown = (access: Access) => ends.has(elementKey(access)) || starts.has(elementKey(access));
  if (!inMemory && !outside.every(isKnown)) return undefined;
  return { array, loop, inMemory, slots: [...slots.values()] };
}
