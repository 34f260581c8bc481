/**
 * Loops over ops. On numbers and values they are JavaScript's own; while a function is traced they become loops of
 * its program, and their bodies are traced once.
 */
import { type Affine, boundsOf, constantIndex, greatestExtent, loopIndex, plus } from "./ir/affine.ts";
import {
  capture,
  Expr,
  extended,
  extentOf,
  indexError,
  isIndex,
  scalarOf,
  type Tracing,
  tracing,
  Vector,
} from "./ir/expr.ts";
import type { Arr, Combine, Loop } from "./ir/program.ts";
import { describe, type Num, Operand } from "./op.ts";
import { add, div, eq, max, min, mul, select, stopGradient, sub } from "./ops.ts";
import { isTyped, leavesOf, mapTree, pathOf, type TypedArray } from "./tree.ts";
import { isValue } from "./value.ts";

/** Options of a loop. */
export interface LoopOptions {
  /** Whether a traced reverse pass runs the loop's body again rather than save what it needs of it. */
  readonly checkpoint?: boolean;
}

/** A state as a loop's body sees it: traced, or recorded, its numbers are none. */
export type State<S> = unknown extends S
  ? S
  : S extends Num
    ? Num
    : S extends TypedArray
      ? ArrayLike<Num>
      : { [K in keyof S]: State<S[K]> };
/** All states of a fold: arrays of what stands at the leaves of one. */
export type Scanned<S> = unknown extends S
  ? S
  : [S] extends [Num | ArrayLike<Num> | ArrayLike<ArrayLike<Num>>]
    ? S[]
    : { [K in keyof S]: Scanned<S[K]> };

const vectorShape = (x: unknown) => (x instanceof Vector ? x.shape : undefined);

function checkExtent(n: unknown, where: string): asserts n is number {
  if (typeof n !== "number") throw new TypeError(`${where}: n is ${describe(n)}; wanted a whole number`);
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`${where}: n is ${n}; wanted a whole number ≥ 0`);
}

const indexExpr = (trace: Tracing, loop: Loop) => new Expr(trace, trace.builder.index(loop));

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
    const traced = i instanceof Expr ? extended(i.trace) : undefined;
    if (part instanceof Vector) part = part.at(i);
    else if (!Array.isArray(part) && !isTyped(part))
      throw new TypeError(`at: x is ${describe(part)}; wanted an array`);
    else if (traced) part = captured(traced, part).at(i);
    else {
      const index = dataOf(i);
      if (!isIndex(index, part.length))
        throw indexError(index, part.length, pathOf(x as object), indices.slice(0, d).map(dataOf));
      part = part[index];
    }
  }
  return part;
}

/** A Value as an index is data, which has no gradient, as in a trace. */
const dataOf = (index: Num): Num => (isValue(index) ? index.data : index);

function captured(trace: Tracing, plain: object): Vector {
  const [leaf, ...others] = leavesOf(plain, "x", vectorShape);
  if (leaf === undefined || others.length > 0 || leaf.value !== plain)
    throw new TypeError(
      "at: x holds more than numbers, and i is an index of a traced loop; wanted a rectangular array of numbers",
    );
  return capture(trace, plain, leaf);
}

/** How many elements an array has. */
export function length(x: ArrayLike<unknown>): number {
  if (!(x instanceof Vector) && !Array.isArray(x) && !isTyped(x))
    throw new TypeError(`length: x is ${describe(x)}; wanted an array`);
  return x.length;
}

