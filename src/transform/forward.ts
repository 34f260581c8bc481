/**
 * Forward mode on programs: a copy of a piece of code in which every array and scalar that varies has its tangent
 * beside it. A load's tangent is a load, an accumulation's an accumulation, a loop's stands in the same loop. A call is
 * of a program that gives both what the callee gives and its tangents.
 */
import { type Affine, loopIndex, mapAffine } from "../ir/affine.ts";
import { Expr } from "../ir/expr.ts";
import type {
  Accumulate,
  Apply,
  Argument,
  Arr,
  Block,
  Call,
  Callee,
  Instruction,
  Loop,
  Part,
  Result,
  Scalar,
} from "../ir/program.ts";
import type { Tracing } from "../ir/tracing.ts";
import type { Num } from "../op.ts";
import { add, div, eq, max, mul, select } from "../ops.ts";
import { activityOf, type Code, type Nodes } from "./activity.ts";
import { extension, freeName, madeFrom, withOutputs } from "./callees.ts";

type Rule = ((...operands: Num[]) => Num) | null;

/** An array and the array of its tangents. */
export interface Direction {
  readonly array: Arr;
  readonly tangent: Arr;
}

/**
 * Emits, into the block that is open, a copy of code of that block or of one around it, with tangents.
 *
 * @returns for each array of `outputs` its copy and that of its tangents, which is undefined where it does not vary.
 */
export function forward(
  trace: Tracing,
  code: Code,
  directions: readonly Direction[],
  outputs: readonly Arr[],
): { readonly value: Arr; readonly tangent: Arr | undefined }[] {
  const wrt = directions.map(({ array }) => array);
  const copy = new Copy(trace, activityOf(code, wrt, outputs).active);
  for (const { array, tangent } of directions) copy.tangents.set(array, tangent);
  copy.code(code.block.instructions.slice(code.from, code.to));
  return outputs.map((array) => ({ value: copy.arrayOf(array), tangent: copy.tangents.get(array) }));
}

/** A callee with tangents. */
interface Moved {
  readonly callee: Callee;
  /** What its inputs are: inputs of the callee, by number, or their tangents. */
  readonly inputs: readonly { readonly place: number; readonly isTangent: boolean }[];
  /** Of which outputs of the callee it gives the tangents, behind all the outputs. */
  readonly tangents: readonly number[];
}

/** A callee with tangents of some of its inputs, and those of some outputs as far as they vary with them. */
function moved(callee: Callee, by: readonly number[], of: readonly number[]): Moved {
  return madeFrom(callee, `forward ${by} to ${of}`, () => {
    const tangents: number[] = [];
    const made = extension(callee, `d${callee.name}`, ({ trace, program, code }) => {
      const directions = by.map((place): Direction => {
        const array = program.inputs[place]!;
        const name = freeName(trace.builder, `d${array.name}`);
        return { array, tangent: trace.builder.input(name, array.shape) };
      });
      const outputs = forward(trace, code, directions, program.outputs);
      const given = of.flatMap((place) => {
        const { tangent } = outputs[place]!;
        if (tangent) tangents.push(place);
        return tangent ?? [];
      });
      return [...outputs.map(({ value }) => value), ...given];
    });
    const inputs = made.callee.program.inputs.map((input) => {
      const k = made.all.indexOf(input);
      const own = callee.program.inputs.length;
      return k < own ? { place: k, isTangent: false } : { place: by[k - own]!, isTangent: true };
    });
    return { callee: made.callee, inputs, tangents };
  });
}

/** A loop that is run again for the tangent of a maximum taken in it: that array, and where the sums go. */
interface Again {
  readonly array: Arr;
  readonly ties: Arr;
  readonly sums: Arr;
}

class Copy {
  readonly tangents = new Map<Arr, Arr>();
  readonly #trace: Tracing;
  readonly #active: Nodes;
  readonly #scalars = new Map<Scalar, Scalar>();
  readonly #scalarTangents = new Map<Scalar, Scalar>();
  readonly #arrays = new Map<Arr, Arr>();
  readonly #loops = new Map<Loop, Loop>();
  #again: Again | undefined;

