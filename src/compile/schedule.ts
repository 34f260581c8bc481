/**
 * What is known of a program before code is emitted: where every scalar is computed and how long it is kept, which
 * accumulations are plain stores, which arrays live in locals, which accumulators a loop can hold.
 */
import { push } from "../ir/multimap.ts";
import {
  type Accumulate,
  type Alloc,
  type Arr,
  type Instruction,
  instructionsIn,
  type Loop,
  type Program,
  type Scalar,
} from "../ir/program.ts";
import { visitOperands } from "../ir/validate.ts";
import { type Access, ancestorIn, fitsLocals, type Held, holdersOf, type Passed } from "./accesses.ts";
import { conditionOf } from "./ends.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import { type Places, type Rolling, rollingOf } from "./rolling.ts";
import { type Box, findStores } from "./stores.ts";
import { type Units, unitsOf } from "./units.ts";
import { type Window, windowOf } from "./windows.ts";

export interface Schedule {
  readonly program: Program;
  readonly units: Units;
  /** The loads and accumulations of every array that is touched, if only by calls. */
  readonly accesses: ReadonlyMap<Arr, readonly Access[]>;
  /** Outputs that are parts of a caller's arrays. */
  readonly foreign: ReadonlySet<Arr>;
  /** By id: whether a scalar is computed where it is used, its only use being in its own block. */
  readonly inlined: Readonly<Uint8Array>;
  /** By id: whether a scalar is used by another function than the one that computes it. */
  readonly spilled: Readonly<Uint8Array>;
  /** By id of an instruction: the scalars of its block that nothing behind it uses. */
  readonly dying: readonly (readonly Scalar[] | undefined)[];
  /** By id of an instruction: arrays of its block that it is the first to touch, or the last. */
  readonly opening: ReadonlyMap<number, readonly Alloc[]>;
  readonly closing: ReadonlyMap<number, readonly Alloc[]>;
  /** Accumulations that are the first to their element: they store. */
  readonly stores: ReadonlySet<Accumulate>;
  /** Of arrays in memory: the elements that are not stored before anything is added to them, and need initial values. */
  readonly unfilled: ReadonlyMap<Arr, readonly Box[]>;
  /** Arrays whose elements are locals, for all indices are constant. */
  readonly inLocals: ReadonlySet<Arr>;
  readonly held: ReadonlyMap<Loop, readonly Held[]>;
  /** What ordered loops hand from iteration to iteration. Arrays of windows that are not in memory are in locals. */
  readonly windows: ReadonlyMap<Loop, readonly Window[]>;
  /** Arrays in memory of which only two rows are there. */
  readonly rolling: ReadonlyMap<Arr, Rolling>;
  /** Loops that may end after an iteration in which a scalar of theirs is 0, or NaN. */
  readonly ends: ReadonlyMap<Loop, Scalar>;
  /** Loops that run in lanes. None is within another. */
  readonly lanes: ReadonlyMap<Loop, Lanes>;
}

export interface ScheduleOptions {
  /** Whether loops may run in lanes. */
  readonly simd: boolean;
  /** Instructions of one function, at most. */
  readonly longest?: number | undefined;
  /** Whether the program is called by others, to whose arrays it adds. */
  readonly isCalled?: boolean;
}

/** How deep expressions without locals may be nested, for they are emitted recursively. */
const DEEPEST = 12;

/**
 * Decides, for every array, loop and scalar of a program, how it is emitted: in locals or in memory, in lanes, in which function.
 * Decides only; emission follows it without asking again.
 */
export function schedule(program: Program, { simd, longest, isCalled = false }: ScheduleOptions): Schedule {
  const units = unitsOf(program, longest);
  const all = instructionsIn(program.top);
  const accesses = new Map<Arr, Access[]>();
  const passed = new Map<Arr, Passed[]>();
  for (const instruction of all)
    if (instruction.kind === "load" || instruction.kind === "accumulate")
      push(accesses, instruction.array, instruction);
    else if (instruction.kind === "call")
      for (const part of [...instruction.args, ...instruction.results]) {
        push(passed, part.array, part);
        if (!accesses.has(part.array)) accesses.set(part.array, []);
      }
  const scalars = scheduleScalars(program, all, units);
  const outputs = new Set(program.outputs);
  const foreign = new Set(isCalled ? outputs : []);
  const stores = new Set<Accumulate>();
  const unfilled = new Map<Arr, readonly Box[]>();
  const inLocals = new Set<Arr>();
  const held = new Map<Loop, Held[]>();
  const windows = new Map<Loop, Window[]>();
  const rolling = new Map<Arr, Rolling>();
  const order = scalars.position;
  for (const [array, of] of accesses) {
    if (array.kind === "input") continue;
    const calls = passed.get(array) ?? [];
    const isKept = outputs.has(array) || calls.length > 0;
    if (!isKept && fitsLocals(array, of, units)) inLocals.add(array);
    else if (!foreign.has(array)) {
      if (!calls.some(({ kind }) => kind === "result"))
        unfilled.set(array, findStores(array, of, order, stores));
      const window = isKept ? undefined : windowOf(array, of, stores, units);
      if (window) {
        push(windows, window.loop, window);
        if (!window.inMemory) inLocals.add(array);
      }
      const rolls =
        outputs.has(array) || inLocals.has(array) ? undefined : rollingOf(array, [...of, ...calls], scalars);
      if (rolls) rolling.set(array, rolls);
    }
    for (const [loop, elements] of holdersOf(array, of, calls, units)) push(held, loop, { array, elements });
  }
  const ends = endsOf(rolling, windows, scalars, units);
  const lanes = simd ? lanesOf(program, accesses, inLocals, units) : new Map<Loop, Lanes>();
  const { opening, closing } = lifetimes(accesses, passed, scalars);
  const { inlined, spilled, dying } = scalars;
  const maps = {
    accesses,
    foreign,
    inlined,
    spilled,
    dying,
    opening,
    closing,
    stores,
    unfilled,
    inLocals,
    held,
    windows,
    rolling,
    ends,
    lanes,
  };
  return { program, units, ...maps };
}

