/** Elements of arrays that loops keep in locals: handed from one iteration to the next, or added to. */
import type { Accumulate, Arr, Combine, Loop } from "../ir/program.ts";
import { type Access, elementKey, type Held, stayApart } from "./accesses.ts";
import { COMBINE, COMBINE_LANES, Elements, type InLocals, NEUTRAL } from "./elements.ts";
import { strideOf } from "./packs.ts";
import { I32, V128 } from "./wasm.ts";
import type { Window } from "./windows.ts";

/** Elements that a loop has taken to locals. */
export interface Taken extends Held {
  readonly locals: InLocals;
  /** Those of the array that were in locals before. */
  readonly outer: InLocals | undefined;
  /** Whether they began with nothing, and are to be added to those outside. */
  readonly isPartial: boolean;
}

/** A window that is open, with the locals of its slots. */
export interface Handed {
  readonly window: Window;
  readonly locals: readonly { readonly current: readonly number[]; readonly next: readonly number[] }[];
}

export abstract class HeldElements extends Elements {
  // What ordered loops hand on

  /** Before an ordered loop: takes what its first iteration reads to locals. */
  protected openWindows(loop: Loop): Handed[] {
    return (this.schedule.windows.get(loop) ?? []).map((window) => {
      const before = this.elements.get(window.array);
      const elements = new Map<string, readonly number[]>();
      const locals = window.slots.map(({ first, read, written }) => {
        const next = this.take(this.numberType, this.parts);
        const current = before?.get(elementKey(first)) ?? this.#taken(first);
        elements.set(read, current);
        elements.set(written, next);
        return { current, next };
      });
      this.elements.set(window.array, elements);
      return { window, locals };
    });
  }

  /** As an iteration begins: what it hands on begins with what is in memory, or with the array's initial value. */
  protected beginHanding(all: readonly Handed[]): void {
    for (const { window, locals } of all)
      window.slots.forEach(({ adds, write }, k) => {
        const { next } = locals[k]!;
        if (adds) this.#takeTo(write, next);
        else this.setTo(next, window.array.initial);
      });
  }

  /** As it ends. */
  protected endHanding(all: readonly Handed[]): void {
    const { code } = this;
    for (const { window, locals } of all)
      window.slots.forEach(({ write }, k) => {
        const { current, next } = locals[k]!;
        if (window.inMemory) this.#back(write, next);
        for (const [part, local] of next.entries()) code.get(local).set(current[part]!);
      });
  }

  /** Behind the loop: what the last iteration handed on is an element of an array that is not in memory. */
  protected closeWindows(all: readonly Handed[]): void {
    for (const { window, locals } of all) {
      const last = new Map<string, readonly number[]>();
      window.slots.forEach((slot, k) => {
        const { current, next } = locals[k]!;
        this.release(this.numberType, next);
        if (window.inMemory) this.release(this.numberType, current);
        else last.set(slot.last, current);
      });
      if (window.inMemory) this.elements.delete(window.array);
      else this.elements.set(window.array, last);
    }
  }

  // Elements that loops hold

  /** Takes elements that a loop adds to to locals. */
  protected hold(held: readonly Held[]): Taken[] {
    return held.flatMap(({ array, elements }) => {
      if (this.elements.has(array) || !this.#canHold(elements)) return [];
      const isPartial = this.lanes !== undefined && this.#isShared(elements[0]!);
      const locals = new Map<string, readonly number[]>();
      for (const element of elements)
        locals.set(
          elementKey(element),
          isPartial ? this.fresh(NEUTRAL[element.combine]) : this.#taken(element),
        );
      this.elements.set(array, locals);
      return [{ array, elements, locals, outer: undefined, isPartial }];
    });
  }

  /** Whether no lane has an element that is another element of another lane, and lanes share all of them or none. */
  #canHold(elements: readonly Accumulate[]): boolean {
    const { lanes } = this;
    const [first, ...others] = elements;
    if (lanes === undefined || this.isPrivate(first!.array)) return true;
    const { loop, jam } = lanes;
    const isShared = strideOf(first!, loop) === 0;
    if (others.some((element) => (strideOf(element, loop) === 0) !== isShared)) return false;
    const areApart = (a: Accumulate, k: number) =>
      elements.slice(k + 1).every((b) => stayApart(a, b, loop, 2 * jam));
    return isShared || elements.every(areApart);
  }

