/** Arrays that are copies of others, element by element, which are read in their place. */
import {
  type Affine,
  constantIndex,
  dataIndex,
  isConstant,
  loopIndex,
  offsetFrom,
  plus,
  surelyWithin,
} from "../ir/affine.ts";
import {
  type Accumulate,
  type Arr,
  type Block,
  type Load,
  type Loop,
  loopsAround,
  type Part,
} from "../ir/program.ts";

/** The element read for each element of a copy, by the loops that go through the copy's dimensions. */
export interface Copy {
  readonly array: Arr;
  readonly load: Load;
  readonly dimensions: ReadonlyMap<Loop, number>;
}

/** What an accumulation, the only one of its array, copies there; undefined if it is more than a copy, or less. */
export function copyBy({ array, index, value, combine, block }: Accumulate): Copy | undefined {
  if (array.kind !== "alloc" || array.initial !== 0 || combine !== "add" || value.kind !== "load")
    return undefined;
  const dimensions = wholeDimensions({ array, index }, block);
  const isVisible =
    value.array.block.contains(array.block) &&
    value.index.every(({ data }) => data === undefined || data.block.contains(array.block));
  return dimensions && isVisible ? { array, load: value, dimensions } : undefined;
}

/**
 * The dimensions of an array by the loops that go through them where `block` reads or adds to it; undefined unless each of
 * the loops around, up to the array, goes through the whole of one, and there is one for each.
 */
export function wholeDimensions({ array, index }: Part, block: Block): Map<Loop, number> | undefined {
  const dimensions = new Map<Loop, number>();
  index.forEach((affine, d) => {
    const loop = affine.terms[0]?.loop;
    if (loop === undefined || offsetFrom(affine, loop) !== 0) return;
    if (isConstant(loop.extent) && loop.extent.constant === array.shape[d]) dimensions.set(loop, d);
  });
  const loops = loopsAround(block, array.block);
  const isWhole = dimensions.size === index.length && loops.length === index.length;
  return isWhole && loops.every((loop) => dimensions.has(loop)) ? dimensions : undefined;
}

/**
 * Where the element that a copy has at `index` is read; undefined where that is no index, or where an index that is
 * out of the copy's range might be in range of what was copied.
 */
export function readThrough(
  { array, load, dimensions }: Copy,
  index: readonly Affine[],
): Affine[] | undefined {
  if (!surelyWithin(index, array.shape) && !hasRangeOf({ array, load, dimensions })) return undefined;
  const indices = load.index.map(({ constant, terms, data }) => {
    let sum: Affine | undefined = plus(constantIndex(constant), data ? dataIndex(data) : constantIndex(0));
    for (const { loop, factor } of terms) {
      const at = dimensions.get(loop);
      sum = sum && plus(sum, at === undefined ? loopIndex(loop) : index[at]!, factor);
    }
    return sum;
  });
  return indices.every((affine) => affine !== undefined) ? (indices as Affine[]) : undefined;
}

/**
 * The part of what was copied that is the part of a copy with `index` as its leading indices; undefined where the rest
 * is not there as it is in the copy, dimension by dimension.
 */
export function partThrough(copy: Copy, index: readonly Affine[]): Affine[] | undefined {
  const { array, load, dimensions } = copy;
  const rest = array.shape.length - index.length;
  const leading = load.index.length - rest;
  const isWhole = (k: number) => {
    const from = load.index[leading + k]!;
    const loop = from.terms[0]?.loop;
    return (
      loop !== undefined &&
      offsetFrom(from, loop) === 0 &&
      dimensions.get(loop) === index.length + k &&
      load.array.shape[leading + k] === array.shape[index.length + k]
    );
  };
  if (leading < 0 || !Array.from({ length: rest }, (_, k) => isWhole(k)).every(Boolean)) return undefined;
  const first = { ...load, index: load.index.slice(0, leading) };
  const isOfRest = (loop: Loop) => dimensions.get(loop)! >= index.length;
  if (first.index.some(({ terms }) => terms.some(({ loop }) => isOfRest(loop)))) return undefined;
  const given = new Map([...dimensions].filter(([, d]) => d < index.length));
  return readThrough({ array, load: first, dimensions: given }, index);
}

/** Whether every dimension of a copy is one of what was copied, as it is there. */
function hasRangeOf({ array, load, dimensions }: Copy): boolean {
  return [...dimensions].every(([loop, d]) =>
    load.index.some((affine, e) => offsetFrom(affine, loop) === 0 && load.array.shape[e] === array.shape[d]),
  );
}
