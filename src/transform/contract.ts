/** Contraction: an array all of whose accesses are in one loop, at that loop's own index, needs no dimension for it. */
import { type Affine, offsetFrom } from "../ir/affine.ts";
import type { Alloc, Arr, Instruction, Loop } from "../ir/program.ts";
import type { Access, Survey } from "../ir/survey.ts";
import type { Contraction } from "./reemit.ts";

/**
 * The arrays of a program that lose dimensions, and move into the loop that these were for. `fused` says which loops are
 * to become one, by the first of them, which stands for all.
 */
export function contractions(
  { program, accesses }: Survey,
  fused: ReadonlyMap<Loop, readonly Loop[]> = new Map(),
): Map<Arr, Contraction> | undefined {
  const firsts = new Map<Loop, Loop>();
  for (const [first, members] of fused) for (const member of members) firsts.set(member, first);
  const firstOf = (loop: Loop) => firsts.get(loop) ?? loop;
  const found = new Map<Arr, Contraction>();
  for (const [array, of] of accesses) {
    if (array.kind === "input" || array.shape.length === 0 || program.outputs.includes(array)) continue;
    const loop = loopOf(array, of, firstOf);
    if (loop === undefined) continue;
    /** What the index in a dimension adds to that of the loop, if that is all it is. */
    const offsetIn = ({ index }: Access, d: number) => {
      const affine: Affine | undefined = index[d];
      const term = affine?.terms[0];
      return term && firstOf(term.loop) === loop ? offsetFrom(affine, term.loop) : undefined;
    };
    const dimensions = new Set<number>();
    array.shape.forEach((_, d) => {
      const offset = offsetIn(of[0]!, d);
      const isOwn = offset !== undefined && of.every((access) => offsetIn(access, d) === offset);
      if (isOwn) dimensions.add(d);
    });
    if (dimensions.size > 0) found.set(array, { array, loop, dimensions });
  }
  return found.size > 0 ? found : undefined;
}

/** The loop of an array's block in which all accesses lie. */
function loopOf(array: Alloc, of: readonly Access[], firstOf: (loop: Loop) => Loop): Loop | undefined {
  let loop: Loop | undefined;
  for (const access of of) {
    let instruction: Instruction = "call" in access ? access.call : access;
    while (instruction.block !== array.block) instruction = instruction.block.loop!;
    if (instruction.kind !== "loop") return undefined;
    const first = firstOf(instruction);
    if (loop !== undefined && first !== loop) return undefined;
    loop = first;
  }
  return loop;
}
