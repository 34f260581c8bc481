/** Merging: what a block adds to one element several times is added once, for each time is a read and a write. */
import { isSameElement } from "../ir/affine.ts";
import { push } from "../ir/multimap.ts";
import { type Accumulate, type Arr, type Block, type Program, visitInstructions } from "../ir/program.ts";
import type { Changes } from "./reemit.ts";

/** Blocks that add to an array more often than this go through elements one by one: no two are the same. */
const MANY = 50;

/** The accumulations of a program that are merged, by the last to each element. */
export function merges(program: Program): Pick<Changes, "merged"> | undefined {
  const merged = new Map<Accumulate, readonly Accumulate[]>();
  const go = ({ instructions }: Block): void => {
    const groups = new Map<Arr, Accumulate[]>();
    for (const x of instructions) {
      if (x.kind !== "accumulate" || x.combine !== "add") continue;
      push(groups, x.array, x);
    }
    for (const all of groups.values()) {
      if (all.length < 2 || all.length > MANY) continue;
      const left = new Set(all);
      for (const last of all.toReversed()) {
        if (!left.delete(last)) continue;
        const same = [...left].filter(({ index }) => isSameElement(index, last.index));
        for (const x of same) left.delete(x);
        if (same.length > 0) merged.set(last, same.toReversed());
      }
    }
  };
  go(program.top);
  visitInstructions(program.top, (x) => {
    if (x.kind === "loop") go(x.body);
  });
  return merged.size > 0 ? { merged } : undefined;
}
