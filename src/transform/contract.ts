/** Contraction: an array all of whose accesses are in one loop, at that loop's own index, needs no dimension for it. */
import { type Affine, offsetFrom } from "../ir/affine.ts";
import { push } from "../ir/multimap.ts";
import type { Alloc, Instruction, Loop } from "../ir/program.ts";
import type { Access, Survey } from "../ir/survey.ts";
import type { Edits } from "./reemit.ts";

/**
 * Has arrays of a program lose dimensions, and move into the loop that these were for. `fused` says which loops are
 * to become one, by the first of them, which stands for all.
 */
export function contract(
  { program, accesses }: Survey,
  fused: ReadonlyMap<Loop, readonly Loop[]>,
  edits: Edits,
): void {
  const firsts = new Map<Loop, Loop>();
  for (const [first, members] of fused) for (const member of members) firsts.set(member, first);
  const firstOf = (loop: Loop) => firsts.get(loop) ?? loop;
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
    const isLeft = array.shape.map((_, d) => {
      const offset = offsetIn(of[0]!, d);
      return offset === undefined || !of.every((access) => offsetIn(access, d) === offset);
    });
    if (isLeft.every(Boolean)) continue;
    const left = <T>(list: readonly T[]) => list.filter((_, d) => isLeft[d]);
    edits.omit(array);
    push(edits.first, loop, ({ arrays, builder }) => {
      arrays.set(array, builder.alloc(left(array.shape), array.initial));
    });
    edits.elements.set(array, (index, to) => ({ array: to.array(array), index: left(index).map(to.index) }));
  }
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
