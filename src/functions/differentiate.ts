/**
 * What all derivatives of functions are made of: the result of a function, and what takes adjoints of it back to the
 * arguments, in three interpretations. Numbers run on the tape, so JavaScript may branch on them; values record, so
 * that derivatives nest; traced values extend the program that is being traced.
 */
import { hasTypedRows, setTypedAs, setVarying, varyingExtents, vectorShape, write } from "../ir/expr.ts";
import type { Arr } from "../ir/program.ts";
import { type Tracing, tracing } from "../ir/tracing.ts";
import { checkFunction, describe, type Num } from "../op.ts";
import { add, mul } from "../ops.ts";
import { callOf, parameterNames } from "../parameters.ts";
import { stopped } from "../stopped.ts";
import { backward } from "../sweep.ts";
import { tick } from "../tape.ts";
import { handle } from "../trace.ts";
import type { Code } from "../transform/activity.ts";
import { forward } from "../transform/forward.ts";
import { reverse } from "../transform/reverse.ts";
import {
  alike,
  checkGiven,
  elementsOf,
  isRecord,
  isTyped,
  type Leaf,
  leavesOf,
  mapTree,
  nest,
  nestNumbers,
  setPath,
  sizeOf,
} from "../tree.ts";
import { isRecording, isValue, passing, Value, withRecording } from "../value.ts";
import { gradients } from "./gradients.ts";

// biome-ignore lint/suspicious/noExplicitAny: what users' functions take and give is for their signatures to say.
export type AnyFunction = (...args: any[]) => unknown;

/** A function's result at given arguments, and its derivative there as a linear map. */
export interface Pullback {
  readonly value: unknown;
  /** The leaves of `value`. */
  readonly outputs: readonly Leaf[];
  /** From adjoints of the result, a tree like it, those of the arguments asked for, trees like them. */
  readonly pull: (adjoint: unknown) => unknown[];
}

/** @throws TypeError if a call has `extra` arguments, behind the `count` that it takes. */
export function checkCount(where: string, count: 1 | 2, extra: readonly unknown[]): void {
  if (extra.length > 0)
    throw new TypeError(
      `${where}: the call takes ${count === 1 ? "one argument" : "two arguments"}; argument ${count + 1} is too much, ` +
        "capture data in the function",
    );
}

/** @throws TypeError unless `f` is a function and came without what goes to the function that is made of it. */
export function checkAlone(where: string, f: unknown, others: readonly unknown[]): void {
  checkFunction(where, f);
  if (others.length > 0)
    throw new TypeError(
      `${where} takes f alone and got ${describe(others[0])} as well; wanted ${where}(f)(…)`,
    );
}

let depth = 0;
/** Runs a user's function; while it runs, derivatives taken in it must stay differentiable. */
function within<T>(f: () => T): T {
  depth++;
  try {
    return f();
  } finally {
    depth--;
  }
}

/** Whether there are values in a tree, or in a list of trees. What is no tree holds none. */
function holdsValues(tree: unknown): boolean {
  if (isValue(tree)) return true;
  if (typeof tree !== "object" || tree === null || isTyped(tree)) return false;
  if (Array.isArray(tree)) return tree.some(holdsValues);
  return isRecord(tree) && Object.values(tree).some(holdsValues);
}

/** The result of `f` and its derivative with respect to the arguments numbered in `wrt`. */
export function pullback(
  where: string,
  f: AnyFunction,
  args: readonly unknown[],
  wrt: readonly number[],
): Pullback {
  checkCall(where, f, args, wrt);
  if (isRecording()) return interpreted(where, f, args, wrt);
  // Gradients stop at a derivative in `noGrad`, not in it.
  const { value, outputs, pull } = withRecording(() => interpreted(where, f, args, wrt));
  return {
    value: stopped(value),
    outputs,
    pull: (adjoint) => withRecording(() => pull(adjoint)).map(stopped),
  };
}

function interpreted(
  where: string,
  f: AnyFunction,
  args: readonly unknown[],
  wrt: readonly number[],
): Pullback {
  const trace = tracing();
  if (trace) return traced(where, trace, f, args, wrt);
  return depth > 0 || holdsValues(args) ? recorded(where, f, args, wrt) : numeric(where, f, args, wrt);
}

function checkCall(where: string, f: AnyFunction, args: readonly unknown[], wrt: readonly number[]): void {
  checkFunction(where, f);
  if (args.length === 0) throw new RangeError(`${where}: the call has no arguments to derive by`);
  const count = args.length === 1 ? "1 argument" : `${args.length} arguments`;
  for (const k of wrt)
    if (!Number.isInteger(k) || k < 0 || k >= args.length)
      throw new RangeError(`${where}: wrt is ${k}; the call has ${count}, numbered from 0`);
}

/** The leaves of a function's result. @throws TypeError if it is none. */
function resultLeaves(where: string, value: unknown): Leaf[] {
  checkGiven(value, `${where}: f's result`);
  return leavesOf(value, "result", vectorShape);
}

