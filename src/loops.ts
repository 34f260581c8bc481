/**
 * Loops over ops. On numbers and values they are JavaScript's own; while a function is traced they become loops of
 * its program, and their bodies are traced once.
 */
import { at, checkExtent, elementShape } from "./arrays.ts";
import { type Affine, boundsOf, constantIndex, greatestExtent, loopIndex, plus } from "./ir/affine.ts";
import {
  Expr,
  extentOf,
  indexExpr,
  scalarOf,
  setTypedAs,
  setVarying,
  Vector,
  varyingExtents,
  vectorShape,
  write,
} from "./ir/expr.ts";
import type { Arr, Combine } from "./ir/program.ts";
import { type Tracing, tracing } from "./ir/tracing.ts";
import { checkFunction, checkOptions, describe, type Num, Operand } from "./op.ts";
import { add, div, eq, max, min, mul, select, stopGradient, sub } from "./ops.ts";
import { alike, checkGiven, type Leaf, leavesOf, mapTree, type Tensor } from "./tree.ts";

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
    : S extends readonly unknown[]
      ? { [K in keyof S]: State<S[K]> }
      : S extends ArrayLike<infer E>
        ? ArrayLike<State<E>>
        : { [K in keyof S]: State<S[K]> };
/** All states of a fold: arrays of what stands at the leaves of one. */
export type Scanned<S> = unknown extends S
  ? S
  : [S] extends [Tensor]
    ? S[]
    : { [K in keyof S]: Scanned<S[K]> };

/**
 * The trace in progress, if there is one: what a loop asks first.
 *
 * @throws TypeError or RangeError if its arguments are wrong, but for an `n` that a trace reads.
 */
function entered(where: string, n: Num, f: unknown, options: LoopOptions): Tracing | undefined {
  const trace = tracing();
  if (trace === undefined || !(n instanceof Operand)) checkExtent(n, where);
  checkFunction(where, f);
  checkOptions(where, options, ["checkpoint"]);
  const checkpoint: unknown = options?.checkpoint;
  if (checkpoint !== undefined && typeof checkpoint !== "boolean")
    throw new TypeError(`${where}: checkpoint is ${describe(checkpoint)}; wanted true or false`);
  return trace;
}

const varyingExtent = (extent: Affine) => (extent.terms.length > 0 ? extent : undefined);

/**
 * `[f(0), …, f(n − 1)]`. The body gives a number, or an array of one shape throughout.
 *
 * @throws TypeError while tracing if the body gives anything else.
 */
export function vec<T>(n: Num, f: (i: Num) => T, options: LoopOptions = {}): T[] {
  const trace = entered("vec", n, f, options);
  if (trace === undefined)
    return terms(n, f, "vec", (x, where) => {
      // What is not traced may be anything.
      if (x === undefined) checkGiven(x, `${where}'s body's result`);
    });
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
      const inner = varyingExtents(element);
      if (inner.some((n) => n?.terms.some((term) => term.loop === loop)))
        throw new TypeError(
          "vec: the body gave an array whose length depends on the index of the loop; wanted a rectangular array",
        );
      setVarying(array, [varyingExtent(extent), ...inner]);
      setTypedAs(array, element);
      write(trace, array, [loopIndex(loop)], element);
    },
    options,
  );
  return new Vector(trace, array!) as unknown as T[];
}

/** What arrays of a loop's results begin with: −0 where every element is written, and so keeps its own sign. */
const zeroOf = ({ terms }: Affine): number => (terms.length === 0 ? -0 : 0);

function checkNum(x: unknown, where: string, what = "the body"): asserts x is Num {
  if (typeof x !== "number" && !(x instanceof Operand))
    throw new TypeError(`${where}: ${what} gave ${describe(x)}; wanted a number`);
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
  const trace = entered("sum", n, f, options);
  if (trace) return reduce(trace, n, "sum", 0, "add", f, options) as Num as T;
  let total: Num | undefined;
  for (let i = 0; i < (n as number); i++) {
    const term = f(i);
    checkNum(term, "sum");
    total = total === undefined ? term : add(total, term);
  }
  return (total ?? 0) as T;
}

