/** A program as WebAssembly functions. */
import { type Affine, boundsOf, greatestExtent, surelyRuns } from "../ir/affine.ts";
import type {
  Accumulate,
  Alloc,
  Apply,
  Arr,
  Block,
  Combine,
  Instruction,
  Loop,
  Program,
  Scalar,
} from "../ir/program.ts";
import type { Op } from "../op.ts";
import { eq, ge, gt, le, lt, select, stopGradient } from "../ops.ts";
import { sizeOf } from "../tree.ts";
import { Locals } from "./locals.ts";
import { FAILURE, type Memory } from "./memory.ts";
import { type Access, elementKey, type Schedule } from "./schedule.ts";
import { loopsAroundUnit, type Unit } from "./units.ts";
import { Code, F64, I32, type Opcode, type WasmFunction, type WasmImport } from "./wasm.ts";

const COMPARISONS = new Map<Op, Opcode>([
  [lt, "f64.lt"],
  [le, "f64.le"],
  [gt, "f64.gt"],
  [ge, "f64.ge"],
  [eq, "f64.eq"],
]);
const COMBINE: Readonly<Record<Combine, Opcode>> = { add: "f64.add", max: "f64.max", min: "f64.min" };
const NEUTRAL: Readonly<Record<Combine, number>> = {
  add: 0,
  max: Number.NEGATIVE_INFINITY,
  min: Number.POSITIVE_INFINITY,
};

export interface Emitted {
  readonly imports: readonly WasmImport[];
  /** What the imports are. */
  readonly imported: readonly Op[];
  readonly functions: readonly WasmFunction[];
  /** The number of the function that runs the program. */
  readonly main: number;
  /** By the number of a failed access: the length of the dimension whose index was out of range. */
  readonly lengths: readonly number[];
}

export interface EmitOptions {
  /** Whether results are those of the program as it is written, bit for bit. */
  readonly strict: boolean;
}

/** What the functions of a module share. */
class Emission {
  readonly schedule: Schedule;
  readonly memory: Memory;
  readonly options: EmitOptions;
  readonly functions: WasmFunction[] = [];
  readonly imported: Op[] = [];
  readonly lengths: number[] = [];

  constructor(program: Program, schedule: Schedule, memory: Memory, options: EmitOptions) {
    this.schedule = schedule;
    this.memory = memory;
    this.options = options;
    const ops = new Set<Op>();
    const visit = (block: Block): void => {
      for (const instruction of block.instructions)
        if (instruction.kind === "loop") visit(instruction.body);
        else if (instruction.kind === "op" && !isInline(instruction.op)) ops.add(instruction.op);
    };
    visit(program.top);
    this.imported.push(...ops);
  }

  /** The number that a function gets. */
  add(made: WasmFunction): number {
    return this.imported.length + this.functions.push(made) - 1;
  }

  numberOf(op: Op): number {
    return this.imported.indexOf(op);
  }

  /** The number of the function that notes what is out of range, and stops. */
  #fail: number | undefined;
  get fail(): number {
    const code = new Code();
    code.i32(0).get(0).memory("i32.store", FAILURE.access, 2);
    code.i32(0).get(1).memory("f64.store", FAILURE.index).op("unreachable");
    this.#fail ??= this.add({ params: [I32, F64], results: [], locals: [], code });
    return this.#fail;
  }
}

const isInline = (op: Op): boolean =>
  op.instruction !== undefined || op === select || op === stopGradient || COMPARISONS.has(op);

export function emit(program: Program, schedule: Schedule, memory: Memory, options: EmitOptions): Emitted {
  const emission = new Emission(program, schedule, memory, options);
  const top = new FunctionEmitter(emission, []);
  for (const output of program.outputs)
    if (output.kind === "alloc" && !schedule.accesses.has(output)) top.initialise(output);
  top.block(program.top);
  const main = emission.add(top.done());
  const { functions, imported, lengths } = emission;
  const imports = imported.map(({ name, arity }): WasmImport => {
    return { module: "ops", name, params: new Array<typeof F64>(arity).fill(F64), results: [F64] };
  });
  return { imports, imported, functions, main, lengths };
}

