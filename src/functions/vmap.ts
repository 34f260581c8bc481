/** Functions of one row as functions of many. */

import { at, elementShape, length } from "../arrays.ts";
import type { Scanned } from "../folds.ts";
import { constantIndex, loopIndex } from "../ir/affine.ts";
import { capture, indexExpr, setTypedAs, setVarying, Vector, varyingExtents, write } from "../ir/expr.ts";
import type { Arr } from "../ir/program.ts";
import { type Tracing, tracing } from "../ir/tracing.ts";
import { checkFunction, checkOptions, describe, type Num } from "../op.ts";
import { callOf, namedAs, parameterNames } from "../parameters.ts";
import type { Evaluated } from "../trace.ts";
import { alike, checkGiven, isTensor, type Leaf, leavesOf, mapTree, type Tensor } from "../tree.ts";
import type { AnyFunction } from "./differentiate.ts";
import type { IsPlain } from "./grad.ts";

/** 0 for an argument that is gone over along its leading dimension, null for one that every row gets as it is. */
export type Mark = 0 | null;

export interface VmapOptions<I extends 0 | readonly Mark[]> {
  /** A mark per argument, or 0, which is also what it is unless given, for 0 throughout. */
  readonly in?: I;
}

// biome-ignore lint/suspicious/noExplicitAny: any argument list.
type Arguments = readonly any[];

/** Many of X: an array of them at every leaf. */
export type Rows<X> = unknown extends X
  ? X
  : [X] extends [Tensor]
    ? ArrayLike<X>
    : { readonly [K in keyof X]: Rows<X[K]> };
/** The arguments of a function over rows. */
export type RowsOf<A extends Arguments, I> = {
  [K in keyof A]: K extends keyof I ? (I[K] extends null ? A[K] : Rows<A[K]>) : Rows<A[K]>;
};
/** A function over rows. Its last signature is what other functions infer from. */
export interface Mapped<A extends Arguments, R> {
  <B extends A>(...args: B): Batched<B, R>;
  (...args: A): Scanned<R>;
}
/** The results of all rows, arrays at the leaves: of numbers if all arguments are made of nothing else. */
export type Batched<B, R> = Scanned<IsPlain<B> extends true ? Evaluated<R> : R>;

/**
 * `f` over rows: a function that calls `f` for every index of the leading dimension of the arguments marked 0, and
 * gives what `f` gives with a leading dimension at every leaf. Arguments and results are trees of numbers and arrays;
 * all leaves of an argument that is marked 0 have the same leading length, and so have all such arguments. Arguments
 * marked null are the same in every row.
 *
 * `vmap(f, { in: [0, null] })(xs, w)` is `[f(xs[0], w), f(xs[1], w), …]`. On numbers and values it is that loop. In a
 * trace `f` is traced once, as the body of a loop whose rounds are independent: compiled, they go through the lanes of
 * vectors, and what the rows' gradients add to a shared argument is added up in place.
 *
 * @throws TypeError if `f` is not a function, or `in` is not made of 0 and null; on a call if an argument marked 0 has a
 *   leaf without a leading dimension, or rows give results of different forms.
 * @throws RangeError if nothing is marked 0; on a call if there are not as many marks as arguments, lengths differ, or
 *   there are no rows: what form their results have is then unknown.
 */
export function vmap<A extends Arguments, R>(
  f: (...args: A) => R,
  options?: VmapOptions<0>,
): Mapped<RowsOf<A, []>, R>;
export function vmap<A extends Arguments, R, const I extends readonly Mark[]>(
  f: (...args: A) => R,
  options: VmapOptions<I>,
): Mapped<RowsOf<A, I>, R>;
export function vmap(f: AnyFunction, options: VmapOptions<0 | readonly Mark[]> = {}): AnyFunction {
  checkFunction("vmap", f);
  checkOptions("vmap", options, ["in"]);
  const { in: marks = 0 } = options;
  checkMarks(marks);
  const mapped = (...args: unknown[]): unknown => {
    const trace = tracing();
    const { n, row } = rowsOf(trace, f, marks, args);
    const call = (i: Num) => {
      const result = callOf("vmap", f, row(i));
      checkGiven(result, "vmap: f's result");
      return result;
    };
    return trace ? loop(trace, n, call) : each(n, call);
  };
  return namedAs(mapped, f);
}

function checkMarks(marks: unknown): asserts marks is 0 | readonly Mark[] {
  if (marks === 0) return;
  if (!Array.isArray(marks))
    throw new TypeError(`vmap: in is ${describe(marks)}; wanted a list of 0 and null, one per argument`);
  marks.forEach((mark, k) => {
    if (mark !== 0 && mark !== null)
      throw new TypeError(
        `vmap: in[${k}] is ${describe(mark)}; wanted 0 (along the leading dimension) or null (the same in every row)`,
      );
  });
  if (!marks.includes(0))
    throw new RangeError("vmap: in marks no argument 0; wanted at least one to go over");
}

