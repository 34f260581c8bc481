/**
 * Reverse mode on programs: code behind a piece of code that computes its adjoints.
 *
 * The reverse of a loop is a loop of the same extent, its direction flipped and its body reversed; the reverse of a
 * load is an accumulation, and of an accumulation a load. What the reverse needs of the forward values is in scope, or
 * is computed again where that is cheap, or is saved in an array with a dimension for each loop around it. So a
 * gradient costs a small multiple of its program, whatever the loops' sizes. (Schenck et al., "AD for an array
 * language with nested parallelism", SC 2022; Paszke et al., "Getting to the point", ICFP 2021.)
 */

import { type Affine, greatestExtent, loopIndex, mapAffine } from "../ir/affine.ts";
import { Expr, type Tracing } from "../ir/expr.ts";
import {
  type Accumulate,
  type Alloc,
  type Apply,
  type Arr,
  type Block,
  type Instruction,
  instructionsIn,
  type Load,
  type Loop,
  loopsAround,
  type Order,
  type Scalar,
} from "../ir/program.ts";
import type { Num } from "../op.ts";
import { add, div, eq, mul, select } from "../ops.ts";
import { weightOf } from "../weight.ts";
import { activityOf, type Code } from "./activity.ts";

/** What costs at most so many primitives to compute again is not saved. */
const CHEAP = 4;
const FLIPPED: Readonly<Record<Order, Order>> = { any: "any", up: "down", down: "up" };
type Rule = ((...operands: Num[]) => Num) | null;

/** An array and the array of its adjoints. */
export interface Seed {
  readonly array: Arr;
  readonly adjoint: Arr;
}

/**
 * Emits, into the block that is open, the code that computes adjoints. The code to be reversed stands in that block
 * or in one around it.
 *
 * @returns for each array of `wrt` that of its adjoints, or undefined where no seeded array depends on it.
 */
export function reverse(
  trace: Tracing,
  code: Code,
  seeds: readonly Seed[],
  wrt: readonly Arr[],
): (Arr | undefined)[] {
  const pass = new Reversal(trace, code, seeds, wrt);
  pass.block(code.block.instructions.slice(code.from, code.to));
  pass.settle(code.from);
  return wrt.map((array) => pass.adjoints.get(array));
}

class Reversal {
  readonly trace: Tracing;
  /** The block that holds the code. */
  readonly base: Block;
  /** How much deeper the reverse of a block is than the block. */
  readonly #deeper: number;
  /** Arrays of adjoints, by array. */
  readonly adjoints = new Map<Arr, Arr>();
  /** What depends on `wrt`. */
  readonly #active: Set<Instruction | Arr>;
  readonly #accesses: Map<Arr, (Load | Accumulate)[]>;
  /** The loop in which the iterations of a forward loop are being reversed. */
  readonly #reversed = new Map<Loop, Loop>();
  /** Adjoints of scalars, as far as they were given in the scalar's own block, and cells for the rest. */
  readonly #direct = new Map<Scalar, Scalar>();
  readonly #cells = new Map<Scalar, Alloc>();
  readonly #saved = new Map<Scalar, Alloc>();
  readonly #cost = new Map<Scalar, number>();
  /** Instructions to be put behind others, and at the head of the code, when the pass is over. */
  readonly #behind = new Map<Instruction, Instruction>();
  readonly #head: Instruction[] = [];
  readonly #kept = new Map<Arr, Alloc>();
  /**
   * Scalars whose adjoint has come through choices only, and arrays of which some adjoint has. It may be 0 because its
   * side was not taken; an infinite slope or a NaN on that side must not turn the 0 into a NaN.
   */
  readonly #guarded = new Set<Scalar | Arr>();
  /** How many of the terms that a maximum was taken of are equal to it. */
  readonly #ties = new Map<Arr, Alloc>();

  constructor(trace: Tracing, code: Code, seeds: readonly Seed[], wrt: readonly Arr[]) {
    this.trace = trace;
    this.base = code.block;
    this.#deeper = trace.builder.current.depth - code.block.depth;
    for (const { array, adjoint } of seeds) this.adjoints.set(array, adjoint);
    const { active, accesses } = activityOf(code, wrt);
    this.#active = active;
    this.#accesses = accesses;
  }

