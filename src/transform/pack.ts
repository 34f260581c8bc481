/** Packs: what loops read again and again is put into arrays of their own as an iteration begins. */
import { greatestExtent, loopIndex } from "../ir/affine.ts";
import { push } from "../ir/multimap.ts";
import type { Arr, Load, Loop, Scalar } from "../ir/program.ts";
import type { Edits, Reemission } from "./reemit.ts";

/** Loads of one array that differ at most in which loops go through what they read. */
export interface Pack {
  readonly like: Load;
  /** The loops that go through what `like` reads. */
  readonly loops: readonly Loop[];
  /** All of them, with theirs. */
  readonly loads: ReadonlyMap<Load, readonly Loop[]>;
}

/** Fills a pack as an iteration of `loop` begins, and has its loads read it. */
export function fill({ like, loops, loads }: Pack, loop: Loop, edits: Edits): void {
  let array: Arr | undefined;
  const at = (to: Reemission<Scalar>, own: readonly Loop[]) => own.map((inner) => to.loops.get(inner)!);
  push(edits.first, loop, (to) => {
    const { builder } = to;
    const made = builder.written(loops.map(({ extent }) => greatestExtent(extent)));
    const go = (k: number): void => {
      const inner = loops[k];
      if (inner === undefined) {
        builder.accumulate(made, at(to, loops), builder.load(to.array(like.array), like.index.map(to.index)));
        return;
      }
      builder.loop(greatestExtent(inner.extent), "any", (around) => {
        to.loops.set(inner, loopIndex(around));
        go(k + 1);
      });
    };
    go(0);
    array = made;
  });
  for (const [load, own] of loads)
    edits.instead.set(load, (to) => to.define(load, to.builder.load(array!, at(to, own))));
}
