/** Programs built anew from programs, through the constructors, so that what these clean up is cleaned up again. */
import { type Affine, isWithin, loopIndex, mapAffine, plus, toAffine } from "../ir/affine.ts";
import type { Builder } from "../ir/builder.ts";
import {
  type Accumulate,
  type Apply,
  type Arr,
  type Block,
  type Callee,
  calleesIn,
  type Instruction,
  type Loop,
  type Part,
  type Program,
  type Scalar,
  visitInstructions,
} from "../ir/program.ts";
import { prune } from "../ir/prune.ts";
import { writesOf } from "../ir/validate.ts";
import { add } from "../ops.ts";
import { type Copy, copyBy, partThrough, readThrough } from "./copies.ts";

/** What stands for scalars while a program is built anew: S. */
export interface Meaning<S> {
  /** What stands for a constant, an index or an element of the new program, or for what the element is known to be. */
  atom(scalar: Scalar): S;
  /** What stands for an op applied to what stands for its operands. */
  apply(instruction: Apply, args: readonly S[]): S;
  /** The scalar of the new program that is meant. */
  emit(x: S): Scalar;
}

/** A program built anew, and once each those that it calls: `emission` says how each is. */
export function rebuilt<S>(
  program: Program,
  emission: (calleeOf: (callee: Callee) => Callee, program: Program) => Reemission<S>,
): Program {
  const callees = new Map<Callee, Callee>();
  // All of them when the first call is met, and those without calls first: no call waits for another.
  const calleeOf = (called: Callee): Callee => {
    if (callees.size === 0)
      for (const callee of calleesIn(program))
        callees.set(callee, { name: callee.name, program: prune(build(callee.program)) });
    return callees.get(called)!;
  };
  const build = (old: Program) => emission(calleeOf, old).program(old);
  return build(program);
}

/** Builds something of the new program. */
export type Emission<S = Scalar> = (to: Reemission<S>) => void;

/** What is built otherwise than it was. */
export class Edits<S = Scalar> {
  /** Other orders of blocks' instructions. */
  readonly order = new Map<Block, readonly Instruction[]>();
  /** What is built in place of instructions. */
  readonly instead = new Map<Instruction, Emission<S>>();
  /** What is built as an iteration begins. */
  readonly first = new Map<Loop, Emission<S>[]>();
  /** Where elements are that have other indices than they had. */
  readonly elements = new Map<Arr, (index: readonly Affine[], to: Reemission<S>) => Part>();
  /** Whether every bit stays. Then copies of arrays are read, as they were written: an element of a copy of −0 is 0. */
  readonly strict: boolean;

  constructor(strict = false) {
    this.strict = strict;
  }

  /** Leaves instructions out. */
  omit(...all: readonly Instruction[]): void {
    for (const x of all) this.instead.set(x, NOTHING);
  }
}
const NOTHING = () => {};

/** The parts of the old program and what stands for them. */
export class Reemission<S> {
  readonly builder: Builder;
  readonly #meaning: Meaning<S>;
  readonly #calleeOf: (callee: Callee) => Callee;
  readonly #edits: Edits<S>;
  #scalars: S[] = [];
  /** Those of the old program in the new one. */
  readonly arrays = new Map<Arr, Arr>();
  /** The indices of loops in the new program: loops' or, where they are written out, numbers. */
  readonly loops = new Map<Loop, Affine>();
  /** How many instructions of the old program add to an array: it is a copy only if one does. */
  readonly #writes = new Map<Arr, number>();
  /** What arrays of the new program are copies of, as far as these are made; undefined if they are more. */
  readonly #copies = new Map<Arr, Copy | undefined>();

  /** `calleeOf` says what is called in place of what was. */
  constructor(
    builder: Builder,
    meaning: Meaning<S>,
    calleeOf = (callee: Callee) => callee,
    edits = new Edits<S>(),
  ) {
    this.builder = builder;
    this.#edits = edits;
    this.#meaning = meaning;
    this.#calleeOf = calleeOf;
  }

  program({ inputs, top, outputs, size }: Program): Program {
    const { builder } = this;
    this.#scalars = new Array(size);
    visitInstructions(top, (x) => {
      for (const { array } of writesOf(x)) this.#writes.set(array, (this.#writes.get(array) ?? 0) + 1);
    });
    for (const input of inputs) this.arrays.set(input, builder.input(input.name, input.shape));
    this.block(top);
    return { ...builder.program(), outputs: outputs.map((output) => this.array(output)) };
  }

