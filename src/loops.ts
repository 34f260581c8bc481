/**
 * Loops over ops. On numbers and values they are JavaScript's own; while a function is traced they become loops of
 * its program, and their bodies are traced once.
 */
import { at, checkExtent, elementShape } from "./arrays.ts";
import { type Affine, boundsOf, greatestExtent, loopIndex } from "./ir/affine.ts";
import {
  Expr,
  extentOf,
  indexExpr,
  scalarOf,
  setTypedAs,
  setVarying,
  Vector,
  varyingExtents,
  write,
} from "./ir/expr.ts";
import type { Arr, Combine } from "./ir/program.ts";
import { type Tracing, tracing } from "./ir/tracing.ts";
import { checkFunction, checkOptions, describe, type Num, numberOf, Operand } from "./op.ts";
import { abs, add, div, eq, max, min, select, stopGradient, sub } from "./ops.ts";
import { checkGiven } from "./tree.ts";

/** Options of a loop. */
export interface LoopOptions {
  /** Whether a traced reverse pass runs the loop's body again rather than save what it needs of it. */
  readonly checkpoint?: boolean;
}

/**
 * The trace in progress, if there is one: what a loop asks first.
 *
 * @throws TypeError or RangeError if its arguments are wrong, but for an `n` that a trace reads.
 */
export function entered(where: string, n: Num, f: unknown, options: LoopOptions): Tracing | undefined {
  const trace = tracing();
  if (trace === undefined || !(n instanceof Operand)) checkExtent(n, where);
  checkFunction(where, f);
  checkOptions(where, options, ["checkpoint"]);
  const checkpoint: unknown = options?.checkpoint;
  if (checkpoint !== undefined && typeof checkpoint !== "boolean")
    throw new TypeError(`${where}: checkpoint is ${describe(checkpoint)}; wanted true or false`);
  return trace;
}

export const varyingExtent = (extent: Affine) => (extent.terms.length > 0 ? extent : undefined);

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
export const zeroOf = ({ terms }: Affine): number => (terms.length === 0 ? -0 : 0);

export function checkNum(x: unknown, where: string, what = "the body"): asserts x is Num {
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

/**
 * The greatest of f(0), …, f(n − 1), −Infinity for n = 0. Where several are greatest its slope is split evenly; where one
 * is NaN so is the greatest, and no slope is any's, as in `max`.
 */
export function maxOf<T extends Num>(n: Num, f: (i: Num) => T, options: LoopOptions = {}): T {
  const trace = entered("maxOf", n, f, options);
  if (trace) return reduce(trace, n, "maxOf", Number.NEGATIVE_INFINITY, "max", f, options) as Num as T;
  return extremum(terms(n, f, "maxOf"), max, Number.NEGATIVE_INFINITY) as T;
}

/**
 * The least of f(0), …, f(n − 1), Infinity for n = 0. Where several are least its slope is split evenly; where one is
 * NaN so is the least, and no slope is any's, as in `min`.
 */
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

/**
 * Pairwise, a tie of three would be split ½ ¼ ¼: those that tie are taken off as the differences, 0, that they are, and
 * where they are infinite as themselves, for ∞ − ∞ is none.
 */
function extremum(all: readonly Num[], pick: typeof max, ofNone: number): Num {
  if (all.length === 0) return ofNone;
  const best = stopGradient(all.reduce((a, b) => pick(a, b)));
  if (typeof best === "number") return best;
  const count = all.map((x) => eq(x, best)).reduce((a, b) => add(a, b));
  const from = select(eq(abs(best), Number.POSITIVE_INFINITY), 0, best);
  const slack = all.map((x) => select(eq(x, best), sub(from, x), 0)).reduce((a, b) => add(a, b));
  // Nothing equals NaN.
  return sub(best, div(slack, max(count, 1)));
}

/**
 * The first index at which f is greatest, or is NaN if it ever is.
 *
 * @throws RangeError for n = 0; a traced loop whose `n` depends on indices of others cannot throw, and gives Infinity.
 */
export function argMaxOf(n: Num, f: (i: Num) => Num): Num {
  return argExtremum(n, f, "argMaxOf", "max");
}
/**
 * The first index at which f is least, or is NaN if it ever is.
 *
 * @throws RangeError for n = 0; a traced loop whose `n` depends on indices of others cannot throw, and gives Infinity.
 */
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
  const numbers = terms(n, f, where).map(numberOf);
  const best = numbers.reduce((a, b) => (how === "max" ? Math.max(a, b) : Math.min(a, b)));
  return numbers.findIndex((x) => x === best || Number.isNaN(x));
}
