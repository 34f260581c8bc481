/** Where elements lie: pointers that go on by their strides, offsets, checks of indices. */
import {
  type Affine,
  affineKey,
  constantIndex,
  greatestExtent,
  isConstant,
  isWithin,
  plus,
  surelyRuns,
} from "../ir/affine.ts";
import type { Arr, Loop, Scalar } from "../ir/program.ts";
import { sizeOf } from "../tree.ts";
import type { Access } from "./accesses.ts";
import { Body, type Frame } from "./body.ts";
import { sizeInMemory } from "./rolling.ts";
import { I32 } from "./wasm.ts";

/** A place in memory. */
export interface Address {
  /** The local that holds its first part; undefined for 0. */
  readonly local: number | undefined;
  readonly offset: number;
  /** How much further, in bytes, the next lane's element lies. */
  readonly stride: number;
  /** Whether the local is to be released. */
  readonly isTemporary: boolean;
}

/** One lane of one of the vectors that are done at once. */
export interface Lane {
  readonly part: number;
  readonly lane: number;
}

interface Step {
  readonly loop: Loop;
  readonly stride: number;
  /** Of a rolling array: which of its two rows an iteration means is told by the loop's index and this, modulo 2. */
  readonly turn?: number;
}

/** An index that may be out of range, of a dimension of some length, and how many bytes apart its elements are. */
interface Part {
  readonly affine: Affine;
  readonly length: number;
  readonly stride: number;
}

/** Such indices of one access, which do not vary in the loop of a frame. */
interface Rows {
  readonly frame: Frame;
  readonly parts: readonly Part[];
  /** Bytes that are added to where they begin. */
  readonly carried: number;
  readonly key: string;
}

export abstract class Addresses extends Body {
  /** Leaves a scalar on the stack: a number if `part` is negative, otherwise that one of the vectors. */
  protected abstract push(scalar: Scalar, part: number): void;

  /** Bytes of an element: of all lanes', if each has its own. */
  protected cellOf(array: Arr): number {
    const { lanes } = this;
    if (lanes === undefined) return 8;
    if (this.isPrivate(array)) return 16 * lanes.jam;
    return lanes.copies.includes(array) ? 16 : 8;
  }

  /** Whether each lane has the array to itself. */
  protected isPrivate(array: Arr): boolean {
    return array.kind === "alloc" && this.lanes !== undefined && this.lanes.loop.body.contains(array.block);
  }

  /** How many elements of an array are in memory. */
  protected sizeOf(array: Arr): number {
    return sizeInMemory(array, this.schedule.rolling);
  }

  /** Where an array begins: behind `callersBase`, if it has that. */
  protected baseOf(array: Arr): number {
    const { copies, arrays } = this.emission.memory;
    const copy = this.lanes?.copies.includes(array) ? copies.get(this.lanes.loop)!.get(array) : undefined;
    return copy ?? arrays.get(array) ?? 0;
  }

