/** Functions compiled to WebAssembly. */
import { checkOptions, describe } from "../op.ts";
import { formOf, type Graph, mapResult, traceCall, traceGraph } from "../trace.ts";
import { isTyped, mapTree } from "../tree.ts";
import { type BuildOptions, type Built, build, type Stats, standalone } from "./build.ts";
import { copyOf, lenderOf } from "./marshal.ts";
import { accepts, load, loadAsync, misfit, type Runnable, start } from "./runnable.ts";
import { wat } from "./wat.ts";

// biome-ignore lint/suspicious/noExplicitAny: any argument list.
type AnyFunction = (...args: any[]) => unknown;

export interface CompileOptions extends BuildOptions {
  /** Arguments of the shapes to prepare for. Others are then refused. */
  readonly like?: readonly unknown[];
}
/** Options that have a compiled function prepared ahead. */
export interface Ahead<A extends readonly unknown[]> extends BuildOptions {
  readonly like: A;
}

/** What can be seen of a compiled function: of the program it ran last, for it has one per shape. */
export interface Inspectable {
  /** The module as text. */
  readonly wat: string;
  /**
   * The module as bytes, without imports but of functions `f` that ops of a user's own have. It exports `memory` and
   * `run`; `stats` says what lies where in memory.
   */
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly stats: Stats;
}

/** What a function compiled ahead for one shape adds. Its memory never grows, so that views stay good. */
export interface Prepared extends Inspectable {
  /** The arguments, with a view into memory at every leaf: of one element for a number. */
  readonly inputs: readonly unknown[];
  /** The result, likewise. */
  readonly outputs: unknown;
  /** Computes `outputs` from `inputs`, and copies nothing. */
  readonly run: () => void;
}

/**
 * `f` as WebAssembly: a function of the same arguments, traced and compiled on its first call for each shape of them.
 * What JavaScript decides while `f` is traced is decided for good: branches, captured numbers and arrays. What it gives
 * has the form of what `f` gives, and is made anew: numbers, nested arrays, and a `Float64Array` where `f` gives a typed
 * array, as gradients by typed arrays are. That holds for typed arrays of whatever numbers, also a `Float32Array` that `f`
 * hands straight back, though the type of what is compiled is that of `f`.
 *
 * With `like`, example arguments, it is compiled at once, and for their shapes alone. With `strict` results are those
 * of `evaluate` bit for bit; otherwise sums may be added in another order. With `relaxed` products in lanes may also be
 * rounded together with what they are added to, where the engine has that; `stats.fused` says how often.
 *
 * An eager graph compiles too: `compile({ inputs, outputs })` gives a function of the inputs' numbers that returns
 * those of the outputs.
 *
 * Where the engine compiles nothing, because there is no WebAssembly or a Content-Security-Policy lacks
 * `wasm-unsafe-eval`, programs are interpreted, and a warning says so once.
 *
 * @throws TypeError if `f` is neither, if `strict` and `relaxed` are both wanted, if arguments do not fit `like`, or are
 *   not made of numbers: what derives or maps goes inside, as in `compile(grad(f))`.
 * @throws RangeError if a program takes more memory than WebAssembly can address or the engine gives, or if an index is
 *   out of range.
 * @throws Error if the engine refuses the module, with its reason; some refuse large ones that `compileAsync` compiles.
 */
export function compile<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  options: Ahead<A>,
): ((...args: A) => R) & Prepared;
export function compile<F extends AnyFunction>(f: F, options?: BuildOptions): F & Inspectable;
export function compile(graph: Graph, options?: BuildOptions): ((...inputs: number[]) => number[]) & Prepared;
export function compile(f: unknown, options: CompileOptions = {}): AnyFunction & Inspectable {
  check("compile", f, options);
  if (options.like || isGraph(f)) {
    const { built, example } = ahead("compile", f, options);
    return prepare(start(built, f, example, false, load(built)), example);
  }
  return perShape(f as AnyFunction, (args) => {
    const built = build(traceCall("compile", f as AnyFunction, args), options);
    return start(built, f, args, true, load(built));
  });
}

/**
 * As `compile` ahead of the first call, for engines that limit the size of what they compile at once: of a graph, or of a
 * function for the shapes that `like` has.
 */
export function compileAsync<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  options: Ahead<A>,
): Promise<((...args: A) => R) & Prepared>;
export function compileAsync(
  graph: Graph,
  options?: BuildOptions,
): Promise<((...inputs: number[]) => number[]) & Prepared>;
export async function compileAsync(
  f: unknown,
  options: CompileOptions = {},
): Promise<AnyFunction & Prepared> {
  check("compileAsync", f, options);
  if (!options.like && !isGraph(f))
    throw new TypeError(
      "compileAsync: like is missing; wanted a list of example arguments, as { like: [1, [2, 3]] }, empty if f takes none",
    );
  const { built, example } = ahead("compileAsync", f, options);
  return prepare(start(built, f, example, false, await loadAsync(built)), example);
}

