/** Programs built anew from programs, through the constructors, so that what these clean up is cleaned up again. */
import {
  type Affine,
  constantIndex,
  greatestExtent,
  isConstant,
  loopIndex,
  mapAffine,
  plus,
} from "../ir/affine.ts";
import type { Builder } from "../ir/builder.ts";
import {
  type Accumulate,
  type Alloc,
  type Apply,
  type Arr,
  type Block,
  type Callee,
  calleesIn,
  type Instruction,
  type Load,
  type Loop,
  loopsAround,
  type Part,
  type Program,
  type Scalar,
  visitInstructions,
} from "../ir/program.ts";
import { prune } from "../ir/prune.ts";
import { writesOf } from "../ir/validate.ts";
import { add } from "../ops.ts";
import type { Alignment } from "./align.ts";
import { type Copy, copyBy, partThrough, readThrough } from "./copies.ts";
import type { Exchange } from "./exchange.ts";
import { type Landing, landed } from "./land.ts";
import type { Sunk } from "./sink.ts";

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

/** What a program is to have that was built otherwise. */
export interface Changes {
  /** Other orders of blocks' instructions. */
  readonly order?: ReadonlyMap<Block, readonly Instruction[]>;
  /** Loops whose bodies become one, by the first of them; the others are in no order. */
  readonly fused?: ReadonlyMap<Loop, readonly Loop[]>;
  /** Loops of a known number of iterations that are written out. */
  readonly unrolled?: ReadonlySet<Loop>;
  /** Arrays that move into a loop, and the dimensions that they lose there. */
  readonly contracted?: ReadonlyMap<Arr, Contraction>;
  /** Arrays whose elements go at once to where they would be copied to. */
  readonly landed?: ReadonlyMap<Arr, Landing>;
  /** What is computed in loops in place of earlier ones over the same range, by the later ones. */
  readonly sunk?: ReadonlyMap<Loop, readonly Sunk[]>;
  /** Loops that do an accumulation some iterations earlier. */
  readonly aligned?: ReadonlyMap<Loop, Alignment>;
  /** Loops that change places with the loop in them. */
  readonly exchanged?: ReadonlyMap<Loop, Exchange>;
  /** Accumulations to one element in one block, by the last of them: the others are added with it. */
  readonly merged?: ReadonlyMap<Accumulate, readonly Accumulate[]>;
  /** What loops read again and again, and is put into arrays of their own as an iteration begins. */
  readonly packed?: ReadonlyMap<Loop, readonly Pack[]>;
  /** Whether copies of arrays are read, as they were written; an element of a copy of −0 is 0. */
  readonly keepsCopies?: boolean;
}
export interface Contraction {
  readonly array: Alloc;
  readonly loop: Loop;
  readonly dimensions: ReadonlySet<number>;
}
/** Loads of one array that differ at most in which loops go through what they read. */
export interface Pack {
  readonly like: Load;
  /** The loops that go through what `like` reads. */
  readonly loops: readonly Loop[];
  /** All of them, with theirs. */
  readonly loads: ReadonlyMap<Load, readonly Loop[]>;
}

/** The parts of the old program and what stands for them. */
export class Reemission<S> {
  readonly builder: Builder;
  readonly #meaning: Meaning<S>;
  readonly #calleeOf: (callee: Callee) => Callee;
  #scalars: S[] = [];
  readonly #arrays = new Map<Arr, Arr>();
  /** Their indices in the new program: loops' or, where they are written out, numbers. */
  readonly #loops = new Map<Loop, Affine>();
  /** How many accumulations arrays of the old program have, and which arrays of the new one are copies. */
  readonly #written = new Map<Arr, number>();
  readonly #copies = new Map<Arr, Copy>();

  readonly #changes: Changes;
  /** Accumulations that are done elsewhere. */
  readonly #moved = new Set<Accumulate>();
  /** Where loads that are packed find what they read. */
  readonly #packs = new Map<Load, { readonly array: Arr; readonly loops: readonly Loop[] }>();

