/** Loops that hand a state on from each iteration to the next: folds, and what is made of them. */
import { at, checkExtent } from "./arrays.ts";
import { constantIndex, greatestExtent, loopIndex, plus } from "./ir/affine.ts";
import { extentOf, indexExpr, setVarying, Vector, vectorShape, write } from "./ir/expr.ts";
import { type Tracing, tracing } from "./ir/tracing.ts";
import { checkNum, entered, type LoopOptions, varyingExtent, vec, zeroOf } from "./loops.ts";
import { checkFunction, checkOptions, type Num, numberOf, Operand, StepsError } from "./op.ts";
import { add, div, mul, select } from "./ops.ts";
import { alike, checkGiven, type Leaf, leavesOf, mapTree, type Tensor } from "./tree.ts";

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
 * The last state of `s = f(i, s)` for i = 0, …, n − 1 from `init`. The state is a tree: numbers, rectangular
 * arrays, plain objects, lists in which there are objects. With `checkpoint` a traced reverse pass keeps about 2√n
 * states instead of n, and runs every step twice.
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
  if (tracing() === undefined) {
    let state = init;
    for (let step = 0; numberOf(ask(state)); step++) {
      if (step === most)
        throw new StepsError(`whileLoop: the condition still holds after ${most} steps, which is max`);
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
