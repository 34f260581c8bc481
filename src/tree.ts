/**
 * Trees: what functions take and give. A leaf is a number, an operand, or a rectangular array of them, nested or
 * typed; lists of other things and plain objects are what leaves hang on.
 */
import { describe, type Num, Operand } from "./op.ts";

export type TypedArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** The type of a leaf. Mapped types see `ArrayLike` as an object with a length, so they are told of it. */
export type Tensor = Num | ArrayLike<Tensor>;

/** A place in a tree where numbers are. */
export interface Leaf {
  /** How the place is written, from the name of the whole: `params.w[3]`. */
  readonly path: string;
  readonly value: unknown;
  /** Lengths per dimension; none for a scalar. */
  readonly shape: readonly number[];
}

/** Whether something is a typed array of numbers, of whatever realm. */
export function isTyped(x: unknown): x is TypedArray {
  if (!ArrayBuffer.isView(x)) return false;
  const name = (x as TypedArray)[Symbol.toStringTag] as string;
  return name !== "DataView" && !name.startsWith("Big");
}

/** Whether what a typed array had has been transferred elsewhere. */
export function isDetached({ length, buffer }: TypedArray): boolean {
  if (length > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

const isScalar = (x: unknown): boolean => typeof x === "number" || x instanceof Operand;

export function isRecord(x: unknown): x is Record<string, unknown> {
  if (typeof x !== "object" || x === null || x instanceof Operand) return false;
  // Other realms, as frames and workers, have an Object of their own.
  const prototype = Object.getPrototypeOf(x);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A plain object with every field replaced; undefined for anything else. */
export const mapRecord = (
  x: unknown,
  f: (part: unknown, key: string) => unknown,
): Record<string, unknown> | undefined =>
  isRecord(x) ? Object.fromEntries(Object.entries(x).map(([key, part]) => [key, f(part, key)])) : undefined;

/** Lists that are no arrays, though all that is in them is numbers and arrays. */
const lists = new WeakSet<object>();
/** Takes note that an array is a list of trees. */
export const asList = <T extends object>(list: T): T => {
  lists.add(list);
  return list;
};

/**
 * Whether an array holds numbers at some depth, or what is `also` an array of them, and nothing else. Arrays without
 * elements count.
 */
export function isTensor(x: unknown, also = (_: unknown): boolean => false): boolean {
  if (isScalar(x) || isTyped(x) || also(x)) return true;
  if (!Array.isArray(x) || lists.has(x)) return false;
  // `every` would pass over holes.
  for (let i = 0; i < x.length; i++) if (!isTensor(x[i], also)) return false;
  return true;
}

/** The shape of a rectangular array. @throws TypeError that names the path of a ragged part. */
function shapeOf(x: unknown, path: string): number[] {
  const shape: number[] = [];
  let part = x;
  for (; Array.isArray(part); part = part[0]) shape.push(part.length);
  if (isTyped(part)) {
    if (isDetached(part))
      throw new TypeError(
        `${path} is a typed array whose buffer is detached; wanted one that has its numbers`,
      );
    shape.push(part.length);
  }
  if (!hasShape(x, shape, 0)) refuseRagged(x, path);
  return shape;
}

/** Whether an array has a shape from dimension `d` on. */
function hasShape(x: unknown, shape: readonly number[], d: number): boolean {
  if (!Array.isArray(x))
    return isTyped(x) ? d === shape.length - 1 && x.length === shape[d] : d === shape.length;
  if (x.length !== shape[d]) return false;
  for (let i = 0; i < x.length; i++) if (!hasShape(x[i], shape, d + 1)) return false;
  return true;
}

/** @throws TypeError that names the first part of an array that is not like the one before it. */
function refuseRagged(x: unknown, path: string): readonly number[] {
  if (isTyped(x)) return [x.length];
  if (!Array.isArray(x)) return [];
  const inner = x.map((element, k) => refuseRagged(element, `${path}[${k}]`));
  checkEqual(path, inner);
  return [x.length, ...(inner[0] ?? [])];
}

/** @throws TypeError that names the first element of an array that has not the shape of the first. */
export function checkEqual(path: string, shapes: readonly (readonly number[])[]): void {
  shapes.forEach((shape, k) => {
    if (shape.join() !== shapes[0]!.join())
      throw new TypeError(
        `${path}[${k}] is ${sizeText(shape)} and ${path}[0] is ${sizeText(shapes[0]!)}; wanted a rectangular array: ` +
          "what is unlike goes into an object, as { w: …, b: … }, or a list of objects",
      );
  });
}

const sizeText = (shape: readonly number[]): string =>
  shape.length === 0 ? "a number" : `an array of ${shape.join("×")}`;

function refuse(x: unknown, path: string): never {
  throw new TypeError(
    `${path} is ${describe(x)}; wanted a number, an array of numbers, or a list or plain object of them`,
  );
}

/** @throws TypeError if what is certainly no tree came from a function. */
export function checkGiven(x: unknown, path: string): void {
  if (typeof x !== "number" && (typeof x !== "object" || x === null)) refuse(x, path);
}

/**
 * The tree with every leaf replaced by what `f` gives for it. `isLeaf` names further things that count as leaves,
 * with their shapes.
 *
 * @throws TypeError that names the path of what is no number, array of numbers, list or plain object.
 */
export function mapTree(
  tree: unknown,
  name: string,
  f: (leaf: Leaf) => unknown,
  isLeaf: (x: unknown, path: string) => readonly number[] | undefined = () => undefined,
): unknown {
  const go = (x: unknown, path: string): unknown => {
    const known = isLeaf(x, path);
    if (known) return f({ path, value: x, shape: known });
    if (isTensor(x)) return f({ path, value: x, shape: shapeOf(x, path) });
    if (Array.isArray(x)) {
      const list = Array.from(x, (element, i) => go(element, `${path}[${i}]`));
      return lists.has(x) ? asList(list) : list;
    }
    const record = mapRecord(x, (part, key) => go(part, `${path}.${key}`));
    return record ?? refuse(x, path);
  };
  return go(tree, name);
}

/** The leaves of a tree, in order. */
export function leavesOf(
  tree: unknown,
  name: string,
  isLeaf?: (x: unknown, path: string) => readonly number[] | undefined,
): Leaf[] {
  const leaves: Leaf[] = [];
  mapTree(tree, name, (leaf) => leaves.push(leaf), isLeaf);
  return leaves;
}

/**
 * The leaves of a tree that should be like another, in the order of the other's: keys of objects may come in any order.
 * The roots of both have the same name.
 *
 * @throws TypeError for a leaf that is missing, of another shape, or not wanted, with `where` before its path.
 */
export function alike(where: string, wanted: readonly Leaf[], given: readonly Leaf[]): Leaf[] {
  const byPath = new Map(given.map((leaf) => [leaf.path, leaf]));
  const inOrder = wanted.map(({ path, shape }) => {
    const leaf = byPath.get(path);
    if (leaf === undefined) throw new TypeError(`${where}${path} is missing; wanted ${sizeText(shape)}`);
    if (leaf.shape.join() !== shape.join())
      throw new TypeError(`${where}${path} is ${sizeText(leaf.shape)}; wanted ${sizeText(shape)}`);
    byPath.delete(path);
    return leaf;
  });
  for (const { path } of byPath.values())
    throw new TypeError(
      `${where}${path} is too much; wanted ${wanted.map((leaf) => leaf.path).join(", ") || "nothing"}`,
    );
  return inOrder;
}

/** How many elements an array of a shape has. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1);

/** The elements of a leaf, row by row. */
export function elementsOf(value: unknown): unknown[] {
  if (isTyped(value)) return Array.from(value);
  if (!Array.isArray(value)) return [value];
  const elements: unknown[] = [];
  for (const part of value)
    if (isScalar(part)) elements.push(part);
    else for (const element of elementsOf(part)) elements.push(element);
  return elements;
}

/** An array of a shape, from its elements row by row; a scalar for no dimensions. */
export function nest<T>(elements: ArrayLike<T>, shape: readonly number[]): unknown {
  let at = 0;
  const build = (d: number): unknown => {
    if (d === shape.length) return elements[at++];
    const parts: unknown[] = [];
    for (let k = 0; k < shape[d]!; k++) parts.push(build(d + 1));
    return parts;
  };
  return build(0);
}

/** As `nest`, with rows that are `Float64Array`s if they are to be typed. */
export function nestNumbers(
  numbers: ArrayLike<number>,
  shape: readonly number[],
  areTyped: boolean,
): unknown {
  const n = shape.at(-1);
  if (!areTyped || n === undefined) return nest(numbers, shape);
  const rows = shape.slice(0, -1);
  const row = (_: unknown, k: number) => Float64Array.from({ length: n }, (_, i) => numbers[k * n + i]!);
  return nest(Array.from({ length: sizeOf(rows) }, row), rows);
}

/** The paths at which functions were given arrays, which is what errors call these. */
const paths = new WeakMap<object, string>();
export function setPath<T>(array: T, path: string): T {
  if (typeof array === "object" && array !== null) paths.set(array, path);
  return array;
}
export const pathOf = (array: object): string | undefined => paths.get(array);

/** What an error says of an array, or of the part of it at the indices `given`: `params.w[0] has 3 elements, 0 to 2`. */
export function extentText(length: number, path: string | undefined, given: readonly unknown[]): string {
  const name = path ? path + given.map((index) => `[${index}]`).join("") : "the array";
  return `${name} has ${length === 0 ? "no elements" : `${length} elements, 0 to ${length - 1}`}`;
}