  /** `calleeOf` says what is called in place of what was. */
  constructor(
    builder: Builder,
    meaning: Meaning<S>,
    calleeOf = (callee: Callee) => callee,
    changes: Changes = {},
  ) {
    this.builder = builder;
    this.#changes = changes;
    this.#meaning = meaning;
    this.#calleeOf = calleeOf;
  }

  program({ inputs, top, outputs, size }: Program): Program {
    const { builder } = this;
    this.#scalars = new Array(size);
    const { unrolled, aligned } = this.#changes;
    visitInstructions(top, (instruction) => {
      if (instruction.kind !== "accumulate" && instruction.kind !== "call") return;
      for (const { array } of writesOf(instruction)) {
        const isRepeated = loopsAround(instruction.block).some(
          (loop) => unrolled?.has(loop) || aligned?.has(loop),
        );
        this.#written.set(array, (this.#written.get(array) ?? 0) + (isRepeated ? 2 : 1));
      }
    });
    // Neither what lands nor where it lands is a copy of anything: others write there too.
    for (const [source, { copy }] of this.#changes.landed ?? [])
      this.#written.set(source, 2).set(copy.array, 2);
    for (const all of this.#changes.sunk?.values() ?? [])
      for (const { accumulation } of all) this.#moved.add(accumulation);
    for (const { accumulation } of this.#changes.aligned?.values() ?? []) this.#moved.add(accumulation);
    for (const all of this.#changes.merged?.values() ?? []) for (const other of all) this.#moved.add(other);
    for (const input of inputs) this.#arrays.set(input, builder.input(input.name, input.shape));
    this.#block(top);
    return { ...builder.program(), outputs: outputs.map((output) => this.array(output)) };
  }

  array(array: Arr): Arr {
    return this.#arrays.get(array)!;
  }
  scalar(scalar: Scalar): S {
    return this.#scalars[scalar.id]!;
  }
  index = (affine: Affine): Affine => mapAffine(affine, this.#loopIndex, this.#data);
  readonly #loopIndex = (loop: Loop): Affine => this.#loops.get(loop)!;
  readonly #data = (data: Scalar): Scalar => this.#meaning.emit(this.scalar(data));

  readonly #part = (part: Part): Part => ({ array: this.array(part.array), index: this.#indices(part) });

  /** What stands for an element that is read: of a copy the element that it was copied from. */
  #load(load: Load): S {
    const pack = this.#packs.get(load);
    if (pack) {
      const index = pack.loops.map((loop) => this.#loops.get(loop)!);
      return this.#meaning.atom(this.builder.load(pack.array, index));
    }
    const { array, index } = this.#original(this.#element(load));
    return this.#meaning.atom(this.builder.element(array, index));
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

  /** The element that an access means. */
  #element(access: Part): Part {
    const landing = this.#changes.landed?.get(access.array);
    if (landing === undefined) return { array: this.array(access.array), index: this.#indices(access) };
    const index = landed(landing, access.index.map(this.index), (loop) => this.#loops.get(loop)!);
    return { array: this.array(landing.copy.array), index };
  }

  /** The indices of an access, without those of dimensions that its array loses. */
  #indices({ array, index }: Part): Affine[] {
    const contraction = this.#changes.contracted?.get(array);
    const left = contraction ? index.filter((_, d) => !contraction.dimensions.has(d)) : index;
    return left.map(this.index);
  }

  #accumulate(accumulation: Accumulate): void {
    const { array, value, combine } = accumulation;
    if (value.kind === "load" && this.#changes.landed?.get(value.array)?.copy === accumulation) return;
    if (this.#moved.has(accumulation)) return;
    const element = this.#element(accumulation);
    let total = this.#meaning.emit(this.scalar(value));
    for (const other of this.#changes.merged?.get(accumulation) ?? [])
      total = this.builder.apply(add, [this.#meaning.emit(this.scalar(other.value)), total]);
    const made = this.builder.accumulate(element.array, element.index, total, combine);
    const isOnly = this.#written.get(array) === 1 && !this.#changes.keepsCopies;
    const copy = isOnly ? copyBy(made) : undefined;
    if (copy) this.#copies.set(made.array, copy);
  }

  #block(block: Block): void {
    for (const instruction of this.#changes.order?.get(block) ?? block.instructions)
      this.#instruction(instruction);
  }

  #instruction(instruction: Instruction): void {
    const { builder } = this;
    switch (instruction.kind) {
      case "const":
        this.#scalars[instruction.id] = this.#meaning.atom(builder.constant(instruction.value));
        break;
      case "index":
        this.#scalars[instruction.id] = this.#meaning.atom(this.#indexOf(instruction.loop));
        break;
      case "op":
        this.#scalars[instruction.id] = this.#meaning.apply(
          instruction,
          instruction.args.map((arg) => this.scalar(arg)),
        );
        break;
      case "load": {
        const landing = this.#changes.landed?.get(instruction.array);
        if (landing?.copy.value === instruction && !landing.isUsed) break;
        this.#scalars[instruction.id] = this.#load(instruction);
        break;
      }
      case "alloc":
        if (this.#changes.contracted?.has(instruction) || this.#changes.landed?.has(instruction)) break;
        this.#arrays.set(instruction, builder.alloc(instruction.shape, instruction.initial));
        break;
      case "accumulate":
        this.#accumulate(instruction);
        break;
      case "call": {
        const { callee, args, results } = instruction;
        const read = args.map((arg) => this.#original(this.#part(arg)));
        builder.call(this.#calleeOf(callee), read, results.map(this.#part));
        break;
      }
      case "loop":
        this.#loop(instruction);
        break;
    }
  }

  #indexOf(loop: Loop): Scalar {
    const { constant, terms } = this.#loops.get(loop)!;
    return terms.length === 0 ? this.builder.constant(constant) : this.builder.index(terms[0]!.loop);
  }

  #loop(first: Loop): void {
    const { builder } = this;
    if (this.#changes.unrolled?.has(first)) {
      this.#unroll(first);
      return;
    }
    const alignment = this.#changes.aligned?.get(first);
    if (alignment) {
      this.#align(first, alignment);
      return;
    }
    const exchange = this.#changes.exchanged?.get(first);
    if (exchange) {
      this.#exchange(first, exchange);
      return;
    }
    const members = this.#changes.fused?.get(first) ?? [first];
    const { extent, order, checkpoint, recomputes } = first;
    const body = (loop: Loop) => {
      for (const member of members) this.#loops.set(member, loopIndex(loop));
      for (const { array, dimensions, loop: into } of this.#changes.contracted?.values() ?? []) {
        if (!members.includes(into)) continue;
        const shape = array.shape.filter((_, d) => !dimensions.has(d));
        this.#arrays.set(array, builder.alloc(shape, array.initial));
      }
      for (const member of members) {
        for (const pack of this.#changes.packed?.get(member) ?? []) this.#pack(pack);
        for (const sunk of this.#changes.sunk?.get(member) ?? []) this.#sink(sunk, loop);
        this.#block(member.body);
      }
    };
    builder.loop(this.index(extent), order, body, { checkpoint, recomputes });
  }

  /** Emits a loop's iterations. What all of them add to one element is added at once, if sums may change their order. */
  #unroll(loop: Loop): void {
    const { extent, order, body } = loop;
    const n = extent.constant;
    const sums = new Map<Accumulate, Scalar[]>();
    if (n > 1 && !this.#changes.keepsCopies)
      for (const x of body.instructions)
        if (x.kind === "accumulate" && x.combine === "add" && isOneElement(x, loop)) {
          sums.set(x, []);
          this.#moved.add(x);
        }
    for (let k = 0; k < n; k++) {
      this.#loops.set(loop, constantIndex(order === "down" ? n - 1 - k : k));
      this.#block(body);
      for (const [{ value }, values] of sums) values.push(this.#meaning.emit(this.scalar(value)));
    }
    for (const [{ array, index }, values] of sums) {
      const total = values.reduceRight((sum, value) => this.builder.apply(add, [value, sum]));
      this.builder.accumulate(this.array(array), index.map(this.index), total);
    }
  }

  /** Emits, in a loop, what an earlier one would do. */
  #sink({ from, accumulation, needed }: Sunk, into: Loop): void {
    this.#loops.set(from, loopIndex(into));
    this.#late(accumulation, needed);
  }

  /** Emits an accumulation that is not done where it stood. */
  #late(accumulation: Accumulate, needed: readonly Scalar[]): void {
    for (const x of needed) this.#instruction(x);
    this.#moved.delete(accumulation);
    this.#accumulate(accumulation);
    this.#moved.add(accumulation);
  }

  /** Emits a loop that does an accumulation earlier: of its first iterations that alone, and of the last all but that. */
  #align(loop: Loop, { accumulation, by, needed }: Alignment): void {
    const { extent, order, body, checkpoint, recomputes } = loop;
    for (let k = 0; k < by; k++) {
      this.#loops.set(loop, constantIndex(k));
      this.#late(accumulation, needed);
    }
    const n = extent.constant - by;
    const inner = (made: Loop) => {
      this.#loops.set(loop, loopIndex(made));
      this.#block(body);
      this.#loops.set(loop, plus(loopIndex(made), constantIndex(by))!);
      this.#late(accumulation, needed);
    };
    this.builder.loop(n, order, inner, { checkpoint, recomputes });
    for (let k = n; k < n + by; k++) {
      this.#loops.set(loop, constantIndex(k));
      this.#block(body);
    }
  }

  /** Emits a loop and the one in it the other way round, behind a loop that fills the arrays of what is kept. */
  #exchange(outer: Loop, { inner, kept }: Exchange): void {
    const { builder } = this;
    const { instructions } = outer.body;
    const n = outer.extent.constant;
    const arrays = new Map([...kept].map((x) => [x, builder.written([n])]));
    /** Emits an iteration of the outer loop, but for the inner one; what is not needed of it is not kept. */
    const beside = (at: Affine, doesAdd: boolean) => {
      this.#loops.set(outer, at);
      for (const [x, array] of arrays) this.#scalars[x.id] = this.#meaning.atom(builder.load(array, [at]));
      for (const x of instructions)
        if (x.kind === "accumulate" ? doesAdd : x.kind !== "loop" && !kept.has(x as Scalar))
          this.#instruction(x);
    };
    builder.loop(n, "any", (made) => {
      this.#loops.set(outer, loopIndex(made));
      for (const x of instructions) if (x.kind !== "loop" && x.kind !== "accumulate") this.#instruction(x);
      for (const [x, array] of arrays)
        builder.accumulate(array, [loopIndex(made)], this.#meaning.emit(this.scalar(x)));
    });
    const { constant, terms } = inner.extent;
    const isTriangle = terms.some(({ loop }) => loop === outer);
    const columns = isTriangle ? constantIndex(n) : this.index(inner.extent);
    const isSquare = isConstant(columns) && columns.constant === n;
    if (!isSquare) builder.loop(n, "any", (made) => beside(loopIndex(made), true));
    builder.loop(columns, "any", (column) => {
      const at = loopIndex(column);
      if (isSquare) beside(at, true);
      const first = isTriangle ? plus(at, constantIndex(1 - constant))! : constantIndex(0);
      this.#loops.set(inner, at);
      builder.loop(plus(constantIndex(n), first, -1)!, "any", (made) => {
        beside(plus(loopIndex(made), first)!, false);
        this.#block(inner.body);
      });
    });
  }

  /** Emits the loops that fill a pack. */
  #pack({ like, loops, loads }: Pack): void {
    const { builder } = this;
    const array = builder.written(loops.map(({ extent }) => greatestExtent(extent)));
    const fill = (k: number): void => {
      const loop = loops[k];
      if (loop === undefined) {
        const index = loops.map((inner) => this.#loops.get(inner)!);
        builder.accumulate(array, index, builder.load(this.array(like.array), like.index.map(this.index)));
        return;
      }
      builder.loop(greatestExtent(loop.extent), "any", (made) => {
        this.#loops.set(loop, loopIndex(made));
        fill(k + 1);
      });
    };
    fill(0);
    for (const [load, own] of loads) this.#packs.set(load, { array, loops: own });
  }
}

/** Whether all iterations of a loop add to the same element. */
const isOneElement = ({ array, index }: Accumulate, loop: Loop): boolean =>
  array.block !== loop.body &&
  index.every(({ terms, data }) => !data && terms.every((term) => term.loop !== loop));