  /** Emits what an access's address needs. Of an index that is data and differs from lane to lane, it is one lane's. */
  protected address(access: Pick<Access, "array" | "index">, at?: Lane): Address {
    const { array, index } = access;
    const base = this.lanes?.copies.includes(array) ? undefined : this.callersBase(array);
    let offset = this.baseOf(array);
    // Data may be negative, and offsets do not wrap: of what is constant, this stays in the offset beside data.
    let least = offset;
    const steps: Step[] = [];
    const data: Part[] = [];
    const rolling = this.schedule.rolling.get(array);
    const shape = rolling?.shape ?? array.shape;
    let stride = this.cellOf(array) * sizeOf(shape);
    for (let d = 0; d < index.length; d++) {
      const affine = index[d]!;
      const n = shape[d]!;
      stride = n === 0 ? 0 : stride / n;
      if (d === rolling?.dimension) {
        if (isConstant(affine)) offset += stride * (affine.constant & 1);
        else putStep(steps, { loop: rolling.loop, stride, turn: affine.constant & 1 });
        continue;
      }
      if (!isWithin(affine, n)) data.push({ affine, length: n, stride });
      offset += stride * affine.constant;
      if (affine.data === undefined) least += stride * affine.constant;
      for (const { loop, factor } of affine.terms) {
        const step = { loop, stride: stride * factor };
        addStep(steps, step);
        if (affine.data === undefined) least -= risesBy(step);
      }
    }
    const laneStride = this.lanes ? (steps.find(({ loop }) => loop === this.lanes!.loop)?.stride ?? 0) : 0;
    if (at) offset += laneStride * (2 * at.part + at.lane);
    // Pointers are never negative: what a negative stride goes down from is in them.
    for (const step of steps) offset += this.frameOf(step.loop).ahead * step.stride - risesBy(step);
    if (data.length === 0)
      return { local: this.#pointer(steps, base), offset, stride: laneStride, isTemporary: false };
    const carried = Math.max(0, offset - least);
    offset -= carried;
    const frame = at === undefined ? this.#frameWithout(data) : undefined;
    if (frame) {
      const key = `${carried}+${keyOf(data)}`;
      const local = this.#pointer(steps, base, { frame, parts: data, carried, key });
      return { local, offset, stride: laneStride, isTemporary: false };
    }
    const code = this.code;
    const rows = data.map((part) => this.#checked(part, at));
    const pointer = this.#pointer(steps, base);
    if (rows.every((row) => row === undefined))
      return { local: pointer, offset: offset + carried, stride: laneStride, isTemporary: false };
    this.#pushPointer(pointer, carried);
    rows.forEach((row, k) => {
      if (row === undefined) return;
      code.get(row).i32(data[k]!.stride).op("i32.mul").op("i32.add");
      this.locals.release(I32, row);
    });
    const local = this.locals.take(I32);
    code.set(local);
    return { local, offset, stride: laneStride, isTemporary: true };
  }

  /**
   * The outermost loop in which indices that are to be checked do not vary, and before which they can be: a check must
   * not fail where nothing is looked at.
   */
  #frameWithout(parts: readonly Part[]): Frame | undefined {
    let found: Frame | undefined;
    for (const frame of this.frames.toReversed()) {
      const { loop, step } = frame;
      const isMade = parts.some(({ affine: { data } }) => data && loop.body.contains(data.block));
      const isTerm = parts.some(({ affine }) => termOf(affine, loop) !== undefined);
      if (step === 0 || isMade || (isTerm && loop.extent.data)) break;
      found = frame;
      // The loop itself runs where what is before it does.
      if (isTerm || !surelyRuns(loop)) break;
    }
    return found;
  }

  /** Leaves a pointer to `bytes` behind an address, less what is returned. */
  protected pointTo({ local, offset }: Address, bytes = 0): number {
    const total = offset + bytes;
    if (local === undefined) this.code.i32(0);
    else this.code.get(local);
    if (total >= 0) return total;
    this.code.i32(total).op("i32.add");
    return 0;
  }

  #pushPointer(pointer: number | undefined, bytes: number): void {
    if (pointer === undefined) this.code.i32(bytes);
    else {
      this.code.get(pointer);
      if (bytes !== 0) this.code.i32(bytes).op("i32.add");
    }
  }

  protected releaseAddress({ local, isTemporary }: Address): void {
    if (isTemporary) this.locals.release(I32, local!);
  }

  /** Leaves the sum of an index's constant and its loops' indices. */
  protected pushIndex({ constant, terms }: Affine, at?: Lane): void {
    const ahead = (loop: Loop) => (at && loop === this.lanes!.loop ? 2 * at.part + at.lane : 0);
    this.code.i32(terms.reduce((sum, { loop, factor }) => sum + factor * ahead(loop), constant));
    for (const { loop, factor } of terms) {
      this.code.get(this.frameOf(loop).index);
      if (factor !== 1) this.code.i32(factor).op("i32.mul");
      this.code.op("i32.add");
    }
  }