/** `[f(0), …, f(n − 1)]`. The body gives a number, or an array of one shape throughout. */
export function vec<T>(n: Num, f: (i: Num) => T, options: LoopOptions = {}): T[] {
  const trace = tracing();
  if (trace === undefined) {
    checkExtent(n, "vec");
    return Array.from({ length: n }, (_, i) => f(i));
  }
  const { builder } = trace;
  const extent = extentOf(trace, n, "vec");
  const depth = builder.current.depth;
  let array: Arr | undefined;
  builder.loop(
    extent,
    "any",
    (loop) => {
      const element = f(indexExpr(trace, loop));
      const shape = elementShape(element, "vec");
      array = builder.alloc([greatestExtent(extent), ...shape], zeroOf(extent), depth);
      write(trace, array, [loopIndex(loop)], element);
    },
    options,
  );
  return new Vector(trace, array!) as unknown as T[];
}

/** What arrays of a loop's results begin with: −0 where every element is written, and so keeps its own sign. */
const zeroOf = ({ terms }: Affine): number => (terms.length === 0 ? -0 : 0);

/** The shape of what the body of a `vec` gives. */
function elementShape(x: unknown, where: string): readonly number[] {
  const leaves = leavesOf(x, `${where}'s body's result`, vectorShape);
  const only = leaves[0];
  if (leaves.length === 1 && Object.is(only!.value, x)) return only!.shape;
  if (!Array.isArray(x))
    throw new TypeError(`${where}: the body gave ${describe(x)}; wanted a number or an array of them`);
  const shapes = x.map((part) => elementShape(part, where));
  if (shapes.some((shape) => shape.join() !== shapes[0]!.join()))
    throw new TypeError(`${where}: the body gave a ragged array; wanted a rectangular one`);
  return [x.length, ...shapes[0]!];
}

/** Puts a number or an array into an array at an index. */
function write(trace: Tracing, array: Arr, index: readonly Affine[], x: unknown): void {
  const { builder } = trace;
  if (x instanceof Vector)
    builder.loop(x.length, "any", (loop) => {
      write(trace, array, [...index, loopIndex(loop)], x.at(indexExpr(trace, loop)));
    });
  else if (Array.isArray(x) || isTyped(x))
    Array.from(x as ArrayLike<unknown>).forEach((part, k) => {
      write(trace, array, [...index, constantIndex(k)], part);
    });
  else builder.accumulate(array, index, scalarOf(trace, x as Num, "a loop's body"));
}

function checkNum(x: unknown, where: string): asserts x is Num {
  if (typeof x !== "number" && !(x instanceof Operand))
    throw new TypeError(`${where}: the body gave ${describe(x)}; wanted a number`);
}

/** Accumulates f(0), …, f(n − 1) into one cell. */
function reduce(
  trace: Tracing,
  n: Num,
  where: string,
  initial: number,
  how: Combine,
  f: (i: Num) => unknown,
  options: LoopOptions,
): Expr {
  const { builder } = trace;
  const extent = extentOf(trace, n, where);
  // A sum of −0 only is −0, and one of nothing 0.
  const cell = builder.alloc([], initial === 0 && boundsOf(extent)[0] > 0 ? -0 : initial);
  builder.loop(
    extent,
    "any",
    (loop) => {
      const term = f(indexExpr(trace, loop));
      checkNum(term, where);
      builder.accumulate(cell, [], scalarOf(trace, term, where), how);
    },
    options,
  );
  return new Expr(trace, builder.load(cell, []));
}

/** f(0) + … + f(n − 1), added in that order; 0 for n = 0. */
export function sum<T extends Num>(n: Num, f: (i: Num) => T, options: LoopOptions = {}): T {
  const trace = tracing();
  if (trace) return reduce(trace, n, "sum", 0, "add", f, options) as Num as T;
  checkExtent(n, "sum");
  let total: Num | undefined;
  for (let i = 0; i < n; i++) {
    const term = f(i);
    checkNum(term, "sum");
    total = total === undefined ? term : add(total, term);
  }
  return (total ?? 0) as T;
}

