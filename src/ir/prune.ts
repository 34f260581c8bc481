/** Programs without what nothing needs. */

import {
  type Accumulate,
  type Arr,
  type Block,
  type Instruction,
  instructionsIn,
  type Program,
} from "./program.ts";
import { operandsOf } from "./validate.ts";

/** Removes, in place, every instruction that no output depends on. */
export function prune(program: Program): Program {
  const accumulations = new Map<Arr, Accumulate[]>();
  for (const instruction of instructionsIn(program.top)) {
    if (instruction.kind !== "accumulate") continue;
    const known = accumulations.get(instruction.array);
    if (known) known.push(instruction);
    else accumulations.set(instruction.array, [instruction]);
  }
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
    operandsOf(next).forEach(need);
    if (next.kind === "alloc") accumulations.get(next)?.forEach(need);
  }
  const keep = (block: Block) => {
    const kept = block.instructions.filter((instruction) => needed.has(instruction));
    block.instructions.splice(0);
    for (const instruction of kept) {
      block.instructions.push(instruction);
      if (instruction.kind === "loop") keep(instruction.body);
    }
  };
  keep(program.top);
  return program;
}
