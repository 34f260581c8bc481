/**
 * The forward values that a reverse pass needs, at the place where it needs them. They are in scope; or computed
 * again, where that is cheap; or saved, in an array with a dimension for each loop between the value and the block
 * that holds the code; or, in a loop that asks for it or would save too much, got by running the loop's body again.
 */
import { type Affine, greatestExtent, loopIndex, mapAffine } from "../ir/affine.ts";
import type { Builder } from "../ir/builder.ts";
import { push } from "../ir/multimap.ts";
import {
  type Accumulate,
  type Alloc,
  type Arr,
  type Block,
  type Call,
  type Instruction,
  type Load,
  type Loop,
  loopsAround,
  type Part,
  type Read,
  type Scalar,
  type Write,
} from "../ir/program.ts";
import { readsOf, writesOf } from "../ir/validate.ts";
import { sizeOf } from "../tree.ts";
import { weightOf } from "../weight.ts";
import type { Activity, Code } from "./activity.ts";
import { withOutputs } from "./callees.ts";

/** What costs at most so many primitives to compute again is not saved. */
const CHEAP = 4;
/** A loop for which more numbers than these might be saved, 128 MiB, is run again instead. */
const BUDGET = 2 ** 24;

/** Where forward code lies: the code that is reversed, or the body of a loop that is run again for its reverse. */
interface Run {
  /** The loop whose body is run again; undefined for the code itself. */
  readonly loop: Loop | undefined;
  /** The block in which the values that are saved are kept, and where in it their arrays go. */
  readonly base: Block;
  readonly from: number;
  readonly head: Alloc[];
  /** Arrays of the code that are kept, by those they replace, and the accumulations that save, by what they go behind. */
  readonly kept: Map<Arr, Alloc>;
  readonly behind: Map<Instruction, Accumulate>;
  /** What stands for the instructions and arrays of the body in this run. */
  readonly scalars: Map<Scalar, Scalar>;
  readonly arrays: Map<Arr, Arr>;
}

const newRun = (loop: Loop | undefined, base: Block, from: number): Run => {
  return {
    loop,
    base,
    from,
    head: [],
    kept: new Map(),
    behind: new Map(),
    scalars: new Map(),
    arrays: new Map(),
  };
};

export class Primal {
  readonly #builder: Builder;
  readonly #accesses: Activity["accesses"];
  /** The loop in which the iterations of a forward loop are being reversed. */
  readonly #reversed = new Map<Loop, Loop>();
  /** The innermost run is the last. */
  readonly #runs: Run[];
  readonly #cost = new Map<Scalar, number>();
  readonly #saved = new Map<Scalar, Alloc>();
  readonly #numbers = new Map<Loop, number>();

  constructor(builder: Builder, { block, from }: Code, accesses: Activity["accesses"]) {
    this.#builder = builder;
    this.#accesses = accesses;
    this.#runs = [newRun(undefined, block, from)];
  }

  /** Emits a loop in which the iterations of `loop` are gone through again, in the direction given. */
  iterate(loop: Loop, order: Loop["order"], body: () => void, options?: { recomputes: boolean }): void {
    const before = this.#reversed.get(loop);
    const inReverse = (reversed: Loop) => {
      this.#reversed.set(loop, reversed);
      body();
    };
    this.#builder.loop(this.index(loop.extent), order, inReverse, options);
    if (before) this.#reversed.set(loop, before);
    else this.#reversed.delete(loop);
  }

  /** Whether what might be saved of a loop stays within the budget: all that is not cheap, and its arrays. */
  fits(loop: Loop): boolean {
    return this.#numbersIn(loop) <= BUDGET;
  }

  #numbersIn(loop: Loop): number {
    let sum = this.#numbers.get(loop);
    if (sum === undefined) {
      sum = 0;
      for (const instruction of loop.body.instructions)
        if (instruction.kind === "loop") sum += this.#numbersIn(instruction);
        else if (instruction.kind === "alloc") sum += sizeOf(instruction.shape);
        else if (instruction.kind === "op" && this.#costOf(instruction) > CHEAP) sum++;
      sum *= greatestExtent(loop.extent);
      this.#numbers.set(loop, sum);
    }
    return sum;
  }

  /** Runs the body of `loop` again, in the loop that goes through its iterations, and then `reverse`, which uses it. */
  rerun(loop: Loop, reverse: () => void): void {
    const base = this.#builder.current;
    const run = newRun(loop, base, 0);
    this.#runs.push(run);
    this.#copy(loop.body, run);
    reverse();
    this.#settle(run);
    this.#runs.pop();
  }

