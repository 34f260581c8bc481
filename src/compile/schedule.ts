/**
 * What is known of a program before code is emitted: where every scalar is computed and how long it is kept, which
 * accumulations are plain stores, which arrays live in locals, which accumulators a loop can hold.
 */
import { type Affine, affineKey, boundsOf, plus, surelyWithin } from "../ir/affine.ts";
import {
  type Accumulate,
  type Alloc,
  type Arr,
  type Block,
  type Instruction,
  instructionsIn,
  type Load,
  type Loop,
  loopsAround,
  type Program,
  type Scalar,
} from "../ir/program.ts";
import { operandsOf } from "../ir/validate.ts";
import { sizeOf } from "../tree.ts";
import { type Unit, type Units, unitsOf } from "./units.ts";

export type Access = Load | Accumulate;

/** Elements of an array that a loop accumulates into and nothing in it reads: kept in locals while it runs. */
export interface Held {
  readonly array: Arr;
  /** One accumulation of each element that is held. */
  readonly elements: readonly Accumulate[];
}

export interface Schedule {
  readonly program: Program;
  readonly units: Units;
  readonly accesses: ReadonlyMap<Arr, readonly Access[]>;
  /** By id: whether a scalar is computed where it is used, its only use being in its own block. */
  readonly inlined: readonly boolean[];
  /** By id: whether a scalar is used by another function than the one that computes it. */
  readonly spilled: readonly boolean[];
  /** By id of an instruction: the scalars of its block that nothing behind it uses. */
  readonly dying: ReadonlyMap<number, readonly Scalar[]>;
  /** By id of an instruction: arrays of its block that it is the first to touch, or the last. */
  readonly opening: ReadonlyMap<number, readonly Alloc[]>;
  readonly closing: ReadonlyMap<number, readonly Alloc[]>;
  /** Accumulations that are the first to their element: they store. */
  readonly stores: ReadonlySet<Accumulate>;
  /** Arrays all of whose elements are stored, so that they need no initial values. */
  readonly filled: ReadonlySet<Arr>;
  /** Arrays whose elements are locals, for all indices are constant. */
  readonly inLocals: ReadonlySet<Arr>;
  readonly held: ReadonlyMap<Loop, readonly Held[]>;
}

/** How deep expressions without locals may be nested, for they are emitted recursively. */
const DEEPEST = 12;
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

export function schedule(program: Program, longest?: number): Schedule {
  const units = unitsOf(program, longest);
  const all = [...instructionsIn(program.top)];
  const accesses = new Map<Arr, Access[]>();
  for (const instruction of all)
    if (instruction.kind === "load" || instruction.kind === "accumulate") {
      const known = accesses.get(instruction.array);
      if (known) known.push(instruction);
      else accesses.set(instruction.array, [instruction]);
    }
  const scalars = scheduleScalars(all, units);
  const outputs = new Set(program.outputs);
  const stores = new Set<Accumulate>();
  const filled = new Set<Arr>();
  const inLocals = new Set<Arr>();
  const held = new Map<Loop, Held[]>();
  const order = scalars.position;
  for (const [array, of] of accesses) {
    if (array.kind === "input") continue;
    if (!outputs.has(array) && fitsLocals(array, of, units)) inLocals.add(array);
    else findStores(array, of, order, stores, filled);
    for (const [loop, elements] of holdersOf(array, of, units)) {
      const known = held.get(loop);
      if (known) known.push({ array, elements });
      else held.set(loop, [{ array, elements }]);
    }
  }
  const { opening, closing } = lifetimes(accesses, scalars, order);
  const { inlined, spilled, dying } = scalars;
  const maps = { accesses, inlined, spilled, dying, opening, closing, stores, filled, inLocals, held };
  return { program, units, ...maps };
}

interface Scalars {
  readonly inlined: boolean[];
  readonly spilled: boolean[];
  readonly dying: Map<number, Scalar[]>;
  /** By id: the order of instructions. */
  readonly position: number[];
  /** By id: the instruction in whose code an instruction's code stands. */
  readonly root: Instruction[];
}

