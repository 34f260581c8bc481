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
  /** Instructions, arrays and loops that depend on the arrays asked about by a path with a derivative. */
  readonly active: Set<Instruction | Arr>;
  readonly accesses: Map<Arr, (Load | Accumulate)[]>;
}

/** A piece of code: what stands in a block from one place to another. */
export interface Code {
  readonly block: Block;
  readonly from: number;
  readonly to: number;
}

/** What of a piece of code depends on arrays. */
export function activityOf({ block, from, to }: Code, wrt: readonly Arr[]): Activity {
  const uses = new Map<Instruction | Arr, Instruction[]>();
  const accesses = new Map<Arr, (Load | Accumulate)[]>();
  for (const instruction of block.instructions.slice(from, to)) {
    collect(instruction, uses, accesses);
    if (instruction.kind === "loop")
      for (const inner of instructionsIn(instruction.body)) collect(inner, uses, accesses);
  }
  const active = new Set<Instruction | Arr>();
  const pending: (Instruction | Arr)[] = [];
  const activate = (x: Instruction | Arr) => {
    if (active.has(x)) return;
    active.add(x);
    pending.push(x);
  };
  wrt.forEach(activate);
  for (let x = pending.pop(); x !== undefined; x = pending.pop()) {
    for (const by of uses.get(x) ?? []) activate(by);
    if (x.kind === "accumulate") activate(x.array);
    // A loop is active if anything in it is.
    if (x.kind !== "input" && x.block !== block && x.block.loop) activate(x.block.loop);
  }
  return { active, accesses };
}

function collect(
  instruction: Instruction,
  uses: Map<Instruction | Arr, Instruction[]>,
  accesses: Activity["accesses"],
) {
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
