/** Programs from functions, by calling them once with traced arguments, and from graphs of values. */

import { run } from "./evaluate.ts";
import { graph } from "./graph.ts";
import { apply, Expr, hasTypedRows, setTypedAs, Vector, vectorShape, write } from "./ir/expr.ts";
import { type Arr, calleesIn, type Program, type Scalar, visitInstructions } from "./ir/program.ts";
import { prune } from "./ir/prune.ts";
import { during, newTrace, type Tracing } from "./ir/tracing.ts";
import { checkFunction, describe, type Num } from "./op.ts";
import { callOf, parameterNames } from "./parameters.ts";
import {
  alike,
  checkGiven,
  elementsOf,
  isTyped,
  type Leaf,
  leavesOf,
  mapTree,
  nestNumbers,
  sizeOf,
  type TypedArray,
} from "./tree.ts";
import { isValue, type Value } from "./value.ts";

/** A function as a program, with the trees that its inputs and outputs hang on. */
export interface Traced<out R = unknown> {
  /** What the function returns: a type only, and never there. */
  readonly returns?: R;
  readonly program: Program;
  /** The leaves of the arguments, in the order of the program's first inputs. */
  readonly inputs: readonly Leaf[];
  /** Data of the inputs behind those: plain arrays that the function captured. */
  readonly captured: readonly Float64Array[];
  /** The result, with an `Output` at every leaf. */
  readonly result: unknown;
  /** How many numbers the program keeps in arrays of its own, those made anew in every round of a loop counted once. */
  readonly memory: number;
}

/** The type of what a traced function gives for numbers. */
export type Evaluated<R> = unknown extends R
  ? R
  : R extends Num
    ? number
    : R extends TypedArray
      ? Float64Array
      : R extends readonly unknown[]
        ? { [K in keyof R]: Evaluated<R[K]> }
        : R extends ArrayLike<infer E>
          ? ArrayLike<Evaluated<E>>
          : { [K in keyof R]: Evaluated<R[K]> };

/** What stands in the tree of a result for an output of the program. */
export class Output {
  readonly number: number;
  /** Whether its rows are typed. */
  readonly isTyped: boolean;
  constructor(number: number, isTyped = false) {
    this.number = number;
    this.isTyped = isTyped;
  }
}

/** The tree of a result with something else for every output. */
export const mapResult = (
  result: unknown,
  f: (output: number, path: string, isTyped: boolean) => unknown,
): unknown =>
  mapTree(
    result,
    "result",
    ({ value, path }) => f((value as Output).number, path, (value as Output).isTyped),
    (x) => (x instanceof Output ? [] : undefined),
  );

export const isTraced = (x: unknown): x is Traced =>
  typeof x === "object" && x !== null && "program" in x && "captured" in x && "result" in x;

/** The leaves of arguments, by the names that the function gives them. */
export function argumentLeaves(f: (...args: never[]) => unknown, args: readonly unknown[]): Leaf[] {
  const names = parameterNames(f, args.length);
  return args.flatMap((arg, k) => leavesOf(arg, names[k]!, vectorShape));
}

/** What tells apart arguments for which a function is traced anew: shapes, and which arrays are typed. */
export const formOf = (f: (...args: never[]) => unknown, args: readonly unknown[]): string =>
  argumentLeaves(f, args)
    .map(({ path, value, shape }) => `${path}[${shape}]${hasTypedRows(value) ? "t" : ""}`)
    .join();

/**
 * The program of `f` for arguments of the shapes that `like` has. What JavaScript decides while `f` runs is decided
 * for good: branches, captured numbers and arrays, numbers of elements.
 *
 * @throws TypeError if `like` or what `f` returns holds anything but numbers and arrays of them.
 */
export function trace<A extends unknown[], R>(f: (...args: A) => R, ...like: unknown[]): Traced<R> {
  checkFunction("trace", f);
  return traceCall("trace", f as never, like) as Traced<R>;
}

/** The same, for errors that say where `f` is called; `example` of a call whose one argument is an array. */
export function traceCall(
  where: string,
  f: (...args: unknown[]) => unknown,
  like: readonly unknown[],
  example?: string,
): Traced {
  const tracing = newTrace();
  const { builder } = tracing;
  const names = parameterNames(f, like.length);
  const inputs: Leaf[] = [];
  const args = like.map((arg, k) =>
    mapTree(
      arg,
      names[k]!,
      (leaf) => {
        if (!isTyped(leaf.value)) numbersIn(leaf);
        inputs.push(leaf);
        return handle(tracing, setTypedAs(builder.input(leaf.path, leaf.shape), leaf.value));
      },
      vectorShape,
    ),
  );
  const result = during(tracing, () => outputTree(tracing, callOf(where, f, args, example)));
  // Captured arrays became inputs wherever the code met them: behind the arguments in any order of the program.
  const program = builder.program();
  const order = [...program.inputs.filter((x) => !tracing.captured.has(x)), ...tracing.captured.keys()];
  return traced({ ...program, inputs: order }, inputs, [...tracing.captured.values()], result);
}

/** A program without what nothing needs, with what hangs on it. */
export function traced(
  program: Program,
  inputs: readonly Leaf[],
  captured: readonly Float64Array[],
  result: unknown,
): Traced {
  let memory = 0;
  let calls = false;
  prune(program, (instruction) => {
    if (instruction.kind === "alloc") memory += sizeOf(instruction.shape);
    if (instruction.kind === "call") calls = true;
  });
  if (calls) for (const callee of calleesIn(program)) memory += memoryOf(callee.program);
  return { program, inputs, captured, result, memory };
}

