/** Programs without what nothing needs. */

import {
  type Accumulate,
  type Arr,
  type Block,
  type Call,
  type Instruction,
  instructionsIn,
  type Program,
} from "./program.ts";
import { operandsOf, readsOf } from "./validate.ts";

/** Removes, in place, every instruction that no output depends on. */
export function prune(program: Program): Program {
  const accumulations = new Map<Arr, (Accumulate | Call)[]>();
  const note = (array: Arr, instruction: Accumulate | Call) => {
    const known = accumulations.get(array);
    if (known) known.push(instruction);
    else accumulations.set(array, [instruction]);
  };
  for (const instruction of instructionsIn(program.top)) {
    if (instruction.kind === "accumulate") note(instruction.array, instruction);
    if (instruction.kind === "call") for (const { array } of instruction.results) note(array, instruction);
  }
  /** Arrays that a call fills besides others that are needed. */
  const filled = new Set<Instruction | Arr>();
  const needed = new Set<Instruction | Arr>();
  const pending: (Instruction | Arr)[] = [];
  const need = (instruction: Instruction | Arr) => {
    if (needed.has(instruction)) return;
    needed.add(instruction);
    pending.push(instruction);
  };
  program.outputs.forEach(need);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.block.loop) need(next.block.loop);
    if (next.kind === "input") continue;
    if (next.kind === "call") {
      // What else is added to its results is needed only if they are.
      for (const { array } of next.results) filled.add(array);
      for (const { array } of next.args) need(array);
      for (const { data } of [...next.args, ...next.results].flatMap(({ index }) => index))
        if (data) need(data);
    } else operandsOf(next).forEach(need);
    if (next.kind === "alloc") accumulations.get(next)?.forEach(need);
  }
  const keep = (block: Block) => {
    const kept = block.instructions.filter(
      (instruction) => needed.has(instruction) || filled.has(instruction),
    );
    block.instructions.splice(0);
    for (const instruction of kept) {
      block.instructions.push(instruction);
      if (instruction.kind === "loop") keep(instruction.body);
    }
  };
  keep(program.top);
  return program;
}

/** The program with only those of its inputs that it reads. */
export function withoutUnread(program: Program): Program {
  const read = new Set<Arr>([...instructionsIn(program.top)].flatMap(readsOf).map(({ array }) => array));
  return { ...program, inputs: program.inputs.filter((input) => read.has(input)) };
}
