/** Merging: what a block adds to one element several times is added once, for each time is a read and a write. */
import { isSameElement } from "../ir/affine.ts";
import { push } from "../ir/multimap.ts";
import type { Accumulate, Block } from "../ir/program.ts";
import type { Survey } from "../ir/survey.ts";
import type { Changes } from "./reemit.ts";

/** Blocks that add to an array more often than this go through elements one by one: no two are the same. */
const MANY = 50;

/** The accumulations of a program that are merged, by the last to each element. */
export function merges({ accesses }: Survey): Pick<Changes, "merged"> | undefined {
  const merged = new Map<Accumulate, readonly Accumulate[]>();
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
        if (same.length > 0) merged.set(last, same.toReversed());
      }
    }
  }
  return merged.size > 0 ? { merged } : undefined;
}
