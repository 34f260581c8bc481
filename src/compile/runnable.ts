/** Built programs in an engine's hands, or interpreted where there is none. */
import { run as interpret } from "../evaluate.ts";
import { parameterNames } from "../parameters.ts";
import { argumentData } from "../trace.ts";
import { sizeOf } from "../tree.ts";
import type { Built } from "./build.ts";
import { type Exports, engine, type Imports, instantiate, instantiateAsync } from "./engine.ts";
import { type Reader, readerOf, type Writer, writerOf } from "./marshal.ts";
import { FAILURE, sizeText } from "./memory.ts";

export interface Runnable {
  readonly built: Built;
  /** Of the inputs and outputs of the program, in order. */
  readonly inputs: readonly Float64Array[];
  readonly outputs: readonly Float64Array[];
  readonly run: () => void;
  /** Per argument. */
  readonly readers: readonly Reader[];
  readonly write: Writer;
}

/** Takes arguments in and runs; false if they have other shapes than were traced. */
export function accepts({ readers }: Runnable, args: readonly unknown[]): boolean {
  if (args.length !== readers.length) return false;
  for (let k = 0; k < readers.length; k++) if (!readers[k]!(args[k])) return false;
  return true;
}

/** What is wrong with arguments that were not accepted. */
export function misfit({ traced, inputs }: Built, args: readonly unknown[]): Error {
  argumentData(traced, args);
  const wanted = inputs.map(({ name, shape }) => `${name} [${shape.join("×")}]`).join(", ");
  return new TypeError(`compile: the arguments are not those it was compiled for: ${wanted}`);
}

/**
 * Puts a program into the engine. `args` are examples of its arguments; with `keepsForm` only those are accepted that are
 * typed where these are. `exports` are what `built` gave when it was loaded, if it was.
 */
export function start(
  built: Built,
  f: unknown,
  args: readonly unknown[],
  keepsForm: boolean,
  exports: Exports | undefined,
): Runnable {
  const { inputs, outputs, run } = exports ? instance(built, exports) : interpreted(built);
  const names = parameterNames(f, args.length);
  let at = 0;
  const readers = args.map((arg, k) => readerOf(arg, names[k]!, keepsForm, () => inputs[at++]!));
  built.traced.captured.forEach((numbers, k) => {
    inputs[at + k]!.set(numbers);
  });
  const results = built.outputs.map(({ shape }, k) => ({ shape, view: outputs[k]! }));
  return { built, inputs, outputs, run, readers, write: writerOf(built.traced.result, results) };
}

/** The module in the engine's hands; undefined where it compiles nothing. @throws Error if it refuses this one. */
export function load(built: Built): Exports | undefined {
  try {
    return instantiate(built.bytes, importsOf(built));
  } catch (error) {
    return refused(built, error as Error);
  }
}

export const loadAsync = (built: Built): Promise<Exports | undefined> =>
  instantiateAsync(built.bytes, importsOf(built)).catch((error) => refused(built, error));

const importsOf = ({ imported }: Built): Imports => ({
  ops: Object.fromEntries(imported.map((op) => [op.name, op.f as (...x: number[]) => number])),
});

let hasWarned = false;
/** What to do without the engine: nothing but to say so, once. @throws Error if it refuses this module alone. */
function refused({ stats: { memory, bytes } }: Built, error: Error): undefined {
  const { message } = error;
  const isPolicy =
    engine() === undefined ||
    /Content.Security.Policy|\bCSP\b|disallowed by embedder|unsafe-eval/i.test(message);
  if (!isPolicy && /memory/i.test(message))
    throw new RangeError(`compile: needs ${sizeText(memory)}, which this engine does not give: ${message}`, {
      cause: error,
    });
  if (!isPolicy)
    throw new Error(
      `compile: this engine refuses the module, of ${sizeText(bytes)}: ${message}` +
        (/main thread/i.test(message) ? "; use compileAsync" : ""),
      { cause: error },
    );
  if (!hasWarned)
    console.warn(
      `chainrule: compiled functions are interpreted, which is slow, for this engine does not compile: ${message}. ` +
        "A Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src.",
    );
  hasWarned = true;
  return undefined;
}

type Views = Pick<Runnable, "inputs" | "outputs" | "run">;

function instance(built: Built, { memory, run }: Exports): Views {
  const { buffer } = memory;
  const view = ({ offset, shape }: Built["inputs"][number]) =>
    new Float64Array(buffer, offset, sizeOf(shape));
  const failed = new Int32Array(buffer, FAILURE.length, 1);
  const [inputs, outputs] = [built.inputs.map(view), built.outputs.map(view)];
  const checked = () => {
    try {
      run();
    } catch (error) {
      if (failed[0] === 0) throw error;
      failed[0] = 0;
      // The interpreter comes to the same index, and says which array's it is.
      interpret(built.traced.program, inputs);
      throw error;
    }
  };
  return { inputs, outputs, run: checked };
}

function interpreted({ traced: { program } }: Built): Views {
  // One memory for all, as a module has.
  const arrays = (all: readonly { readonly shape: readonly number[] }[]) => {
    const sizes = all.map(({ shape }) => sizeOf(shape));
    const memory = new Float64Array(sizes.reduce((a, b) => a + b, 0));
    let end = 0;
    return sizes.map((size) => {
      end += size;
      return memory.subarray(end - size, end);
    });
  };
  const [inputs, outputs] = [arrays(program.inputs), arrays(program.outputs)];
  const run = () => {
    interpret(program, inputs).forEach((numbers, k) => {
      outputs[k]!.set(numbers);
    });
  };
  return { inputs, outputs, run };
}