  get #builder() {
    return this.trace.builder;
  }

  /** Reverses instructions of one block, the last first, into the block that is open. */
  block(instructions: readonly Instruction[]): void {
    for (let k = instructions.length - 1; k >= 0; k--) {
      const instruction = instructions[k]!;
      if (!this.#active.has(instruction)) continue;
      switch (instruction.kind) {
        case "op":
          this.#apply(instruction);
          break;
        case "load":
          this.#load(instruction);
          break;
        case "accumulate":
          this.#accumulate(instruction);
          break;
        case "loop":
          this.#loop(instruction);
          break;
      }
    }
  }

  #apply(instruction: Apply): void {
    const guarded = this.#guarded.has(instruction);
    const g = this.#take(instruction);
    if (g === undefined) return;
    const { op, args } = instruction;
    const later = (scalar: Scalar) => new Expr(this.trace, () => this.#value(scalar));
    const operands = args.map(later);
    const out = later(instruction);
    args.forEach((arg, i) => {
      const rule = op.d[i] as Rule;
      if (rule === null || !this.#active.has(arg)) return;
      // The side of a choice that is not taken gets 0, not 0 times what may be infinite.
      if (op === select) {
        const [taken, other] = i === 1 ? [g, this.#builder.constant(0)] : [this.#builder.constant(0), g];
        this.#give(arg, this.#builder.apply(select, [this.#value(args[0]!), taken, other]), true);
        return;
      }
      const local = rule(...operands, out);
      if (local === 0) return;
      const { scalar } = mul(new Expr(this.trace, g), local) as Expr;
      this.#give(arg, guarded && typeof local !== "number" ? this.#orZero(g, scalar) : scalar, guarded);
    });
  }

  /** `product`, but 0 where `g` is. */
  #orZero(g: Scalar, product: Scalar): Scalar {
    const zero = this.#builder.constant(0);
    return this.#builder.apply(select, [this.#builder.apply(eq, [g, zero]), zero, product]);
  }

  #load(instruction: Load): void {
    const guarded = this.#guarded.has(instruction);
    const g = this.#take(instruction);
    if (g === undefined) return;
    const { array, index } = instruction;
    if (guarded) this.#guarded.add(array);
    this.#builder.accumulate(this.#adjointOf(array), this.#indices(index), g);
  }

  #accumulate(instruction: Accumulate): void {
    const { array, index, value, combine } = instruction;
    const adjoints = this.adjoints.get(array);
    if (adjoints === undefined || !this.#active.has(value)) return;
    const at = this.#indices(index);
    const g = this.#builder.load(adjoints, at);
    if (combine === "add") {
      this.#give(value, g, this.#guarded.has(array));
      return;
    }
    const isBest = this.#builder.apply(eq, [
      this.#value(value),
      this.#builder.load(this.#keep(array), this.#prefixed(array, at)),
    ]);
    const share = this.#builder.apply(div, [g, this.#builder.load(this.#ties.get(array)!, at)]);
    this.#give(value, this.#builder.apply(select, [isBest, share, this.#builder.constant(0)]), true);
  }

  #loop(loop: Loop): void {
    const carried = new Set<Arr>();
    for (const inner of instructionsIn(loop.body))
      if (inner.kind === "accumulate" && this.#active.has(inner)) {
        const { array } = inner;
        if (!array.block.contains(loop.block)) continue;
        carried.add(array);
        if (inner.combine !== "add") this.#countTies(inner, loop);
      }
    // What an ordered loop carries from iteration to iteration gets adjoints in one iteration of the reverse, and
    // gives them in the next.
    if (loop.order !== "any") for (const array of carried) this.#adjointOf(array);
    const instructions = [...loop.body.instructions];
    this.#builder.loop(this.#index(loop.extent), FLIPPED[loop.order], (reversed) => {
      this.#reversed.set(loop, reversed);
      this.block(instructions);
    });
    this.#reversed.delete(loop);
  }

  /** Emits loops like those around `accumulation`, which count the terms that equal the best. */
  #countTies(accumulation: Accumulate, outermost: Loop): void {
    const { array, index } = accumulation;
    if (array.block !== outermost.block || !this.adjoints.has(array)) return;
    let ties = this.#ties.get(array);
    if (ties === undefined) {
      ties = this.#builder.alloc(array.shape);
      this.#ties.set(array, ties);
    }
    const counts = ties;
    const nest = ([loop, ...rest]: readonly Loop[]): void => {
      if (loop === undefined) {
        const at = this.#indices(index);
        const best = this.#builder.load(this.#keep(array), this.#prefixed(array, at));
        this.#builder.accumulate(
          counts,
          at,
          this.#builder.apply(eq, [this.#value(accumulation.value), best]),
        );
        return;
      }
      this.#builder.loop(this.#index(loop.extent), "any", (copy) => {
        this.#reversed.set(loop, copy);
        nest(rest);
      });
      this.#reversed.delete(loop);
    };
    nest(loopsAround(accumulation.block, array.block));
  }

  /** The adjoint of a scalar, all of whose uses have been reversed. */
  #take(scalar: Scalar): Scalar | undefined {
    const direct = this.#direct.get(scalar);
    const cell = this.#cells.get(scalar);
    this.#direct.delete(scalar);
    this.#cells.delete(scalar);
    this.#guarded.delete(scalar);
    if (cell === undefined) return direct;
    const rest = this.#builder.load(cell, []);
    return direct === undefined ? rest : this.#builder.apply(add, [direct, rest]);
  }

  #give(scalar: Scalar, g: Scalar, guarded: boolean): void {
    if (!this.#active.has(scalar)) return;
    const isFirst = !this.#direct.has(scalar) && !this.#cells.has(scalar);
    if (guarded && isFirst) this.#guarded.add(scalar);
    if (!guarded) this.#guarded.delete(scalar);
    const depth = scalar.block.depth + this.#deeper;
    if (this.#builder.current.depth === depth) {
      const before = this.#direct.get(scalar);
      this.#direct.set(scalar, before === undefined ? g : this.#builder.apply(add, [before, g]));
      return;
    }
    let cell = this.#cells.get(scalar);
    if (cell === undefined) {
      cell = this.#builder.alloc([], 0, depth);
      this.#cells.set(scalar, cell);
    }
    this.#builder.accumulate(cell, [], g);
  }

  #adjointOf(array: Arr): Arr {
    let adjoints = this.adjoints.get(array);
    if (adjoints === undefined) {
      adjoints = this.#builder.alloc(
        array.shape,
        0,
        Math.max(array.block.depth, this.base.depth) + this.#deeper,
      );
      this.adjoints.set(array, adjoints);
    }
    return adjoints;
  }

  /** The value that a forward scalar had, at the place of the reverse that is being emitted. */
  #value(scalar: Scalar): Scalar {
    if (scalar.block.contains(this.#builder.current)) return scalar;
    switch (scalar.kind) {
      case "const":
        return scalar;
      case "index":
        return this.#builder.index(this.#reversed.get(scalar.loop)!);
      case "load": {
        const { array, index } = scalar;
        return this.#builder.load(this.#keep(array), this.#prefixed(array, this.#indices(index)));
      }
      case "op":
        if (this.#costOf(scalar) <= CHEAP)
          return this.#builder.apply(
            scalar.op,
            scalar.args.map((arg) => this.#value(arg)),
          );
        return this.#builder.load(this.#save(scalar), this.#here(scalar.block));
    }
  }

  /** Primitives that computing a scalar again takes, one for what would be loaded. */
  #costOf(scalar: Scalar): number {
    if (scalar.kind !== "op") return scalar.kind === "load" ? 1 : 0;
    let cost = this.#cost.get(scalar);
    if (cost === undefined) {
      cost = weightOf(scalar.op);
      // Operands that are themselves saved cost a load.
      for (const arg of scalar.args) {
        const inner = arg.block.contains(this.base) ? 0 : this.#costOf(arg);
        cost += inner > CHEAP ? 1 : inner;
      }
      this.#cost.set(scalar, cost);
    }
    return cost;
  }

  /** The array in which a forward scalar is saved, a dimension for each loop between it and the base. */
  #save(scalar: Scalar): Alloc {
    const known = this.#saved.get(scalar);
    if (known) return known;
    const loops = loopsAround(scalar.block, this.base);
    const array = this.#headAlloc(loops.map(greatestExtent), 0);
    this.#saved.set(scalar, array);
    const index = loops.map(loopIndex);
    const write = this.#builder.detached(scalar.block, (id, block): Accumulate => {
      return { kind: "accumulate", id, block, array, index, value: scalar, combine: "add" };
    });
    this.#behind.set(scalar, write);
    return array;
  }

  /** The array itself where it still stands when the reverse runs, or one that keeps it for every iteration. */
  #keep(array: Arr): Arr {
    if (array.block.contains(this.#builder.current)) return array;
    const known = this.#kept.get(array);
    if (known) return known;
    const loops = loopsAround(array.block, this.base);
    const kept = this.#headAlloc([...loops.map(greatestExtent), ...array.shape], (array as Alloc).initial);
    this.#kept.set(array, kept);
    return kept;
  }

  #headAlloc(shape: readonly number[], initial: number): Alloc {
    const alloc = this.#builder.detached(
      this.base,
      (id, block): Alloc => ({ kind: "alloc", id, block, shape, initial }),
    );
    this.#head.push(alloc);
    return alloc;
  }

  /** Indices into what keeps an array: those of the loops around it come first. */
  #prefixed(array: Arr, index: readonly Affine[]): readonly Affine[] {
    return array.block.contains(this.#builder.current) ? index : [...this.#here(array.block), ...index];
  }

  /** Of the loops around a forward block, the indices that they have in the reverse. */
  #here(block: Block): Affine[] {
    return loopsAround(block, this.base).map((loop) => loopIndex(this.#reversed.get(loop)!));
  }

  #indices(index: readonly Affine[]): Affine[] {
    return index.map((affine) => this.#index(affine));
  }
  #index(affine: Affine): Affine {
    return mapAffine(
      affine,
      (loop) => loopIndex(this.#reversed.get(loop) ?? loop),
      (data) => this.#value(data),
    );
  }

  /** Puts the instructions that save forward values where they belong. */
  settle(from: number): void {
    for (const [array, kept] of this.#kept) {
      const prefix = loopsAround(array.block, this.base).map(loopIndex);
      for (const access of this.#accesses.get(array) ?? []) {
        access.array = kept;
        access.index = [...prefix, ...access.index];
      }
    }
    const blocks = new Set([...this.#behind.keys()].map((instruction) => instruction.block));
    for (const block of blocks) {
      const all = block.instructions.flatMap((instruction) => {
        const next = this.#behind.get(instruction);
        return next ? [instruction, next] : [instruction];
      });
      block.instructions.splice(0);
      for (const instruction of all) block.instructions.push(instruction);
    }
    this.base.instructions.splice(from, 0, ...this.#head);
  }
}
