/**
 * Rolling arrays: of what an ordered loop hands from one iteration to the next, row by row, two rows are in memory, which
 * take turns. Where nothing but the last state of a fold is asked for, its history need not be kept; nor, in a gradient,
 * need that of the state's adjoints.
 */
import { type Affine, isConstant, isWithin, offsetFrom } from "../ir/affine.ts";
import type { Alloc, Arr, Instruction, Loop } from "../ir/program.ts";
import { sizeOf } from "../tree.ts";
import { type Access, ancestorIn, type Passed } from "./accesses.ts";

export interface Rolling {
  readonly array: Alloc;
  readonly loop: Loop;
  /** The dimension whose indices count modulo 2. */
  readonly dimension: number;
  /** What is in memory: the array's shape, but two long in that dimension. */
  readonly shape: readonly number[];
  /** The row that is there before the loop runs. */
  readonly first: number;
  /** How much further than the loop's index the row is that an iteration is the first to touch. */
  readonly lead: number;
}

/** The shape that an array has in memory. */
export const shapeInMemory = (array: Arr, rolling: ReadonlyMap<Arr, Rolling>): readonly number[] =>
  rolling.get(array)?.shape ?? array.shape;

/** How many elements of an array are in memory. */
export const sizeInMemory = (array: Arr, rolling: ReadonlyMap<Arr, Rolling>): number =>
  sizeOf(shapeInMemory(array, rolling));

/** Where an access is emitted. */
export interface Places {
  /** By id: the order of instructions. */
  readonly position: Readonly<Int32Array>;
  /** By id: the instruction in whose code an instruction's code stands. */
  readonly root: readonly Instruction[];
}

/** How an array rolls, if it does. `of` is all that is done to it. */
export function rollingOf(
  array: Alloc,
  of: readonly (Access | Passed)[],
  places: Places,
): Rolling | undefined {
  if (sizeOf(array.shape) === 0) return undefined;
  const tried = new Set<Instruction>();
  for (const access of of) {
    const loop = ancestorIn(array.block, instructionOf(access));
    if (loop.kind !== "loop" || loop.order === "any" || tried.has(loop)) continue;
    tried.add(loop);
    const rolling = rollingIn(loop, array, of, places);
    if (rolling) return rolling;
  }
  return undefined;
}

const instructionOf = (access: Access | Passed): Instruction => ("call" in access ? access.call : access);

function rollingIn(
  loop: Loop,
  array: Alloc,
  of: readonly (Access | Passed)[],
  { position, root }: Places,
): Rolling | undefined {
  const { extent, order } = loop;
  if (!isConstant(extent) || extent.constant < 2) return undefined;
  const inside = of.filter(({ block }) => loop.body.contains(block));
  const outside = of.filter(({ block }) => !loop.body.contains(block));
  const isOwn = (affine: Affine | undefined) =>
    affine !== undefined && offsetFrom(affine, loop) !== undefined;
  const dimension = array.shape.findIndex((_, d) => inside.every(({ index }) => isOwn(index[d])));
  const length = array.shape[dimension] ?? 0;
  if (length <= 2 || !of.every(({ index }) => index[dimension] && isWithin(index[dimension], length)))
    return undefined;
  const isElsewhere = ({ terms }: Affine) => terms.some((term) => term.loop === loop);
  if (inside.some(({ index }) => index.some((affine, d) => d !== dimension && isElsewhere(affine))))
    return undefined;

  // An iteration touches the row that it is the first to touch, and the one that the iteration before was.
  const offsets = inside.map(({ index }) => index[dimension]!.constant);
  const [least, greatest] = [Math.min(...offsets), Math.max(...offsets)];
  if (greatest - least > 1) return undefined;
  const last = extent.constant - 1;
  const [from, to, ahead, lead] = order === "up" ? [0, last, 1, greatest] : [last, 0, -1, least];
  const first = from + lead - ahead;
  const left = [to + lead, to + lead - ahead];
  const isThere = (access: Access | Passed): boolean => {
    const row = access.index[dimension]!;
    if (!isConstant(row)) return false;
    const at = ancestorIn(array.block, root[instructionOf(access).id]!);
    return position[at.id]! < position[loop.id]! ? row.constant === first : left.includes(row.constant);
  };
  if (!outside.every(isThere)) return undefined;
  const shape = array.shape.map((n, d) => (d === dimension ? 2 : n));
  return { array, loop, dimension, shape, first, lead };
}