  #isShared(element: Accumulate): boolean {
    return !this.isPrivate(element.array) && this.address(element).stride === 0;
  }

  #taken(element: Access): number[] {
    const locals = this.take(this.numberType, this.parts);
    this.#takeTo(element, locals);
    return locals;
  }

  #takeTo(element: Access, locals: readonly number[]): void {
    const address = this.address(element);
    locals.forEach((local, part) => {
      if (!this.lanes) this.code.memory("f64.load", this.pointTo(address));
      else if (this.isPrivate(element.array) || address.stride === 8)
        this.code.memory("v128.load", this.pointTo(address, 16 * part));
      else {
        const offset = this.pointTo(address, address.stride * (2 * part + 1));
        this.code.memory("v128.load64_zero", this.pointTo(address, address.stride * 2 * part));
        this.code.memoryLane("v128.load64_lane", offset, 1);
      }
      this.code.set(local);
    });
  }

  /** Puts them back. */
  protected letGo(taken: readonly Taken[]): void {
    const { code } = this;
    for (const { array, elements, locals, isPartial } of taken) {
      this.elements.delete(array);
      for (const element of elements) {
        const own = locals.get(elementKey(element))!;
        if (isPartial) this.putTotal(element, () => this.#pushTotal(element, (part) => code.get(own[part]!)));
        else this.#back(element, own);
        this.release(this.numberType, own);
      }
    }
  }

  #back(element: Accumulate, locals: readonly number[]): void {
    const { code } = this;
    const address = this.address(element);
    locals.forEach((local, part) => {
      if (!this.lanes) {
        const offset = this.pointTo(address);
        code.get(local).memory("f64.store", offset);
      } else if (this.isPrivate(element.array) || address.stride === 8) {
        const offset = this.pointTo(address, 16 * part);
        code.get(local).memory("v128.store", offset);
      } else
        for (const lane of [0, 1]) {
          const offset = this.pointTo(address, address.stride * (2 * part + lane));
          code.get(local).memoryLane("v128.store64_lane", offset, lane);
        }
    });
  }

  /** As a loop in lanes begins: sums of its own for every lane, and copies. */
  protected openSums(loop: Loop): Taken[] {
    const { sums, copies } = this.schedule.lanes.get(loop)!;
    for (const array of copies) {
      const { combine } = this.#writeOf(array, loop);
      this.fill(this.baseOf(array), 16 * this.sizeOf(array), NEUTRAL[combine]);
    }
    return sums.map(({ array, elements }) => {
      const locals = new Map<string, readonly number[]>();
      for (const element of elements) locals.set(elementKey(element), this.fresh(NEUTRAL[element.combine]));
      const outer = this.elements.get(array);
      this.elements.set(array, locals);
      return { array, elements, locals, outer, isPartial: true };
    });
  }

  #writeOf(array: Arr, loop: Loop): Accumulate {
    const writes = (access: Access): access is Accumulate =>
      access.kind === "accumulate" && loop.body.contains(access.block);
    return this.schedule.accesses.get(array)!.find(writes)!;
  }

  /** When it has ended: adds them to those outside. Emitted as code of lanes. */
  protected closeSums(loop: Loop, sums: readonly Taken[]): void {
    const { code } = this;
    const lanes = this.lanes!;
    for (const { array, elements, locals, outer } of sums) {
      this.elements.delete(array);
      for (const element of elements) {
        const own = locals.get(elementKey(element))!;
        const before = outer?.get(elementKey(element))?.[0];
        const push = () => this.#pushTotal(element, (part) => code.get(own[part]!));
        if (before === undefined) this.putTotal(element, push);
        else {
          push();
          code.set(own[0]!).get(before);
          this.pushLanes(own[0]!, element.combine);
          code.op(COMBINE[element.combine]).set(before);
        }
        this.release(V128, own);
      }
      if (outer) this.elements.set(array, outer);
    }
    for (const array of lanes.copies) {
      const { combine } = this.#writeOf(array, loop);
      this.#addCopy(array, combine);
    }
  }

  /** Adds both lanes of each element of the lanes' copy of an array to the element. */
  #addCopy(array: Arr, combine: Combine): void {
    const { code } = this;
    const from = this.baseOf(array);
    const to = this.emission.memory.arrays.get(array) ?? 0;
    const base = this.callersBase(array);
    const bytes = 8 * this.sizeOf(array);
    const pushPlace = () => {
      code.get(at);
      if (base !== undefined) code.get(base).op("i32.add");
    };
    const at = this.locals.take(I32);
    const vector = this.locals.take(V128);
    code.i32(0).set(at).open("loop");
    pushPlace();
    pushPlace();
    code.memory("f64.load", to);
    code.get(at).i32(1).op("i32.shl").memory("v128.load", from).set(vector);
    this.pushLanes(vector, combine);
    code.op(COMBINE[combine]).memory("f64.store", to);
    code.get(at).i32(8).op("i32.add").tee(at).i32(bytes).op("i32.lt_u").branch("br_if", 0).op("end");
    this.locals.release(I32, at);
    this.locals.release(V128, vector);
  }

  /** Leaves the vectors combined to one. */
  #pushTotal({ combine }: Accumulate, push: (part: number) => void): void {
    push(0);
    for (let part = 1; part < this.parts; part++) {
      push(part);
      this.code.op(COMBINE_LANES[combine]);
    }
  }
}