  /** A forward index or extent, at the place of the reverse. */
  index(affine: Affine): Affine {
    return mapAffine(
      affine,
      (loop) => loopIndex(this.#reversed.get(loop) ?? loop),
      (data) => this.value(data),
    );
  }
  indices(index: readonly Affine[]): Affine[] {
    return index.map((affine) => this.index(affine));
  }

  /** The value that a forward scalar had, if that is in scope. */
  inScope(scalar: Scalar): Scalar | undefined {
    const current = this.#current(scalar);
    return current.block.contains(this.#builder.current) ? current : undefined;
  }

  /** The value that a forward scalar had. */
  value(scalar: Scalar): Scalar {
    const current = this.#current(scalar);
    if (current.block.contains(this.#builder.current)) return current;
    switch (scalar.kind) {
      case "const":
        return scalar;
      case "index":
        return this.#builder.index(this.#reversed.get(scalar.loop)!);
      case "load":
        return this.element(scalar.array, this.indices(scalar.index));
      case "op":
        if (this.#costOf(scalar) <= CHEAP)
          return this.#builder.apply(
            scalar.op,
            scalar.args.map((arg) => this.value(arg)),
          );
        return this.#builder.load(this.#saveOwn(scalar, current), this.#here(scalar.block));
    }
  }

  /**
   * The value that a scalar had when it was compared with others for a maximum or minimum, `extremum`. It is saved
   * even if it is cheap or its loop is run again: a second computation may round otherwise once a program has been
   * rewritten or compiled, and would then equal no extremum.
   */
  compared(scalar: Scalar, extremum: Arr): Scalar {
    if (scalar.kind === "const" || scalar.kind === "index") return this.value(scalar);
    const around = this.#runOf(extremum.block);
    // A term from outside the loop that is run again is not computed again by that.
    const run = !around.loop || around.loop.body.contains(scalar.block) ? around : this.#runOf(scalar.block);
    const term = run.scalars.get(scalar) ?? scalar;
    if (term.block.contains(this.#builder.current)) return term;
    const loops = loopsAround(scalar.block, run.loop?.body ?? run.base);
    const saved = this.#save(term, run, loops);
    return this.#builder.load(
      saved,
      loops.map((loop) => loopIndex(this.#reversed.get(loop)!)),
    );
  }

  /** An element of a forward array, at indices of the reverse. */
  element(array: Arr, index: readonly Affine[]): Load {
    const part = this.#part(array, index);
    return this.#builder.load(part.array, part.index);
  }
  /** A part of a forward array, as what a call reads of it. */
  part({ array, index }: Part): Part {
    return this.#part(array, this.indices(index));
  }

  #part(array: Arr, index: readonly Affine[]): Part {
    const current = this.#runOf(array.block).arrays.get(array) ?? array;
    if (current.block.contains(this.#builder.current)) return { array: current, index };
    const extremum = this.#extremumOf(array);
    if (extremum)
      return { array: this.#saveOwn(extremum, this.#current(extremum)), index: this.#here(array.block) };
    return { array: this.#keep(array, current), index: [...this.#here(array.block), ...index] };
  }

  /**
   * Where a cell's maximum or minimum is read, which is saved rather than the cell moved: its ties are counted in its
   * own block, behind the loop that makes it and before anything that depends on it.
   */
  #extremumOf(array: Arr): Load | undefined {
    const accesses = this.#accesses.get(array) ?? [];
    if (!accesses.some((access) => access.kind === "accumulate" && access.combine !== "add"))
      return undefined;
    return accesses.find((access): access is Load => access.kind === "load" && access.block === array.block);
  }

  /** The innermost run in which a forward block's code lies. */
  #runOf(block: Block): Run {
    const runs = this.#runs;
    let k = runs.length - 1;
    while (k > 0 && !runs[k]!.loop!.body.contains(block)) k--;
    return runs[k]!;
  }

  #current(scalar: Scalar): Scalar {
    return this.#runOf(scalar.block).scalars.get(scalar) ?? scalar;
  }

  /** The loops around a forward block, within its run. */
  #loops(block: Block): Loop[] {
    const { loop, base } = this.#runOf(block);
    return loopsAround(block, loop?.body ?? base);
  }
  /** Their indices in the reverse. */
  #here(block: Block): Affine[] {
    return this.#loops(block).map((loop) => loopIndex(this.#reversed.get(loop)!));
  }

  /** Primitives that computing a scalar again takes, one for what would be loaded. */
  #costOf(scalar: Scalar): number {
    if (scalar.kind !== "op") return scalar.kind === "load" ? 1 : 0;
    let cost = this.#cost.get(scalar);
    if (cost === undefined) {
      cost = weightOf(scalar.op);
      for (const arg of scalar.args) {
        const inner = arg.block.contains(this.#runs[0]!.base) ? 0 : this.#costOf(arg);
        // An operand that is itself saved costs a load.
        cost += inner > CHEAP ? 1 : inner;
      }
      // What loops' indices alone decide, as where a triangle's row begins, would take a number for every iteration.
      if (cost > CHEAP && cost <= 4 * CHEAP && scalar.args.every((arg) => isOfIndices(arg))) cost = CHEAP;
      this.#cost.set(scalar, cost);
    }
    return cost;
  }

  /** Saves what stands for a scalar in its own run. */
  #saveOwn(scalar: Scalar, current: Scalar): Alloc {
    return this.#save(current, this.#runOf(scalar.block), this.#loops(scalar.block));
  }

  /** Saves what stands for a scalar in a run, for every iteration of the forward loops around the scalar. */
  #save(current: Scalar, run: Run, around: readonly Loop[]): Alloc {
    const known = this.#saved.get(current);
    if (known) return known;
    const loops = loopsAround(current.block, run.base);
    const extents = around.map((loop) => greatestExtent(loop.extent));
    const array = this.#headAlloc(run, extents, 0);
    this.#saved.set(current, array);
    const index = loops.map(loopIndex);
    const write = this.#builder.detached(current.block, (id, block): Accumulate => {
      return { kind: "accumulate", id, block, array, index, value: current, combine: "add" };
    });
    run.behind.set(current, write);
    return array;
  }

  /** An array that keeps a forward array for every iteration of the loops around it. */
  #keep(array: Arr, current: Arr): Alloc {
    const run = this.#runOf(array.block);
    const known = run.kept.get(current);
    if (known) return known;
    const shape = [...this.#loops(array.block).map((loop) => greatestExtent(loop.extent)), ...array.shape];
    const kept = this.#headAlloc(run, shape, (array as Alloc).initial);
    run.kept.set(current, kept);
    return kept;
  }

  #headAlloc({ base, head }: Run, shape: readonly number[], initial: number): Alloc {
    const alloc = this.#builder.detached(
      base,
      (id, block): Alloc => ({ kind: "alloc", id, block, shape, initial }),
    );
    head.push(alloc);
    return alloc;
  }

  /** Emits the code of a block again, but for what it adds to arrays from outside the run. */
  #copy(block: Block, run: Run): void {
    const note = (access: Read | Write) => {
      push(this.#accesses, access.array, access);
    };
    for (const instruction of block.instructions)
      switch (instruction.kind) {
        case "const":
          break;
        case "index":
          run.scalars.set(instruction, this.#builder.index(this.#reversed.get(instruction.loop)!));
          break;
        case "op": {
          const args = instruction.args.map((arg) => this.value(arg));
          run.scalars.set(instruction, this.#builder.apply(instruction.op, args));
          break;
        }
        case "load": {
          const load = this.element(instruction.array, this.indices(instruction.index));
          if (run.arrays.has(instruction.array)) note(load);
          run.scalars.set(instruction, load);
          break;
        }
        case "alloc":
          run.arrays.set(instruction, this.#builder.alloc(instruction.shape, instruction.initial));
          break;
        case "accumulate": {
          const array = run.arrays.get(instruction.array);
          if (array === undefined) break;
          const index = this.indices(instruction.index);
          note(this.#builder.accumulate(array, index, this.value(instruction.value), instruction.combine));
          break;
        }
        case "call": {
          const call = this.#copyCall(instruction, run);
          if (call) [...readsOf(call), ...writesOf(call)].forEach(note);
          break;
        }
        case "loop":
          this.iterate(instruction, instruction.order, () => this.#copy(instruction.body, run));
          break;
      }
  }

  #copyCall({ callee, args, results }: Call, run: Run): Call | undefined {
    const own = results.filter(({ array }) => run.arrays.has(array));
    if (own.length === 0) return undefined;
    const part = withOutputs(
      callee,
      own.map(({ place }) => place),
    );
    return this.#builder.call(
      part.callee,
      part.inputs.map((k) => this.part(args[k]!)),
      own.map(({ array, index }) => ({ array: run.arrays.get(array)!, index: this.indices(index) })),
    );
  }

  /** Puts what saves the values of the code itself where it belongs. */
  settle(): void {
    this.#settle(this.#runs[0]!);
  }

  #settle({ base, from, head, kept, behind }: Run): void {
    for (const [array, by] of kept) {
      const prefix = loopsAround(array.block, base).map(loopIndex);
      for (const access of this.#accesses.get(array) ?? []) {
        access.array = by;
        access.index = [...prefix, ...access.index];
      }
    }
    const blocks = new Set<Block>();
    for (const { block } of behind.keys()) blocks.add(block);
    for (const { instructions } of blocks) {
      const before = instructions.slice();
      instructions.length = 0;
      for (const instruction of before) {
        instructions.push(instruction);
        const next = behind.get(instruction);
        if (next) instructions.push(next);
      }
    }
    if (head.length === 0) return;
    // Not spliced in: there may be more of them than a call can have arguments.
    const rest = base.instructions.splice(from);
    for (const alloc of head) base.instructions.push(alloc);
    for (const instruction of rest) base.instructions.push(instruction);
  }
}

/** Whether a scalar is computed from indices of loops and constants alone, in a few operations. */
function isOfIndices(scalar: Scalar, depth = 0): boolean {
  if (scalar.kind !== "op") return scalar.kind !== "load";
  return depth < 4 && scalar.args.every((arg) => isOfIndices(arg, depth + 1));
}
