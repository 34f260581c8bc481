/** Reads of arrays and additions to them: what meets what, and what can be kept in locals. */
import { type Affine, affineKey, isConstant, plus, surelyWithin } from "../ir/affine.ts";
import {
  type Accumulate,
  type Alloc,
  type Argument,
  type Arr,
  type Block,
  type Instruction,
  type Load,
  type Loop,
  loopsAround,
  type Result,
} from "../ir/program.ts";
import { sizeOf } from "../tree.ts";
import type { Unit, Units } from "./units.ts";

export type Access = Load | Accumulate;
/** What a call is given of an array, or gives to it. */
export type Passed = Argument | Result;

/** Elements of an array that a loop accumulates into and nothing in it reads: kept in locals while it runs. */
export interface Held {
  readonly array: Arr;
  /** One accumulation of each element that is held. */
  readonly elements: readonly Accumulate[];
}

/** How many elements of one array may be locals. */
const FEW = 16;

/** The key of an element, by which accesses of one array that mean the same element are equal. */
export const elementKey = ({ index }: Access): string => index.map(affineKey).join();

/** The instruction of `block` in which `inner` lies. */
export function ancestorIn(block: Block, inner: Instruction): Instruction {
  let instruction = inner;
  while (instruction.block !== block) instruction = instruction.block.loop!;
  return instruction;
}

/** Whether an array, with all accesses to it, can live in locals: few elements, each named by constants, in one function. */
export function fitsLocals(array: Alloc, of: readonly Access[], { by }: Units): boolean {
  const unit: Unit | undefined = by[of[0]!.id];
  if (!of.every((access) => by[access.id] === unit && access.index.every(isConstant))) return false;
  if (sizeOf(array.shape) > FEW && new Set(of.map(elementKey)).size > FEW) return false;
  return of.every(({ index }) => surelyWithin(index, array.shape));
}

/** The outermost loops that can hold elements of an array in locals, and which. */
export function holdersOf(
  array: Alloc,
  of: readonly Access[],
  passed: readonly Passed[],
  { by }: Units,
): Map<Loop, readonly Accumulate[]> {
  const found = new Map<Loop, readonly Accumulate[]>();
  const tried = new Set<Loop>();
  for (const write of of) {
    if (write.kind !== "accumulate") continue;
    for (const loop of loopsAround(write.block, array.block)) {
      if (found.has(loop)) break;
      if (tried.has(loop)) continue;
      tried.add(loop);
      const isPassed = passed.some(({ block }) => loop.body.contains(block));
      const elements = isPassed ? undefined : holdable(loop, of, by);
      if (elements === undefined) continue;
      found.set(loop, elements);
      break;
    }
  }
  return found;
}

/**
 * The elements of an array that a loop can hold in locals: those that it only adds to, in its own function, at places that
 * stay the same from iteration to iteration. Undefined if it does anything else with the array, or with too many.
 */
export function holdable(
  loop: Loop,
  of: readonly Access[],
  by: Units["by"],
): readonly Accumulate[] | undefined {
  const inside = of.filter((access) => loop.body.contains(access.block));
  const elements = new Map<string, Accumulate>();
  for (const access of inside) {
    if (access.kind !== "accumulate" || by[access.id] !== by[loop.id]) return undefined;
    const varies = ({ terms, data }: Affine) =>
      terms.some((term) => term.loop === loop || loop.body.contains(term.loop.block)) ||
      (data !== undefined && loop.body.contains(data.block));
    // A loop that never runs must not look at an element that does not exist.
    if (access.index.some(varies) || !surelyWithin(access.index, access.array.shape)) return undefined;
    const key = elementKey(access);
    if (!elements.has(key)) elements.set(key, access);
  }
  const all = [...elements.values()];
  if (all.length === 0 || all.length > FEW) return undefined;
  if (all.some((a) => a.combine !== all[0]!.combine)) return undefined;
  return all.every((a, k) => all.every((b, j) => j <= k || differ(a, b))) ? all : undefined;
}

/** Whether some dimension's indices differ by a constant that is not 0. */
const differ = (a: Access, b: Access): boolean =>
  a.index.some((x, d) => (distance(x, b.index[d]!) ?? 0) !== 0);

/** How much larger an index is than another; undefined if that is not a constant. */
function distance(x: Affine, y: Affine): number | undefined {
  if (x.data !== y.data) return undefined;
  const { terms, constant } = plus({ ...x, data: undefined }, { ...y, data: undefined }, -1)!;
  return terms.length === 0 ? constant : undefined;
}

/** Whether `count` iterations of a loop in a row never mean the same element by two accesses that differ in each. */
export function stayApart(a: Access, b: Access, loop: Loop, count: number): boolean {
  return a.index.some((x, d) => {
    const far = distance(x, b.index[d]!);
    if (!far || x.data) return false;
    const factor = x.terms.find((term) => term.loop === loop)?.factor ?? 0;
    return factor === 0 || far % factor !== 0 || Math.abs(far / factor) >= count;
  });
}