/** A loop whose body is being emitted. */
interface Frame {
  readonly loop: Loop;
  /** The local that holds its index. */
  readonly index: number;
  /** Code that runs before the first iteration. */
  readonly before: Code;
  /** Code that runs after each iteration. */
  readonly after: Code;
  /** When emission of its body began. */
  readonly since: number;
  /** The local that holds its extent, where that is not constant. */
  readonly extent: number | undefined;
  /** Whether it goes round in the function being emitted; if not its index is a parameter. */
  readonly turns: boolean;
  /** Locals that hold sums of whole multiples of this index and outer ones, in bytes. */
  readonly pointers: Map<string, number>;
}

interface Step {
  readonly loop: Loop;
  readonly stride: number;
}

class FunctionEmitter {
  readonly #emission: Emission;
  readonly #schedule: Schedule;
  readonly #params: number;
  readonly #locals: Locals;
  readonly #frames: Frame[] = [];
  #code = new Code();
  /** By id: the local that holds a scalar. */
  readonly #values: (number | undefined)[] = [];
  /** Locals that hold elements, by array and key. */
  readonly #elements = new Map<Arr, Map<string, number>>();

  constructor(emission: Emission, around: readonly Loop[]) {
    this.#emission = emission;
    this.#schedule = emission.schedule;
    this.#params = around.length;
    this.#locals = new Locals(around.length);
    around.forEach((loop, index) => {
      const [before, after] = [new Code(), new Code()];
      const frame = { loop, index, before, after, since: -1, extent: undefined };
      this.#frames.push({ ...frame, turns: false, pointers: new Map() });
    });
  }

  done(): WasmFunction {
    const code = new Code();
    for (const { before } of this.#frames) code.append(before.bytes);
    code.append(this.#code.bytes);
    const params = new Array<typeof I32>(this.#params).fill(I32);
    return { params, results: [], locals: this.#locals.types, code };
  }

  block(block: Block): void {
    const units = this.#schedule.units.of.get(block);
    if (units === undefined) this.#run(block.instructions);
    else for (const unit of units) this.#call(unit);
  }

  #call(unit: Unit): void {
    const around = loopsAroundUnit(unit);
    const inner = new FunctionEmitter(this.#emission, around);
    inner.#run(unit.block.instructions.slice(unit.from, unit.to));
    const number = this.#emission.add(inner.done());
    for (const loop of around) this.#code.get(this.#frameOf(loop).index);
    this.#code.call(number);
  }

  #run(instructions: readonly Instruction[]): void {
    const { opening, closing, dying, inlined } = this.#schedule;
    for (const instruction of instructions) {
      for (const array of opening.get(instruction.id) ?? []) this.initialise(array);
      switch (instruction.kind) {
        case "op":
        case "load":
        case "index":
          if (!inlined[instruction.id]) this.#define(instruction);
          break;
        case "accumulate":
          this.#accumulate(instruction);
          break;
        case "loop":
          this.#loop(instruction);
          break;
      }
      for (const scalar of dying.get(instruction.id) ?? []) this.#forget(scalar);
      for (const array of closing.get(instruction.id) ?? []) this.#close(array);
    }
  }

  // Scalars

  #define(scalar: Scalar): void {
    const slot = this.#emission.memory.spills[scalar.id];
    if (slot !== undefined) this.#code.i32(0);
    this.#compute(scalar);
    if (slot !== undefined) {
      this.#code.memory("f64.store", slot);
      return;
    }
    const local = this.#locals.take(F64);
    this.#values[scalar.id] = local;
    this.#code.set(local);
  }

  #forget(scalar: Scalar): void {
    const local = this.#values[scalar.id];
    if (local === undefined) return;
    this.#values[scalar.id] = undefined;
    this.#locals.release(F64, local);
  }

  /** Leaves a scalar on the stack. */
  #push(scalar: Scalar): void {
    if (scalar.kind === "const") {
      this.#code.f64(scalar.value);
      return;
    }
    const local = this.#values[scalar.id];
    const slot = this.#emission.memory.spills[scalar.id];
    if (local !== undefined) this.#code.get(local);
    else if (slot !== undefined) this.#code.i32(0).memory("f64.load", slot);
    else this.#compute(scalar);
  }

