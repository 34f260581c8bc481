/** A program as WebAssembly functions: blocks, loops, and the functions that long blocks are split into. */
import { greatestExtent, isConstant, isWithin, surelyRuns } from "../ir/affine.ts";
import {
  type Arr,
  type Block,
  type Call,
  type Callee,
  type Instruction,
  instructionsIn,
  type Loop,
  type Part,
  type Scalar,
} from "../ir/program.ts";
import type { Op } from "../op.ts";
import type { Arithmetic, Called, Frame, Routine } from "./body.ts";
import { Functions, loweringOf } from "./functions.ts";
import type { Lanes } from "./lanes.ts";
import { isInline, Scalars } from "./scalars.ts";
import { loopsAroundUnit, type Unit } from "./units.ts";
import { Code, I32 } from "./wasm.ts";

export interface Emitted {
  readonly functions: Functions;
  /** The number of the function that runs the program. */
  readonly main: number;
}

/** `routines` are the program and those that it calls, each behind those that it calls. */
export function emit(routines: ReadonlyMap<Callee | undefined, Routine>, arithmetic: Arithmetic): Emitted {
  const imported = new Set<Op>();
  let bytes = 0;
  for (const { program, memory } of routines.values()) {
    bytes = Math.max(bytes, memory.bytes);
    for (const x of instructionsIn(program.top))
      if (x.kind === "op" && !isInline(x.op) && !loweringOf(x.op)) imported.add(x.op);
  }
  const functions = new Functions([...imported], bytes);
  const called = new Map<Callee, Called>();
  let main = 0;
  for (const [callee, routine] of routines) {
    const top = new FunctionEmitter({ ...routine, ...arithmetic, functions, called }, []);
    top.program();
    const number = functions.add(top.done());
    if (callee) called.set(callee, { routine, number });
    else main = number;
  }
  return { functions, main };
}

/** Where an index starts or ends: at a number, or at what a local holds. */
type Limit = { readonly value: number } | { readonly local: number };

const NONE: readonly never[] = [];

/** Bodies of at most so many instructions are written out so many times. */
const BRIEF = 6;
const COPIES = 2;

/**
 * Whether a loop in lanes is innermost and so small that to move its pointers is much of what it does. Its body is written
 * out again, with a test between: without that V8 would move all arithmetic behind all loads, more than there are registers.
 */
const isBrief = ({ order, extent, body: { instructions } }: Loop): boolean =>
  order === "any" &&
  greatestExtent(extent) >= COPIES &&
  instructions.length <= BRIEF &&
  instructions.every(
    (x) =>
      (x.kind === "op" && isInline(x.op)) ||
      ((x.kind === "load" || x.kind === "accumulate") &&
        x.index.every((affine, d) => isWithin(affine, x.array.shape[d]!))),
  );

class FunctionEmitter extends Scalars {
  program(): void {
    const { program, schedule } = this.emission;
    for (const output of program.outputs)
      if (output.kind === "alloc" && !schedule.accesses.has(output)) this.initialise(output);
    this.#block(program.top);
  }

