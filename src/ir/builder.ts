/**
 * The constructors of programs. Building is cleaning: a scalar is interned in the outermost open block that has its
 * operands, so that what does not vary in a loop stands outside it and nothing is computed twice; constants fold, and
 * identities that IEEE 754 makes exact are applied. `x·0`, `x + 0` and `x − x` are not among them.
 */
import { kernelOf } from "../kernel.ts";
import type { Op } from "../op.ts";
import { add, div, mul, neg, pow, select, sub } from "../ops.ts";
import { type Affine, affineDepth, constantIndex, isSameElement, mixAffine, surelyWithin } from "./affine.ts";
import { finish, mix, mixNumber, Table } from "./interning.ts";
import {
  type Accumulate,
  type Alloc,
  type Apply,
  type Arr,
  Block,
  type Call,
  type Callee,
  type Combine,
  type Const,
  type Index,
  type Input,
  type Instruction,
  type Load,
  type Loop,
  type Order,
  type Part,
  type Program,
  type Scalar,
} from "./program.ts";

const isConst = (x: Scalar | undefined, value: number): boolean =>
  x !== undefined && x.kind === "const" && Object.is(x.value, value);
const isOp = (x: Scalar | undefined, op: Op): x is Apply => x !== undefined && x.kind === "op" && x.op === op;

// Lists are gone through by number where every instruction passes: until V8 has optimised such a place, an iterator
// makes an object per element, which costs more than what is done with it.

export class Builder {
  readonly top = new Block(undefined, undefined);
  readonly inputs: Input[] = [];
  readonly outputs: Arr[] = [];
  /** The innermost open block, where accumulations and loops go. */
  current: Block = this.top;
  #nextId = 0;
  /** All scalars, and where to find them by what they are made of. */
  readonly #scalars: Scalar[] = [];
  readonly #table: Table;
  /** The accumulations of arrays that have one, and undefined for those that have several. */
  readonly #only = new Map<Arr, Accumulate | undefined>();
  /** Arrays that are not only added to. */
  readonly #extrema = new Set<Arr>();
  /** Arrays whose elements are not what was accumulated last: more is added by calls, or they are variables. */
  readonly #opaque = new Set<Arr>();
  readonly #cells = new Map<Scalar, Alloc>();
  readonly #strict: boolean;

  /** With `strict` what was accumulated is read as 0 plus that, which differs for −0. `size` scalars have room at once. */
  constructor({ strict = false, size = 0 }: { readonly strict?: boolean; readonly size?: number } = {}) {
    this.#strict = strict;
    this.#table = new Table(size);
  }

  constant(value: number): Const {
    const table = this.#table;
    for (let k = table.first(finish(mixNumber(CONST, value))); k >= 0; k = table.next()) {
      const known = this.#scalars[k]!;
      if (known.kind === "const" && Object.is(known.value, value)) return known;
    }
    return this.#intern({ kind: "const", id: this.#nextId++, block: this.top, value });
  }

  index(loop: Loop): Index {
    const table = this.#table;
    for (let k = table.first(finish(mix(INDEX, loop.id))); k >= 0; k = table.next()) {
      const known = this.#scalars[k]!;
      if (known.kind === "index" && known.loop === loop) return known;
    }
    return this.#intern({ kind: "index", id: this.#nextId++, block: loop.body, loop });
  }

  apply(op: Op, args: readonly Scalar[]): Scalar {
    const known = this.#folded(op, args) ?? this.#exact(op, args);
    if (known) return known;
    // The block need not be compared: of all those open it is the outermost that has the operands.
    const table = this.#table;
    for (let k = table.first(hashOf(op, args)); k >= 0; k = table.next()) {
      const known = this.#scalars[k]!;
      if (known.kind === "op" && known.op === op && isOf(known.args, args, op)) return known;
    }
    let depth = 0;
    for (let k = 0; k < args.length; k++) depth = Math.max(depth, args[k]!.block.depth);
    return this.#intern({ kind: "op", id: this.#nextId++, block: this.openBlock(depth), op, args });
  }

