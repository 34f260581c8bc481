/** Unrolling: short loops in loops are written out, so that the elements they go through are numbers of their own. */
import { constantIndex, isConstant } from "../ir/affine.ts";
import type { Accumulate, Block, Instruction, Loop, Scalar } from "../ir/program.ts";
import type { Survey } from "../ir/survey.ts";
import { add } from "../ops.ts";
import type { Edits, Reemission } from "./reemit.ts";

/** How many iterations a loop that is written out has, and how many instructions it becomes. */
const SHORT = 4;
const SMALL = 64;

/** Writes out the short loops of a program: innermost ones, and all of one iteration. */
export function unroll({ program }: Survey, edits: Edits): void {
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
      if (isShort) {
        const sums = edits.strict || n === 1 ? [] : body.instructions.filter(isSum);
        edits.omit(...sums);
        edits.instead.set(instruction, (to) => writeOut(instruction, sums, to));
      }
      size += isShort ? n * inner : Number.POSITIVE_INFINITY;
    }
    return size;
  };
  measure(program.top);
}

/** Whether all iterations of the loop that it is in add to one element. */
const isSum = (x: Instruction): x is Accumulate =>
  x.kind === "accumulate" &&
  x.combine === "add" &&
  x.array.block !== x.block &&
  x.index.every(({ terms, data }) => !data && terms.every(({ loop }) => loop.body !== x.block));

/** Builds the iterations of a loop. What all of them add to one element is added at once. */
function writeOut(loop: Loop, sums: readonly Accumulate[], to: Reemission<Scalar>): void {
  const n = loop.extent.constant;
  const values: Scalar[][] = [];
  for (let k = 0; k < n; k++) {
    to.loops.set(loop, constantIndex(loop.order === "down" ? n - 1 - k : k));
    to.block(loop.body);
    values.push(sums.map(({ value }) => to.emitted(value)));
  }
  for (const [j, x] of sums.entries()) {
    const total = values.map((of) => of[j]!).reduceRight((sum, value) => to.builder.apply(add, [value, sum]));
    to.accumulate(x, total);
  }
}