  array(array: Arr): Arr {
    return this.arrays.get(array)!;
  }
  scalar(scalar: Scalar): S {
    return this.#scalars[scalar.id]!;
  }
  /** What a scalar is in the new program. */
  emitted = (scalar: Scalar): Scalar => this.#meaning.emit(this.scalar(scalar));
  /** Says what a scalar is in the new program. */
  define({ id }: Scalar, made: Scalar): void {
    this.#scalars[id] = this.#meaning.atom(made);
  }
  index = (affine: Affine): Affine => mapAffine(affine, this.#loopIndex, this.emitted);
  readonly #loopIndex = (loop: Loop): Affine => this.loops.get(loop)!;

  /** The element, or the part of an array, that an access means. */
  readonly place = ({ array, index }: Part): Part =>
    this.#edits.elements.get(array)?.(index, this) ?? {
      array: this.array(array),
      index: index.map((affine, d) => this.#indexWithin(affine, array.shape[d]!)),
    };

  /** An index of a dimension. Data that turns out to be affine is, where it is certain to be one of the elements'. */
  #indexWithin(old: Affine, n: number): Affine {
    const made = this.index(old);
    const known = made.data && plus({ ...made, data: undefined }, toAffine(made.data));
    return known && isWithin(known, n) ? known : made;
  }

  /** What was copied to what is read, an element or a part of an array. */
  #original(read: Part): Part {
    let { array, index } = read;
    for (let copy = this.#copies.get(array); copy !== undefined; copy = this.#copies.get(array)) {
      const isElement = index.length === array.shape.length;
      const through = isElement ? readThrough(copy, index) : partThrough(copy, index);
      if (through === undefined) break;
      [array, index] = [copy.load.array, through];
    }
    return { array, index };
  }

  /** Builds an accumulation, of another value if that is given. */
  accumulate(accumulation: Accumulate, value?: Scalar): void {
    const { array, index } = this.place(accumulation);
    const total = value ?? this.emitted(accumulation.value);
    const made = this.builder.accumulate(array, index, total, accumulation.combine);
    // An ordered loop reads what is not yet all there: a copy that it goes on adding to is none.
    const isOnly = this.#writes.get(accumulation.array) === 1 && !this.#copies.has(array);
    const isCopy = !this.#edits.strict && isOnly;
    this.#copies.set(array, isCopy ? copyBy(made) : undefined);
  }

  block(block: Block): void {
    for (const x of this.#edits.order.get(block) ?? block.instructions) {
      const instead = this.#edits.instead.get(x);
      if (instead) instead(this);
      else this.instruction(x);
    }
  }

  /** Builds an instruction as it was. */
  instruction(x: Instruction): void {
    const { builder } = this;
    switch (x.kind) {
      case "const":
        this.define(x, builder.constant(x.value));
        break;
      case "index":
        this.define(x, this.#indexOf(x.loop));
        break;
      case "op":
        this.#scalars[x.id] = this.#meaning.apply(
          x,
          x.args.map((arg) => this.scalar(arg)),
        );
        break;
      case "load": {
        const { array, index } = this.#original(this.place(x));
        this.define(x, builder.element(array, index));
        break;
      }
      case "alloc":
        this.arrays.set(x, builder.alloc(x.shape, x.initial));
        break;
      case "accumulate":
        this.accumulate(x);
        break;
      case "call": {
        const read = x.args.map((arg) => this.#original(this.place(arg)));
        const results = x.results.map(this.place);
        for (const { array } of results) this.#copies.set(array, undefined);
        builder.call(this.#calleeOf(x.callee), read, results);
        break;
      }
      case "loop":
        this.loop([x]);
        break;
    }
  }

  #indexOf(loop: Loop): Scalar {
    const { constant, terms } = this.loops.get(loop)!;
    const start = this.builder.constant(constant);
    const [term] = terms;
    if (term === undefined) return start;
    const index = this.builder.index(term.loop);
    return constant === 0 ? index : this.builder.apply(add, [index, start]);
  }

  /** Builds loops of one range as one. */
  loop(members: readonly Loop[]): void {
    const { extent, order, checkpoint, recomputes } = members[0]!;
    const body = (made: Loop) => {
      for (const loop of members) this.loops.set(loop, loopIndex(made));
      for (const loop of members) {
        for (const emission of this.#edits.first.get(loop) ?? []) emission(this);
        this.block(loop.body);
      }
    };
    this.builder.loop(this.index(extent), order, body, { checkpoint, recomputes });
  }
}