  #folded(op: Op, args: readonly Scalar[]): Const | undefined {
    for (let k = 0; k < args.length; k++) if (args[k]!.kind !== "const") return undefined;
    return this.constant((op.f as (...x: number[]) => number)(...args.map((arg) => (arg as Const).value)));
  }

  /** Identities that hold bit for bit, NaN and −0 included. */
  #exact(op: Op, args: readonly Scalar[]): Scalar | undefined {
    const x = args[0];
    const y = args[1];
    switch (op) {
      case mul:
        if (isConst(x, 1)) return y;
        if (isConst(y, 1)) return x;
        if (isConst(x, -1)) return this.apply(neg, [y!]);
        if (isConst(y, -1)) return this.apply(neg, [x!]);
        if (isOp(x, neg) && y!.kind === "const")
          return this.apply(mul, [x.args[0]!, this.constant(-y!.value)]);
        if (isOp(y, neg) && x!.kind === "const")
          return this.apply(mul, [this.constant(-x!.value), y.args[0]!]);
        return undefined;
      case div:
        return isConst(y, 1) ? x : undefined;
      case pow:
        return isConst(y, 1) ? x : isConst(y, 0) ? this.constant(1) : undefined;
      case neg:
        return isOp(x, neg) ? x.args[0] : undefined;
      case add:
        if (isOp(y, neg)) return this.apply(sub, [x!, y.args[0]!]);
        if (isOp(x, neg)) return this.apply(sub, [y!, x.args[0]!]);
        return isConst(y, -0) ? x : isConst(x, -0) ? y : undefined;
      case sub:
        if (isOp(y, neg)) return this.apply(add, [x!, y.args[0]!]);
        return isConst(y, 0) ? x : undefined;
      case select:
        if (x!.kind === "const") return x!.value ? y : args[2];
        return y === args[2] ? y : undefined;
      default:
        return undefined;
    }
  }

  /**
   * An element, which must have all its accumulations behind it. Where there was one, and it is certain to have run,
   * that is what was accumulated.
   */
  element(array: Arr, index: readonly Affine[]): Scalar {
    const isZero = array.kind === "alloc" && array.initial === 0;
    const only = isZero ? this.#only.get(array) : undefined;
    if (only?.combine !== "add" || !only.block.contains(this.current) || !isSameElement(index, only.index))
      return this.load(array, index);
    if (this.#opaque.has(array)) return this.load(array, index);
    return this.#strict ? this.apply(add, [only.value, this.constant((array as Alloc).initial)]) : only.value;
  }

  /** An array whose elements are told apart from what was accumulated, as a variable is from its value. */
  opaque(shape: readonly number[]): Alloc {
    const array = this.written(shape);
    this.#opaque.add(array);
    return array;
  }

  /**
   * Reads an element, which must have all its accumulations behind it. One that may not exist is read where it is
   * asked for: a loop around that may not run is what keeps it from being read.
   */
  load(array: Arr, index: readonly Affine[]): Load {
    let depth = array.block.depth;
    const { guard } = this.current;
    if (guard > depth && !surelyWithin(index, array.shape)) depth = guard;
    let hash = mix(LOAD, array.id);
    for (let d = 0; d < index.length; d++) {
      const a = index[d]!;
      depth = Math.max(depth, affineDepth(a));
      hash = mixAffine(hash, a);
    }
    const block = this.openBlock(depth);
    const table = this.#table;
    for (let k = table.first(finish(mix(hash, depth))); k >= 0; k = table.next()) {
      const known = this.#scalars[k]!;
      if (known.kind !== "load" || known.array !== array || known.block !== block) continue;
      if (isSameElement(known.index, index)) return known;
    }
    return this.#intern({ kind: "load", id: this.#nextId++, block, array, index });
  }

  input(name: string, shape: readonly number[]): Input {
    const input: Input = { kind: "input", id: this.#nextId++, block: this.top, name, shape };
    this.inputs.push(input);
    return input;
  }

  /** A new array in the open block at `depth`, the innermost one unless given. */
  alloc(shape: readonly number[], initial = 0, depth = this.current.depth): Alloc {
    return this.#put({ kind: "alloc", id: this.#nextId++, block: this.openBlock(depth), shape, initial });
  }

  /** A new array each of whose elements is added to once: from −0, which leaves what is added as it is, −0 included. */
  written(shape: readonly number[], depth?: number): Alloc {
    return this.alloc(shape, -0, depth);
  }

  accumulate(array: Arr, index: readonly Affine[], value: Scalar, combine: Combine = "add"): Accumulate {
    const { current: block } = this;
    const made: Accumulate = { kind: "accumulate", id: this.#nextId++, block, array, index, value, combine };
    this.#put(made);
    this.#only.set(array, this.#only.has(array) ? undefined : made);
    if (combine !== "add") this.#extrema.add(array);
    return made;
  }

  /** An array without dimensions that holds a scalar, beside it: the same each time. */
  cell(scalar: Scalar): Alloc {
    let cell = this.#cells.get(scalar);
    if (cell === undefined) {
      const open = this.current;
      this.current = this.openBlock(scalar.block.depth);
      // −0 + x is x, bit for bit.
      cell = this.alloc([], -0);
      this.accumulate(cell, [], scalar);
      this.current = open;
      this.#cells.set(scalar, cell);
    }
    return cell;
  }

  /** Runs a program on parts of arrays; what it gives is added to others. */
  call(callee: Callee, args: readonly Part[], results: readonly Part[]): Call {
    for (const { array } of results) this.#opaque.add(array);
    const draft: { -readonly [K in keyof Call]?: Call[K] } = { kind: "call", callee };
    const call = Object.assign(draft, { id: this.#nextId++, block: this.current }) as Call;
    const part =
      <K extends "argument" | "result">(kind: K) =>
      ({ array, index }: Part, place: number) => ({ kind, call, block: call.block, place, array, index });
    Object.assign(draft, { args: args.map(part("argument")), results: results.map(part("result")) });
    call.block.instructions.push(call);
    return call;
  }

  /** Whether an array is only added to, and so no maximum or minimum. */
  isSum(array: Arr): boolean {
    return !this.#extrema.has(array);
  }

  /** A loop around what `body` builds. It is placed when its body is done, behind what the body put outside. */
  loop(
    extent: number | Affine,
    order: Order,
    body: (loop: Loop) => void,
    options: { checkpoint?: boolean; recomputes?: boolean } = {},
  ): Loop {
    const outer = this.current;
    const affine = typeof extent === "number" ? constantIndex(extent) : extent;
    const { checkpoint = false, recomputes = false } = options;
    const loop: { -readonly [K in keyof Loop]: Loop[K] } = {
      kind: "loop",
      id: this.#nextId++,
      block: outer,
      extent: affine,
      order,
      body: outer,
      checkpoint,
      recomputes,
    };
    // The body knows its loop.
    loop.body = new Block(loop, outer);
    this.current = loop.body;
    try {
      body(loop);
    } finally {
      this.current = outer;
    }
    outer.instructions.push(loop);
    return loop;
  }

  /** Whether what is built here is certain to run. */
  surelyRuns(): boolean {
    return this.current.guard === 0;
  }

  /** The open block at a depth. */
  openBlock(depth: number): Block {
    let block = this.current;
    while (block.depth > depth) block = block.parent!;
    return block;
  }

  program(): Program {
    return { top: this.top, inputs: this.inputs, outputs: this.outputs, size: this.#nextId };
  }

  /** An instruction that the caller puts in its place in `block`. */
  detached<I extends Instruction>(block: Block, make: (id: number, block: Block) => I): I {
    return make(this.#nextId++, block);
  }

  #put<I extends Instruction>(made: I): I {
    made.block.instructions.push(made);
    return made;
  }

  /** Places a scalar that was looked for in vain. */
  #intern<S extends Scalar>(made: S): S {
    this.#table.add(this.#scalars.push(made) - 1);
    return this.#put(made);
  }
}

/** What hashes begin with, of scalars that are no ops; those of ops begin with the op's code, which is not negative. */
const CONST = -1;
const INDEX = -2;
const LOAD = -3;

/** Whether operands may be exchanged: both orders of a commutative op are one, which is that of the first. */
const commutes = (op: Op): boolean => op === add || op === mul;

function hashOf(op: Op, args: readonly Scalar[]): number {
  const { code } = kernelOf(op);
  const x = args[0]!.id;
  if (args.length === 1) return finish(mix(code, x));
  const y = args[1]!.id;
  const h = x > y && commutes(op) ? mix(mix(code, y), x) : mix(mix(code, x), y);
  return finish(args.length === 2 ? h : mix(h, args[2]!.id));
}

function isOf(known: readonly Scalar[], args: readonly Scalar[], op: Op): boolean {
  for (let k = 0; k < args.length; k++)
    if (known[k] !== args[k]) return commutes(op) && known[0] === args[1] && known[1] === args[0];
  return true;
}
