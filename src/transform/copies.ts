/** Arrays that are copies of others, element by element, which are read in their place. */
import { type Affine, constantIndex, dataIndex, loopIndex, plus } from "../ir/affine.ts";
import {
  type Accumulate,
  type Arr,
  instructionsIn,
  type Load,
  type Loop,
  loopsAround,
  type Program,
} from "../ir/program.ts";

/** What is read for each element of a copy, in terms of the indices of loops, and which loop goes through which dimension. */
export interface Copy {
  readonly load: Load;
  readonly dimensions: ReadonlyMap<Loop, number>;
}

/** The arrays of a program all of whose elements are elements of another array or input. */
export function copiesIn(program: Program): Map<Arr, Copy> {
  const accumulations = new Map<Arr, Accumulate | "several">();
  for (const instruction of instructionsIn(program.top))
    if (instruction.kind === "accumulate")
      accumulations.set(instruction.array, accumulations.has(instruction.array) ? "several" : instruction);
  const copies = new Map<Arr, Copy>();
  for (const [array, accumulation] of accumulations) {
    const copy = accumulation === "several" ? undefined : copyBy(accumulation);
    if (copy) copies.set(array, copy);
  }
  return copies;
}

function copyBy({ array, index, value, combine, block }: Accumulate): Copy | undefined {
  if (array.kind !== "alloc" || array.initial !== 0 || combine !== "add" || value.kind !== "load")
    return undefined;
  const loops = loopsAround(block, array.block);
  const dimensions = new Map<Loop, number>();
  index.forEach(({ constant, terms: [term, another], data }, d) => {
    if (term === undefined || another || data || constant !== 0 || term.factor !== 1) return;
    const { terms, constant: extent } = term.loop.extent;
    if (terms.length === 0 && extent === array.shape[d]) dimensions.set(term.loop, d);
  });
  const isWhole = dimensions.size === index.length && loops.every((loop) => dimensions.has(loop));
  const isVisible =
    value.array.block.contains(array.block) &&
    value.index.every(({ data }) => data === undefined || data.block.contains(array.block));
  return isWhole && loops.length === index.length && isVisible ? { load: value, dimensions } : undefined;
}

/** Where the element that a copy has at `index` is read; undefined where that is no index. */
export function readThrough({ load, dimensions }: Copy, index: readonly Affine[]): Affine[] | undefined {
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
