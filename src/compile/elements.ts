/** Elements of arrays: in memory, or in locals for as long as their array lives. */
import { type Affine, constantIndex, loopIndex, plus, surelyWithin } from "../ir/affine.ts";
import type { Accumulate, Alloc, Arr, Combine, Load, Loop, Scalar } from "../ir/program.ts";
import { neg } from "../ops.ts";
import { type Access, elementKey } from "./accesses.ts";
import { type Address, Addresses } from "./addresses.ts";
import { type Rolling, shapeInMemory } from "./rolling.ts";
import type { Box } from "./stores.ts";
import { I32, type Opcode, V128 } from "./wasm.ts";
import type { Window } from "./windows.ts";

export const COMBINE: Readonly<Record<Combine, Opcode>> = { add: "f64.add", max: "f64.max", min: "f64.min" };
export const COMBINE_LANES: Readonly<Record<Combine, Opcode>> = {
  add: "f64x2.add",
  max: "f64x2.max",
  min: "f64x2.min",
};
export const NEUTRAL: Readonly<Record<Combine, number>> = {
  add: 0,
  max: Number.NEGATIVE_INFINITY,
  min: Number.POSITIVE_INFINITY,
};

/** Elements of an array that are in locals: one for each of the vectors, or one for a number. */
export type InLocals = ReadonlyMap<string, readonly number[]>;

/** Bytes of memory that are set one by one. */
const SMALL = 128;

export abstract class Elements extends Addresses {
  /** Those of arrays of which any are in locals. */
  protected readonly elements = new Map<Arr, InLocals>();

  /** Leaves what `pushOther` leaves plus a scalar, rounded once; false if that cannot be, and nothing is done. */
  protected abstract pushFused(scalar: Scalar, pushOther: () => void, part: number): boolean;

  /** Gives an array's elements their initial values. */
  protected initialise(array: Alloc): void {
    const { inLocals, accesses, foreign } = this.schedule;
    if (foreign.has(array)) return;
    if (inLocals.has(array)) {
      const window = this.#windowOf(array);
      const keys = window
        ? window.slots.map(({ first }) => elementKey(first))
        : accesses.get(array)!.map(elementKey);
      const elements = new Map<string, number[]>();
      for (const key of new Set(keys)) elements.set(key, this.fresh(array.initial));
      this.elements.set(array, elements);
    } else {
      const rolling = this.schedule.rolling.get(array);
      for (const box of this.#unfilledOf(array))
        if (rolling === undefined) this.#fillBox(array, box);
        else this.#fillRow(rolling, box, [rolling.first, rolling.first], constantIndex(rolling.first));
    }
  }

  /** The elements of an array that are to begin with its initial value. */
  #unfilledOf(array: Alloc): readonly Box[] {
    return this.schedule.unfilled.get(array) ?? [array.shape.map((n): [number, number] => [0, n])];
  }

  /** As an iteration of an ordered loop begins: the rows that it is the first to touch have their initial values again. */
  protected beginRows(loop: Loop): void {
    if (loop.order === "any") return;
    const last = loop.extent.constant - 1;
    for (const rolling of this.schedule.rolling.values()) {
      if (rolling.loop !== loop) continue;
      const { array, lead } = rolling;
      const row = plus(loopIndex(loop), constantIndex(lead))!;
      for (const box of this.#unfilledOf(array)) this.#fillRow(rolling, box, [lead, lead + last], row);
    }
  }

  /** Gives a row its initial values, as far as a box has any of the rows of a range. */
  #fillRow(
    { array, dimension, shape }: Rolling,
    box: Box,
    [from, to]: readonly [number, number],
    row: Affine,
  ): void {
    const [start, end] = box[dimension]!;
    if (to < start || end <= from) return;
    const index = shape.map((_, d) => (d === dimension ? row : constantIndex(0)));
    const { local, offset } = this.address({ array, index });
    const own = box.map((range, d): readonly [number, number] => (d === dimension ? [0, 1] : range));
    this.#fillBox(array, own, offset, local);
  }

