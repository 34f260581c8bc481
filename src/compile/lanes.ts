/**
 * Which loops run two iterations in the lanes of a vector, and several vectors at once: the outermost whose iterations are
 * free of order, for then everything in it is vectors and no lane ever meets another.
 */
import { greatestExtent, isConstant, surelyWithin } from "../ir/affine.ts";
import { type Arr, type Block, instructionsIn, type Loop, type Program } from "../ir/program.ts";
import { operandsOf } from "../ir/validate.ts";
import { sizeOf } from "../tree.ts";
import { type Access, type Held, holdable } from "./accesses.ts";
import { loweringOf } from "./functions.ts";
import { packable, strideOf, writtenIn } from "./packs.ts";
import type { Units } from "./units.ts";

/** A loop that runs in lanes. */
export interface Lanes {
  readonly loop: Loop;
  /** How many vectors of two iterations go side by side. */
  readonly jam: number;
  /** By id: scalars that differ from lane to lane. */
  readonly varying: readonly boolean[];
  /** Elements that every iteration adds to: each lane has its own in locals, and they are added up at the end. */
  readonly sums: readonly Held[];
  /** Arrays likewise, too large for locals: each lane has a copy. */
  readonly copies: readonly Arr[];
}

/** Bodies with more instructions are not emitted twice, once for lanes and once for what is left over. */
const LARGE = 1500;
/** How many ops take less time than one such wait. */
const CHEAP = 16;
/** From how many iterations on a loop is preferred to a longer one within it. */
const MANY = 8;
/** Up to how many iterations a loop is short. */
const SHORT = 200;
/** How much larger a share of accesses that lanes do one by one is accepted, for being further out. */
const OUTER_BONUS = 0.15;
/** From how many elementary functions on they are most of a body. */
const MANY_FUNCTIONS = 4;

/** The loops of a program whose iterations go through lanes of vectors, none within another, and how. */
export function lanesOf(
  program: Program,
  accesses: ReadonlyMap<Arr, readonly Access[]>,
  inLocals: ReadonlySet<Arr>,
  units: Units,
): Map<Loop, Lanes> {
  const found = new Map<Loop, Lanes>();
  const candidates = new Map<Loop, Lanes | undefined>();
  const candidate = (loop: Loop): Lanes | undefined => {
    if (!candidates.has(loop)) candidates.set(loop, lanesFor(loop, accesses, inLocals, units));
    return candidates.get(loop);
  };
  const scattered = new Map<Loop, number>();
  const share = (loop: Loop): number => {
    let known = scattered.get(loop);
    if (known === undefined) {
      known = scatteredShare(candidate(loop)!);
      scattered.set(loop, known);
    }
    return known;
  };
  /** The least share of scattered accesses that lanes of a loop in a block have. */
  const leastWithin = (block: Block): number => {
    let least = 1;
    for (const inner of block.instructions) {
      if (inner.kind !== "loop") continue;
      if (candidate(inner)) least = Math.min(least, share(inner));
      least = Math.min(least, leastWithin(inner.body));
    }
    return least;
  };
  const choose = (block: Block): void => {
    for (const loop of block.instructions) {
      if (loop.kind !== "loop") continue;
      const lanes = candidate(loop);
      if (lanes && share(loop) <= leastWithin(loop.body) + OUTER_BONUS) found.set(loop, lanes);
      else choose(loop.body);
    }
  };
  choose(program.top);
  return found;
}

