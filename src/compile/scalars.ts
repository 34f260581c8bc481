/** Scalars: computed into locals, or where they are used; numbers, or vectors of lanes. */

import type { Lower } from "../elementary/primitives.ts";
import type { Apply, Scalar } from "../ir/program.ts";
import type { Op } from "../op.ts";
import { add, eq, ge, gt, le, lt, mul, select, stopGradient, sub } from "../ops.ts";
import { emitInto } from "./elementary.ts";
import { loweringOf } from "./functions.ts";
import { HeldElements } from "./held.ts";
import { F64, type Opcode, type Type, V128 } from "./wasm.ts";

const COMPARISONS = new Map<Op, "lt" | "le" | "gt" | "ge" | "eq">([
  [lt, "lt"],
  [le, "le"],
  [gt, "gt"],
  [ge, "ge"],
  [eq, "eq"],
]);

/** Whether an op is computed without a call. */
export const isInline = (op: Op): boolean =>
  op.instruction !== undefined || op === select || op === stopGradient || COMPARISONS.has(op);

/** Elementary functions beyond so many are called. */
const MOST_WRITTEN = 24;

export abstract class Scalars extends HeldElements {
  /** The locals that hold a scalar, one for each of the vectors or one for a number. */
  readonly #values = new Map<Scalar, readonly number[]>();
  /** Vectors of one number, made before the loop in lanes: by the number, or by the scalar. */
  readonly #pool = new Map<string, number>();
  readonly #splats = new Map<Scalar, number>();
  /** What `#pushShared` keeps for the vectors that follow. */
  readonly #shared = new Map<Scalar, number>();

  protected define(scalar: Scalar): void {
    const slot = this.emission.memory.spills[scalar.id];
    if (slot) {
      this.code.i32(0);
      this.#compute(scalar, -1);
      this.code.memory("f64.store", slot);
      return;
    }
    const isVarying = this.lanes?.varying[scalar.id];
    const locals: number[] = [];
    for (let part = 0; part < (isVarying ? this.parts : 1); part++) {
      this.#compute(scalar, isVarying ? part : -1);
      const local = this.locals.take(isVarying ? V128 : F64);
      locals.push(local);
      this.code.set(local);
    }
    this.#values.set(scalar, locals);
  }

  protected forget(scalar: Scalar): void {
    const locals = this.#values.get(scalar);
    if (locals === undefined) return;
    this.#values.delete(scalar);
    this.release(this.lanes?.varying[scalar.id] ? V128 : F64, locals);
  }

  protected override push(scalar: Scalar, part: number): void {
    if (part < 0) this.#pushNumber(scalar);
    else if (scalar.kind === "const") this.#pushConstant(scalar.value);
    else if (this.lanes!.varying[scalar.id]) {
      const locals = this.#values.get(scalar);
      if (locals) this.code.get(locals[part]!);
      else this.#compute(scalar, part);
    } else if (!this.lanes!.loop.body.contains(scalar.block)) this.code.get(this.#splat(scalar));
    else if (!this.#values.has(scalar)) this.#pushShared(scalar, part);
    else {
      this.#pushNumber(scalar);
      this.code.op("f64x2.splat");
    }
  }

  /**
   * Pushes a scalar that all lanes share and that is computed where it is used. It has one use, which asks for it once for
   * each of the vectors, in order: the first computes it, and keeps it for the others.
   */
  #pushShared(scalar: Scalar, part: number): void {
    const known = part > 0 ? this.#shared.get(scalar) : undefined;
    if (known !== undefined) this.code.get(known);
    else {
      if (scalar.kind === "load") this.loadSplat(scalar);
      else {
        this.#pushNumber(scalar);
        this.code.op("f64x2.splat");
      }
      if (part > 0 || this.parts === 1) return;
      const local = this.locals.take(V128);
      this.code.tee(local);
      this.#shared.set(scalar, local);
    }
    if (part < this.parts - 1) return;
    this.#shared.delete(scalar);
    this.locals.release(V128, known!);
  }

  #pushNumber(scalar: Scalar): void {
    const locals = this.#values.get(scalar);
    const slot = this.emission.memory.spills[scalar.id];
    if (scalar.kind === "const") this.code.f64(scalar.value);
    else if (locals) this.code.get(locals[0]!);
    else if (slot) this.code.i32(0).memory("f64.load", slot);
    else this.#compute(scalar, -1);
  }

