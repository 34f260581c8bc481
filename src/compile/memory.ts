/** Where everything lies in memory: what fails, inputs, outputs, and arrays that are used at different times in one place. */
import { greatestExtent } from "../ir/affine.ts";
import type { Arr, Block, Instruction, Loop, Program } from "../ir/program.ts";
import type { Access } from "./accesses.ts";
import { sizeInMemory } from "./rolling.ts";
import type { Schedule } from "./schedule.ts";

/** Bytes at the start that say that an index was out of range: one more than the length (an i32), and the index (a float64). */
export const FAILURE = { length: 0, index: 8 };
const START = 16;
const MOST = 2 ** 32;

export interface Memory {
  /** The first byte of each array that is not in locals. */
  readonly arrays: ReadonlyMap<Arr, number>;
  /** The byte at which callers leave where an input or an output begins, of a program that is called. */
  readonly slots: ReadonlyMap<Arr, number>;
  /** The first byte of lanes' copies of arrays, of 16 bytes an element, by the loop that runs in lanes. */
  readonly copies: ReadonlyMap<Loop, ReadonlyMap<Arr, number>>;
  /** By id: the byte at which a scalar is kept for other functions, 0 if it is not. */
  readonly spills: Readonly<Float64Array>;
  /** Bytes from the start that are used. */
  readonly bytes: number;
  /** Bytes that arrays would take if none shared its place with another. */
  readonly unshared: number;
}

interface Item {
  readonly begin: number;
  readonly end: number;
  readonly bytes: number;
  readonly place: (offset: number) => void;
}

/**
 * Plans memory for a program. Inputs come first, in order, then outputs, each row by row and at a multiple of 16.
 * Those of a program that is called are its callers'; it lies behind all that these use, from `start` on.
 *
 * @throws RangeError if it would take more than WebAssembly can address.
 */
export function planMemory(program: Program, schedule: Schedule, start?: number): Memory {
  const isCalled = start !== undefined;
  const arrays = new Map<Arr, number>();
  const slots = new Map<Arr, number>();
  const spills = new Float64Array(program.size);
  const bytesOf = (array: Arr) => 8 * sizeInMemory(array, schedule.rolling);
  let top = start ?? START;
  const reserve = (bytes: number): number => {
    const offset = Math.ceil(top / 16) * 16;
    top = offset + bytes;
    return offset;
  };
  for (const array of [...program.inputs, ...program.outputs])
    if (isCalled) slots.set(array, reserve(4));
    else if (!arrays.has(array)) arrays.set(array, reserve(bytesOf(array)));

  const { begin, end } = spansOf(program);
  const items: Item[] = [];
  const opened = new Map<Arr, number>();
  for (const [id, of] of schedule.opening) for (const array of of) opened.set(array, begin[id]!);
  for (const [id, of] of schedule.closing)
    for (const array of of) {
      if (arrays.has(array) || slots.has(array) || schedule.inLocals.has(array)) continue;
      const place = (offset: number) => arrays.set(array, offset);
      const bytes = bytesOf(array) * widthAt(array.block, schedule.lanes);
      items.push({ begin: opened.get(array)!, end: end[id]!, bytes, place });
    }
  const copies = new Map<Loop, Map<Arr, number>>();
  for (const { loop, copies: of } of schedule.lanes.values()) {
    const offsets = new Map<Arr, number>();
    copies.set(loop, offsets);
    for (const array of of) {
      const place = (offset: number) => offsets.set(array, offset);
      items.push({ begin: begin[loop.id]!, end: end[loop.id]!, bytes: 2 * bytesOf(array), place });
    }
  }
  schedule.dying.forEach((of, id) => {
    for (const scalar of of ?? []) {
      if (!schedule.spilled[scalar.id]) continue;
      const place = (offset: number) => {
        spills[scalar.id] = offset;
      };
      items.push({ begin: begin[scalar.id]!, end: end[id]!, bytes: 8, place });
    }
  });
  const unshared = items.reduce((sum, { bytes }) => sum + bytes, top);
  share(items, reserve);
  if (top > MOST) throw tooMuch(program, schedule, top);
  return { arrays, slots, copies, spills, bytes: top, unshared };
}

/** How many iterations at once are in a block: each has arrays of its own. */
function widthAt(block: Block, lanes: Schedule["lanes"]): number {
  for (let b = block; b.loop; b = b.parent!) {
    const found = lanes.get(b.loop);
    if (found) return 2 * found.jam;
  }
  return 1;
}

