/** Programs without what nothing needs. */

import type { Affine } from "./affine.ts";
import {
  type Accumulate,
  type Arr,
  type Block,
  type Call,
  type Instruction,
  type Program,
  visitInstructions,
} from "./program.ts";
import { readsOf } from "./validate.ts";

const NEEDED = 1;
const FILLED = 2;

/** Removes, in place, every instruction that no output depends on, and visits those that stay. */
export function prune(program: Program, visit?: (instruction: Instruction) => void): Program {
  // By id of an array.
  const writes = new Array<Accumulate | Call | (Accumulate | Call)[] | undefined>(program.size);
  const note = ({ id }: Arr, instruction: Accumulate | Call) => {
    const known = writes[id];
    if (known === undefined) writes[id] = instruction;
    else if (Array.isArray(known)) known.push(instruction);
    else writes[id] = [known, instruction];
  };
  visitInstructions(program.top, (instruction) => {
    if (instruction.kind === "accumulate") note(instruction.array, instruction);
    else if (instruction.kind === "call")
      for (const { array } of instruction.results) note(array, instruction);
  });
  // By id: what is needed, and arrays that a call fills besides others that are.
  const marks = new Uint8Array(program.size);
  const pending: (Instruction | Arr)[] = [];
  const need = (instruction: Instruction | Arr) => {
    if (marks[instruction.id] === NEEDED) return;
    marks[instruction.id] = NEEDED;
    pending.push(instruction);
  };
  const needData = (index: readonly Affine[]) => {
    for (let d = 0; d < index.length; d++) if (index[d]!.data) need(index[d]!.data!);
  };
  program.outputs.forEach(need);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.block.loop) need(next.block.loop);
    switch (next.kind) {
      case "op":
        for (let k = 0; k < next.args.length; k++) need(next.args[k]!);
        break;
      case "load":
        need(next.array);
        needData(next.index);
        break;
      case "accumulate":
        need(next.array);
        need(next.value);
        needData(next.index);
        break;
      case "alloc": {
        const known = writes[next.id];
        if (Array.isArray(known)) for (const write of known) need(write);
        else if (known) need(known);
        break;
      }
      case "loop":
        if (next.extent.data) need(next.extent.data);
        break;
      case "call":
        // What else is added to its results is needed only if they are.
        for (const { array, index } of next.results) {
          marks[array.id] ||= FILLED;
          needData(index);
        }
        for (const { array, index } of next.args) {
          need(array);
          needData(index);
        }
        break;
    }
  }
  const keep = (block: Block) => {
    const { instructions } = block;
    let kept = 0;
    for (const instruction of instructions) {
      if (!marks[instruction.id]) continue;
      instructions[kept++] = instruction;
      visit?.(instruction);
      if (instruction.kind === "loop") keep(instruction.body);
    }
    instructions.length = kept;
  };
  keep(program.top);
  return program;
}

/** The program with only those of its inputs that it reads. */
export function withoutUnread(program: Program): Program {
  const read = new Set<Arr>();
  visitInstructions(program.top, (instruction) => {
    for (const { array } of readsOf(instruction)) read.add(array);
  });
  return { ...program, inputs: program.inputs.filter((input) => read.has(input)) };
}
