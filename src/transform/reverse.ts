/**
 * Reverse mode on programs: code behind a piece of code that computes its adjoints.
 *
 * The reverse of a loop is a loop of the same extent, its direction flipped and its body reversed; the reverse of a
 * load is an accumulation, and of an accumulation a load. So a gradient costs a small multiple of its program, whatever
 * the loops' sizes. (Schenck et al., "AD for an array language with nested parallelism", SC 2022; Paszke et al.,
 * "Getting to the point", ICFP 2021.) The reverse of a call is a call: of a program that runs the callee again, as far
 * as it must, and then its reverse, and that adds to adjoints of the caller in place.
 */

import { Expr } from "../ir/expr.ts";
import {
  type Accumulate,
  type Alloc,
  type Apply,
  type Arr,
  type Block,
  type Call,
  type Callee,
  type Instruction,
  type Load,
  type Loop,
  loopsAround,
  type Order,
  type Part,
  type Scalar,
  visitInstructions,
} from "../ir/program.ts";
import type { Tracing } from "../ir/tracing.ts";
import { writesOf } from "../ir/validate.ts";
import type { Num } from "../op.ts";
import { add, div, eq, mul, select } from "../ops.ts";
import { activityOf, type Code, type Nodes } from "./activity.ts";
import { extension, freeName, madeFrom } from "./callees.ts";
import { chosen, isSame, type Share, through } from "./masks.ts";
import { Primal } from "./primal.ts";

const FLIPPED: Readonly<Record<Order, Order>> = { any: "any", up: "down", down: "up" };
type Rule = ((...operands: Num[]) => Num) | null;

/** An array and the array of its adjoints. */
export interface Seed {
  readonly array: Arr;
  readonly adjoint: Arr;
  /** Whether adjoints may be 0 because a choice fell on the other side, which an infinite slope must leave 0. */
  readonly guarded?: boolean;
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
  return wrt.map(reversal(trace, code, seeds, wrt).adjointOf);
}

function reversal(trace: Tracing, code: Code, seeds: readonly Seed[], wrt: readonly Arr[]) {
  const pass = new Reversal(trace, code, seeds, wrt);
  pass.run(code);
  return {
    adjointOf: (array: Arr) => pass.adjoints.get(array),
    isGuarded: (array: Arr) => pass.isGuarded(array),
  };
}

/** What takes adjoints of a callee's outputs back to its inputs. */
interface Transposed {
  readonly callee: Callee;
  /** What its inputs are: inputs of the callee, or adjoints of its outputs, by number. */
  readonly inputs: readonly { readonly of: "input" | "output"; readonly place: number }[];
  /** Of which inputs of the callee its outputs are the adjoints, and whether these are guarded. */
  readonly outputs: readonly { readonly place: number; readonly guarded: boolean }[];
}

/** The reverse of a callee, from some of its outputs to some of its inputs. */
function transposed(
  callee: Callee,
  from: readonly { readonly place: number; readonly guarded: boolean }[],
  to: readonly number[],
): Transposed {
  const key = `reverse ${from.map(({ place, guarded }) => `${place}${guarded ? "?" : ""}`)} to ${to}`;
  return madeFrom(callee, key, () => {
    const outputs: { place: number; guarded: boolean }[] = [];
    const made = extension(callee, `${callee.name}'`, ({ trace, program, code }) => {
      const seeds = from.map(({ place, guarded }): Seed => {
        const array = program.outputs[place]!;
        const name = from.length === 1 ? "u" : `u${place + 1}`;
        const adjoint = trace.builder.input(freeName(trace.builder, name), array.shape);
        return { array, adjoint, guarded };
      });
      const wrt = to.map((place) => program.inputs[place]!);
      const { adjointOf, isGuarded } = reversal(trace, code, seeds, wrt);
      return to.flatMap((place, k) => {
        const adjoint = adjointOf(wrt[k]!);
        if (adjoint) outputs.push({ place, guarded: isGuarded(wrt[k]!) });
        return adjoint ?? [];
      });
    });
    const inputs = made.callee.program.inputs.map((input) => {
      const k = made.all.indexOf(input);
      const own = callee.program.inputs.length;
      return k < own
        ? ({ of: "input", place: k } as const)
        : ({ of: "output", place: from[k - own]!.place } as const);
    });
    return { callee: made.callee, inputs, outputs };
  });
}