/** By id: the number of an instruction in program order, and of the last one in it. */
function spansOf({ top, size }: Program) {
  const begin = new Int32Array(size);
  const end = new Int32Array(size);
  let at = 0;
  const go = (instructions: readonly Instruction[]): void => {
    for (const instruction of instructions) {
      begin[instruction.id] = at++;
      if (instruction.kind === "loop") go(instruction.body.instructions);
      end[instruction.id] = at;
    }
  };
  go(top.instructions);
  return { begin, end };
}

/** Gives items that are not in use at the same time the same place. */
function share(items: Item[], reserve: (bytes: number) => number): void {
  items.sort((a, b) => a.begin - b.begin);
  const ending: Item[] = [...items].sort((a, b) => a.end - b.end);
  const offsets = new Map<Item, number>();
  // Single numbers are many and all of one size.
  const cells: number[] = [];
  const free: { offset: number; bytes: number }[] = [];
  let ended = 0;
  for (const item of items) {
    for (; ending[ended]!.end <= item.begin; ended++) {
      const done = ending[ended]!;
      const offset = offsets.get(done)!;
      if (done.bytes === 8) cells.push(offset);
      else free.push({ offset, bytes: done.bytes });
    }
    let offset: number | undefined;
    if (item.bytes === 8) offset = cells.pop();
    else {
      let best = -1;
      free.forEach(({ bytes }, k) => {
        if (bytes >= item.bytes && (best < 0 || bytes < free[best]!.bytes)) best = k;
      });
      const found = free[best];
      if (found) {
        offset = found.offset;
        const used = Math.ceil(item.bytes / 16) * 16;
        if (found.bytes > used) free[best] = { offset: offset + used, bytes: found.bytes - used };
        else free.splice(best, 1);
      }
    }
    offset ??= reserve(item.bytes);
    offsets.set(item, offset);
    item.place(offset);
  }
}

export const sizeText = (bytes: number): string =>
  bytes < 1e6
    ? `${bytes.toLocaleString("en")} bytes`
    : bytes < 1e9
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${(bytes / 1e9).toFixed(1)} GB`;

function tooMuch(program: Program, { accesses, rolling }: Schedule, bytes: number): RangeError {
  const size = (array: Arr) => 8 * sizeInMemory(array, rolling);
  const largest = [...new Set([...program.inputs, ...program.outputs, ...accesses.keys()])]
    .filter((array) => size(array) > bytes / 20)
    .sort((a, b) => size(b) - size(a))
    .slice(0, 3);
  const words = largest.map(
    (array) => `${whatIs(array, accesses.get(array) ?? [])} (${sizeText(size(array))})`,
  );
  const helps = largest.some((array) => isForReverse(accesses.get(array) ?? []));
  return new RangeError(
    `compile: needs ${sizeText(bytes)}, and WebAssembly addresses ${sizeText(MOST)}; the largest are ${words.join(", ")}` +
      (helps ? "; use `checkpoint` on the loops that make them" : ""),
  );
}

/** Whether an ordered loop keeps what one that runs the other way reads: a fold's states, for its derivatives. */
function isForReverse(of: readonly Access[]): boolean {
  const orders = (kind: Access["kind"]) =>
    new Set(
      of
        .filter((access) => access.kind === kind)
        .flatMap(({ index }) => index.flatMap(({ terms }) => terms.map(({ loop }) => loop.order))),
    );
  const [written, read] = [orders("accumulate"), orders("load")];
  return (written.has("up") && read.has("down")) || (written.has("down") && read.has("up"));
}

/** An array in words: one that the steps of a fold fill as its states. */
function whatIs(array: Arr, accesses: readonly Access[]): string {
  const [n, ...rest] = array.shape.map((length) => length.toLocaleString("en"));
  const values = `${rest.length > 0 ? rest.join(" × ") : 1} values`;
  for (const { kind, index } of accesses) {
    const loop = index[0]?.terms[0]?.loop;
    if (kind === "accumulate" && loop && loop.order !== "any")
      return `a fold of ${greatestExtent(loop.extent).toLocaleString("en")} steps × ${values}`;
  }
  return `${array.kind === "input" ? array.name : "an array"} of ${[n, ...rest].join(" × ")}`;
}