  #block(block: Block): void {
    const units = this.schedule.units.of.get(block);
    if (units === undefined) this.#run(block.instructions);
    else for (const unit of units) this.#call(unit);
  }

  #call(unit: Unit): void {
    const around = loopsAroundUnit(unit);
    const inner = new FunctionEmitter(this.emission, around);
    inner.#run(unit.block.instructions.slice(unit.from, unit.to));
    const number = this.emission.functions.add(inner.done());
    for (const loop of around) this.code.get(this.frameOf(loop).index);
    this.code.call(number);
  }

  #run(instructions: readonly Instruction[]): void {
    const { opening, closing, dying, inlined } = this.schedule;
    for (const instruction of instructions) {
      for (const array of opening.get(instruction.id) ?? NONE) this.initialise(array);
      switch (instruction.kind) {
        case "op":
        case "load":
        case "index":
          if (!inlined[instruction.id]) this.define(instruction);
          this.#notice(instruction);
          break;
        case "accumulate":
          this.accumulate(instruction);
          break;
        case "loop":
          this.#loop(instruction);
          break;
        case "call":
          this.#callProgram(instruction);
          break;
      }
      for (const scalar of dying[instruction.id] ?? NONE) this.forget(scalar);
      for (const array of closing.get(instruction.id) ?? NONE) this.close(array);
    }
  }

  /** Says whether the loop goes on, where a scalar decides that. */
  #notice(scalar: Scalar): void {
    const frame = this.frames.at(-1);
    if (frame?.going === undefined || this.schedule.ends.get(frame.loop) !== scalar) return;
    this.pushAny(scalar);
    this.code.set(frame.going);
  }

  /** Says where the arrays are that a call is about, and calls. */
  #callProgram({ callee, args, results }: Call): void {
    const { code } = this;
    const { routine, number } = this.emission.called.get(callee)!;
    const { inputs, outputs } = routine.program;
    const pass = (part: Part, array: Arr) => {
      const address = this.address(part);
      code.i32(0);
      const offset = this.pointTo(address);
      if (offset !== 0) code.i32(offset).op("i32.add");
      code.memory("i32.store", routine.memory.slots.get(array)!, 2);
      this.releaseAddress(address);
    };
    args.forEach((arg, k) => {
      pass(arg, inputs[k]!);
    });
    results.forEach((result, k) => {
      pass(result, outputs[k]!);
    });
    code.call(number);
  }

  #loop(loop: Loop): void {
    const most = greatestExtent(loop.extent);
    if (most === 0) return;
    const index = this.locals.take(I32);
    const lanes = this.lanes ? undefined : this.schedule.lanes.get(loop);
    if (isConstant(loop.extent)) {
      let done = 0;
      // What does not fill all vectors goes through one, and what does not fill that by itself.
      const widths = lanes ? [lanes, { ...lanes, jam: 1 }, undefined] : [undefined];
      for (const wide of widths) {
        const to = most - ((most - done) % (wide ? 2 * wide.jam : 1));
        if (to > done) this.#round(loop, index, { value: done }, { value: to }, wide);
        done = to;
      }
    } else this.#varying(loop, index, lanes);
    this.locals.release(I32, index);
  }

  /** A loop whose extent is not constant. */
  #varying(loop: Loop, index: number, lanes: Lanes | undefined): void {
    const { code } = this;
    const extent = this.locals.take(I32);
    this.pushIndex(loop.extent);
    if (loop.extent.data) {
      this.push(loop.extent.data, -1);
      code.op("i32.trunc_sat_f64_s").op("i32.add");
    }
    code.set(extent);
    if (lanes) {
      const inLanes = this.locals.take(I32);
      code
        .get(extent)
        .i32(-2 * lanes.jam)
        .op("i32.and")
        .tee(inLanes)
        .i32(0)
        .op("i32.gt_s")
        .open("if");
      this.#round(loop, index, { value: 0 }, { local: inLanes }, lanes);
      code.op("end").get(inLanes).get(extent).op("i32.lt_s").open("if");
      this.#round(loop, index, { local: inLanes }, { local: extent }, undefined);
      code.op("end");
      this.locals.release(I32, inLanes);
    } else {
      const isSure = surelyRuns(loop);
      if (!isSure) code.get(extent).i32(0).op("i32.gt_s").open("if");
      this.#round(loop, index, { value: 0 }, { local: extent }, undefined);
      if (!isSure) code.op("end");
    }
    this.locals.release(I32, extent);
  }

  /** The iterations of a loop in a range that has some, in lanes or one by one. */
  #round(loop: Loop, index: number, from: Limit, to: Limit, lanes: Lanes | undefined): void {
    const outer = this.code;
    const isDown = loop.order === "down";
    this.#limit(isDown ? to : from);
    if (isDown) outer.i32(-1).op("i32.add");
    outer.set(index);
    const startsAtZero = !isDown && "value" in from && from.value === 0;
    const copies = this.lanes && isBrief(loop) ? COPIES : 1;
    const step = lanes ? 2 * lanes.jam : copies;
    const codes = { before: new Code(), after: new Code() };
    if (lanes) this.lanes = lanes;
    const sums = lanes ? this.openSums(loop) : this.hold(this.schedule.held.get(loop) ?? []);
    const handed = this.openWindows(loop);
    const since = this.locals.now();
    const going = this.schedule.ends.has(loop) ? this.locals.take(I32) : undefined;
    const frame: Frame = {
      loop,
      index,
      step,
      startsAtZero,
      going,
      since,
      pointers: new Map(),
      ahead: 0,
      ...codes,
    };
    if (lanes) this.laneFrame = frame;
    this.frames.push(frame);
    const body = new Code();
    this.code = body;
    this.beginRows(loop);
    this.beginHanding(handed);
    this.#block(loop.body);
    for (; frame.ahead < copies - 1; this.#block(loop.body)) {
      body
        .get(index)
        .i32(++frame.ahead)
        .op("i32.add");
      this.#limit(to);
      body.op("i32.ge_s").branch("br_if", 1);
    }
    frame.ahead = 0;
    this.endHanding(handed);
    this.code = outer;
    this.frames.pop();

    outer.append(codes.before.bytes);
    if (copies > 1) outer.open("block");
    outer.open("loop").append(body.bytes).append(codes.after.bytes);
    outer
      .get(index)
      .i32(isDown ? -1 : step)
      .op("i32.add")
      .tee(index);
    if (isDown) outer.i32(0).op("i32.ge_s");
    else {
      this.#limit(to);
      outer.op("i32.lt_s");
    }
    if (going !== undefined) {
      outer.get(going).op("i32.and");
      this.locals.release(I32, going);
    }
    outer.branch("br_if", 0).op("end");
    if (copies > 1) outer.op("end");
    this.closeWindows(handed);
    if (lanes) {
      this.closeSums(loop, sums);
      this.closeLanes();
      this.lanes = undefined;
      this.laneFrame = undefined;
    } else this.letGo(sums);
    this.release(I32, [...frame.pointers.values()]);
  }

  #limit(limit: Limit): void {
    if ("value" in limit) this.code.i32(limit.value);
    else this.code.get(limit.local);
  }
}
