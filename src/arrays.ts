/** Arrays, plain and traced alike: their elements, their lengths, and arrays made of others. */
import {
  capture,
  Expr,
  indexError,
  isIndex,
  nameOf,
  Vector,
  varyingExtents,
  vectorShape,
  write,
} from "./ir/expr.ts";
import { extended, type Tracing, tracing } from "./ir/tracing.ts";
import { describe, hasLength, type Num } from "./op.ts";
import { checkEqual, isTyped, leavesOf, pathOf } from "./tree.ts";
import { isRecording, isValue } from "./value.ts";

/** @throws TypeError or RangeError unless `n`, which is called `name`, is a whole number from 0. */
export function checkExtent(n: unknown, where: string, name = "n"): asserts n is number {
  if (typeof n !== "number")
    throw new TypeError(
      `${where}: ${name} is ${describe(n)}; wanted a whole number ≥ 0${hasLength(n) ? `, as in ${where}(length(x), …)` : ""}`,
    );
  if (!Number.isInteger(n) || n < 0)
    throw new RangeError(`${where}: ${name} is ${n}; wanted a whole number ≥ 0`);
}

/**
 * The element of an array at an index, or at several. The same for plain, nested, typed, captured and traced arrays.
 *
 * @throws RangeError if an index is not whole or out of range: nothing wraps or is coerced.
 */
export function at<T>(x: ArrayLike<ArrayLike<ArrayLike<T>>>, i: Num, j: Num, k: Num): T;
export function at<T>(x: ArrayLike<ArrayLike<T>>, i: Num, j: Num): T;
export function at<T>(x: ArrayLike<T>, i: Num): T;
export function at(x: unknown, ...indices: Num[]): unknown {
  let part = x;
  for (let d = 0; d < indices.length; d++) {
    const i = indices[d]!;
    const traced = i instanceof Expr ? extended(i.trace, "at") : undefined;
    if (part instanceof Vector) part = part.at(i);
    else if (!Array.isArray(part) && !isTyped(part)) refuse("at", part, indices.slice(0, d));
    else if (traced) part = captured(traced, part).at(i);
    else {
      const index = dataOf(i);
      if (!isIndex(index, part.length))
        throw indexError(index, part.length, pathOf(x as object), indices.slice(0, d).map(dataOf));
      part = part[index];
    }
  }
  return isValue(part) && !isRecording() ? part.detach() : part;
}

/** @throws TypeError for what is no array, though it came for one, or for the part of one at the indices `given`. */
function refuse(where: string, x: unknown, given: readonly Num[] = []): never {
  const indices = given.map((i) => `[${i instanceof Expr ? "…" : dataOf(i)}]`).join("");
  const scalar = x instanceof Expr ? x.scalar : undefined;
  const empty = scalar?.kind === "load" && scalar.array.shape.includes(0) ? scalar.array : undefined;
  throw new TypeError(
    `${where}: x${indices} is ${describe(x)}; wanted an array` +
      (empty
        ? `, but ${nameOf(empty) ?? "the array"} is empty, and what it would have counts as numbers`
        : ""),
  );
}

/** A Value as an index is data, which has no gradient, as in a trace. */
const dataOf = (index: Num): Num => (isValue(index) ? index.data : index);

function captured(trace: Tracing, plain: object): Vector {
  const [leaf, ...others] = leavesOf(plain, "x", vectorShape);
  if (leaf === undefined || others.length > 0 || leaf.value !== plain)
    throw new TypeError(
      "at: x holds more than numbers, and i is an index of a traced loop; wanted an array of numbers, as each in an object of arrays, { x: [1, 2], y: [3, 4] }",
    );
  return capture(trace, plain, leaf);
}

/**
 * How many elements an array has.
 *
 * @throws RangeError if while tracing that depends on the index of a loop around: the extent is what to write then.
 */
export function length(x: ArrayLike<unknown>): number {
  if (!(x instanceof Vector) && !Array.isArray(x) && !isTyped(x)) refuse("length", x);
  return x.length;
}

/**
 * The shape of an array, or number, of a path: of what stands at an index of one to be made.
 *
 * @throws TypeError if it is ragged or holds no numbers.
 */