class Reversal {
  readonly #trace: Tracing;
  readonly #primal: Primal;
  /** The block that holds the code. */
  readonly #base: Block;
  /** How much deeper the reverse of a block is than the block. */
  readonly #deeper: number;
  /** What depends on `wrt`. */
  readonly #active: Nodes;
  /** Arrays of adjoints, by array. */
  readonly adjoints = new Map<Arr, Arr>();
  /**
   * Adjoints of scalars, as far as they were given in the scalar's own block, and cells for the rest. By id, without
   * those of outer code. Few scalars have shares behind different choices: what comes besides the first is elsewhere.
   */
  readonly #direct: (Share | undefined)[];
  readonly #others = new Map<Scalar, Share[]>();
  readonly #cells = new Map<Scalar, Alloc>();
  /**
   * Cells whose adjoints have all come through choices, and arrays of which some adjoint has. It may be 0 because its
   * side was not taken; an infinite slope or a NaN on that side must not turn the 0 into a NaN.
   */
  readonly #guarded = new Set<Arr>();
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
    this.#direct = new Array(active.ids.count);
    this.#primal = new Primal(trace.builder, code, accesses);
    for (const { array, adjoint, guarded } of seeds) {
      this.adjoints.set(array, adjoint);
      if (guarded) this.#guarded.add(array);
    }
  }

  isGuarded(array: Arr): boolean {
    return this.#guarded.has(array);
  }

  get #builder() {
    return this.#trace.builder;
  }

  /** Reverses the code. */
  run({ block, from, to }: Code): void {
    this.#reverse(block.instructions, from, to);
    this.#primal.settle();
  }

  /**
   * Reverses instructions of one block, the last first, into the block that is open. If that is the same block it
   * grows meanwhile, behind them.
   */
  #reverse(instructions: readonly Instruction[], from: number, to: number): void {
    for (let k = to - 1; k >= from; k--) {
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
        case "call":
          this.#call(instruction);
          break;
        case "loop":
          this.#loop(instruction);
          break;
      }
    }
  }

  #call({ callee, args, results }: Call): void {
    const from = results
      .filter((result) => this.#active.has(result) && this.adjoints.has(result.array))
      .map(({ place, array }) => ({ place, guarded: this.#guarded.has(array) }));
    if (from.length === 0) return;
    const to = args.filter((arg) => this.#active.has(arg)).map(({ place }) => place);
    const { callee: back, inputs, outputs } = transposed(callee, from, to);
    const given = inputs.map(({ of, place }): Part => {
      if (of === "input") return this.#primal.part(args[place]!);
      const { array, index } = results[place]!;
      return { array: this.adjoints.get(array)!, index: this.#primal.indices(index) };
    });
    const adjoints = outputs.map(({ place, guarded }): Part => {
      const { array, index } = args[place]!;
      if (guarded) this.#guarded.add(array);
      return { array: this.#adjointOf(array), index: this.#primal.indices(index) };
    });
    this.#builder.call(back, given, adjoints);
  }

  #apply(instruction: Apply): void {
    const part = this.#take(instruction);
    if (part === undefined) return;
    const { g, mask } = part;
    const { op, args } = instruction;
    if (op === select) {
      for (let i = 1; i <= 2; i++)
        if (this.#active.has(args[i]!))
          this.#give(args[i]!, {
            g,
            mask: through(this.#builder, mask, this.#primal.value(args[0]!), i === 1),
          });
      return;
    }
    const x = this.#later(args[0]!);
    const y = args.length > 1 ? this.#later(args[1]!) : undefined;
    const z = args.length > 2 ? this.#later(args[2]!) : undefined;
    const out = this.#later(instruction);
    for (let i = 0; i < args.length; i++) {
      const rule = op.d[i] as Rule;
      if (rule === null || !this.#active.has(args[i]!)) continue;
      const local = z ? rule(x, y!, z, out) : y ? rule(x, y, out) : rule(x, out);
      if (local === 0) continue;
      const { scalar } = mul(new Expr(this.#trace, g), local) as Expr;
      this.#give(args[i]!, { g: scalar, mask });
    }
  }

  /** A forward value, which may have to be saved or computed again, but not if no rule asks for it. */
  #later(scalar: Scalar): Expr {
    return new Expr(this.#trace, this.#primal.inScope(scalar) ?? (() => this.#primal.value(scalar)));
  }

  #load(instruction: Load): void {
    const part = this.#take(instruction);
    if (part === undefined) return;
    const { array, index } = instruction;
    if (part.mask) this.#guarded.add(array);
    this.#builder.accumulate(
      this.#adjointOf(array),
      this.#primal.indices(index),
      chosen(this.#builder, part),
    );
  }

  #accumulate(instruction: Accumulate): void {
    const { array, index, value, combine } = instruction;
    const adjoints = this.adjoints.get(array);
    if (adjoints === undefined || !this.#active.has(value)) return;
    const at = this.#primal.indices(index);
    const g = this.#builder.element(adjoints, at);
    if (combine === "add") {
      this.#give(value, { g, mask: this.#guarded.has(array) ? { chosen: g } : undefined });
      return;
    }
    const isBest = this.#builder.apply(eq, [
      this.#primal.compared(value, array),
      this.#primal.element(array, at),
    ]);
    const share = this.#builder.apply(div, [g, this.#builder.load(this.#ties.get(array)!, at)]);
    const above = this.#guarded.has(array) ? { chosen: g } : undefined;
    this.#give(value, { g: share, mask: through(this.#builder, above, isBest, true) });
  }

  #loop(loop: Loop): void {
    visitInstructions(loop.body, (instruction) => {
      for (const write of writesOf(instruction)) {
        if (!this.#active.has(write) || !write.array.block.contains(loop.block)) continue;
        if (write.kind === "accumulate" && write.combine !== "add") this.#countTies(write, loop);
        // What an ordered loop carries from iteration to iteration gets adjoints in one iteration of the reverse, and
        // gives them in the next.
        if (loop.order !== "any") this.#adjointOf(write.array);
      }
    });
    const { instructions } = loop.body;
    const back = () => this.#reverse(instructions, 0, instructions.length);
    const recomputes = loop.checkpoint || !this.#primal.fits(loop);
    const body = recomputes ? () => this.#primal.rerun(loop, back) : back;
    this.#primal.iterate(loop, FLIPPED[loop.order], body, { recomputes });
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
      const isBest = this.#builder.apply(eq, [
        this.#primal.compared(value, array),
        this.#primal.element(array, at),
      ]);
      this.#builder.accumulate(counts, at, isBest);
    };
    nest(loopsAround(accumulation.block, array.block));
  }

  /** The adjoint of a scalar, all of whose uses have been reversed. */
  #take(scalar: Scalar): Share | undefined {
    const at = scalar.id - this.#active.ids.first;
    const first = this.#direct[at];
    const others = this.#others.get(scalar);
    const cell = this.#cells.get(scalar);
    this.#direct[at] = undefined;
    if (cell === undefined && others === undefined) return first;
    this.#others.delete(scalar);
    this.#cells.delete(scalar);
    const direct = first ? [first, ...(others ?? [])] : [];
    const parts = direct.map((part) => chosen(this.#builder, part));
    if (cell !== undefined) parts.push(this.#builder.element(cell, []));
    const g = parts.reduce((a, b) => this.#builder.apply(add, [a, b]));
    const isGuarded =
      direct.every(({ mask }) => mask !== undefined) && (cell === undefined || this.#guarded.has(cell));
    return { g, mask: isGuarded ? { chosen: g } : undefined };
  }

  #give(scalar: Scalar, part: Share): void {
    if (!this.#active.has(scalar)) return;
    const depth = scalar.block.depth + this.#deeper;
    if (this.#builder.current.depth === depth) {
      this.#giveDirectly(scalar, part);
      return;
    }
    let cell = this.#cells.get(scalar);
    if (cell === undefined) {
      cell = this.#builder.alloc([], 0, depth);
      this.#cells.set(scalar, cell);
      if (part.mask) this.#guarded.add(cell);
    }
    if (!part.mask) this.#guarded.delete(cell);
    this.#builder.accumulate(cell, [], chosen(this.#builder, part));
  }

  #giveDirectly(scalar: Scalar, part: Share): void {
    const at = scalar.id - this.#active.ids.first;
    const first = this.#direct[at];
    const sum = (share: Share): Share => ({ ...share, g: this.#builder.apply(add, [share.g, part.g]) });
    if (first === undefined) this.#direct[at] = part;
    else if (isSame(first.mask, part.mask)) this.#direct[at] = sum(first);
    else {
      const others = this.#others.get(scalar) ?? [];
      const k = others.findIndex(({ mask }) => isSame(mask, part.mask));
      if (k < 0) others.push(part);
      else others[k] = sum(others[k]!);
      this.#others.set(scalar, others);
    }
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
