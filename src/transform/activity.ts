/** Which instructions a derivative has to do with. */
import {
  type Argument,
  type Arr,
  type Block,
  type Callee,
  type Instruction,
  instructionsIn,
  type Read,
  type Result,
  type Write,
} from "../ir/program.ts";
import { readsOf, writesOf } from "../ir/validate.ts";

export interface Activity {
  /**
   * Instructions, arrays and loops, and arguments and results of calls, on a path with a derivative from the arrays
   * differentiated by to those differentiated.
   */
  readonly active: Set<Node>;
  readonly accesses: Map<Arr, (Read | Write)[]>;
}
export type Node = Instruction | Arr | Argument | Result;

/** A piece of code: what stands in a block from one place to another. */
export interface Code {
  readonly block: Block;
  readonly from: number;
  readonly to: number;
}

/** What of a piece of code lies between the arrays `wrt` and the arrays `of`. */
export function activityOf({ block, from, to }: Code, wrt: readonly Arr[], of: readonly Arr[]): Activity {
  const uses = new Map<Node, Node[]>();
  const accesses: Activity["accesses"] = new Map();
  for (const instruction of block.instructions.slice(from, to)) {
    collect(instruction, uses, accesses);
    if (instruction.kind === "loop")
      for (const inner of instructionsIn(instruction.body)) collect(inner, uses, accesses);
  }
  const varied = closure(wrt, (x, add) => {
    uses.get(x)?.forEach(add);
    if (x.kind === "accumulate" || x.kind === "result") add(x.array);
    if (x.kind === "argument")
      for (const result of x.call.results)
        if (dependence(x.call.callee)[result.place]!.has(x.place)) add(result);
  });
  const active = closure(of, (x, add) => {
    const need = (y: Node) => {
      if (varied.has(y)) add(y);
    };
    if (x.kind === "op") {
      for (const [i, arg] of x.args.entries()) if (x.op.d[i] !== null) need(arg);
    }
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
function closure(from: readonly Node[], next: (x: Node, add: (y: Node) => void) => void): Set<Node> {
  const reached = new Set(from);
  const pending = [...reached];
  const add = (x: Node) => {
    if (reached.has(x)) return;
    reached.add(x);
    pending.push(x);
  };
  for (let x = pending.pop(); x !== undefined; x = pending.pop()) next(x, add);
  return reached;
}

function collect(instruction: Instruction, uses: Map<Node, Node[]>, accesses: Activity["accesses"]) {
  if (instruction.kind === "op")
    instruction.args.forEach((arg, i) => {
      if (instruction.op.d[i] !== null) append(uses, arg, instruction);
    });
  if (instruction.kind === "accumulate") append(uses, instruction.value, instruction);
  for (const read of readsOf(instruction)) append(uses, read.array, read);
  for (const access of [...readsOf(instruction), ...writesOf(instruction)])
    append(accesses, access.array, access);
}

function append<K, V>(lists: Map<K, V[]>, key: K, item: V): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
