/** Which instructions a derivative has to do with. */
import {
  type Accumulate,
  type Arr,
  type Block,
  type Instruction,
  instructionsIn,
  type Load,
} from "../ir/program.ts";

export interface Activity {
  /**
   * Instructions, arrays and loops on a path with a derivative from the arrays differentiated by to those
   * differentiated.
   */
  readonly active: Set<Instruction | Arr>;
  readonly accesses: Map<Arr, (Load | Accumulate)[]>;
}

/** A piece of code: what stands in a block from one place to another. */
export interface Code {
  readonly block: Block;
  readonly from: number;
  readonly to: number;
}

/** What of a piece of code lies between the arrays `wrt` and the arrays `of`. */
export function activityOf({ block, from, to }: Code, wrt: readonly Arr[], of: readonly Arr[]): Activity {
  const uses = new Map<Part, Instruction[]>();
  const accesses = new Map<Arr, (Load | Accumulate)[]>();
  for (const instruction of block.instructions.slice(from, to)) {
    collect(instruction, uses, accesses);
    if (instruction.kind === "loop")
      for (const inner of instructionsIn(instruction.body)) collect(inner, uses, accesses);
  }
  const varied = closure(wrt, (x, add) => {
    uses.get(x)?.forEach(add);
    if (x.kind === "accumulate") add(x.array);
  });
  const active = closure(of, (x, add) => {
    const need = (y: Part) => {
      if (varied.has(y)) add(y);
    };
    if (x.kind === "op") {
      for (const [i, arg] of x.args.entries()) if (x.op.d[i] !== null) need(arg);
    }
    if (x.kind === "load") need(x.array);
    if (x.kind === "accumulate") need(x.value);
    if (x.kind === "alloc")
      for (const access of accesses.get(x) ?? []) if (access.kind === "accumulate") need(access);
    // A loop is active if anything in it is.
    if (x.kind !== "input" && x.block !== block && x.block.loop) add(x.block.loop);
  });
  return { active, accesses };
}

type Part = Instruction | Arr;
/** What is reached from the parts given. */
function closure(from: readonly Part[], next: (x: Part, add: (y: Part) => void) => void): Set<Part> {
  const reached = new Set(from);
  const pending = [...reached];
  const add = (x: Part) => {
    if (reached.has(x)) return;
    reached.add(x);
    pending.push(x);
  };
  for (let x = pending.pop(); x !== undefined; x = pending.pop()) next(x, add);
  return reached;
}

function collect(instruction: Instruction, uses: Map<Part, Instruction[]>, accesses: Activity["accesses"]) {
  if (instruction.kind === "op")
    instruction.args.forEach((arg, i) => {
      if (instruction.op.d[i] !== null) append(uses, arg, instruction);
    });
  if (instruction.kind === "accumulate") append(uses, instruction.value, instruction);
  if (instruction.kind === "load") append(uses, instruction.array, instruction);
  if (instruction.kind === "load" || instruction.kind === "accumulate")
    append(accesses, instruction.array, instruction);
}

function append<K, V>(lists: Map<K, V[]>, key: K, item: V): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