/** Those of `Schedule`. */
function endsOf(
  rolling: ReadonlyMap<Arr, Rolling>,
  windows: ReadonlyMap<Loop, readonly Window[]>,
  { inlined }: Scalars,
  { by }: Units,
): Map<Loop, Scalar> {
  const handed = new Map<Loop, Arr[]>();
  for (const { loop, array } of rolling.values()) push(handed, loop, array);
  for (const of of windows.values())
    for (const { loop, array, inMemory } of of) if (!inMemory) push(handed, loop, array);
  const ends = new Map<Loop, Scalar>();
  for (const [loop, arrays] of handed) {
    const condition = conditionOf(loop, new Set(arrays));
    if (condition === undefined || by[condition.id] !== by[loop.id]) continue;
    // It is looked at where it stands.
    inlined[condition.id] = 0;
    ends.set(loop, condition);
  }
  return ends;
}

interface Scalars extends Pick<Schedule, "spilled" | "dying">, Places {
  readonly inlined: Uint8Array;
}

const isScalar = (x: { kind: string }): x is Scalar =>
  x.kind === "const" || x.kind === "index" || x.kind === "op" || x.kind === "load";

// By id there are arrays of full length: V8 makes those that are filled from their ends into hash tables.
function scheduleScalars({ size }: Program, all: readonly Instruction[], { by }: Units): Scalars {
  const position = new Int32Array(size);
  const uses = new Int32Array(size);
  const user = new Array<Instruction | undefined>(size);
  const elsewhere = new Uint8Array(size);
  for (let at = 0; at < all.length; at++) {
    const instruction = all[at]!;
    position[instruction.id] = at;
    const unit = by[instruction.id];
    visitOperands(instruction, (used) => {
      if (!isScalar(used)) return;
      uses[used.id]!++;
      user[used.id] = instruction;
      if (used.block !== instruction.block || by[used.id] !== unit) elsewhere[used.id] = 1;
    });
  }
  const inlined = new Uint8Array(size);
  const depth = new Uint8Array(size);
  for (const x of all) {
    if (!isScalar(x)) continue;
    let deepest = 0;
    if (x.kind === "op")
      for (const arg of x.args) if (inlined[arg.id]) deepest = Math.max(deepest, depth[arg.id]! + 1);
    depth[x.id] = deepest;
    const only = uses[x.id] === 1 && !elsewhere[x.id] ? user[x.id]! : undefined;
    // An index that is data is looked at several times.
    const isArgument = only?.kind === "op" || (only?.kind === "accumulate" && only.value === x);
    if (x.kind === "const" || (isArgument && deepest < DEEPEST)) inlined[x.id] = 1;
  }
  // Users come later than what they use.
  const root = new Array<Instruction>(size);
  const last = new Array<Instruction | undefined>(size);
  const spilled = new Uint8Array(size);
  for (let k = all.length - 1; k >= 0; k--) {
    const instruction = all[k]!;
    const { id } = instruction;
    const own = inlined[id] && instruction.kind !== "const" ? root[user[id]!.id]! : instruction;
    root[id] = own;
    visitOperands(instruction, (used) => {
      if (!isScalar(used) || inlined[used.id]) return;
      if (by[used.id] !== by[id]) spilled[used.id] = 1;
      const at = ancestorIn(used.block, own);
      const known = last[used.id];
      if (known === undefined || position[known.id]! < position[at.id]!) last[used.id] = at;
    });
  }
  const dying = new Array<Scalar[] | undefined>(size);
  for (const x of all) {
    const at = last[x.id]?.id;
    if (at === undefined) continue;
    const known = dying[at];
    if (known) known.push(x as Scalar);
    else dying[at] = [x as Scalar];
  }
  return { inlined, spilled, dying, position, root };
}

/** Where arrays are first and last touched, in their own blocks. */
function lifetimes(
  accesses: ReadonlyMap<Arr, readonly Access[]>,
  passed: ReadonlyMap<Arr, readonly Passed[]>,
  { root, position }: Scalars,
) {
  const opening = new Map<number, Alloc[]>();
  const closing = new Map<number, Alloc[]>();
  const put = (map: Map<number, Alloc[]>, { id }: Instruction, array: Alloc) => push(map, id, array);
  for (const [array, of] of accesses) {
    if (array.kind === "input") continue;
    let first: Instruction | undefined;
    let last: Instruction | undefined;
    const instructions = [...of, ...(passed.get(array) ?? []).map(({ call }) => call)];
    for (const instruction of instructions) {
      const at = ancestorIn(array.block, root[instruction.id]!);
      if (first === undefined || position[at.id]! < position[first.id]!) first = at;
      if (last === undefined || position[at.id]! > position[last.id]!) last = at;
    }
    put(opening, first!, array);
    put(closing, last!, array);
  }
  return { opening, closing };
}