  constructor(trace: Tracing, active: Nodes) {
    this.#trace = trace;
    this.#active = active;
  }

  get #builder() {
    return this.#trace.builder;
  }

  /** What stands for an array: its copy, or itself if it is from outside the code. */
  arrayOf(array: Arr): Arr {
    return this.#arrays.get(array) ?? array;
  }
  #scalar(scalar: Scalar): Scalar {
    return this.#scalars.get(scalar) ?? scalar;
  }
  #index = (affine: Affine): Affine =>
    mapAffine(
      affine,
      (loop) => loopIndex(this.#loops.get(loop) ?? loop),
      (data) => this.#scalar(data),
    );

  code(instructions: readonly Instruction[]): void {
    for (const instruction of instructions) {
      switch (instruction.kind) {
        case "const":
          break;
        case "index":
          this.#scalars.set(
            instruction,
            this.#builder.index(this.#loops.get(instruction.loop) ?? instruction.loop),
          );
          break;
        case "op":
          this.#apply(instruction);
          break;
        case "load": {
          const index = instruction.index.map(this.#index);
          this.#scalars.set(instruction, this.#builder.load(this.arrayOf(instruction.array), index));
          const tangents = this.tangents.get(instruction.array);
          if (tangents) this.#scalarTangents.set(instruction, this.#builder.load(tangents, index));
          break;
        }
        case "alloc":
          this.#arrays.set(instruction, this.#builder.alloc(instruction.shape, instruction.initial));
          if (this.#active.has(instruction))
            this.tangents.set(instruction, this.#builder.alloc(instruction.shape));
          break;
        case "accumulate":
          this.#accumulate(instruction);
          break;
        case "call":
          this.#call(instruction);
          break;
        case "loop":
          this.#loop(instruction);
          for (const array of maximaIn(instruction)) this.#maximum(array, instruction);
          break;
      }
    }
  }

  #loop(loop: Loop): void {
    const { order, checkpoint, recomputes } = loop;
    this.#builder.loop(
      this.#index(loop.extent),
      order,
      (copy) => {
        this.#loops.set(loop, copy);
        this.code(loop.body.instructions);
      },
      { checkpoint, recomputes },
    );
  }

  #apply(instruction: Apply): void {
    const { op, args } = instruction;
    const values = args.map((arg) => this.#scalar(arg));
    const out = this.#builder.apply(op, values);
    this.#scalars.set(instruction, out);
    if (!this.#active.has(instruction)) return;
    const tangent = (arg: Scalar) => this.#scalarTangents.get(arg);
    if (op === select) {
      const zero = this.#builder.constant(0);
      const sides = [tangent(args[1]!) ?? zero, tangent(args[2]!) ?? zero];
      this.#scalarTangents.set(instruction, this.#builder.apply(select, [values[0]!, ...sides]));
      return;
    }
    const operands = values.map((value) => new Expr(this.#trace, value));
    let total: Scalar | undefined;
    args.forEach((arg, i) => {
      const rule = op.d[i] as Rule;
      const t = tangent(arg);
      if (rule === null || t === undefined) return;
      const local = rule(...operands, new Expr(this.#trace, out));
      if (local === 0) return;
      const { scalar } = mul(new Expr(this.#trace, t), local) as Expr;
      total = total === undefined ? scalar : this.#builder.apply(add, [total, scalar]);
    });
    if (total) this.#scalarTangents.set(instruction, total);
  }

  #accumulate(instruction: Accumulate): void {
    const { array, value, combine } = instruction;
    const index = instruction.index.map(this.#index);
    const scalar = this.#scalar(value);
    const tangent = this.#scalarTangents.get(value);
    if (this.#again) {
      // Of the second run only what is made anew in it counts, and the sums.
      if (array === this.#again.array) this.#tally(this.#again, index, scalar, tangent);
      if (!this.#isLocal(array)) return;
    }
    this.#builder.accumulate(this.arrayOf(array), index, scalar, combine);
    const tangents = this.tangents.get(array);
    if (combine === "add" && tangent && tangents) this.#builder.accumulate(tangents, index, tangent);
  }

  #call({ callee, args, results }: Call): void {
    // Of the second run only what is made anew in it counts.
    const wanted = this.#again ? results.filter(({ array }) => this.#isLocal(array)) : results;
    if (wanted.length === 0) return;
    const part = withOutputs(
      callee,
      wanted.map(({ place }) => place),
    );
    const given = part.inputs.map((k) => args[k]!);
    const isMoved = (access: Argument | Result) =>
      this.#active.has(access) && this.tangents.has(access.array);
    const by = [...given.keys()].filter((k) => isMoved(given[k]!));
    const of = [...wanted.keys()].filter((k) => isMoved(wanted[k]!));
    const value = ({ array, index }: Part): Part => ({
      array: this.arrayOf(array),
      index: index.map(this.#index),
    });
    if (by.length === 0 || of.length === 0) {
      this.#builder.call(part.callee, given.map(value), wanted.map(value));
      return;
    }
    const tangent = ({ array, index }: Part): Part => ({
      array: this.tangents.get(array)!,
      index: index.map(this.#index),
    });
    const { callee: both, inputs, tangents } = moved(part.callee, by, of);
    this.#builder.call(
      both,
      inputs.map(({ place, isTangent }) => (isTangent ? tangent : value)(given[place]!)),
      [...wanted.map(value), ...tangents.map((k) => tangent(wanted[k]!))],
    );
  }

  /** Whether an array was made anew inside the loop that is being run again. */
  #isLocal(array: Arr): boolean {
    return this.arrayOf(array).block.depth > this.#again!.ties.block.depth;
  }

  #tally({ array, ties, sums }: Again, index: Affine[], value: Scalar, tangent?: Scalar): void {
    const isBest = this.#builder.apply(eq, [value, this.#builder.load(this.arrayOf(array), index)]);
    this.#builder.accumulate(ties, index, isBest);
    const share = this.#builder.apply(select, [
      isBest,
      tangent ?? this.#builder.constant(0),
      this.#builder.constant(0),
    ]);
    this.#builder.accumulate(sums, index, share);
  }

  /** The tangent of a maximum: the mean of the tangents of the terms that equal it. The loop runs again to find them. */
  #maximum(array: Arr, loop: Loop): void {
    if (array.block !== loop.block || !this.#active.has(array)) return;
    if (this.#again && !this.#isLocal(array)) return;
    const before = this.#again;
    const ties = this.#builder.alloc(array.shape);
    const sums = this.#builder.alloc(array.shape);
    this.#again = { array, ties, sums };
    this.#loop(loop);
    this.#again = before;
    const means = (this.tangents.get(array) as Arr) ?? this.#builder.alloc(array.shape);
    const nest = (index: Affine[]): void => {
      if (index.length < array.shape.length) {
        this.#builder.loop(array.shape[index.length]!, "any", (inner) => nest([...index, loopIndex(inner)]));
        return;
      }
      // Nothing equals NaN, and of nothing the extremum is equal to no term.
      const count = this.#builder.apply(max, [this.#builder.load(ties, index), this.#builder.constant(1)]);
      const mean = this.#builder.apply(div, [this.#builder.load(sums, index), count]);
      this.#builder.accumulate(means, index, mean);
    };
    nest([]);
    this.tangents.set(array, means);
  }
}

/** The arrays outside a loop of which it takes a maximum or minimum. */
function maximaIn(loop: Loop): Set<Arr> {
  const arrays = new Set<Arr>();
  const go = (block: Block) => {
    for (const instruction of block.instructions) {
      if (instruction.kind === "loop") go(instruction.body);
      if (instruction.kind === "accumulate" && instruction.combine !== "add") arrays.add(instruction.array);
    }
  };
  go(loop.body);
  return arrays;
}