function lanesFor(
  loop: Loop,
  accesses: ReadonlyMap<Arr, readonly Access[]>,
  inLocals: ReadonlySet<Arr>,
  units: Units,
): Lanes | undefined {
  const n = greatestExtent(loop.extent);
  if (loop.order !== "any" || n < 2 || units.of.has(loop.body)) return undefined;
  const varying: boolean[] = [];
  const shared = new Set<Arr>();
  let size = 0;
  let longest = 0;
  let ops = 0;
  let functions = 0;
  for (const instruction of instructionsIn(loop.body)) {
    if (++size > LARGE || units.by[instruction.id] !== units.by[loop.id]) return undefined;
    switch (instruction.kind) {
      case "call":
        return undefined;
      case "index":
        varying[instruction.id] = instruction.loop === loop;
        break;
      case "op":
        ops++;
        if (loweringOf(instruction.op)) functions++;
        varying[instruction.id] = operandsOf(instruction).some(({ id }) => varying[id]);
        break;
      case "load":
      case "accumulate": {
        const { array, index } = instruction;
        const isPrivate = loop.body.contains(array.block) && array.kind === "alloc";
        const isIndexed = index.some(({ terms }) => terms.some((term) => term.loop === loop));
        const data = index.filter((affine) => affine.data !== undefined);
        if (isPrivate && (isIndexed || data.length > 0)) return undefined;
        if (isIndexed && data.length === 0 && !surelyWithin(index, array.shape)) return undefined;
        const isVarying = isPrivate || isIndexed || data.some((affine) => varying[affine.data!.id]);
        if (instruction.kind === "load") varying[instruction.id] = isVarying;
        else if (!isVarying) shared.add(array);
        break;
      }
      case "loop":
        if (instruction.extent.data !== undefined) return undefined;
        if (instruction.extent.terms.some((term) => term.loop === loop)) return undefined;
        if (instruction.order === "any") longest = Math.max(longest, greatestExtent(instruction.extent));
        break;
    }
  }
  if (n < MANY && n < longest) return undefined;
  if (ops <= CHEAP && overlaps(loop)) return undefined;
  const sums: Held[] = [];
  const copies: Arr[] = [];
  for (const array of shared) {
    const of = accesses.get(array)!;
    const elements = holdable(loop, of, units.by);
    if (elements) sums.push({ array, elements });
    else if (inLocals.has(array)) return undefined;
    else if (isOnlyShared(loop, of, varying) && sizeOf(array.shape) <= 4 * n) copies.push(array);
  }
  return { loop, jam: jamOf(loop, { ops, functions, hasInner: longest > 1 }), varying, sums, copies };
}

/**
 * Whether a loop adds to an element and, in the next iteration, to the same as another of its terms, as gradients of
 * differences of neighbours do. Two lanes then read half of what was just stored, for which processors wait until it is
 * in memory.
 */
function overlaps(loop: Loop): boolean {
  const starts = new Map<Arr, number>();
  for (const x of instructionsIn(loop.body)) {
    if (x.kind === "loop") return false;
    if (x.kind !== "accumulate" || x.index.length === 0 || strideOf(x, loop) !== 1) continue;
    const { constant } = x.index.at(-1)!;
    const known = starts.get(x.array) ?? constant;
    if (Math.abs(known - constant) === 1) return true;
    starts.set(x.array, known);
  }
  return false;
}

/** Whether a loop does nothing to an array but add to elements that are the same in all lanes. */
function isOnlyShared(loop: Loop, of: readonly Access[], varying: readonly boolean[]): boolean {
  const inside = of.filter((access) => loop.body.contains(access.block));
  const [first] = inside;
  return inside.every(
    (access) =>
      access.kind === "accumulate" &&
      access.combine === (first as typeof access).combine &&
      access.index.every(
        ({ terms, data }) => !(data && varying[data.id]) && terms.every((term) => term.loop !== loop),
      ),
  );
}

/**
 * Small bodies wait for one addition after another, unless there are several to do, and elementary functions for one term
 * of a polynomial after another; and what inner loops do besides arithmetic, and what all lanes share, is shared by more
 * of them.
 */
function jamOf({ extent }: Loop, body: { ops: number; functions: number; hasInner: boolean }): number {
  const { ops, functions, hasInner } = body;
  const n = greatestExtent(extent);
  const areMany = functions >= MANY_FUNCTIONS && ops <= 120;
  const most = ops <= 6 || (hasInner && ops <= 80) ? 4 : ops <= 60 || areMany ? 2 : 1;
  // Of a short loop what four vectors leave over takes long, and five may leave nothing.
  if (most === 4 && isConstant(extent) && n <= SHORT && n % 8 !== 0 && n % 10 === 0) return 5;
  for (let jam = most; jam > 1; jam /= 2)
    if (n >= (areMany ? 5 : 16) * jam || (n >= 2 * jam && n % (2 * jam) === 0)) return jam;
  return 1;
}

/** The share of a loop's accesses that lanes would do one by one, weighted by how often they are done. */
function scatteredShare({ loop, varying }: Lanes): number {
  let scattered = 0;
  let all = 1;
  const written = writtenIn(loop.body);
  const isWritten = (array: Arr) => written.has(array);
  const go = (block: Block, weight: number): void => {
    for (const instruction of block.instructions) {
      if (instruction.kind === "loop") go(instruction.body, weight * greatestExtent(instruction.extent));
      if (instruction.kind !== "load" && instruction.kind !== "accumulate") continue;
      all += weight;
      const { index } = instruction;
      const stride = strideOf(instruction, loop);
      const isGathered = index.some(({ data }) => data && varying[data.id]);
      if (!isGathered && (stride === 0 || stride === 1)) continue;
      const own = instruction.kind === "load" ? packable(instruction, loop, isWritten) : undefined;
      scattered += own ? sizeOf(own.map(({ extent }) => greatestExtent(extent))) : weight;
    }
  };
  go(loop.body, 1);
  return scattered / all;
}