/** The greatest of f(0), …, f(n − 1), −Infinity for n = 0. Where several are greatest its slope is split evenly. */
export function maxOf<T extends Num>(n: Num, f: (i: Num) => T, options: LoopOptions = {}): T {
  const trace = tracing();
  if (trace) return reduce(trace, n, "maxOf", Number.NEGATIVE_INFINITY, "max", f, options) as Num as T;
  return extremum(terms(n, f, "maxOf"), max, Number.NEGATIVE_INFINITY) as T;
}

/** The least of f(0), …, f(n − 1), Infinity for n = 0. Where several are least its slope is split evenly. */
export function minOf<T extends Num>(n: Num, f: (i: Num) => T, options: LoopOptions = {}): T {
  const trace = tracing();
  if (trace) return reduce(trace, n, "minOf", Number.POSITIVE_INFINITY, "min", f, options) as Num as T;
  return extremum(terms(n, f, "minOf"), min, Number.POSITIVE_INFINITY) as T;
}

function terms(n: Num, f: (i: Num) => Num, where: string): Num[] {
  checkExtent(n, where);
  return Array.from({ length: n }, (_, i) => {
    const term = f(i);
    checkNum(term, where);
    return term;
  });
}

/** Pairwise, a tie of three would be split ½ ¼ ¼: those that tie are added up as the differences, 0, that they are. */
function extremum(all: readonly Num[], pick: typeof max, ofNone: number): Num {
  if (all.length === 0) return ofNone;
  const best = stopGradient(all.reduce((a, b) => pick(a, b)));
  if (typeof best === "number") return best;
  const count = all.map((x) => eq(x, best)).reduce((a, b) => add(a, b));
  const slack = all.map((x) => select(eq(x, best), sub(x, best), 0)).reduce((a, b) => add(a, b));
  return add(best, div(slack, count));
}

/** The first index at which f is greatest. @throws RangeError for n = 0. */
export function argMaxOf(n: Num, f: (i: Num) => Num): Num {
  return argExtremum(n, f, "argMaxOf", "max");
}
/** The first index at which f is least. @throws RangeError for n = 0. */
export function argMinOf(n: Num, f: (i: Num) => Num): Num {
  return argExtremum(n, f, "argMinOf", "min");
}

function argExtremum(n: Num, f: (i: Num) => Num, where: string, how: "max" | "min"): Num {
  const trace = tracing();
  if (n === 0) throw new RangeError(`${where}: n is 0; wanted at least 1`);
  if (trace) {
    const values = vec(n, (i) => stopGradient(f(i)));
    const reduction = how === "max" ? maxOf : minOf;
    const best = reduction(n, (i) => at(values, i));
    return minOf(n, (i) => select(eq(at(values, i), best), i, n));
  }
  const numbers = terms(n, f, where).map((x) =>
    typeof x === "number" ? x : (x as unknown as { data: number }).data,
  );
  const best = numbers.reduce((a, b) => (how === "max" ? Math.max(a, b) : Math.min(a, b)));
  return numbers.indexOf(best);
}

/** A state's history as the program has it: an array per leaf, one element longer than the loop. */
function history<S>(
  trace: Tracing,
  n: Num,
  init: S,
  f: (i: Num, state: S) => S,
  where: string,
  options: LoopOptions,
): S {
  const { builder } = trace;
  const extent = extentOf(trace, n, where);
  const longest = greatestExtent(extent) + 1;
  const arrays = mapTree(
    init,
    `${where}'s init`,
    ({ value, shape }) => {
      const array = builder.alloc([longest, ...shape], zeroOf(extent));
      write(trace, array, [constantIndex(0)], value);
      return new Vector(trace, array);
    },
    vectorShape,
  ) as S;
  const all = leavesOf(arrays, "state", vectorShape).map((leaf) => leaf.value as Vector);
  builder.loop(
    extent,
    "up",
    (loop) => {
      const i = indexExpr(trace, loop);
      const state = mapTree(arrays, "state", ({ value }) => (value as Vector).at(i), vectorShape) as S;
      const next = matching(init, f(i, state), where);
      next.forEach((value, k) => {
        write(trace, all[k]!.array, [plus(loopIndex(loop), constantIndex(1))!], value);
      });
    },
    options,
  );
  return arrays;
}

