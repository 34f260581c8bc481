/** Merging: what a block adds to one element several times is added once, for each time is a read and a write. */
import { isSameElement } from "../ir/affine.ts";
import { push } from "../ir/multimap.ts";
import type { Accumulate, Block, Scalar } from "../ir/program.ts";
import type { Survey } from "../ir/survey.ts";
import { add } from "../ops.ts";
import type { Edits, Reemission } from "./reemit.ts";

/** Blocks that add to an array more often than this go through elements one by one: no two are the same. */
const MANY = 50;

/** Merges accumulations of a program with the last to each element. */
export function merge({ accesses }: Survey, edits: Edits): void {
  for (const of of accesses.values()) {
    const blocks = new Map<Block, Accumulate[]>();
    for (const x of of) if (x.kind === "accumulate" && x.combine === "add") push(blocks, x.block, x);
    for (const all of blocks.values()) {
      if (all.length < 2 || all.length > MANY) continue;
      const left = new Set(all);
      for (const last of all.toReversed()) {
        if (!left.delete(last)) continue;
        const same = [...left].filter(({ index }) => isSameElement(index, last.index));
        for (const x of same) left.delete(x);
        if (same.length === 0) continue;
        edits.omit(...same);
        const sum = (to: Reemission<Scalar>) =>
          [...same, last]
            .map(({ value }) => to.emitted(value))
            .reduceRight((x, y) => to.builder.apply(add, [y, x]));
        edits.instead.set(last, (to) => to.accumulate(last, sum(to)));
      }
    }
  }
}
