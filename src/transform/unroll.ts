/** Unrolling: short loops in loops are written out, so that the elements they go through are numbers of their own. */
import { isConstant } from "../ir/affine.ts";
import type { Block, Loop, Program } from "../ir/program.ts";

/** How many iterations a loop that is written out has, and how many instructions it becomes. */
const SHORT = 4;
const SMALL = 64;

/** The loops of a program to write out: innermost ones, and all of one iteration. */
export function shortLoops(program: Program): Set<Loop> | undefined {
  const found = new Set<Loop>();
  /** How many instructions a block becomes; Infinity with a loop in it that stays. */
  const measure = (block: Block): number => {
    let size = 0;
    for (const instruction of block.instructions) {
      if (instruction.kind !== "loop") {
        size += instruction.kind === "call" ? SMALL : 1;
        continue;
      }
      const { extent, body } = instruction;
      const inner = measure(body);
      const n = isConstant(extent) ? extent.constant : Number.POSITIVE_INFINITY;
      const isShort = n === 1 || (n > 1 && n <= SHORT && n * inner <= SMALL && block.loop !== undefined);
      if (isShort) found.add(instruction);
      size += isShort ? n * inner : Number.POSITIVE_INFINITY;
    }
    return size;
  };
  measure(program.top);
  return found.size > 0 ? found : undefined;
}