  /** Emits the check of an index that may be out of range, and gives the local that holds its data as an integer. */
  #checked({ affine, length }: Part, at?: Lane, take = () => this.locals.take(I32)): number | undefined {
    const { data } = affine;
    const code = this.code;
    const pushData = () => {
      const isVarying = this.lanes?.varying[data!.id];
      this.push(data!, isVarying ? at!.part : -1);
      if (isVarying) code.lane("f64x2.extract_lane", at!.lane);
    };
    let local: number | undefined;
    this.pushIndex(affine, at);
    if (data) {
      local = take();
      pushData();
      code.op("i32.trunc_sat_f64_s").tee(local).op("i32.add");
    }
    code.i32(length).op("i32.ge_u");
    if (data) {
      code.get(local!).op("f64.convert_i32_s");
      pushData();
      code.op("f64.ne").op("i32.or");
    }
    code.open("if").i32(length);
    this.pushIndex(affine, at);
    code.op("f64.convert_i32_s");
    if (data) {
      pushData();
      code.op("f64.add");
    }
    code.call(this.emission.functions.fail).op("end");
    return local;
  }

  /** The local that holds a sum of strides, and of rows that are data, behind a base if there is one; undefined for 0. */
  #pointer(steps: readonly Step[], base: number | undefined, rows?: Rows): number | undefined {
    const last = steps.at(-1);
    if (rows && (last === undefined || this.frames.indexOf(rows.frame) > this.#placeOf(last.loop)))
      return this.#rowPointer(steps, base, rows);
    if (last === undefined) return base;
    const frame = this.frameOf(last.loop);
    const key = pointerKey(steps, base, rows);
    const known = frame.pointers.get(key);
    if (known !== undefined) return known;
    const outer = this.#pointer(steps.slice(0, -1), base, rows);
    const local = this.locals.before(I32, frame.since);
    frame.pointers.set(key, local);
    const { before, after, loop } = frame;
    if (last.turn !== undefined) {
      this.#alternate(local, outer, last.turn, last.stride, frame);
      return local;
    }
    const rise = risesBy(last);
    if (outer === undefined) before.i32(rise);
    else {
      before.get(outer);
      if (rise !== 0) before.i32(rise).op("i32.add");
    }
    if (!frame.startsAtZero) before.get(frame.index).i32(last.stride).op("i32.mul").op("i32.add");
    before.set(local);
    const ahead = (loop.order === "down" ? -last.stride : last.stride) * frame.step;
    if (ahead !== 0) after.get(local).i32(ahead).op("i32.add").set(local);
    return local;
  }

  /** Has a local point to one of two rows behind `outer`, and to the other in the next iteration. */
  #alternate(local: number, outer: number | undefined, turn: number, stride: number, frame: Frame): void {
    const { before, after, startsAtZero, index } = frame;
    if (startsAtZero) before.i32(stride * turn);
    else before.get(index).i32(turn).op("i32.add").i32(1).op("i32.and").i32(stride).op("i32.mul");
    if (outer !== undefined) before.get(outer).op("i32.add");
    before.set(local);
    // Both rows' pointers less this one.
    after.i32(stride);
    if (outer !== undefined) after.get(outer).i32(1).op("i32.shl").op("i32.add");
    after.get(local).op("i32.sub").set(local);
  }

  #placeOf(loop: Loop): number {
    return this.frames.findLastIndex((frame) => frame.loop === loop);
  }

  /** The local that holds where rows begin, made and checked before the loop in which they do not vary. */
  #rowPointer(steps: readonly Step[], base: number | undefined, rows: Rows): number {
    const { frame, parts, carried } = rows;
    const key = pointerKey(steps, base, rows);
    const known = frame.pointers.get(key);
    if (known !== undefined) return known;
    const outer = this.#pointer(steps, base);
    const code = this.code;
    this.code = frame.before;
    const take = () => this.locals.before(I32, frame.since);
    const checked = parts.map((part) => {
      const { affine } = part;
      const term = termOf(affine, frame.loop);
      if (term === undefined) return this.#checked(part, undefined, take);
      // All iterations look at elements between those of the first and the last.
      const first = { ...affine, terms: affine.terms.filter((other) => other !== term) };
      const last = plus(plus(first, frame.loop.extent, term.factor)!, constantIndex(-term.factor))!;
      const end = this.#checked({ ...part, affine: last }, undefined, take);
      if (end !== undefined) this.locals.release(I32, end);
      return this.#checked({ ...part, affine: first }, undefined, take);
    });
    this.#pushPointer(outer, carried);
    checked.forEach((row, k) => {
      if (row === undefined) return;
      this.code.get(row).i32(parts[k]!.stride).op("i32.mul").op("i32.add");
      this.locals.release(I32, row);
    });
    const local = take();
    this.code.set(local);
    this.code = code;
    frame.pointers.set(key, local);
    return local;
  }
}

/** What a pointer starts from so that it never is negative. */
const risesBy = ({ loop, stride }: Step): number =>
  stride < 0 ? -stride * Math.max(0, greatestExtent(loop.extent) - 1) : 0;

/** Adds a stride to those of a sum, of which the loops further out come first and none is 0. */
function addStep(steps: Step[], { loop, stride }: Step): void {
  const same = steps.findIndex((step) => step.loop === loop);
  const total = stride + (steps[same]?.stride ?? 0);
  if (same >= 0) steps.splice(same, 1);
  if (total !== 0) putStep(steps, { loop, stride: total });
}

function putStep(steps: Step[], step: Step): void {
  let k = steps.length;
  while (k > 0 && steps[k - 1]!.loop.block.depth > step.loop.block.depth) k--;
  steps.splice(k, 0, step);
}

function pointerKey(steps: readonly Step[], base: number | undefined, rows: Rows | undefined): string {
  let key = `${base ?? ""}:${rows?.key ?? ""}`;
  for (const { loop, stride, turn } of steps)
    key += `${loop.id}*${stride}${turn === undefined ? "" : `%${turn}`},`;
  return key;
}

const termOf = ({ terms }: Affine, loop: Loop) => terms.find((term) => term.loop === loop);

const keyOf = (parts: readonly Part[]): string =>
  parts.map(({ affine, length, stride }) => `[${affineKey(affine)}<${length}]*${stride}+`).join("");
