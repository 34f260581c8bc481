/**
 * Sinking: what a loop only adds to an array for a later loop over the same range is computed in that one instead, where
 * this takes a few operations and no more reads than it saves. The array between them then is one number, or what several
 * loops add to it is added at once.
 */
import { type Affine, isConstant, isSameElement, loopIndex, offsetFrom, withLoop } from "../ir/affine.ts";
import { push } from "../ir/multimap.ts";
import type { Accumulate, Arr, Block, Loop } from "../ir/program.ts";
import type { Accesses, Survey } from "../ir/survey.ts";
import { moved, neededFor } from "./recompute.ts";
import type { Edits } from "./reemit.ts";

/** What is computed again costs no more than a read: so many operations. */
const MOST_OPS = 4;

/** Has accumulations of a program sink into later loops. */
export function sink({ program, accesses, forks }: Survey, edits: Edits): void {
  for (const block of forks) new Sinking(block, accesses, program.outputs, edits).run();
}

class Sinking {
  readonly #loops: readonly Loop[];
  readonly #accesses: Accesses;
  readonly #outputs: readonly Arr[];
  readonly #edits: Edits;
  /** What a loop reads, with what it will read for what sank into it. */
  readonly #reads = new Map<Loop, { readonly array: Arr; readonly index: readonly Affine[] }[]>();

  constructor(block: Block, accesses: Accesses, outputs: readonly Arr[], edits: Edits) {
    this.#loops = block.instructions.filter((x) => x.kind === "loop" && x.order === "any") as Loop[];
    this.#accesses = accesses;
    this.#outputs = outputs;
    this.#edits = edits;
  }

  run(): void {
    for (const [k, from] of this.#loops.entries()) {
      if (!isConstant(from.extent)) continue;
      const alike = this.#loops.slice(k + 1).filter(({ extent }) => {
        return isConstant(extent) && extent.constant === from.extent.constant;
      });
      if (alike.length === 0) continue;
      for (const x of from.body.instructions)
        if (x.kind === "accumulate" && x.combine === "add") this.#sink(x, from, alike);
    }
  }

  #sink(accumulation: Accumulate, from: Loop, later: readonly Loop[]): void {
    const { array, index } = accumulation;
    if (array.kind !== "alloc" || !array.block.contains(from.block) || index.some(({ data }) => data)) return;
    const into = this.#only(accumulation, from, later) ?? this.#alsoAdding(accumulation, from, later);
    if (into === undefined) return;
    const needed = neededFor(accumulation.value, from, MOST_OPS);
    if (needed === undefined) return;
    const reads = this.#readsOf(into);
    const further = needed
      .filter((x) => x.kind === "load")
      .map((x) => ({ array: x.array, index: shifted(x.index, from, into) }))
      .filter((x) => !reads.some((read) => read.array === x.array && isSameElement(read.index, x.index)));
    if (further.length > 1) return;
    reads.push(...further);
    this.#edits.omit(accumulation);
    push(this.#edits.first, into, (to) => {
      to.loops.set(from, to.loops.get(into)!);
      moved(to, accumulation, needed);
    });
  }

  #readsOf(loop: Loop) {
    let known = this.#reads.get(loop);
    if (known === undefined) {
      known = loop.body.instructions.filter((x) => x.kind === "load");
      this.#reads.set(loop, known);
    }
    return known as { array: Arr; index: readonly Affine[] }[];
  }

  /** The one loop that does anything with the array besides, if at the same places: the array then moves into it. */
  #only({ array, index, ...own }: Accumulate, from: Loop, later: readonly Loop[]): Loop | undefined {
    if (array.block !== from.block || this.#outputs.includes(array)) return undefined;
    const others = this.#accesses.get(array)!.filter((x) => "call" in x || x.id !== own.id);
    if (others.some((x) => "call" in x)) return undefined;
    const into = later.find((loop) => others.every(({ block }) => loop.body.contains(block)));
    if (into === undefined || others.length === 0) return undefined;
    const d = index.findIndex((affine) => offsetFrom(affine, from) !== undefined);
    if (d < 0) return undefined;
    const offset = offsetFrom(index[d]!, from);
    return others.every((other) => offsetFrom(other.index[d]!, into) === offset) ? into : undefined;
  }

  /** The last loop that adds to the same elements in the same iterations. */
  #alsoAdding({ array, index }: Accumulate, from: Loop, later: readonly Loop[]): Loop | undefined {
    if (!index.some(({ terms }) => terms.some(({ loop }) => loop === from))) return undefined;
    return later.findLast((loop) =>
      loop.body.instructions.some(
        (x) =>
          x.kind === "accumulate" &&
          x.combine === "add" &&
          x.array === array &&
          isSameElement(x.index, shifted(index, from, loop)),
      ),
    );
  }
}

const shifted = (index: readonly Affine[], from: Loop, into: Loop): Affine[] =>
  index.map((affine) => withLoop(affine, from, loopIndex(into)));