  #windowOf(array: Alloc): Window | undefined {
    for (const windows of this.schedule.windows.values())
      for (const window of windows) if (window.array === array) return window;
    return undefined;
  }

  /** Locals that begin with a number. */
  protected fresh(value: number): number[] {
    const locals = this.take(this.numberType, this.parts);
    this.setTo(locals, value);
    return locals;
  }

  protected setTo(locals: readonly number[], value: number): void {
    for (const local of locals) {
      if (this.lanes) this.code.f64x2(value, value);
      else this.code.f64(value);
      this.code.set(local);
    }
  }

  /** Gives the elements of a part of an array its initial value; the array begins at `from` behind what a local holds. */
  #fillBox(array: Alloc, box: Box, from = this.emission.memory.arrays.get(array)!, behind?: number): void {
    const { code } = this;
    const shape = shapeInMemory(array, this.schedule.rolling);
    const strides: number[] = [];
    let bytes = this.cellOf(array);
    for (let d = box.length - 1; d >= 0; d--) {
      strides[d] = bytes;
      bytes *= shape[d]!;
    }
    // Behind the last dimension of which only a part is meant, elements lie side by side.
    const last = box.findLastIndex(([from, to], d) => from > 0 || to < shape[d]!);
    const go = (d: number, offset: number, base: number | undefined): void => {
      const [from, to] = box[d] ?? [0, 1];
      const stride = strides[d] ?? bytes;
      const start = offset + from * stride;
      if (d >= last) {
        this.fill(start, (to - from) * stride, array.initial, base);
        return;
      }
      if (to - from === 1) {
        go(d + 1, start, base);
        return;
      }
      const [at, left] = this.take(I32, 2) as [number, number];
      if (base === undefined) code.i32(0);
      else code.get(base);
      code.set(at);
      code
        .i32(to - from)
        .set(left)
        .open("loop");
      go(d + 1, start, at);
      code.get(at).i32(stride).op("i32.add").set(at);
      code.get(left).i32(-1).op("i32.add").tee(left).branch("br_if", 0).op("end");
      this.release(I32, [at, left]);
    };
    go(0, from, behind);
  }

  /** Sets bytes from `offset` behind what a local holds. */
  protected fill(offset: number, bytes: number, value: number, base?: number): void {
    const { code } = this;
    const push = () => (base === undefined ? code.i32(0) : code.get(base));
    if (bytes <= SMALL)
      for (let at = 0; at < bytes; at += 8)
        push()
          .f64(value)
          .memory("f64.store", offset + at);
    else if (Object.is(value, 0)) push().i32(offset).op("i32.add").i32(0).i32(bytes).op("memory.fill");
    else {
      const [at, left] = this.take(I32, 2) as [number, number];
      push()
        .set(at)
        .i32(bytes / 8)
        .set(left)
        .open("loop");
      code.get(at).f64(value).memory("f64.store", offset);
      code.get(at).i32(8).op("i32.add").set(at);
      code.get(left).i32(-1).op("i32.add").tee(left).branch("br_if", 0).op("end");
      this.release(I32, [at, left]);
    }
  }

  /** Takes note that an array is needed no longer. */
  protected close(array: Alloc): void {
    if (!this.schedule.inLocals.has(array)) return;
    for (const locals of this.elements.get(array)!.values()) this.release(this.numberType, locals);
    this.elements.delete(array);
  }

  /** The locals that hold the element of an access, if any do. */
  #local(access: Access): readonly number[] | undefined {
    return this.elements.get(access.array)?.get(elementKey(access));
  }

  /** Leaves an element on the stack: a number if `part` is negative, otherwise that one of the vectors. */
  protected load(load: Load, part: number): void {
    const { code } = this;
    const locals = this.#local(load);
    if (locals) {
      code.get(locals[Math.max(part, 0)]!);
      return;
    }
    if (part < 0) {
      const address = this.address(load);
      code.memory("f64.load", this.pointTo(address));
      this.releaseAddress(address);
      return;
    }
    if (this.#isApart(load)) {
      this.#eachLane(load, part, (lane, place) => {
        code.memory("f64.load", this.pointTo(place));
        if (lane === 0) code.op("f64x2.splat");
        else code.lane("f64x2.replace_lane", 1);
      });
      return;
    }
    const address = this.address(load);
    if (this.isPrivate(load.array)) code.memory("v128.load", this.pointTo(address, 16 * part));
    else if (address.stride === 8) code.memory("v128.load", this.pointTo(address, 16 * part));
    else {
      // The pointer of the second lane lies below the vector with the first.
      const offset = this.pointTo(address, address.stride * (2 * part + 1));
      code.memory("v128.load64_zero", this.pointTo(address, address.stride * 2 * part));
      code.memoryLane("v128.load64_lane", offset, 1);
    }
  }

  /** Leaves an element that all lanes share in every lane. */
  protected loadSplat(load: Load): void {
    const locals = this.#local(load);
    if (locals) {
      this.code.get(locals[0]!).op("f64x2.splat");
      return;
    }
    const address = this.address(load);
    this.code.memory("v128.load64_splat", this.pointTo(address));
    this.releaseAddress(address);
  }

  /** Whether every lane has its own address, for an index that is data, or is to be checked, differs from lane to lane. */
  #isApart({ array, index }: Access): boolean {
    const { loop, varying } = this.lanes!;
    return index.some((affine, d) => {
      const { terms, data } = affine;
      if (data && varying[data.id]) return true;
      return terms.some((term) => term.loop === loop) && !surelyWithin([affine], [array.shape[d]!]);
    });
  }

  /** Emits, lane by lane of one vector, what is done with the place of an element whose index is data. */
  #eachLane(access: Access, part: number, emit: (lane: number, place: Address) => void): void {
    for (const lane of [0, 1]) {
      const place = this.address(access, { part, lane });
      emit(lane, place);
      this.releaseAddress(place);
    }
  }

  protected accumulate(accumulation: Accumulate): void {
    const { array, value, combine } = accumulation;
    const { code } = this;
    const locals = this.#local(accumulation);
    if (locals) {
      const isPlain = this.schedule.stores.has(accumulation) && this.#initialOf(accumulation) === undefined;
      locals.forEach((local, k) => {
        if (isPlain) this.push(value, this.lanes ? k : -1);
        else this.#pushCombined(combine, () => code.get(local), value, this.lanes ? k : -1);
        code.set(local);
      });
    } else if (this.lanes === undefined) {
      const address = this.address(accumulation);
      this.#put(accumulation, address, () => this.push(value, -1));
      this.releaseAddress(address);
    } else if (this.#isApart(accumulation)) {
      for (let part = 0; part < this.parts; part++) {
        const vector = this.locals.take(V128);
        this.push(value, part);
        code.set(vector);
        this.#eachLane(accumulation, part, (lane, place) => {
          this.#put(accumulation, place, () => code.get(vector).lane("f64x2.extract_lane", lane));
        });
        this.locals.release(V128, vector);
      }
    } else {
      const address = this.address(accumulation);
      if (this.isPrivate(array) || address.stride === 8)
        for (let part = 0; part < this.parts; part++)
          this.#putVector(accumulation, address, 16 * part, (before) => {
            if (before) this.#pushCombined(combine, before, value, part);
            else this.push(value, part);
          });
      else if (address.stride !== 0) this.#scatter(accumulation, address);
      else this.putTotal(accumulation, () => this.#pushSum(accumulation, this.parts - 1));
    }
  }

  /** Stores a number, or adds it to what is there. */
  #put(accumulation: Accumulate, address: Address, push: () => void, bytes = 0): void {
    const { code } = this;
    const offset = this.pointTo(address, bytes);
    if (this.schedule.stores.has(accumulation)) {
      push();
      const initial = this.#initialOf(accumulation);
      if (initial !== undefined) code.f64(initial).op(COMBINE[accumulation.combine]);
    } else {
      code.memory("f64.load", this.pointTo(address, bytes));
      push();
      code.op(COMBINE[accumulation.combine]);
    }
    code.memory("f64.store", offset);
  }

  /** Leaves what is there, which `before` leaves, combined with a scalar. */
  #pushCombined(combine: Combine, before: () => void, value: Scalar, part: number): void {
    if (combine === "add" && this.pushFused(value, before, part)) return;
    before();
    const negated = combine === "add" ? this.#negated(value, part) : undefined;
    this.push(negated ?? value, part);
    if (negated) this.code.op(part < 0 ? "f64.sub" : "f64x2.sub");
    else this.code.op(part < 0 ? COMBINE[combine] : COMBINE_LANES[combine]);
  }

  /** What a scalar is the negation of, if it is of something and computed nowhere else. */
  #negated(scalar: Scalar, part: number): Scalar | undefined {
    if (scalar.kind !== "op" || scalar.op !== neg || !this.schedule.inlined[scalar.id]) return undefined;
    return part < 0 || this.lanes!.varying[scalar.id] ? scalar.args[0] : undefined;
  }

  /**
   * As `#put`, of a vector whose lanes lie side by side: `push` leaves what is to be stored, combined with what `before`
   * leaves if that is given.
   */
  #putVector(
    accumulation: Accumulate,
    address: Address,
    bytes: number,
    push: (before?: () => void) => void,
  ): void {
    const { code } = this;
    const offset = this.pointTo(address, bytes);
    if (this.schedule.stores.has(accumulation)) {
      push();
      const initial = this.#initialOf(accumulation);
      if (initial !== undefined) code.f64x2(initial, initial).op(COMBINE_LANES[accumulation.combine]);
    } else push(() => code.memory("v128.load", this.pointTo(address, bytes)));
    code.memory("v128.store", offset);
  }

  /** What a stored number is to be combined with; undefined where that changes nothing. */
  #initialOf({ array, combine }: Accumulate): number | undefined {
    const { initial } = array as Alloc;
    if (initial === NEUTRAL[combine])
      return combine === "add" && this.emission.strict && !Object.is(initial, -0) ? initial : undefined;
    return initial;
  }

  #scatter(accumulation: Accumulate, address: Address): void {
    for (let part = 0; part < this.parts; part++) {
      const vector = this.locals.take(V128);
      this.push(accumulation.value, part);
      this.code.set(vector);
      for (const lane of [0, 1])
        this.#put(
          accumulation,
          address,
          () => this.code.get(vector).lane("f64x2.extract_lane", lane),
          address.stride * (2 * part + lane),
        );
      this.locals.release(V128, vector);
    }
  }

  /** Leaves the scalar's vectors combined to one, up to that of a part. */
  #pushSum(accumulation: Accumulate, part: number): void {
    const { combine, value } = accumulation;
    if (part === 0) this.push(value, 0);
    else this.#pushCombined(combine, () => this.#pushSum(accumulation, part - 1), value, part);
  }

  /** Adds all lanes of what `push` leaves, one vector, to an element that they share. */
  protected putTotal(accumulation: Accumulate, push: () => void): void {
    const { code } = this;
    const { array, combine } = accumulation;
    const address = this.address(accumulation);
    if (this.lanes?.copies.includes(array)) {
      this.#putVector(accumulation, address, 0, (before) => {
        before?.();
        push();
        if (before) code.op(COMBINE_LANES[combine]);
      });
      return;
    }
    const vector = this.locals.take(V128);
    push();
    code.set(vector);
    this.#put(accumulation, address, () => this.pushLanes(vector, combine));
    this.locals.release(V128, vector);
  }

  /** Leaves the lanes of a vector combined. */
  protected pushLanes(vector: number, combine: Combine): void {
    const { code } = this;
    code.get(vector).lane("f64x2.extract_lane", 0);
    code.get(vector).lane("f64x2.extract_lane", 1);
    code.op(COMBINE[combine]);
  }
}