/** An array that is gone over. */
class Column {
  readonly array: ArrayLike<unknown>;
  constructor(array: ArrayLike<unknown>) {
    this.array = array;
  }
}

/** What counts as one array is the same in a trace as on numbers: lists of traced arrays are arrays. */
const tensorShape = (x: unknown, path: string): readonly number[] | undefined =>
  isTensor(x, (part) => part instanceof Vector) ? elementShape(x, "vmap", path) : undefined;

/** How many rows arguments have, and the arguments of each. */
function rowsOf(
  trace: Tracing | undefined,
  f: AnyFunction,
  marks: 0 | readonly Mark[],
  args: readonly unknown[],
): { n: number; row: (i: Num) => unknown[] } {
  if (marks !== 0 && marks.length !== args.length)
    throw new RangeError(
      `vmap: in marks ${marks.length} arguments; the call has ${args.length}, wanted a mark for each`,
    );
  const names = parameterNames(f, args.length);
  const isMapped = (k: number) => marks === 0 || marks[k] === 0;
  let first: Leaf | undefined;
  const columns = args.map((arg, k) => {
    if (!isMapped(k)) return arg;
    return mapTree(
      arg,
      names[k]!,
      (leaf) => {
        first = checkRows(leaf, first);
        // Throws if that depends on the index of a loop.
        length(leaf.value as ArrayLike<unknown>);
        return new Column((trace ? asVector(trace, leaf) : leaf.value) as ArrayLike<unknown>);
      },
      tensorShape,
    );
  });
  if (first === undefined)
    throw new RangeError("vmap: the arguments to go over hold no array; wanted at least one");
  const row = (i: Num) => columns.map((arg, k) => (isMapped(k) ? rowAt(arg, i) : arg));
  return { n: first.shape[0]!, row };
}

/** @throws Error unless a leaf has rows, as many as the first leaf. */
function checkRows(leaf: Leaf, first: Leaf | undefined): Leaf {
  const { path, value, shape } = leaf;
  if (shape.length === 0)
    throw new TypeError(
      `vmap: ${path} is ${describe(value)}; wanted an array, with a row for each call (mark the argument null to pass ` +
        "it as it is)",
    );
  if (shape[0] === 0)
    throw new RangeError(
      `vmap: ${path} has no rows; wanted at least one, for the form of a result shows only in one`,
    );
  if (first !== undefined && shape[0] !== first.shape[0])
    throw new RangeError(
      `vmap: ${path} has ${shape[0]} rows and ${first.path} has ${first.shape[0]}; wanted as many`,
    );
  return first ?? leaf;
}

const rowAt = (columns: unknown, i: Num): unknown =>
  mapTree(
    columns,
    "row",
    ({ value }) => at((value as Column).array, i),
    (x) => (x instanceof Column ? [] : undefined),
  );

/** An array as the program has it, from what code in a trace has. */
const asVector = (trace: Tracing, leaf: Leaf): Vector =>
  leaf.value instanceof Vector ? leaf.value : capture(trace, leaf.value as object, leaf);

/** The results of all rows, row by row. */
function each(n: number, f: (i: number) => unknown): unknown {
  const first = f(0);
  const leaves = leavesOf(first, "result", tensorShape);
  const columns = leaves.map(({ value }) => [value]);
  for (let i = 1; i < n; i++) {
    const row = leavesOf(f(i), "result", tensorShape);
    alike(`vmap: unlike that of row 0, in row ${i} the `, leaves, row).forEach(({ value }, k) => {
      columns[k]!.push(value);
    });
  }
  let k = 0;
  return mapTree(first, "result", () => columns[k++], tensorShape);
}

/** The results of all rows, as arrays that one loop of the program fills. */
function loop(trace: Tracing, n: number, f: (i: Num) => unknown): unknown {
  const { builder } = trace;
  const { depth } = builder.current;
  let result: unknown;
  builder.loop(constantIndex(n), "any", (round) => {
    result = mapTree(
      f(indexExpr(trace, round)),
      "result",
      ({ value, shape }) => {
        // Every element is written, once: −0 keeps its sign.
        const array: Arr = builder.alloc([n, ...shape], -0, depth);
        setVarying(array, [undefined, ...varyingExtents(value)]);
        setTypedAs(array, value);
        write(trace, array, [loopIndex(round)], value);
        return new Vector(trace, array);
      },
      tensorShape,
    );
  });
  return result;
}
