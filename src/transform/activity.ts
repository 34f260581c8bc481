import {
  type Argument,
  type Arr,
  type Block,
  type Callee,
  type Instruction,
  type Read,
  type Result,
  visitInstructions,
  type Write,
} from "../ir/program.ts";
import { noteAccesses } from "../ir/survey.ts";

export interface Activity {
  /**
   * Instructions, arrays and loops, and arguments and results of calls, on a path with a derivative from the arrays
   * differentiated by to those differentiated.
   */
  readonly active: Nodes;
  readonly accesses: Map<Arr, (Read | Write)[]>;
}
export type Node = Instruction | Arr | Argument | Result;

/** A piece of code: what stands in a block from one place to another. */
export interface Code {
  readonly block: Block;
  readonly from: number;
  readonly to: number;
}

/** The ids of what a derivative has to do with lie close together: what is noted of it stands in arrays, by `id − first`. */
export interface Ids {
  readonly first: number;
  readonly count: number;
}

/** A set of nodes of a piece of code. */
export class Nodes {
  readonly ids: Ids;
  readonly #marks: Uint8Array;
  /** Arguments and results, which have no ids. */
  readonly #parts = new Set<Node>();

  constructor(ids: Ids) {
    this.ids = ids;
    this.#marks = new Uint8Array(ids.count);
  }

  has(x: Node): boolean {
    if (x.kind === "argument" || x.kind === "result") return this.#parts.has(x);
    // What is older, or newer, than all of them is none: beyond the marks is no mark.
    return this.#marks[x.id - this.ids.first] === 1;
  }

  add(x: Node): void {
    if (x.kind === "argument" || x.kind === "result") this.#parts.add(x);
    else this.#marks[x.id - this.ids.first] = 1;
  }
}

/** What of a piece of code lies between the arrays `wrt` and the arrays `of`. */
export function activityOf({ block, from, to }: Code, wrt: readonly Arr[], of: readonly Arr[]): Activity {
  const code: Instruction[] = [];
  for (let k = from; k < to; k++) {
    const instruction = block.instructions[k]!;
    code.push(instruction);
    if (instruction.kind === "loop") visitInstructions(instruction.body, (inner) => code.push(inner));
  }
  const accesses: Activity["accesses"] = new Map();
  for (const instruction of code) noteAccesses(instruction, accesses);
  const ids = idsOf(code, [...wrt, ...of, ...accesses.keys()]);
  const uses = new Uses(code, ids);

  const varied = closure(ids, wrt, (x, add) => {
    if (x.kind === "op" || x.kind === "load") uses.visit(x, add);
    if (x.kind === "alloc" || x.kind === "input")
      for (const access of accesses.get(x) ?? [])
        if (access.kind === "load" || access.kind === "argument") add(access);
    if (x.kind === "accumulate" || x.kind === "result") add(x.array);
    if (x.kind === "argument")
      for (const result of x.call.results)
        if (dependence(x.call.callee)[result.place]!.has(x.place)) add(result);
  });
  const active = closure(ids, of, (x, add) => {
    const need = (y: Node) => {
      if (varied.has(y)) add(y);
    };
    if (x.kind === "op") for (let i = 0; i < x.args.length; i++) if (x.op.d[i] !== null) need(x.args[i]!);
    if (x.kind === "load" || x.kind === "argument") need(x.array);
    if (x.kind === "accumulate") need(x.value);
    if (x.kind === "alloc")
      for (const access of accesses.get(x) ?? [])
        if (access.kind === "accumulate" || access.kind === "result") need(access);
    if (x.kind === "result") {
      add(x.call);
      for (const arg of x.call.args) if (dependence(x.call.callee)[x.place]!.has(arg.place)) need(arg);
    }
    // A loop is active if anything in it is.
    if (x.kind !== "input" && x.block !== block && x.block.loop) add(x.block.loop);
  });
  return { active, accesses };
}

/** The ids of a piece of code and of arrays. */
function idsOf(code: readonly Instruction[], arrays: readonly Arr[]): Ids {
  let [first, last] = [Number.POSITIVE_INFINITY, -1];
  const include = ({ id }: Instruction | Arr) => {
    if (id < first) first = id;
    if (id > last) last = id;
  };
  code.forEach(include);
  arrays.forEach(include);
  return last < 0 ? { first: 0, count: 0 } : { first, count: last - first + 1 };
}

/** For every scalar the instructions that depend on it with a derivative: lists, linked by numbers. */
class Uses {
  readonly #first: number;
  /** By scalar its last use; by use the instruction and the use before. Use 0 is none. */
  readonly #last: Int32Array;
  readonly #users: Instruction[] = [];
  readonly #before: number[] = [0];

  constructor(code: readonly Instruction[], { first, count }: Ids) {
    this.#first = first;
    this.#last = new Int32Array(count);
    for (const instruction of code) {
      if (instruction.kind === "accumulate") this.#note(instruction.value.id, instruction);
      if (instruction.kind !== "op") continue;
      const { op, args } = instruction;
      for (let i = 0; i < args.length; i++) if (op.d[i] !== null) this.#note(args[i]!.id, instruction);
    }
  }

  #note(id: number, user: Instruction): void {
    // What is older than all that is asked about varies with none of it.
    const at = id - this.#first;
    if (at < 0) return;
    this.#users.push(user);
    this.#before.push(this.#last[at]!);
    this.#last[at] = this.#users.length;
  }

  visit({ id }: Instruction, f: (user: Instruction) => void): void {
    for (let use = this.#last[id - this.#first]!; use > 0; use = this.#before[use]!) f(this.#users[use - 1]!);
  }
}

const dependences = new WeakMap<Callee, readonly ReadonlySet<number>[]>();
/** For each output of a callee the inputs by which it has a derivative. */
function dependence(callee: Callee): readonly ReadonlySet<number>[] {
  let known = dependences.get(callee);
  if (known === undefined) {
    const { top, inputs, outputs } = callee.program;
    const code = { block: top, from: 0, to: top.instructions.length };
    known = outputs.map((output) => {
      const { active } = activityOf(code, inputs, [output]);
      return new Set([...inputs.keys()].filter((k) => active.has(inputs[k]!)));
    });
    dependences.set(callee, known);
  }
  return known;
}

/** What is reached from the nodes given. */
function closure(ids: Ids, from: readonly Node[], next: (x: Node, add: (y: Node) => void) => void): Nodes {
  const reached = new Nodes(ids);
  const pending: Node[] = [];
  const add = (x: Node) => {
    if (reached.has(x)) return;
    reached.add(x);
    pending.push(x);
  };
  from.forEach(add);
  for (let x = pending.pop(); x !== undefined; x = pending.pop()) next(x, add);
  return reached;
}