function scheduleScalars(all: readonly Instruction[], units: Units): Scalars {
  const position: number[] = [];
  const uses: number[] = [];
  const user: (Instruction | undefined)[] = [];
  const elsewhere: boolean[] = [];
  const isScalar = (x: { kind: string }): x is Scalar =>
    x.kind === "const" || x.kind === "index" || x.kind === "op" || x.kind === "load";
  all.forEach((instruction, at) => {
    position[instruction.id] = at;
    for (const used of operandsOf(instruction)) {
      if (!isScalar(used)) continue;
      uses[used.id] = (uses[used.id] ?? 0) + 1;
      user[used.id] = instruction;
      if (used.block !== instruction.block || units.by[used.id] !== units.by[instruction.id])
        elsewhere[used.id] = true;
    }
  });
  const inlined: boolean[] = [];
  const depth: number[] = [];
  for (const x of all) {
    if (!isScalar(x)) continue;
    let deepest = 0;
    if (x.kind === "op")
      for (const arg of x.args) if (inlined[arg.id]) deepest = Math.max(deepest, depth[arg.id]! + 1);
    depth[x.id] = deepest;
    // An index that is data is looked at several times.
    const isArgument = user[x.id]?.kind === "op" || (user[x.id] as Accumulate | undefined)?.value === x;
    inlined[x.id] =
      x.kind === "const" || (uses[x.id] === 1 && !elsewhere[x.id] && isArgument && deepest < DEEPEST);
  }
  // Users come later than what they use.
  const root: Instruction[] = [];
  const last: (Instruction | undefined)[] = [];
  const spilled: boolean[] = [];
  for (const instruction of all.toReversed()) {
    root[instruction.id] =
      inlined[instruction.id] && instruction.kind !== "const" ? root[user[instruction.id]!.id]! : instruction;
    for (const used of operandsOf(instruction)) {
      if (!isScalar(used) || inlined[used.id]) continue;
      if (units.by[used.id] !== units.by[instruction.id]) spilled[used.id] = true;
      const at = ancestorIn(used.block, root[instruction.id]!);
      const known = last[used.id];
      if (known === undefined || position[known.id]! < position[at.id]!) last[used.id] = at;
    }
  }
  const dying = new Map<number, Scalar[]>();
  for (const x of all) {
    const at = last[x.id];
    if (at === undefined) continue;
    const known = dying.get(at.id);
    if (known) known.push(x as Scalar);
    else dying.set(at.id, [x as Scalar]);
  }
  return { inlined, spilled, dying, position, root };
}

/** Where arrays are first and last touched, in their own blocks. */
function lifetimes(
  accesses: ReadonlyMap<Arr, readonly Access[]>,
  { root }: Scalars,
  position: readonly number[],
) {
  const opening = new Map<number, Alloc[]>();
  const closing = new Map<number, Alloc[]>();
  const put = (map: Map<number, Alloc[]>, { id }: Instruction, array: Alloc) => {
    const known = map.get(id);
    if (known) known.push(array);
    else map.set(id, [array]);
  };
  for (const [array, of] of accesses) {
    if (array.kind === "input") continue;
    let first: Instruction | undefined;
    let last: Instruction | undefined;
    for (const access of of) {
      const at = ancestorIn(array.block, root[access.id]!);
      if (first === undefined || position[at.id]! < position[first.id]!) first = at;
      if (last === undefined || position[at.id]! > position[last.id]!) last = at;
    }
    put(opening, first!, array);
    put(closing, last!, array);
  }
  return { opening, closing };
}

const isConstant = ({ terms, data }: Affine): boolean => terms.length === 0 && data === undefined;

