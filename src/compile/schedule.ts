/**
 * What is known of a program before code is emitted: where every scalar is computed and how long it is kept, which
 * accumulations are plain stores, which arrays live in locals, which accumulators a loop can hold.
 */
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
import { operandsOf } from "../ir/validate.ts";
import {
  type Access,
  ancestorIn,
  findStores,
  fitsLocals,
  type Held,
  holdersOf,
  type Passed,
} from "./accesses.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
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
  /** What ordered loops hand from iteration to iteration. Arrays of windows that are not in memory are in locals. */
  readonly windows: ReadonlyMap<Loop, readonly Window[]>;
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
export function schedule(program: Program, { simd, longest, isCalled = false }: ScheduleOptions): Schedule {
  const units = unitsOf(program, longest);
  const all = [...instructionsIn(program.top)];
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
  const scalars = scheduleScalars(all, units);
  const outputs = new Set(program.outputs);
  const foreign = new Set(isCalled ? outputs : []);
  const stores = new Set<Accumulate>();
  const filled = new Set<Arr>();
  const inLocals = new Set<Arr>();
  const held = new Map<Loop, Held[]>();
  const windows = new Map<Loop, Window[]>();
  const order = scalars.position;
  for (const [array, of] of accesses) {
    if (array.kind === "input") continue;
    const calls = passed.get(array) ?? [];
    const isKept = outputs.has(array) || calls.length > 0;
    if (!isKept && fitsLocals(array, of, units)) inLocals.add(array);
    else if (!foreign.has(array)) {
      if (!calls.some(({ kind }) => kind === "result")) findStores(array, of, order, stores, filled);
      const window = isKept ? undefined : windowOf(array, of, stores, units);
      if (window) {
        push(windows, window.loop, window);
        if (!window.inMemory) inLocals.add(array);
      }
    }
    for (const [loop, elements] of holdersOf(array, of, calls, units)) push(held, loop, { array, elements });
  }
  const lanes = simd ? lanesOf(program, accesses, inLocals, units) : new Map<Loop, Lanes>();
  const { opening, closing } = lifetimes(accesses, passed, scalars, order);
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
    filled,
    inLocals,
    held,
    windows,
    lanes,
  };
  return { program, units, ...maps };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
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
  passed: ReadonlyMap<Arr, readonly Passed[]>,
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
