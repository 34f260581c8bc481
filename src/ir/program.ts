/**
 * The loop IR: blocks of instructions, in which a loop is an instruction with a block.
 *
 * Eight kinds of instruction. Scalars are `const`, `index`, `op` and `load`; arrays are `alloc` (and a program's
 * inputs); the only effect is `accumulate`. The **phase rule**: an element of an array is read only after its last
 * accumulation. Hence loads are pure, accumulations commute, and load and accumulate are each other's transpose. A
 * `call` of another program reads its arguments and accumulates into its results, and so obeys the same rule.
 */
import type { Op } from "../op.ts";
import { type Affine, surelyRuns } from "./affine.ts";

interface Placed {
  /** Order of creation in its program. */
  readonly id: number;
  readonly block: Block;
}

export interface Const extends Placed {
  readonly kind: "const";
  readonly value: number;
}
/** The index of a loop, as a number. */
export interface Index extends Placed {
  readonly kind: "index";
  readonly loop: Loop;
}
export interface Apply extends Placed {
  readonly kind: "op";
  readonly op: Op;
  readonly args: readonly Scalar[];
}
/** Its array and index change when a reverse pass must keep the array for longer than its block runs. */
export interface Load extends Placed {
  readonly kind: "load";
  array: Arr;
  index: readonly Affine[];
}
/** An array made anew each time its block runs, all elements `initial`. An array of no dimensions is a cell. */
export interface Alloc extends Placed {
  readonly kind: "alloc";
  readonly shape: readonly number[];
  readonly initial: number;
}
/** An array that the caller gives. */
export interface Input extends Placed {
  readonly kind: "input";
  readonly shape: readonly number[];
  readonly name: string;
}
export type Combine = "add" | "max" | "min";
/** `array[index] += value`, or the larger or smaller of the two. */
export interface Accumulate extends Placed {
  readonly kind: "accumulate";
  array: Arr;
  index: readonly Affine[];
  readonly value: Scalar;
  readonly combine: Combine;
}
/** Whether iterations may run in any order, or must run up or down. */
export type Order = "any" | "up" | "down";
/** Runs its body for every index from 0 to `extent` − 1. The extent may depend on indices of outer loops. */
export interface Loop extends Placed {
  readonly kind: "loop";
  readonly extent: Affine;
  readonly order: Order;
  readonly body: Block;
  /** Whether a reverse pass runs the body again rather than save what it needs of it. */
  readonly checkpoint: boolean;
  /** Whether it runs the iterations of a loop again, for the reverse of that loop, rather than read what was saved. */
  readonly recomputes: boolean;
}

/**
 * A program that others call. Its outputs are arrays of its top block, each another one, that begin with 0 and are
 * only added to. So a call need not make them: they stand for parts of the caller's arrays, which are added to in place.
 */
export interface Callee {
  readonly name: string;
  readonly program: Program;
}
/** An array, or the part of it that has its leading indices given. */
export interface Part {
  array: Arr;
  index: readonly Affine[];
}
interface OfCall extends Part {
  readonly call: Call;
  readonly block: Block;
  /** Which of the callee's inputs or outputs stands for it. */
  readonly place: number;
}
/** What a call reads. */
export interface Argument extends OfCall {
  readonly kind: "argument";
}
/** What a call adds to. */
export interface Result extends OfCall {
  readonly kind: "result";
}
/** Runs a program. */
export interface Call extends Placed {
  readonly kind: "call";
  readonly callee: Callee;
  readonly args: readonly Argument[];
  readonly results: readonly Result[];
}

export type Scalar = Const | Index | Apply | Load;
export type Arr = Alloc | Input;
export type Instruction = Scalar | Alloc | Accumulate | Loop | Call;
/** Where elements are read. */
export type Read = Load | Argument;
/** Where elements are added to. */
export type Write = Accumulate | Result;

/** A sequence of instructions: a program, or the body of a loop. */
export class Block {
  readonly loop: Loop | undefined;
  readonly parent: Block | undefined;
  readonly depth: number;
  /** The depth of the innermost block, of this one and those around it, that may not run; 0 if all do. */
  readonly guard: number;
  readonly instructions: Instruction[] = [];

  constructor(loop: Loop | undefined, parent: Block | undefined) {
    this.loop = loop;
    this.parent = parent;
    this.depth = parent ? parent.depth + 1 : 0;
    this.guard = parent && !surelyRuns(loop!) ? this.depth : (parent?.guard ?? 0);
  }

  /** Whether `other` is this block or lies within it. */
  contains(other: Block): boolean {
    let block: Block = other;
    while (block.depth > this.depth) block = block.parent!;
    return block === this;
  }
}

export interface Program {
  readonly top: Block;
  readonly inputs: readonly Input[];
  readonly outputs: readonly Arr[];
  /** Ids are below it. */
  readonly size: number;
}

/** The loops around a block, the outermost first, up to but without those around `within`. */
export function loopsAround(block: Block, within?: Block): Loop[] {
  const loops: Loop[] = [];
  for (let b = block; b !== within && b.loop; b = b.parent!) loops.push(b.loop);
  return loops.reverse();
}

/** Visits every instruction of a block and of the loops in it, in order; a loop comes before its body. */
export function visitInstructions({ instructions }: Block, visit: (instruction: Instruction) => void): void {
  for (let k = 0; k < instructions.length; k++) {
    const instruction = instructions[k]!;
    visit(instruction);
    if (instruction.kind === "loop") visitInstructions(instruction.body, visit);
  }
}

/** Every instruction of a block and of the loops in it, in order; a loop comes before its body. */
export function instructionsIn(block: Block): Instruction[] {
  const all: Instruction[] = [];
  // A list, for a generator of generators takes longer than what is done with most instructions.
  visitInstructions(block, (instruction) => all.push(instruction));
  return all;
}

/** All programs that a program calls, those that are called before those that call them, each once. */
export function calleesIn(program: Program): Callee[] {
  const all = new Set<Callee>();
  const direct = ({ top }: Program): Callee[] => {
    const callees: Callee[] = [];
    visitInstructions(top, (instruction) => {
      if (instruction.kind === "call") callees.push(instruction.callee);
    });
    return callees;
  };
  // A callee is on the stack until those that it calls are done.
  const pending = direct(program).reverse();
  const entered = new Set<Callee>();
  for (let callee = pending.at(-1); callee !== undefined; callee = pending.at(-1)) {
    if (entered.has(callee)) {
      pending.pop();
      all.add(callee);
      continue;
    }
    entered.add(callee);
    for (const inner of direct(callee.program)) if (!entered.has(inner)) pending.push(inner);
  }
  return [...all];
}

/** Every instruction of a program and, once, of every program that it calls. */
export function* instructionsOf(program: Program): Generator<Instruction> {
  for (const callee of calleesIn(program)) yield* instructionsIn(callee.program.top);
  yield* instructionsIn(program.top);
}