/** The leaves of the next state, checked to be where those of the first are. */
function matching(init: unknown, next: unknown, where: string): unknown[] {
  const before = leavesOf(init, "state", vectorShape);
  const after = leavesOf(next, "state", vectorShape);
  before.forEach((leaf, k) => {
    const other = after[k];
    if (other?.path !== leaf.path || other.shape.join() !== leaf.shape.join())
      throw new TypeError(
        `${where}: the body's ${other?.path ?? leaf.path} has the shape [${other?.shape ?? ""}] and init's ${leaf.path} ` +
          `[${leaf.shape}]; wanted a state like init`,
      );
  });
  if (after.length > before.length)
    throw new TypeError(`${where}: the body's state has ${after[before.length]!.path}, which init has not`);
  return after.map((leaf) => leaf.value);
}

/**
 * The last state of `s = f(i, s)` for i = 0, …, n − 1 from `init`. The state is any tree of numbers and arrays. With
 * `checkpoint` a traced reverse pass keeps about 2√n states instead of n, and runs every step twice.
 */
export function fold<S>(
  n: Num,
  init: S,
  f: (i: Num, state: State<S>) => State<S>,
  options?: LoopOptions,
): State<S>;
export function fold<S>(n: Num, init: S, f: (i: Num, state: S) => S, options: LoopOptions = {}): S {
  const trace = tracing();
  if (trace === undefined) {
    checkExtent(n, "fold");
    let state = init;
    for (let i = 0; i < n; i++) {
      const next = f(i, state);
      matching(init, next, "fold");
      state = next;
    }
    return state;
  }
  if (options.checkpoint && typeof n === "number" && n >= 4) return foldInBlocks(n, init, f);
  const states = history(trace, n, init, f, "fold", options);
  return mapTree(states, "state", ({ value }) => (value as Vector).at(n), vectorShape) as S;
}

/** A fold of states that are known to be as they are. */
const steps = fold as <S>(n: Num, init: S, f: (i: Num, state: S) => S) => S;

/** A fold of blocks of about √n steps, whose reverse runs each block again. */
function foldInBlocks<S>(n: number, init: S, f: (i: Num, state: S) => S): S {
  const size = Math.ceil(Math.sqrt(n));
  const blocks = Math.floor(n / size);
  const step = (i: Num, state: S) => steps(size, state, (j, inner) => f(add(mul(i, size), j), inner));
  const trace = tracing()!;
  const states = history(trace, blocks, init, step, "fold", { checkpoint: true });
  const last = mapTree(states, "state", ({ value }) => (value as Vector).at(blocks), vectorShape) as S;
  const rest = n - blocks * size;
  return rest === 0 ? last : steps(rest, last, (j, state) => f(add(j, blocks * size), state));
}

/** All n + 1 states of a fold, `init` first: the tree of the state with an array of them at each leaf. */
export function scan<S>(
  n: Num,
  init: S,
  f: (i: Num, state: State<S>) => State<S>,
  options?: LoopOptions,
): Scanned<State<S>>;
export function scan(
  n: Num,
  init: unknown,
  f: (i: Num, state: unknown) => unknown,
  options: LoopOptions = {},
): unknown {
  const trace = tracing();
  if (trace) return history(trace, n, init, f, "scan", options);
  checkExtent(n, "scan");
  const states = [init];
  fold(n, init, (i, state) => {
    const next = f(i, state);
    states.push(next);
    return next;
  });
  const columns = states.map((state) => leavesOf(state, "state").map((leaf) => leaf.value));
  let at = 0;
  return mapTree(init, "state", () => {
    const column = columns.map((leaves) => leaves[at]);
    at++;
    return column;
  });
}