/** Arguments with the leaves of those asked about replaced by arrays of the same names. */
function replaced(
  f: AnyFunction,
  args: readonly unknown[],
  wrt: readonly number[],
  make: (leaf: Leaf) => unknown,
  isLeaf?: typeof vectorShape,
): unknown[] {
  const names = parameterNames(f, args.length);
  const named = (leaf: Leaf) => setPath(make(leaf), leaf.path);
  return args.map((arg, k) => (wrt.includes(k) ? mapTree(arg, names[k]!, named, isLeaf) : arg));
}

/** A leaf with every element replaced. */
const withElements = ({ value, shape }: Leaf, element: (x: unknown) => unknown): unknown =>
  formed(elementsOf(value).map(element), shape, value);

/** Trees like the arguments asked about: made in the order of the arguments, given in that of `wrt`. */
function likeArguments(
  args: readonly unknown[],
  wrt: readonly number[],
  make: (leaf: Leaf) => unknown,
): unknown[] {
  const trees = [...new Set(wrt)].sort((j, k) => j - k);
  const made = new Map(trees.map((k) => [k, mapTree(args[k], `argument ${k + 1}`, make, vectorShape)]));
  return wrt.map((k) => made.get(k));
}

/** Makes one leaf after the other of all their elements, in order. */
function leavesFrom(elements: readonly unknown[]): (leaf: Leaf) => unknown {
  let at = 0;
  return ({ shape, value }) => {
    const part = elements.slice(at, at + sizeOf(shape));
    at += part.length;
    return formed(part, shape, value);
  };
}

/** An array in the form of another: numbers typed where it is typed, values nested. */
function formed(elements: readonly unknown[], shape: readonly number[], like: unknown): unknown {
  if (shape.length === 0) return elements[0];
  if (elements.every((x) => typeof x === "number")) return nestNumbers(elements, shape, hasTypedRows(like));
  return setTypedAs(nest(elements, shape) as unknown[], like);
}

/** Pairs the elements of a result with those of an adjoint. @throws TypeError if their trees differ. */
function paired(where: string, outputs: readonly Leaf[], adjoint: unknown): [Num, Num][] {
  const seeds = directionLeaves(where, outputs, adjoint);
  return outputs.flatMap(({ value }, k) => {
    const ups = elementsOf(seeds[k]!.value) as Num[];
    return (elementsOf(value) as Num[]).map((x, i): [Num, Num] => [x, ups[i]!]);
  });
}

/** The leaves of a direction, in the order of those of what it is for, a tree of that name. */
const directionLeaves = (
  where: string,
  wanted: readonly Leaf[],
  direction: unknown,
  name = "result",
): Leaf[] =>
  alike(
    `${where}: the direction for `,
    wanted,
    direction === undefined ? [] : leavesOf(direction, name, vectorShape),
  );

/** On numbers: one recording, and a sweep per pull that touches no gradient but those of this call. */
function numeric(where: string, f: AnyFunction, args: readonly unknown[], wrt: readonly number[]): Pullback {
  const since = tick();
  const leaves: Value[] = [];
  const leaf = (x: unknown) => {
    const made = new Value(x as number);
    leaves.push(made);
    return made;
  };
  const given = replaced(f, args, wrt, (whole) => withElements(whole, leaf));
  const result = within(() => callOf(where, f, given));
  const outputs = resultLeaves(where, result);
  const data = (x: unknown) => (isValue(x) ? x.data : x);
  const value = mapTree(result, "result", (leaf) => withElements(leaf, data));
  const pull = (adjoint: unknown) => {
    for (const leaf of leaves) leaf.zeroGrad();
    for (const [x, up] of paired(where, outputs, adjoint))
      if (isValue(x) && up !== 0) {
        passing(x, up as number);
        backward(x, up as number, since);
      }
    return likeArguments(args, wrt, leavesFrom(leaves.map(({ grad }) => grad)));
  };
  return { value, outputs, pull };
}

/** On values: derivatives are recorded. The arguments are told apart from the same values used otherwise. */
function recorded(where: string, f: AnyFunction, args: readonly unknown[], wrt: readonly number[]): Pullback {
  const aliases: Value[] = [];
  const alias = (x: unknown) => {
    const made = isValue(x) ? mul(x, 1) : new Value(x as number);
    aliases.push(made);
    return made;
  };
  const given = replaced(f, args, wrt, (whole) => withElements(whole, alias));
  const value = within(() => callOf(where, f, given));
  const outputs = resultLeaves(where, value);
  const pull = (adjoint: unknown) => {
    const terms = paired(where, outputs, adjoint).map(([x, up]) => mul(x, up));
    const total = terms.length === 0 ? 0 : terms.reduce((a, b) => add(a, b));
    const slopes = isValue(total) ? gradients(total, aliases) : aliases.map(() => 0);
    return likeArguments(args, wrt, leavesFrom(slopes));
  };
  return { value, outputs, pull };
}