/** What is built before the first call, and examples of its arguments. */
function ahead(
  where: string,
  f: unknown,
  options: CompileOptions,
): { built: Built; example: readonly unknown[] } {
  const traced = isGraph(f)
    ? traceGraph(f)
    : traceCall(where, f as AnyFunction, options.like!, "like: [[1, 2, 3]]");
  return { built: build(traced, options), example: options.like ?? traced.inputs.map(({ value }) => value) };
}

function check(where: string, f: unknown, options: CompileOptions): void {
  if (typeof f !== "function" && !isGraph(f))
    throw new TypeError(
      `${where}: f is ${describe(f)}; wanted a function, or a graph of Values, as ${where}({ inputs: [x], outputs: [u] })`,
    );
  const flags = ["strict", "simd", "relaxed"] as const;
  const names = [...flags, "longest", "inlined"];
  checkOptions(where, options, isGraph(f) ? names : ["like", ...names]);
  const { like, strict, relaxed } = options;
  for (const name of flags) {
    const given: unknown = options[name];
    if (given !== undefined && typeof given !== "boolean")
      throw new TypeError(`${where}: ${name} is ${describe(given)}; wanted true or false`);
  }
  for (const [name, least] of [
    ["longest", 1],
    ["inlined", 0],
  ] as const) {
    const given: unknown = options[name];
    if (given !== undefined && !(Number.isInteger(given) && (given as number) >= least))
      throw new RangeError(`${where}: ${name} is ${describe(given)}; wanted a whole number from ${least} on`);
  }
  if (like !== undefined && !Array.isArray(like))
    throw new TypeError(`${where}: like is ${describe(like)}; wanted a list of example arguments`);
  if (strict && relaxed)
    throw new TypeError(
      `${where}: strict and relaxed are both true; strict gives the bits of evaluate, which fused multiply-adds change`,
    );
}

const isGraph = (x: unknown): x is Graph =>
  typeof x === "object" && x !== null && "inputs" in x && "outputs" in x;

function prepare(runnable: Runnable, like: readonly unknown[]): AnyFunction & Prepared {
  const { built, write, run, inputs, outputs } = runnable;
  // The views that follow let callers give what reading other arguments overwrites.
  const memory = inputs[0]?.buffer;
  const lenders = like.map((arg) => lenderOf(arg, memory!));
  const isLent = (arg: unknown, k: number) => lenders[k]?.(arg);
  const call = (...args: unknown[]): unknown => {
    if (!accepts(runnable, args.some(isLent) ? args.map(copyOf) : args)) throw misfit(built, args);
    run();
    return write();
  };
  let at = 0;
  const views = {
    inputs: frozen(like.map((arg) => mapTree(arg, "argument", () => inputs[at++]))),
    outputs: frozen(mapResult(built.traced.result, (k) => outputs[k])),
    run,
  };
  return Object.assign(
    inspectable(call, () => built),
    views,
  );
}

/** A tree of views: what is put in the place of one, not in what it views, would not be seen. */
function frozen<T>(tree: T): T {
  if (isTyped(tree)) return tree;
  Object.values(tree as object).forEach(frozen);
  return Object.freeze(tree);
}

/** A function that is compiled for each shape of its arguments. */
function perShape(f: AnyFunction, make: (args: readonly unknown[]) => Runnable): AnyFunction & Inspectable {
  const known = new Map<string, Runnable>();
  let latest: Runnable | undefined;
  const call = (...args: unknown[]): unknown => {
    if (latest === undefined || !accepts(latest, args)) latest = find(args);
    latest.run();
    return latest.write();
  };
  const find = (args: readonly unknown[]): Runnable => {
    const key = formOf(f, args);
    let found = known.get(key);
    if (found === undefined) {
      found = make(args);
      known.set(key, found);
    }
    if (!accepts(found, args)) throw misfit(found.built, args);
    return found;
  };
  return inspectable(call, () => {
    if (latest === undefined)
      throw new Error(
        "compile: nothing is compiled before the first call; give `like` to compile ahead of it",
      );
    return latest.built;
  });
}

function inspectable(call: AnyFunction, built: () => Built): AnyFunction & Inspectable {
  return Object.defineProperties(call, {
    wat: { get: () => wat(standalone(built())) },
    wasm: { get: () => standalone(built()) },
    stats: { get: () => built().stats },
  }) as AnyFunction & Inspectable;
}