/** How many numbers a program that is called keeps in arrays of its own: what it gives stands in its callers'. */
function memoryOf({ top, outputs }: Program): number {
  let memory = 0;
  visitInstructions(top, (instruction) => {
    if (instruction.kind === "alloc" && !outputs.includes(instruction)) memory += sizeOf(instruction.shape);
  });
  return memory;
}

/** What traced code sees of an array: a number where it has no dimensions. */
export function handle(tracing: Tracing, array: Arr): Expr | Vector {
  return array.shape.length === 0
    ? new Expr(tracing, tracing.builder.element(array, []))
    : new Vector(tracing, array);
}

/** Makes every leaf of a result an output of the program. */
export function outputTree(tracing: Tracing, result: unknown): unknown {
  const { builder } = tracing;
  checkGiven(result, "the function's result");
  return mapTree(
    result,
    "result",
    ({ value, shape }) => {
      builder.outputs.push(toArray(tracing, value, shape));
      return new Output(builder.outputs.length - 1, hasTypedRows(value));
    },
    vectorShape,
  );
}

/** A leaf of a tree as an array of its own, or the array it already is. */
export function toArray(tracing: Tracing, value: unknown, shape: readonly number[]): Arr {
  const isWhole = value instanceof Vector && value.trace === tracing && value.given.length === 0;
  if (isWhole && value.array.kind === "alloc") return value.array;
  const { builder } = tracing;
  const array = builder.written(shape);
  write(tracing, array, [], value, "result");
  return array;
}

/** A graph of values to trace. */
export interface Graph {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/**
 * The program of a graph of values: scalars `inputs` give the scalars `outputs`. Other leaves keep their data.
 *
 * @throws TypeError if either is no list of values, or an input is there twice.
 */
export function traceGraph({ inputs, outputs }: Graph): Traced {
  const trace = newTrace();
  const { builder } = trace;
  for (const [name, list] of Object.entries({ inputs, outputs })) {
    if (!Array.isArray(list))
      throw new TypeError(
        `compile: ${name} is ${isValue(list) ? "one Value" : describe(list)}; wanted a list of Values`,
      );
    list.forEach((x: unknown, k) => {
      const path = `${name}[${k}]`;
      if (!isValue(x)) throw new TypeError(`compile: ${path} is ${describe(x)}; wanted a Value`);
      if (name === "inputs" && list.indexOf(x) < k)
        throw new TypeError(`compile: ${path} is ${name}[${list.indexOf(x)}] again; wanted each input once`);
    });
  }
  const scalars = new Map<number, Scalar>();
  const leaves = inputs.map((value, k): Leaf => {
    const path = value.label || `argument ${k + 1}`;
    scalars.set(value.id, builder.load(builder.input(path, []), []));
    return { path, value: value.data, shape: [] };
  });
  const operand = (x: Value | number) => (typeof x === "number" ? builder.constant(x) : scalars.get(x.id)!);
  during(trace, () => {
    for (const output of outputs)
      for (const { id, op, args, data } of graph(output))
        if (!scalars.has(id))
          scalars.set(id, op === null ? builder.constant(data) : apply(trace, op, args.map(operand)));
  });
  for (const output of outputs) {
    const cell = builder.written([]);
    builder.accumulate(cell, [], scalars.get(output.id)!);
    builder.outputs.push(cell);
  }
  const result = outputs.map((_, k) => new Output(k));
  return traced(builder.program(), leaves, [...trace.captured.values()], result);
}

/**
 * The result of a traced function on arguments, by the simple interpreter: made anew in the form of what the function
 * gives, with a `Float64Array` for a typed array of whatever numbers.
 *
 * @throws TypeError if the arguments are not of the shapes that were traced, naming the path.
 */
export function evaluate<R>(traced: Traced<R>, ...args: unknown[]): Evaluated<R>;
export function evaluate(traced: Traced, ...args: unknown[]): unknown {
  if (!isTraced(traced))
    throw new TypeError(`evaluate: traced is ${describe(traced)}; wanted what trace gives`);
  const { program, captured, result } = traced;
  const outputs = run(program, [...argumentData(traced, args), ...captured]);
  return mapResult(result, (at, _, isTyped) =>
    nestNumbers(outputs[at]!, program.outputs[at]!.shape, isTyped),
  );
}

/** The elements of arguments, checked against what was traced. */
export function argumentData({ inputs }: Traced, args: readonly unknown[]): Float64Array[] {
  const given = args.flatMap((arg, k) => leavesOf(arg, rootOf(inputs, k), vectorShape));
  return alike("", inputs, given).map((leaf) => Float64Array.from(numbersIn(leaf)));
}

/** The elements of a leaf. @throws TypeError if they are not numbers. */
function numbersIn({ path, value }: Leaf): number[] {
  const elements = elementsOf(value);
  const other = elements.find((x) => typeof x !== "number");
  if (other !== undefined)
    throw new TypeError(
      `${path} ${other === value ? "is" : "holds"} ${describe(other)}; wanted numbers: \`compile\` and \`traced\` go ` +
        "outermost, as in compile(grad(f))",
    );
  return elements as number[];
}

/** The name of the k-th argument. */
function rootOf(inputs: readonly Leaf[], k: number): string {
  const roots = [...new Set(inputs.map(({ path }) => /^[^.[]+/.exec(path)![0]))];
  return roots[k] ?? `argument ${k + 1}`;
}