  #compute(scalar: Scalar): void {
    switch (scalar.kind) {
      case "const":
        this.#code.f64(scalar.value);
        break;
      case "index":
        this.#code.get(this.#frameOf(scalar.loop).index).op("f64.convert_i32_s");
        break;
      case "load": {
        const local = this.#elementLocal(scalar);
        if (local !== undefined) this.#code.get(local);
        else this.#code.memory("f64.load", this.#address(scalar));
        break;
      }
      case "op":
        this.#apply(scalar);
        break;
    }
  }

  #apply({ op, args }: Apply): void {
    if (op === select) {
      const [condition, x, y] = args as [Scalar, Scalar, Scalar];
      this.#push(x);
      this.#push(y);
      this.#condition(condition);
      this.#code.op("select");
      return;
    }
    for (const arg of args) this.#push(arg);
    const comparison = COMPARISONS.get(op);
    if (comparison) this.#code.op(comparison).op("f64.convert_i32_u");
    else if (op.instruction) this.#code.op(op.instruction as Opcode);
    else if (op !== stopGradient) this.#code.call(this.#emission.numberOf(op));
  }

  /** Leaves an i32 that is not 0 where the scalar is neither 0 nor NaN. */
  #condition(scalar: Scalar): void {
    const isComputedHere = this.#schedule.inlined[scalar.id] && scalar.kind === "op";
    const comparison = isComputedHere ? COMPARISONS.get(scalar.op) : undefined;
    if (comparison) {
      for (const arg of (scalar as Apply).args) this.#push(arg);
      this.#code.op(comparison);
    } else {
      this.#push(scalar);
      this.#code.op("f64.abs").f64(0).op("f64.gt");
    }
  }

  // Arrays

  /** Gives an array's elements their initial values. */
  initialise(array: Alloc): void {
    const { inLocals, accesses, filled } = this.#schedule;
    const code = this.#code;
    if (inLocals.has(array)) {
      const elements = new Map<string, number>();
      for (const access of accesses.get(array)!) {
        const key = elementKey(access);
        if (elements.has(key)) continue;
        const local = this.#locals.take(F64);
        elements.set(key, local);
        code.f64(array.initial).set(local);
      }
      this.#elements.set(array, elements);
      return;
    }
    if (filled.has(array)) return;
    const offset = this.#emission.memory.arrays.get(array)!;
    const size = sizeOf(array.shape);
    if (size <= 8) {
      for (let k = 0; k < size; k++)
        code
          .i32(0)
          .f64(array.initial)
          .memory("f64.store", offset + 8 * k);
    } else if (Object.is(array.initial, 0)) {
      code
        .i32(offset)
        .i32(0)
        .i32(8 * size)
        .op("memory.fill");
    } else {
      const at = this.#locals.take(I32);
      code.i32(0).set(at).open("loop");
      code.get(at).f64(array.initial).memory("f64.store", offset);
      code.get(at).i32(8).op("i32.add").tee(at);
      code
        .i32(8 * size)
        .op("i32.lt_u")
        .branch("br_if", 0)
        .op("end");
      this.#locals.release(I32, at);
    }
  }

  #close(array: Alloc): void {
    if (!this.#schedule.inLocals.has(array)) return;
    for (const local of this.#elements.get(array)!.values()) this.#locals.release(F64, local);
    this.#elements.delete(array);
  }

  /** The local that holds the element of an access, if one does. */
  #elementLocal(access: Access): number | undefined {
    return this.#elements.get(access.array)?.get(elementKey(access));
  }

  #accumulate(accumulation: Accumulate): void {
    const { array, value, combine } = accumulation;
    const local = this.#elementLocal(accumulation);
    if (local !== undefined) {
      this.#code.get(local);
      this.#push(value);
      this.#code.op(COMBINE[combine]).set(local);
      return;
    }
    // The address is needed twice, and the index may be checked: only the pointer is kept.
    const stores = this.#schedule.stores.has(accumulation);
    const offset = this.#address(accumulation);
    if (stores) {
      const { initial } = array as Alloc;
      this.#push(value);
      const isNeutral = combine === "add" ? Object.is(initial, -0) : initial === NEUTRAL[combine];
      if (!isNeutral && (this.#emission.options.strict || initial !== 0))
        this.#code.f64(initial).op(COMBINE[combine]);
    } else {
      const pointer = this.#locals.take(I32);
      this.#code.tee(pointer).get(pointer).memory("f64.load", offset);
      this.#locals.release(I32, pointer);
      this.#push(value);
      this.#code.op(COMBINE[combine]);
    }
    this.#code.memory("f64.store", offset);
  }

  // Addresses

  #frameOf(loop: Loop): Frame {
    return this.#frames.findLast((frame) => frame.loop === loop)!;
  }

  /** Leaves a pointer on the stack, and gives the offset from there to the element. */
  #address(access: Access): number {
    const { array, index } = access;
    const strides = new Map<Loop, number>();
    let offset = this.#emission.memory.arrays.get(array)!;
    const data: { readonly local: number; readonly stride: number }[] = [];
    let stride = 8 * sizeOf(array.shape);
    index.forEach((affine, d) => {
      const n = array.shape[d]!;
      stride = n === 0 ? 0 : stride / n;
      const local = this.#checked(affine, n);
      offset += stride * affine.constant;
      for (const { loop, factor } of affine.terms)
        strides.set(loop, (strides.get(loop) ?? 0) + stride * factor);
      if (local !== undefined) data.push({ local, stride });
    });
    const steps = [...strides]
      .map(([loop, total]): Step => ({ loop, stride: total }))
      .filter((step) => step.stride !== 0)
      .sort((a, b) => a.loop.block.depth - b.loop.block.depth);
    // Pointers are never negative: what a negative stride goes down from is in them.
    for (const step of steps) offset -= risesBy(step);
    const pointer = this.#pointer(steps);
    if (pointer === undefined) this.#code.i32(0);
    else this.#code.get(pointer);
    for (const { local, stride: bytes } of data) {
      this.#code.get(local).i32(bytes).op("i32.mul").op("i32.add");
      this.#locals.release(I32, local);
    }
    if (offset >= 0) return offset;
    this.#code.i32(offset).op("i32.add");
    return 0;
  }

  /** Emits the check of an index that may be out of range, and gives the local that holds its data as an integer. */
  #checked(affine: Affine, length: number): number | undefined {
    const { constant, terms, data } = affine;
    const [least, greatest] = boundsOf(affine);
    if (least >= 0 && greatest < length) return undefined;
    const code = this.#code;
    const rest = () => {
      code.i32(constant);
      for (const { loop, factor } of terms)
        code.get(this.#frameOf(loop).index).i32(factor).op("i32.mul").op("i32.add");
    };
    let local: number | undefined;
    rest();
    if (data) {
      local = this.#locals.take(I32);
      this.#push(data);
      code.op("i32.trunc_sat_f64_s").tee(local).op("i32.add");
    }
    code.i32(length).op("i32.ge_u");
    if (data) {
      code.get(local!).op("f64.convert_i32_s");
      this.#push(data);
      code.op("f64.ne").op("i32.or");
    }
    code.open("if").i32(this.#emission.lengths.push(length));
    rest();
    code.op("f64.convert_i32_s");
    if (data) {
      this.#push(data);
      code.op("f64.add");
    }
    code.call(this.#emission.fail).op("end");
    return local;
  }

  /** The local that holds a sum of strides; undefined for 0. */
  #pointer(steps: readonly Step[]): number | undefined {
    const last = steps.at(-1);
    if (last === undefined) return undefined;
    const frame = this.#frameOf(last.loop);
    const key = steps.map(({ loop, stride }) => `${loop.id}*${stride}`).join();
    const known = frame.pointers.get(key);
    if (known !== undefined) return known;
    const outer = this.#pointer(steps.slice(0, -1));
    const local = this.#locals.before(I32, frame.since);
    frame.pointers.set(key, local);
    const { before, after, loop, turns } = frame;
    const rise = risesBy(last);
    if (outer === undefined) before.i32(rise);
    else {
      before.get(outer);
      if (rise !== 0) before.i32(rise).op("i32.add");
    }
    if (!turns || loop.order === "down") before.get(frame.index).i32(last.stride).op("i32.mul").op("i32.add");
    before.set(local);
    const step = loop.order === "down" ? -last.stride : last.stride;
    if (turns) after.get(local).i32(step).op("i32.add").set(local);
    return local;
  }

  // Loops

  #loop(loop: Loop): void {
    const most = greatestExtent(loop.extent);
    if (most === 0) return;
    const outer = this.#code;
    const isConstant = loop.extent.terms.length === 0 && loop.extent.data === undefined;
    let extent: number | undefined;
    if (!isConstant) {
      extent = this.#locals.take(I32);
      this.#extent(loop.extent);
      outer.set(extent);
    }
    const isGuarded = !surelyRuns(loop);
    if (isGuarded) outer.get(extent!).i32(0).op("i32.gt_s").open("if");
    const index = this.#locals.take(I32);
    if (loop.order !== "down") outer.i32(0).set(index);
    else if (extent === undefined) outer.i32(most - 1).set(index);
    else outer.get(extent).i32(1).op("i32.sub").set(index);

    const [before, after] = [new Code(), new Code()];
    const held = this.#hold(loop);
    const since = this.#locals.now();
    const frame: Frame = { loop, index, before, after, since, extent, turns: true, pointers: new Map() };
    this.#frames.push(frame);
    const body = new Code();
    this.#code = body;
    this.block(loop.body);
    this.#code = outer;
    this.#frames.pop();

    outer.append(before.bytes).open("loop").append(body.bytes).append(after.bytes);
    outer.get(index);
    if (loop.order === "down") outer.i32(-1).op("i32.add").tee(index).i32(0).op("i32.ge_s");
    else {
      outer.i32(1).op("i32.add").tee(index);
      if (extent === undefined) outer.i32(most);
      else outer.get(extent);
      outer.op("i32.lt_s");
    }
    outer.branch("br_if", 0).op("end");
    this.#letGo(held);
    for (const pointer of frame.pointers.values()) this.#locals.release(I32, pointer);
    this.#locals.release(I32, index);
    if (extent !== undefined) this.#locals.release(I32, extent);
    if (isGuarded) outer.op("end");
  }

  #extent({ constant, terms, data }: Affine): void {
    this.#code.i32(constant);
    for (const { loop, factor } of terms)
      this.#code.get(this.#frameOf(loop).index).i32(factor).op("i32.mul").op("i32.add");
    if (data === undefined) return;
    this.#push(data);
    this.#code.op("i32.trunc_sat_f64_s").op("i32.add");
  }

  /** Takes elements that a loop accumulates into from memory to locals. */
  #hold(loop: Loop): [Accumulate, number][] {
    const taken: [Accumulate, number][] = [];
    for (const { array, elements } of this.#schedule.held.get(loop) ?? []) {
      if (this.#elements.has(array)) continue;
      const locals = new Map<string, number>();
      for (const element of elements) {
        const offset = this.#address(element);
        const local = this.#locals.take(F64);
        this.#code.memory("f64.load", offset).set(local);
        locals.set(elementKey(element), local);
        taken.push([element, local]);
      }
      this.#elements.set(array, locals);
    }
    return taken;
  }

  /** Puts them back. */
  #letGo(taken: readonly [Accumulate, number][]): void {
    for (const [element, local] of taken) {
      this.#elements.delete(element.array);
      const offset = this.#address(element);
      this.#code.get(local).memory("f64.store", offset);
      this.#locals.release(F64, local);
    }
  }
}

/** What a pointer starts from so that it never is negative. */
const risesBy = ({ loop, stride }: Step): number =>
  stride < 0 ? -stride * Math.max(0, greatestExtent(loop.extent) - 1) : 0;
