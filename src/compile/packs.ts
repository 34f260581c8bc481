/**
 * Packs: what the lanes of a loop read again and again in places that lie apart is put side by side once per iteration,
 * where every later read is a vector.
 */
import { type Affine, affineKey, boundsOfParts, constantIndex, greatestExtent } from "../ir/affine.ts";
import {
  type Arr,
  type Block,
  instructionsIn,
  type Load,
  type Loop,
  loopsAround,
  visitInstructions,
} from "../ir/program.ts";
import { writesOf } from "../ir/validate.ts";
import type { Pack } from "../transform/pack.ts";
import { sizeOf } from "../tree.ts";
import type { Lanes } from "./lanes.ts";

/** How many elements a pack has, at most: with some vectors side by side they stay in the cache nearest to the processor. */
const MOST = 256;

/** How many elements further an access is in the next iteration of a loop. */
export function strideOf(
  { array, index }: { readonly array: Arr; readonly index: readonly Affine[] },
  loop: Loop,
): number {
  let stride = 0;
  let size = 1;
  for (let d = index.length - 1; d >= 0; d--) {
    for (const term of index[d]!.terms) if (term.loop === loop) stride += term.factor * size;
    size *= array.shape[d]!;
  }
  return stride;
}

/**
 * The loops within `loop` that go through what a load reads there, if others around it have it read that again: then it
 * can be packed. `isWritten` says whether an array is added to in the loop.
 */
export function packable(
  load: Load,
  loop: Loop,
  isWritten: (array: Arr) => boolean,
): readonly Loop[] | undefined {
  const { array, index } = load;
  const stride = strideOf(load, loop);
  if (stride === 0 || stride === 1 || index.some(({ data }) => data) || isWritten(array)) return undefined;
  if (loop.body.contains(array.block) && array.kind === "alloc") return undefined;
  const within = loopsAround(load.block, loop.body);
  const own = within.filter((inner) => index.some(({ terms }) => terms.some((term) => term.loop === inner)));
  const extents = own.map(({ extent }) => greatestExtent(extent));
  return own.length > 0 && own.length < within.length && sizeOf(extents) <= MOST && isFull(load)
    ? own
    : undefined;
}

/** Whether elements exist wherever the loops of an index may be, each by itself: a pack of a triangle is a rectangle. */
function isFull({ array, index }: Load): boolean {
  return index.every(({ constant, terms }, d) => {
    const parts = terms.map((term): Affine => ({ ...constantIndex(0), terms: [term] }));
    const [least, greatest] = boundsOfParts(parts);
    return constant + least >= 0 && constant + greatest < array.shape[d]!;
  });
}

/** The arrays that are added to in a block. */
export function writtenIn(block: Block): ReadonlySet<Arr> {
  const written = new Set<Arr>();
  visitInstructions(block, (x) => {
    for (const { array } of writesOf(x)) written.add(array);
  });
  return written;
}

/** The packs of all loops that run in lanes, by those loops; undefined if there are none. */
export function packsOf(lanes: ReadonlyMap<Loop, Lanes>): Map<Loop, readonly Pack[]> | undefined {
  const found = new Map<Loop, readonly Pack[]>();
  for (const loop of lanes.keys()) {
    const written = writtenIn(loop.body);
    const packs = new Map<string, Pack & { readonly loads: Map<Load, readonly Loop[]> }>();
    for (const load of instructionsIn(loop.body)) {
      if (load.kind !== "load") continue;
      const own = packable(load, loop, (array) => written.has(array));
      if (own === undefined) continue;
      const key = `${load.array.id}: ${load.index.map((affine) => keyOf(affine, own)).join()}`;
      const known = packs.get(key);
      if (known) known.loads.set(load, own);
      else packs.set(key, { like: load, loops: own, loads: new Map([[load, own]]) });
    }
    if (packs.size > 0) found.set(loop, [...packs.values()]);
  }
  return found.size > 0 ? found : undefined;
}

/** An index, in which loops that are gone through in a pack are known by their places and extents. */
function keyOf({ constant, terms, data }: Affine, own: readonly Loop[]): string {
  const others = terms.filter(({ loop }) => !own.includes(loop));
  const key = affineKey({ constant, terms: others, data });
  const inner = own.map((loop, k) => {
    const factor = terms.find((term) => term.loop === loop)?.factor ?? 0;
    return `${factor}#${k}<${greatestExtent(loop.extent)}`;
  });
  return `${key} ${inner}`;
}
