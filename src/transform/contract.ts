/** Contraction: an array all of whose accesses are in one loop, at that loop's own index, needs no dimension for it. */
import { offsetFrom } from "../ir/affine.ts";
import {
  type Accumulate,
  type Alloc,
  type Arr,
  type Instruction,
  instructionsIn,
  type Load,
  type Program,
} from "../ir/program.ts";
import type { Contraction } from "./reemit.ts";

/** The arrays of a program that lose dimensions, and move into the loop that these were for. */
export function contractions(program: Program): Map<Arr, Contraction> | undefined {
  const accesses = new Map<Alloc, (Load | Accumulate)[]>();
  for (const instruction of instructionsIn(program.top)) {
    if (instruction.kind !== "load" && instruction.kind !== "accumulate") continue;
    const { array } = instruction;
    if (array.kind === "input") continue;
    const known = accesses.get(array);
    if (known) known.push(instruction);
    else accesses.set(array, [instruction]);
  }
  const found = new Map<Arr, Contraction>();
  for (const [array, of] of accesses) {
    if (program.outputs.includes(array) || array.shape.length === 0) continue;
    const loops = new Set(of.map((access) => ancestorOf(access, array)));
    const [loop] = loops;
    if (loops.size > 1 || loop?.kind !== "loop") continue;
    const dimensions = new Set<number>();
    array.shape.forEach((_, d) => {
      const offset = offsetFrom(of[0]!.index[d]!, loop);
      const isOwn = offset !== undefined && of.every(({ index }) => offsetFrom(index[d]!, loop) === offset);
      if (isOwn) dimensions.add(d);
    });
    if (dimensions.size > 0) found.set(array, { array, loop, dimensions });
  }
  return found.size > 0 ? found : undefined;
}

/** The instruction of the array's block in which an access lies. */
function ancestorOf(access: Load | Accumulate, { block }: Alloc): Instruction {
  let instruction: Instruction = access;
  while (instruction.block !== block) instruction = instruction.block.loop!;
  return instruction;
}
