/**
 * Alignment: a loop that adds to elements i and i + 1 of an array meets each element twice, in neighbouring iterations,
 * and in lanes reads vectors that lie across two that it has just written. What it adds to element i is done an iteration
 * earlier instead, together with what is added there then: each element is met once. The first and the last iteration
 * stand beside the loop.
 */
import {
  type Affine,
  constantIndex,
  isConstant,
  isSameElement,
  loopIndex,
  plus,
  withLoop,
} from "../ir/affine.ts";
import type { Accumulate, Arr, Loop, Scalar } from "../ir/program.ts";
import type { Survey } from "../ir/survey.ts";
import { moved, neededFor } from "./recompute.ts";
import type { Edits, Reemission } from "./reemit.ts";

/** Loops are aligned that have more iterations than this, and of as many instructions at most. */
const SHORT = 32;
const LARGE = 200;
/** By how many iterations, and how many operations it may take to do something then. */
const FAR = 2;
const MOST_OPS = 16;

/** An accumulation that a loop does some iterations earlier. */
interface Alignment {
  readonly accumulation: Accumulate;
  readonly by: number;
  /** Scalars of the loop that are needed for it, operands first. */
  readonly needed: readonly Scalar[];
}

/** Aligns loops of a program. */
export function align({ loops }: Survey, edits: Edits): void {
  for (const loop of loops) {
    const found = alignment(loop);
    if (found === undefined) continue;
    edits.omit(found.accumulation);
    edits.instead.set(loop, (to) => emitAligned(loop, found, to));
  }
}

/** Builds a loop that does an accumulation earlier: of its first iterations that alone, and of the last all but that. */
function emitAligned(loop: Loop, { accumulation, by, needed }: Alignment, to: Reemission<Scalar>): void {
  const { extent, order, body, checkpoint, recomputes } = loop;
  const early = (at: Affine) => {
    to.loops.set(loop, at);
    moved(to, accumulation, needed);
  };
  const rest = (at: Affine) => {
    to.loops.set(loop, at);
    to.block(body);
  };
  for (let k = 0; k < by; k++) early(constantIndex(k));
  const n = extent.constant - by;
  const inner = (made: Loop) => {
    rest(loopIndex(made));
    early(plus(loopIndex(made), constantIndex(by))!);
  };
  to.builder.loop(n, order, inner, { checkpoint, recomputes });
  for (let k = n; k < n + by; k++) rest(constantIndex(k));
}

function alignment(loop: Loop): Alignment | undefined {
  const { extent, order, body } = loop;
  if (order !== "any" || !isConstant(extent) || extent.constant <= SHORT) return undefined;
  if (body.instructions.length > LARGE) return undefined;
  const sums: Accumulate[] = [];
  const written = new Set<Arr>();
  for (const x of body.instructions) {
    if (x.kind === "loop" || x.kind === "call") return undefined;
    if (x.kind === "accumulate") written.add(x.array);
    if (x.kind === "accumulate" && x.combine === "add" && loopIsIn(x.index, loop)) sums.push(x);
  }
  // Neither an index nor what an iteration reads of its own sums is there an iteration earlier.
  const isThere = (x: Scalar) => x.kind !== "index" && !(x.kind === "load" && written.has(x.array));
  for (const accumulation of sums) {
    const { array, index, value } = accumulation;
    if (!array.block.contains(loop.block)) continue;
    const others = sums.filter((other) => other !== accumulation && other.array === array);
    if (others.length === 0) continue;
    for (let by = 1; by <= FAR; by++) {
      const then = index.map((affine) => later(affine, loop, by));
      if (!others.some((other) => isSameElement(other.index, then))) continue;
      const needed = neededFor(value, loop, MOST_OPS);
      if (needed?.every(isThere)) return { accumulation, by, needed };
    }
  }
  return undefined;
}

const loopIsIn = (index: readonly Affine[], loop: Loop): boolean =>
  index.some(({ terms }) => terms.some((term) => term.loop === loop)) && index.every(({ data }) => !data);

/** An index so many iterations later. */
const later = (affine: Affine, loop: Loop, by: number): Affine =>
  withLoop(affine, loop, plus(loopIndex(loop), constantIndex(by))!);
