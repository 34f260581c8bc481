/** Built programs in an engine's hands, or interpreted where there is none. */
import { run as interpret } from "../evaluate.ts";
import { argumentData, parameterNames } from "../trace.ts";
import { sizeOf } from "../tree.ts";
import type { Built } from "./build.ts";
import { type EngineModule, engine, instantiate, moduleOf } from "./engine.ts";
import { type Reader, readerOf, type Writer, writerOf } from "./marshal.ts";
import { FAILURE } from "./memory.ts";

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
 * typed where these are. `module` is what `built` was compiled to.
 */
export function start(
  built: Built,
  f: unknown,
  args: readonly unknown[],
  keepsForm: boolean,
  module = compiled(built.bytes),
): Runnable {
  const { inputs, outputs, run } = module ? instance(built, module) : interpreted(built);
  const names = parameterNames(f, args.length);
  let at = 0;
  const readers = args.map((arg, k) => readerOf(arg, names[k]!, keepsForm, () => inputs[at++]!));
  built.traced.captured.forEach((numbers, k) => {
    inputs[at + k]!.set(numbers);
  });
  const results = built.outputs.map(({ shape }, k) => ({ shape, view: outputs[k]! }));
  return { built, inputs, outputs, run, readers, write: writerOf(built.traced.result, results) };
}

function compiled(bytes: Built["bytes"]): EngineModule | undefined {
  try {
    return moduleOf(bytes);
  } catch (error) {
    return refused(error);
  }
}

let hasWarned = false;
/** What to do without the engine: nothing but to say so, once. @throws the error, if code itself is at fault. */
export function refused(error: unknown): undefined {
  const { message } = error as Error;
  const isPolicy =
    engine() === undefined || /Content.Security.Policy|disallowed by embedder|unsafe-eval/i.test(message);
  if (!isPolicy) throw error;
  if (!hasWarned)
    console.warn(
      `chainrule: compiled functions are interpreted, which is slow, for this engine does not compile: ${message}. ` +
        "A Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src.",
    );
  hasWarned = true;
  return undefined;
}

type Views = Pick<Runnable, "inputs" | "outputs" | "run">;

function instance(built: Built, module: EngineModule): Views {
  const ops = Object.fromEntries(built.imported.map((op) => [op.name, op.f as (...x: number[]) => number]));
  const { memory, run } = instantiate(module, { ops });
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
  const arrays = (all: readonly { readonly shape: readonly number[] }[]) =>
    all.map(({ shape }) => new Float64Array(sizeOf(shape)));
  const [inputs, outputs] = [arrays(program.inputs), arrays(program.outputs)];
  const run = () => {
    interpret(program, inputs).forEach((numbers, k) => {
      outputs[k]!.set(numbers);
    });
  };
  return { inputs, outputs, run };
}