/** On traced values: code behind the function's code. */
function traced(
  where: string,
  trace: Tracing,
  f: AnyFunction,
  args: readonly unknown[],
  wrt: readonly number[],
): Pullback {
  const { builder } = trace;
  const call = traceCall(where, trace, f, args, wrt);
  const { arrays, outputs, code, value } = call;
  const pull = (adjoint: unknown) => {
    const seeds = directionLeaves(where, outputs, adjoint);
    const seeded = call.results.map((array, k) => ({ array, adjoint: copied(trace, seeds[k]!) }));
    const adjoints = reverse(trace, code, seeded, arrays);
    let at = 0;
    return likeArguments(args, wrt, ({ value, shape }) => {
      const array = adjoints[at++] ?? builder.alloc(shape);
      setVarying(array, varyingExtents(value));
      return handle(trace, setTypedAs(array, value));
    });
  };
  return { value, outputs, pull };
}

/** A call of a function while tracing, on arguments that are told apart from the same values used otherwise. */
function traceCall(
  where: string,
  trace: Tracing,
  f: AnyFunction,
  args: readonly unknown[],
  wrt: readonly number[],
) {
  const { builder } = trace;
  const arrays: Arr[] = [];
  const given = (make: (leaf: Leaf) => unknown) => replaced(f, args, wrt, make, vectorShape);
  given((leaf) => arrays.push(setPath(fresh(trace, leaf), leaf.path)));
  const block = builder.current;
  const from = block.instructions.length;
  let at = 0;
  const handles = given(() => handle(trace, arrays[at++]!));
  const value = callOf(where, f, handles);
  const outputs = resultLeaves(where, value);
  const results = outputs.map((leaf) => copied(trace, leaf));
  const code: Code = { block, from, to: block.instructions.length };
  return { arrays, value, outputs, results, code };
}

/** A new array with the elements of a leaf, as a variable has the value of another: told apart from it. */
const fresh = (trace: Tracing, leaf: Leaf): Arr => filled(trace, trace.builder.opaque(leaf.shape), leaf);
/** A new array with the elements of a leaf. */
const copied = (trace: Tracing, leaf: Leaf): Arr => filled(trace, trace.builder.written(leaf.shape), leaf);

function filled(trace: Tracing, array: Arr, { value }: Leaf): Arr {
  write(trace, array, [], value, "result");
  setVarying(array, varyingExtents(value));
  return setTypedAs(array, value);
}

/** A function's result at an argument, and how it changes as the argument moves in a direction. */
export function pushforward(
  where: string,
  f: AnyFunction,
  x: unknown,
  direction: unknown,
): { value: unknown; tangent: unknown } {
  checkCall(where, f, [x], [0]);
  const name = parameterNames(f, 1)[0]!;
  const wanted = leavesOf(x, name, vectorShape);
  const given = directionLeaves(where, wanted, direction, name);
  if (isRecording()) return moved(where, f, x, given);
  const { value, tangent } = withRecording(() => moved(where, f, x, given));
  return { value: stopped(value), tangent: stopped(tangent) };
}

/** The same for the leaves of a direction, in the order of those of `x`. */
function moved(
  where: string,
  f: AnyFunction,
  x: unknown,
  given: readonly Leaf[],
): { value: unknown; tangent: unknown } {
  const trace = tracing();
  if (trace) {
    const { arrays, value, code, results } = traceCall(where, trace, f, [x], [0]);
    const directions = arrays.map((array, k) => ({ array, tangent: copied(trace, given[k]!) }));
    const moved = forward(trace, code, directions, results);
    let at = 0;
    const tangent = mapTree(
      value,
      "result",
      ({ shape, value: like }) =>
        handle(trace, setTypedAs(moved[at++]!.tangent ?? trace.builder.alloc(shape), like)),
      vectorShape,
    );
    return { value, tangent };
  }
  // The pullback is linear in its adjoint, so its own derivative takes directions forward.
  const outer = depth > 0 || holdsValues(x) || given.some(({ value }) => holdsValues(value));
  return within(() => {
    const { value, pull } = recorded(where, f, [x], [0]);
    const ups: Value[] = [];
    const adjoint = mapTree(value, "result", ({ value: part, shape }) =>
      nest(
        elementsOf(part).map(() => {
          const up = new Value(1);
          ups.push(up);
          return up;
        }),
        shape,
      ),
    );
    const [back] = pull(adjoint);
    const products = leavesOf(back, "result").flatMap((leaf, k) => {
      const along = elementsOf(given[k]!.value) as Num[];
      return (elementsOf(leaf.value) as Num[]).map((g, i) => mul(g, along[i]!));
    });
    const total = products.length === 0 ? 0 : products.reduce((a, b) => add(a, b));
    const tangents = isValue(total) ? gradients(total, ups) : ups.map(() => 0);
    const plain = (y: unknown) => (outer || !isValue(y) ? y : y.data);
    return {
      value: mapTree(value, "result", (leaf) => withElements(leaf, plain)),
      tangent: mapTree(value, "result", leavesFrom(tangents.map(plain))),
    };
  });
}
