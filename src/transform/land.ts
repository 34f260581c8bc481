/**
 * Landing: what an array is filled with goes at once to where the whole array is copied to, as a fold's next state to its
 * history. The array and the loop that copies it are then needed no longer.
 */
import { type Affine, neverMeet, offsetFrom, plus, surelyWithin } from "../ir/affine.ts";
import {
  type Accumulate,
  type Alloc,
  type Arr,
  type Instruction,
  type Load,
  type Loop,
  loopsAround,
  type Scalar,
  visitInstructions,
} from "../ir/program.ts";
import type { Accesses, Survey } from "../ir/survey.ts";
import { visitOperands } from "../ir/validate.ts";
import { wholeDimensions } from "./copies.ts";
import type { Edits, Reemission } from "./reemit.ts";

/** Where the elements of an array go instead. */
interface Landing {
  readonly copy: Accumulate;
  /** The dimension of the array that each of the copy's loops goes through. */
  readonly dimensions: ReadonlyMap<Loop, number>;
  /** Whether more than the copy uses what it copies. Otherwise that is not read: others may add to it yet. */
  readonly isUsed: boolean;
}

/** Has arrays of a program land, and blocks make those where they do ahead of all else. */
export function land({ program, accesses }: Survey, edits: Edits): void {
  const copies: Accumulate[] = [];
  for (const of of accesses.values())
    for (const x of of) if (x.kind === "accumulate" && isCopy(x)) copies.push(x);
  copies.sort((a, b) => a.id - b.id);
  const targets = new Set<Arr>();
  for (const copy of copies) {
    const { array: target, value } = copy;
    const { array: source } = value as Load;
    // One that lands where another does not stay does so in the next pass.
    if (targets.has(source) || edits.elements.has(source) || edits.elements.has(target)) continue;
    const found = landing(copy, accesses, program.outputs);
    if (found === undefined) continue;
    edits.omit(source as Alloc, copy);
    if (!found.isUsed) edits.omit(value);
    edits.elements.set(source, (index, to) => ({ array: to.array(target), index: landed(found, index, to) }));
    targets.add(target);
    const { block } = target;
    const isAlloc = ({ kind }: Instruction) => kind === "alloc";
    if (!edits.order.has(block))
      edits.order.set(block, [
        ...block.instructions.filter(isAlloc),
        ...block.instructions.filter((x) => !isAlloc(x)),
      ]);
  }
}

function isCopy({ array, value, combine }: Accumulate): boolean {
  if (value.kind !== "load") return false;
  const { array: source } = value;
  return (
    combine === "add" &&
    array.kind === "alloc" &&
    array.initial === 0 &&
    source.kind === "alloc" &&
    source !== array &&
    source.initial === 0 &&
    source.shape.length > 0 &&
    array.block.contains(source.block)
  );
}

/** Where what a copy copies lands, if it can. */
function landing(copy: Accumulate, accesses: Accesses, outputs: readonly Arr[]): Landing | undefined {
  const load = copy.value as Load;
  const source = load.array as Alloc;
  const target = copy.array as Alloc;
  const [own, others] = [accesses.get(source)!, accesses.get(target)!];
  if (outputs.includes(source) || [...own, ...others].some((x) => "call" in x)) return undefined;
  const writes = own.filter((x) => x.kind === "accumulate");
  const dimensions = wholeDimensions(load, copy.block);
  if (dimensions === undefined || !surelyWithin(copy.index, target.shape)) return undefined;
  const loops = loopsAround(copy.block, source.block);
  // Each loop is alone in one dimension, and the last stays the last: what lies side by side still does.
  const outer = loopsAround(source.block, target.block);
  const placeOf = (loop: Loop) =>
    copy.index.findIndex(
      ({ terms, data }) => data === undefined && terms.length === 1 && terms[0]!.loop === loop,
    );
  const places = loops.map(placeOf);
  const last = [...dimensions].find(([, d]) => d === source.shape.length - 1)![0];
  const isWhole =
    places.every((d) => d >= 0 && copy.index[d]!.terms[0]!.factor === 1) &&
    new Set(places).size === places.length &&
    placeOf(last) === target.shape.length - 1 &&
    copy.index.every(({ terms, data }) => !data && terms.every(({ loop }) => isAround(loop, source, loops)));
  if (!isWhole) return undefined;
  const isElement = ({ index, block }: Accumulate) =>
    loopsAround(block, source.block).every((loop) =>
      index.some((affine) => offsetFrom(affine, loop) !== undefined),
    );
  if (!writes.every((write) => write.combine === "add" && isElement(write))) return undefined;
  if (!own.every(({ index }) => surelyWithin(index, source.shape))) return undefined;
  // Lanes have arrays of their own side by side, which is worth a copy where there is more than one write.
  if (writes.length > 1 && outer.some((loop) => loop.order === "any")) return undefined;
  // What reads the array elsewhere reads what is nothing but a copy of it.
  const isCopyUsed = isUsed(load, copy);
  const isElsewhere = own.some((other) => other.kind === "load" && other !== load) || isCopyUsed;
  const isOnly =
    !outputs.includes(target) &&
    outer.every((loop) => loop.order !== "any" && placeOf(loop) >= 0) &&
    others.every((x) => x.kind !== "accumulate" || x === copy || neverMeet(x.index, copy.index));
  return !isElsewhere || isOnly ? { copy, dimensions, isUsed: isCopyUsed } : undefined;
}

/** Whether a loop is around an array, or among those of its copy. */
const isAround = (loop: Loop, array: Alloc, own: readonly Loop[]): boolean =>
  own.includes(loop) || loop.body.contains(array.block);

/** Whether a load is used by more than the copy. */
function isUsed(load: Load, copy: Accumulate): boolean {
  let used = false;
  visitInstructions(load.block, (x) => {
    if (x === copy) return;
    visitOperands(x, (operand) => {
      used ||= operand === load;
    });
  });
  return used;
}

/** Where an element of an array that landed is. */
const landed = ({ copy, dimensions }: Landing, index: readonly Affine[], to: Reemission<Scalar>): Affine[] =>
  copy.index.map(({ constant, terms }) => {
    let sum: Affine = { constant, terms: [], data: undefined };
    for (const { loop, factor } of terms) {
      const d = dimensions.get(loop);
      sum = plus(sum, d === undefined ? to.loops.get(loop)! : to.index(index[d]!), factor)!;
    }
    return sum;
  });