function fitsLocals(array: Alloc, of: readonly Access[], { by }: Units): boolean {
  const unit: Unit | undefined = by[of[0]!.id];
  if (!of.every((access) => by[access.id] === unit && access.index.every(isConstant))) return false;
  if (sizeOf(array.shape) <= FEW) return isWithin(of, array);
  return new Set(of.map(elementKey)).size <= FEW && isWithin(of, array);
}

const isWithin = (of: readonly Access[], { shape }: Alloc): boolean =>
  of.every(({ index }) => index.every(({ constant }, d) => constant >= 0 && constant < shape[d]!));

/** How many different elements an accumulation stores to, if it is certain to store to none twice. */
function storesOnce({ array, index, block }: Accumulate): number | undefined {
  if (index.some(({ data }) => data !== undefined)) return undefined;
  const taken = new Set<number>();
  let count = 1;
  for (const loop of loopsAround(block, array.block)) {
    const d = index.findIndex(({ terms }) => terms.length === 1 && terms[0]!.loop === loop);
    if (d < 0 || taken.has(d)) return undefined;
    taken.add(d);
    count *= loop.extent.terms.length === 0 ? Math.max(0, loop.extent.constant) : Number.NaN;
  }
  return count;
}

/** Whether some dimension's indices never meet. */
function isApart(a: Access, b: Access): boolean {
  return a.index.some((x, d) => {
    const y = b.index[d]!;
    if (x.data !== undefined || y.data !== undefined) return false;
    const [[least, greatest], [from, to]] = [boundsOf(x), boundsOf(y)];
    return greatest < from || to < least;
  });
}

/** Notes the accumulations to an array that are stores, and whether they fill it. */
function findStores(
  array: Alloc,
  of: readonly Access[],
  position: readonly number[],
  stores: Set<Accumulate>,
  filled: Set<Arr>,
): void {
  const writes = of.filter((access) => access.kind === "accumulate");
  const size = sizeOf(array.shape);
  const counts = writes.map(storesOnce);
  // Comparing all pairs of many writes takes long; as many as that are constants as a rule, which keys tell apart.
  const areConstant = writes.every(({ index }) => index.every(isConstant));
  const areApart = areConstant
    ? new Set(writes.map(elementKey)).size === writes.length
    : writes.length <= 50 && writes.every((w, k) => writes.every((v, j) => j <= k || isApart(v, w)));
  if (counts.every((count) => count !== undefined) && areApart) {
    for (const write of writes) stores.add(write);
    if (counts.reduce((sum, count) => sum + count, 0) === size) filled.add(array);
    return;
  }
  // The first to write fills the array before others add to it.
  const first = writes[0]!;
  const at = ancestorIn(array.block, first);
  const isAlone = of.every(
    (access) =>
      access === first ||
      (ancestorIn(array.block, access) !== at &&
        position[ancestorIn(array.block, access).id]! > position[at.id]!),
  );
  if (counts[0] === size && isAlone) {
    stores.add(first);
    filled.add(array);
  }
}

/** The outermost loops that can hold elements of an array in locals, and which. */
function holdersOf(array: Alloc, of: readonly Access[], { by }: Units): Map<Loop, readonly Accumulate[]> {
  const found = new Map<Loop, readonly Accumulate[]>();
  const tried = new Set<Loop>();
  for (const write of of) {
    if (write.kind !== "accumulate") continue;
    for (const loop of loopsAround(write.block, array.block)) {
      if (found.has(loop)) break;
      if (tried.has(loop)) continue;
      tried.add(loop);
      const elements = holdable(loop, of, by);
      if (elements === undefined) continue;
      found.set(loop, elements);
      break;
    }
  }
  return found;
}

function holdable(loop: Loop, of: readonly Access[], by: Units["by"]): readonly Accumulate[] | undefined {
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
function differ(a: Access, b: Access): boolean {
  return a.index.some((x, d) => {
    const y = b.index[d]!;
    if (x.data !== y.data) return false;
    const difference = plus({ ...x, data: undefined }, { ...y, data: undefined }, -1)!;
    return difference.terms.length === 0 && difference.constant !== 0;
  });
}
