/** What it takes to compute a scalar of a loop again, in another loop. */
import type { Accumulate, Apply, Loop, Scalar } from "../ir/program.ts";
import type { Op } from "../op.ts";
import { add, mul, neg, sub } from "../ops.ts";
import type { Reemission } from "./reemit.ts";

const CHEAP: ReadonlySet<Op> = new Set<Op>([add, sub, mul, neg]);

/**
 * The scalars of a loop's body that are needed to compute `value` in another loop, operands first; undefined if these are
 * more than `most` operations, others than cheap ones, or read what the loop itself makes or elements that data names.
 */
export function neededFor(value: Scalar, { body, block }: Loop, most: number): Scalar[] | undefined {
  const needed = new Set<Scalar>();
  let ops = 0;
  const isFit = (x: Scalar): boolean => {
    if (!body.contains(x.block) || needed.has(x)) return true;
    if (x.block !== body) return false;
    if (x.kind === "load") {
      if (!x.array.block.contains(block) || x.index.some(({ data }) => data)) return false;
    } else if (x.kind === "op") {
      if (++ops > most || !CHEAP.has((x as Apply).op) || !x.args.every(isFit)) return false;
    }
    needed.add(x);
    return true;
  };
  return isFit(value) ? [...needed] : undefined;
}

/** Builds an accumulation elsewhere than it stood, with what is needed for it. */
export function moved(to: Reemission<Scalar>, accumulation: Accumulate, needed: readonly Scalar[]): void {
  for (const x of needed) to.instruction(x);
  to.accumulate(accumulation);
}