  #pushConstant(low: number, high = low): void {
    this.code.get(this.#constant(low, high));
  }

  #constant(low: number, high: number): number {
    const key = `${Object.is(low, -0) ? "-0" : low},${Object.is(high, -0) ? "-0" : high}`;
    let local = this.#pool.get(key);
    if (local === undefined) {
      const { before, since } = this.laneFrame!;
      local = this.locals.before(V128, since);
      before.f64x2(low, high).set(local);
      this.#pool.set(key, local);
    }
    return local;
  }

  /** The local with a scalar from outside of the loop in lanes in every lane. */
  #splat(scalar: Scalar): number {
    let local = this.#splats.get(scalar);
    if (local === undefined) {
      const { before, since } = this.laneFrame!;
      local = this.locals.before(V128, since);
      const { code } = this;
      this.code = before;
      this.#pushNumber(scalar);
      this.code = code;
      before.op("f64x2.splat").set(local);
      this.#splats.set(scalar, local);
    }
    return local;
  }

  /** Takes note that the loop in lanes has ended. */
  protected closeLanes(): void {
    for (const locals of [this.#pool, this.#splats]) {
      this.release(V128, [...locals.values()]);
      locals.clear();
    }
  }

  /** How many elementary functions are written out in place. */
  #written = 0;

  #compute(scalar: Scalar, part: number): void {
    switch (scalar.kind) {
      case "const":
        this.push(scalar, part);
        break;
      case "index":
        this.code.get(this.frameOf(scalar.loop).index).op("f64.convert_i32_s");
        if (part < 0) break;
        this.code.op("f64x2.splat");
        this.#pushConstant(2 * part, 2 * part + 1);
        this.code.op("f64x2.add");
        break;
      case "load":
        this.load(scalar, part);
        break;
      case "op":
        this.#apply(scalar, part);
        break;
    }
  }

  #apply(scalar: Apply, part: number): void {
    if (this.#fuse(scalar, part)) return;
    const { op, args } = scalar;
    const { code } = this;
    const isVector = part >= 0;
    if (op === select) {
      const [condition, x, y] = args as [Scalar, Scalar, Scalar];
      const masked = isVector ? this.#masked(condition, x, y) : undefined;
      if (masked !== "v128.andnot") this.push(x, part);
      if (masked === undefined || masked === "v128.andnot") this.push(y, part);
      this.#condition(condition, part, masked === "v128.or");
      code.op(masked ?? (isVector ? "v128.bitselect" : "select"));
      return;
    }
    const comparison = COMPARISONS.get(op);
    const lowering = isInline(op) ? undefined : loweringOf(op);
    if (!isVector || lowering || isInline(op)) for (const arg of args) this.push(arg, part);
    if (comparison && isVector) {
      code.op(`f64x2.${comparison}`);
      this.#pushConstant(1);
      code.op("v128.and");
    } else if (comparison) code.op(`f64.${comparison}`).op("f64.convert_i32_u");
    else if (op.instruction)
      code.op((isVector ? op.instruction.replace("f64.", "f64x2.") : op.instruction) as Opcode);
    else if (lowering && isVector && this.#written < MOST_WRITTEN) this.#writeOut(lowering, op.arity);
    else if (lowering) code.call(this.emission.functions.functionOf(lowering, op.arity, isVector));
    else if (op !== stopGradient && isVector) this.#callLanes(op, args, part);
    else if (op !== stopGradient) code.call(this.emission.functions.importOf(op));
  }

  /** Emits the code of an elementary function of the vectors on the stack: a call would take longer, in lanes. */
  #writeOut(f: Lower, arity: number): void {
    this.#written++;
    const used: [Type, number][] = [];
    const local = (type: Type): number => {
      const taken = this.locals.take(type);
      used.push([type, taken]);
      return taken;
    };
    const operands = Array.from({ length: arity }, () => ({ local: local(V128) }));
    for (const operand of operands.toReversed()) this.code.set(operand.local);
    const { table, functionOf } = this.emission.functions;
    const constant = (x: number) => this.#constant(x, x);
    emitInto({ code: this.code, local, table, functionOf, constant }, f, operands, true);
    for (const [type, taken] of used) this.locals.release(type, taken);
  }

  /** The product that a scalar is, if it is one of vectors and computed nowhere else. */
  #product(scalar: Scalar, part: number): Apply | undefined {
    const isFusible = this.emission.fuse && part >= 0 && this.lanes!.varying[scalar.id];
    if (!isFusible || !this.schedule.inlined[scalar.id]) return undefined;
    return scalar.kind === "op" && scalar.op === mul ? scalar : undefined;
  }

  /** Leaves what `pushOther` leaves plus a scalar, or less it, rounded once; false if that cannot be, and nothing is done. */
  protected override pushFused(scalar: Scalar, pushOther: () => void, part: number, isLess = false): boolean {
    const product = this.#product(scalar, part);
    if (product === undefined) return false;
    for (const factor of product.args) this.push(factor, part);
    pushOther();
    this.code.op(isLess ? "f64x2.relaxed_nmadd" : "f64x2.relaxed_madd");
    this.emission.functions.fused++;
    return true;
  }

  /** Leaves a sum or a difference one of whose operands is a product; false if it is none. */
  #fuse({ op, args: [x, y] }: Apply, part: number): boolean {
    if (op !== add && op !== sub) return false;
    const isLess = op === sub;
    if (this.pushFused(y!, () => this.push(x!, part), part, isLess)) return true;
    const pushOther = () => {
      this.push(y!, part);
      if (isLess) this.code.op("f64x2.neg");
    };
    return this.pushFused(x!, pushOther, part);
  }

  /** Calls the function of an op for each lane. */
  #callLanes(op: Op, args: readonly Scalar[], part: number): void {
    const { code } = this;
    const vectors = this.take(V128, args.length);
    args.forEach((arg, k) => {
      this.push(arg, part);
      code.set(vectors[k]!);
    });
    for (const lane of [0, 1]) {
      for (const vector of vectors) code.get(vector).lane("f64x2.extract_lane", lane);
      code.call(this.emission.functions.importOf(op));
      if (lane === 0) code.op("f64x2.splat");
      else code.lane("f64x2.replace_lane", 1);
    }
    this.release(V128, vectors);
  }

  /**
   * What makes one side of a choice of vectors of the other and the condition's mask: one instruction where processors have
   * three for `v128.bitselect`. `v128.and` and `v128.andnot` leave 0 for the second side or the first, `v128.or` of a mask
   * that is not an equality all bits set, which is NaN.
   */
  #masked(condition: Scalar, x: Scalar, y: Scalar): "v128.and" | "v128.andnot" | "v128.or" | undefined {
    const is = (scalar: Scalar, value: number) => scalar.kind === "const" && Object.is(scalar.value, value);
    if (is(y, 0)) return "v128.and";
    if (is(x, 0)) return "v128.andnot";
    return is(y, Number.NaN) && this.#comparison(condition, 0) === "eq" ? "v128.or" : undefined;
  }

  /** Leaves an i32 that is not 0 where the scalar, in some lane, is neither 0 nor NaN. */
  protected pushAny(scalar: Scalar): void {
    if (!this.lanes?.varying[scalar.id]) {
      this.#condition(scalar, -1);
      return;
    }
    for (let part = 0; part < this.parts; part++) {
      this.#condition(scalar, part);
      if (part > 0) this.code.op("v128.or");
    }
    this.code.op("v128.any_true");
  }

  /**
   * Leaves an i32, or a mask, that is not 0 where the scalar is neither 0 nor NaN; with `isNot`, of an equality that is computed
   * here, the mask of where it does not hold.
   */
  #condition(scalar: Scalar, part: number, isNot = false): void {
    const { code } = this;
    const isVector = part >= 0;
    const comparison = this.#comparison(scalar, part);
    if (comparison) {
      for (const arg of (scalar as Apply).args) this.push(arg, part);
      if (isVector) code.op(isNot ? "f64x2.ne" : `f64x2.${comparison}`);
      else code.op(`f64.${comparison}`);
      return;
    }
    this.push(scalar, part);
    if (!isVector) code.op("f64.abs").f64(0).op("f64.gt");
    else {
      code.op("f64x2.abs");
      this.#pushConstant(0);
      code.op("f64x2.gt");
    }
  }

  /** How a scalar compares, if it does and is computed where it is used. */
  #comparison(scalar: Scalar, part: number) {
    const isVarying = part < 0 || this.lanes!.varying[scalar.id];
    const isComputedHere = this.schedule.inlined[scalar.id] && scalar.kind === "op" && isVarying;
    return isComputedHere ? COMPARISONS.get(scalar.op) : undefined;
  }
}