/** The greatest of f(0), …, f(n − 1), −Infinity for n = 0. Where several are greatest its slope is split evenly. */
export function maxOf<T extends Num>(n: Num, f: (i: Num) => T, options: LoopOptions = {}): T {
  const trace = entered("maxOf", n, f, options);
  if (trace) return reduce(trace, n, "maxOf", Number.NEGATIVE_INFINITY, "max", f, options) as Num as T;
  return extremum(terms(n, f, "maxOf"), max, Number.NEGATIVE_INFINITY) as T;
}

/** The least of f(0), …, f(n − 1), Infinity for n = 0. Where several are least its slope is split evenly. */
export function minOf<T extends Num>(n: Num, f: (i: Num) => T, options: LoopOptions = {}): T {
  const trace = entered("minOf", n, f, options);
  if (trace) return reduce(trace, n, "minOf", Number.POSITIVE_INFINITY, "min", f, options) as Num as T;
  return extremum(terms(n, f, "minOf"), min, Number.POSITIVE_INFINITY) as T;
}

function terms<T>(
  n: Num,
  f: (i: Num) => T,
  where: string,
  check: (x: unknown, where: string) => void = checkNum,
): T[] {
  return Array.from({ length: n as number }, (_, i) => {
    const term = f(i);
    check(term, where);
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

/** The first index at which f is greatest, or is NaN if it ever is. @throws RangeError for n = 0. */
export function argMaxOf(n: Num, f: (i: Num) => Num): Num {
  return argExtremum(n, f, "argMaxOf", "max");
}
/** The first index at which f is least, or is NaN if it ever is. @throws RangeError for n = 0. */
export function argMinOf(n: Num, f: (i: Num) => Num): Num {
  return argExtremum(n, f, "argMinOf", "min");
}

function argExtremum(n: Num, f: (i: Num) => Num, where: string, how: "max" | "min"): Num {
  const trace = entered(where, n, f, {});
  if (n === 0) throw new RangeError(`${where}: n is 0; wanted at least 1`);
  if (trace) {
    const values = vec(n, (i) => stopGradient(f(i)));
    const reduction = how === "max" ? maxOf : minOf;
    const best = reduction(n, (i) => at(values, i));
    // What is not equal to itself is NaN; only beside one is the best NaN, which nothing is equal to.
    const isBest = (x: Num) => max(eq(x, best), sub(1, eq(x, x)));
    return minOf(n, (i) => select(isBest(at(values, i)), i, n));
  }
  const numbers = terms(n, f, where).map((x) =>
    typeof x === "number" ? x : (x as unknown as { data: number }).data,
  );
  const best = numbers.reduce((a, b) => (how === "max" ? Math.max(a, b) : Math.min(a, b)));
  return numbers.findIndex((x) => x === best || Number.isNaN(x));
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
  const first = firstLeaves(init, where);
  const arrays = mapTree(
    init,
    "state",
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
      const next = matching(first, f(i, state), where);
      next.forEach((value, k) => {
        write(trace, all[k]!.array, [plus(loopIndex(loop), constantIndex(1))!], value);
      });
    },
    options,
  );
  return arrays;
}

/** The leaves of the state that a loop begins with. */
function firstLeaves(init: unknown, where: string): Leaf[] {
  checkGiven(init, `${where}: init`);
  return leavesOf(init, "state", vectorShape);
}

/** The leaves of the next state, in the order of those of the first, which it must be like. */
function matching(init: readonly Leaf[], next: unknown, where: string): unknown[] {
  checkGiven(next, `${where}: the body's state`);
  return alike(`${where}: the body's `, init, leavesOf(next, "state", vectorShape)).map((leaf) => leaf.value);
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
  const trace = entered("fold", n, f, options);
  if (trace === undefined) {
    const first = firstLeaves(init, "fold");
    let state = init;
    for (let i = 0; i < (n as number); i++) {
      const next = f(i, state);
      matching(first, next, "fold");
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
  const trace = entered("scan", n, f, options);
  if (trace) {
    const states = history(trace, n, init, f, "scan", options);
    const extent = varyingExtent(extentOf(trace, n, "scan"));
    for (const { value } of leavesOf(states, "state", vectorShape))
      setVarying((value as Vector).array, [extent]);
    return states;
  }
  const first = firstLeaves(init, "scan");
  const columns = [first.map((leaf) => leaf.value)];
  let state = init;
  for (let i = 0; i < (n as number); i++) {
    state = f(i, state);
    columns.push(matching(first, state, "scan"));
  }
  let at = 0;
  return mapTree(init, "state", () => {
    const column = columns.map((leaves) => leaves[at]);
    at++;
    return column;
  });
}

/**
 * `state = body(state)` while `condition(state)` is neither 0 nor NaN. Where the number of steps depends on data a traced loop
 * has `max` steps, of which those after the last leave the state alone. Compiled it ends there, but for its gradients, which
 * take time and memory by `max`. If the condition still holds after `max` steps a traced loop, which cannot throw, gives NaN
 * for every number of the state, and so do its derivatives.
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
  options: { readonly max: number },
): S {
  checkFunction("whileLoop", condition, "condition");
  checkFunction("whileLoop", body, "body");
  checkOptions("whileLoop", options, ["max"]);
  const most = options?.max;
  checkExtent(most, "whileLoop", "max");
  const first = firstLeaves(init, "whileLoop");
  const ask = (state: S): Num => {
    const given: unknown = condition(state);
    // A comparison of JavaScript's own counts as well.
    const going = typeof given === "boolean" ? Number(given) : given;
    checkNum(going, "whileLoop", "the condition");
    return going;
  };
  const number = (x: Num) => (x instanceof Operand ? (x as unknown as { data: number }).data : x);
  if (tracing() === undefined) {
    let state = init;
    for (let step = 0; number(ask(state)); step++) {
      if (step === most)
        throw new RangeError(`whileLoop: the condition still holds after ${most} steps, which is max`);
      const next = body(state);
      matching(first, next, "whileLoop");
      state = next;
    }
    return state;
  }
  const last = steps(most, init, (_, state) => {
    const going = ask(state);
    // A step after the last starts from the first numbers again, so that it reads no element that is not there.
    let place = 0;
    const start = mapTree(
      state,
      "state",
      ({ value, shape }) => {
        const { value: before } = first[place++]!;
        return shape.length === 0 ? chosen(going, value, before) : value;
      },
      vectorShape,
    ) as S;
    const next = matching(first, body(start), "whileLoop");
    place = 0;
    return mapTree(state, "state", ({ value }) => chosen(going, next[place++], value), vectorShape) as S;
  });
  const going = ask(last);
  return mapTree(last, "state", ({ value }) => chosen(going, unended(value), value), vectorShape) as S;
}

/**
 * NaN throughout, in the shape of a state's leaf and made of its numbers: a NaN that depends on none of them would have
 * derivatives of 0. Those of a quotient are NaN in every order.
 */
function unended(last: unknown): unknown {
  if (typeof last === "number" || last instanceof Operand) return div(Number.NaN, last);
  const rows = last as ArrayLike<unknown>;
  return vec(rows.length, (i) => unended(at(rows, i)));
}

function chosen(going: Num, next: unknown, before: unknown): unknown {
  if (typeof before === "number" || before instanceof Operand)
    return select(going, next as Num, before as Num);
  const rows = before as ArrayLike<unknown>;
  return vec(rows.length, (i) => chosen(going, at(next as ArrayLike<unknown>, i), at(rows, i)));
}
