/**
 * Reverse mode on programs: code behind a piece of code that computes its adjoints.
 *
 * The reverse of a loop is a loop of the same extent, its direction flipped and its body reversed; the reverse of a
 * load is an accumulation, and of an accumulation a load. So a gradient costs a small multiple of its program, whatever the loops' sizes. (Schenck et al., "AD for an array
 * language with nested parallelism", SC 2022; Paszke et al., "Getting to the point", ICFP 2021.)
 */

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
import { activityOf, type Code } from "./activity.ts";
import { Primal } from "./primal.ts";

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
  pass.run(code);
  return wrt.map((array) => pass.adjoints.get(array));
}

class Reversal {
  readonly #trace: Tracing;
  readonly #primal: Primal;
  /** The block that holds the code. */
  readonly #base: Block;
  /** How much deeper the reverse of a block is than the block. */
  readonly #deeper: number;
  /** What depends on `wrt`. */
  readonly #active: ReadonlySet<Instruction | Arr>;
  /** Arrays of adjoints, by array. */
  readonly adjoints = new Map<Arr, Arr>();
  /** Adjoints of scalars, as far as they were given in the scalar's own block, and cells for the rest. */
  readonly #direct = new Map<Scalar, Scalar>();
  readonly #cells = new Map<Scalar, Alloc>();
  /**
   * Scalars whose adjoint has come through choices only, and arrays of which some adjoint has. It may be 0 because its
   * side was not taken; an infinite slope or a NaN on that side must not turn the 0 into a NaN.
   */
  readonly #guarded = new Set<Scalar | Arr>();
  /** How many of the terms that a maximum was taken of are equal to it. */
  readonly #ties = new Map<Arr, Alloc>();

  constructor(trace: Tracing, code: Code, seeds: readonly Seed[], wrt: readonly Arr[]) {
    this.#trace = trace;
    this.#base = code.block;
    this.#deeper = trace.builder.current.depth - code.block.depth;
    const { active, accesses } = activityOf(
      code,
      wrt,
      seeds.map(({ array }) => array),
    );
    this.#active = active;
    this.#primal = new Primal(trace.builder, code, accesses);
    for (const { array, adjoint } of seeds) this.adjoints.set(array, adjoint);
  }

  get #builder() {
    return this.#trace.builder;
  }

  /** Reverses the code. */
  run({ block, from, to }: Code): void {
    this.#reverse(block.instructions.slice(from, to));
    this.#primal.settle();
  }

  /** Reverses instructions of one block, the last first, into the block that is open. */
  #reverse(instructions: readonly Instruction[]): void {
    for (const instruction of instructions.toReversed()) {
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
    const later = (scalar: Scalar) => new Expr(this.#trace, () => this.#primal.value(scalar));
    const operands = args.map(later);
    const out = later(instruction);
    args.forEach((arg, i) => {
      const rule = op.d[i] as Rule;
      if (rule === null || !this.#active.has(arg)) return;
      // The side of a choice that is not taken gets 0, not 0 times what may be infinite.
      if (op === select) {
        const zero = this.#builder.constant(0);
        const sides = i === 1 ? [g, zero] : [zero, g];
        this.#give(arg, this.#builder.apply(select, [this.#primal.value(args[0]!), ...sides]), true);
        return;
      }
      const local = rule(...operands, out);
      if (local === 0) return;
      const { scalar } = mul(new Expr(this.#trace, g), local) as Expr;
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
    this.#builder.accumulate(this.#adjointOf(array), this.#primal.indices(index), g);
  }

  #accumulate(instruction: Accumulate): void {
    const { array, index, value, combine } = instruction;
    const adjoints = this.adjoints.get(array);
    if (adjoints === undefined || !this.#active.has(value)) return;
    const at = this.#primal.indices(index);
    const g = this.#builder.element(adjoints, at);
    if (combine === "add") {
      this.#give(value, g, this.#guarded.has(array));
      return;
    }
    const isBest = this.#builder.apply(eq, [this.#primal.value(value), this.#primal.element(array, at)]);
    const share = this.#builder.apply(div, [g, this.#builder.load(this.#ties.get(array)!, at)]);
    this.#give(value, this.#builder.apply(select, [isBest, share, this.#builder.constant(0)]), true);
  }

  #loop(loop: Loop): void {
    for (const inner of instructionsIn(loop.body)) {
      if (inner.kind !== "accumulate" || !this.#active.has(inner)) continue;
      if (!inner.array.block.contains(loop.block)) continue;
      if (inner.combine !== "add") this.#countTies(inner, loop);
      // What an ordered loop carries from iteration to iteration gets adjoints in one iteration of the reverse, and
      // gives them in the next.
      if (loop.order !== "any") this.#adjointOf(inner.array);
    }
    const instructions = [...loop.body.instructions];
    this.#primal.iterate(loop, FLIPPED[loop.order], () => {
      if (loop.checkpoint) this.#primal.rerun(loop, () => this.#reverse(instructions));
      else this.#reverse(instructions);
    });
  }

  /** Emits loops like those around `accumulation`, which count the terms that equal the best. */
  #countTies(accumulation: Accumulate, outermost: Loop): void {
    const { array, index, value } = accumulation;
    if (array.block !== outermost.block || !this.adjoints.has(array)) return;
    let ties = this.#ties.get(array);
    if (ties === undefined) {
      ties = this.#builder.alloc(array.shape);
      this.#ties.set(array, ties);
    }
    const counts = ties;
    const nest = ([loop, ...rest]: readonly Loop[]): void => {
      if (loop !== undefined) {
        this.#primal.iterate(loop, "any", () => nest(rest));
        return;
      }
      const at = this.#primal.indices(index);
      const isBest = this.#builder.apply(eq, [this.#primal.value(value), this.#primal.element(array, at)]);
      this.#builder.accumulate(counts, at, isBest);
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
    const rest = this.#builder.element(cell, []);
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
      const depth = Math.max(array.block.depth, this.#base.depth) + this.#deeper;
      adjoints = this.#builder.alloc(array.shape, 0, depth);
      this.adjoints.set(array, adjoints);
    }
    return adjoints;
  }
}