export function elementShape(
  x: unknown,
  where: string,
  path = `${where}'s body's result`,
): readonly number[] {
  const leaves = leavesOf(x, path, vectorShape);
  const only = leaves[0];
  if (leaves.length === 1 && Object.is(only!.value, x)) return only!.shape;
  if (!Array.isArray(x))
    throw new TypeError(`${where}: the body gave ${describe(x)}; wanted a number or an array of them`);
  const shapes = x.map((part, k) => elementShape(part, where, `${path}[${k}]`));
  checkEqual(path, shapes);
  return [x.length, ...shapes[0]!];
}

const isArray = (x: unknown): x is ArrayLike<unknown> =>
  Array.isArray(x) || isTyped(x) || x instanceof Vector;

/** The shape of an array's elements as its first has it; undefined where it has none. */
function rowShape(x: unknown): readonly number[] | undefined {
  if (x instanceof Vector) return x.shape.slice(1);
  if (!isArray(x)) return [];
  return x.length === 0 ? undefined : firstShape(x[0]);
}
/** The shape of an array as its first elements have it. */
export const firstShape = (x: unknown): readonly number[] =>
  x instanceof Vector ? x.shape : isArray(x) ? [x.length, ...(x.length > 0 ? firstShape(x[0]) : [])] : [];

/**
 * The arrays end to end. Numbers among them are arrays of one.
 *
 * @throws TypeError if the elements of some are numbers and of others arrays, or arrays of other lengths.
 */
export function concat<T>(...parts: (ArrayLike<T> | T)[]): T[] {
  return joined("concat", parts);
}

function joined<T>(where: string, parts: readonly (ArrayLike<T> | T)[]): T[] {
  for (const part of parts)
    if (part instanceof Vector && varyingExtents(part)[0])
      throw new RangeError(
        `${where}: an array has up to ${part.shape[0]} elements, as the index of a loop around it says; wanted arrays each of ` +
          "one length: write what the whole is made of as vec(n, (k) => select(lt(k, i), …, …))",
      );
  const rows = parts.map(rowShape);
  const shape = rows.find((row) => row !== undefined) ?? [];
  const odd = rows.findIndex((row) => row !== undefined && row.join() !== shape.join());
  if (odd >= 0)
    throw new TypeError(
      `concat: the elements of argument ${odd + 1} have the shape [${rows[odd]!.join("×")}], and of those before it ` +
        `[${shape.join("×")}]; wanted elements of one shape`,
    );
  const trace = tracing();
  if (trace === undefined)
    return parts.flatMap((part) => (isArray(part) ? Array.from(part as ArrayLike<T>) : [part]));
  const lengthOf = (part: unknown) => (isArray(part) ? part.length : 1);
  const array = trace.builder.written([parts.reduce((n, part) => n + lengthOf(part), 0), ...shape]);
  let start = 0;
  for (const part of parts) {
    const n = lengthOf(part);
    if (isArray(part) && n > 0) elementShape(part, "concat");
    write(trace, array, [], isArray(part) ? part : [part], "concat", start);
    start += n;
  }
  return new Vector(trace, array) as unknown as T[];
}

/**
 * An array with `before` and `after` further elements at its ends, each `value`, 0 unless given, or an array like the
 * others with that throughout.
 *
 * @throws RangeError unless `before` and `after` are whole numbers from 0.
 */
export function pad<T extends Num>(x: ArrayLike<T>, before: number, after: number, value?: Num): T[];
export function pad<T extends Num>(
  x: ArrayLike<ArrayLike<T>>,
  before: number,
  after: number,
  value?: Num,
): T[][];
export function pad(x: ArrayLike<unknown>, before: number, after: number, value: Num = 0): unknown[] {
  checkExtent(before, "pad", "before");
  checkExtent(after, "pad", "after");
  if (!isArray(x)) refuse("pad", x);
  const full = ([n, ...inner]: readonly number[]): unknown =>
    n === undefined ? value : Array.from({ length: n }, () => full(inner));
  const shape = rowShape(x) ?? [];
  const fill = (n: number): unknown[] => Array.from({ length: n }, () => full(shape));
  return joined<unknown>("pad", [fill(before), x, fill(after)]);
}