/** The arrays end to end. Numbers among them are arrays of one. */
export function concat<T>(...parts: (ArrayLike<T> | T)[]): T[] {
  const trace = tracing();
  const isArray = (x: unknown): x is ArrayLike<T> => Array.isArray(x) || isTyped(x) || x instanceof Vector;
  if (trace === undefined) return parts.flatMap((part) => (isArray(part) ? Array.from(part) : [part]));
  const lengthOf = (part: unknown) => (isArray(part) ? part.length : 1);
  const shape = isArray(parts[0]) ? elementShape(parts[0], "concat").slice(1) : [];
  const array = trace.builder.written([parts.reduce((n, part) => n + lengthOf(part), 0), ...shape]);
  let start = 0;
  for (const part of parts) {
    const from = constantIndex(start);
    if (part instanceof Vector)
      trace.builder.loop(part.length, "any", (loop) => {
        write(trace, array, [plus(loopIndex(loop), from)!], part.at(indexExpr(trace, loop)));
      });
    else if (isArray(part))
      for (const [k, x] of Array.from(part).entries()) write(trace, array, [constantIndex(start + k)], x);
    else write(trace, array, [from], part);
    start += lengthOf(part);
  }
  return new Vector(trace, array) as unknown as T[];
}

/** An array with `before` and `after` further elements at its ends, each `value`, 0 unless given. */
export function pad<T extends Num>(x: ArrayLike<T>, before: number, after: number, value: Num = 0): T[] {
  checkExtent(before, "pad");
  checkExtent(after, "pad");
  const fill = (n: number) => Array.from({ length: n }, () => value as T);
  return concat<T>(fill(before), x, fill(after));
}

/**
 * `state = body(state)` while `condition(state)` is not 0. Where the number of steps depends on data a traced loop
 * always takes `max` steps, of which those after the last leave the state alone. If the condition still holds after
 * `max` steps a traced loop, which cannot throw, gives NaN for every number of the state.
 *
 * @throws RangeError if the condition still holds after `max` steps of a loop that is not traced.
 */
export function whileLoop<S>(
  condition: (state: State<S>) => Num,
  body: (state: State<S>) => State<S>,
  init: S,
  options: { readonly max: number },
): State<S>;
export function whileLoop<S>(
  condition: (state: S) => Num,
  body: (state: S) => S,
  init: S,
  { max: most }: { readonly max: number },
): S {
  checkExtent(most, "whileLoop");
  // A comparison of JavaScript's own counts as well.
  const number = (x: Num) => (x instanceof Operand ? (x as unknown as { data: number }).data : Number(x));
  if (tracing() === undefined) {
    let state = init;
    for (let step = 0; number(condition(state)); step++) {
      if (step === most)
        throw new RangeError(`whileLoop: the condition still holds after ${most} steps, which is max`);
      const next = body(state);
      matching(init, next, "whileLoop");
      state = next;
    }
    return state;
  }
  const last = steps(most, init, (_, state) => {
    const going = condition(state);
    const next = matching(init, body(state), "whileLoop");
    let at = 0;
    return mapTree(state, "state", ({ value }) => chosen(going, next[at++], value), vectorShape) as S;
  });
  const going = condition(last);
  return mapTree(last, "state", ({ value }) => chosen(going, unended(value), value), vectorShape) as S;
}

/** NaN throughout, in the shape of a state's leaf. */
function unended(like: unknown): unknown {
  if (typeof like === "number" || like instanceof Operand) return Number.NaN;
  const rows = like as ArrayLike<unknown>;
  return vec(rows.length, (i) => unended(at(rows, i)));
}

function chosen(going: Num, next: unknown, before: unknown): unknown {
  if (typeof before === "number" || before instanceof Operand)
    return select(going, next as Num, before as Num);
  const rows = before as ArrayLike<unknown>;
  return vec(rows.length, (i) => chosen(going, at(next as ArrayLike<unknown>, i), at(rows, i)));
}
