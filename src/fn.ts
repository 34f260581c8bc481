/** Functions that stay calls: traced once for each shape of their arguments, and called wherever they are used. */
import { Expr, partOf, setTypedAs, type Vector, vectorShape, write } from "./ir/expr.ts";
import type { Callee, Part } from "./ir/program.ts";
import { prune, withoutUnread } from "./ir/prune.ts";
import { during, newTrace, type Tracing, tracing } from "./ir/tracing.ts";
import { standForParts } from "./ir/validate.ts";
import { checkFunction, checkOptions, describe } from "./op.ts";
import { stopGradient } from "./ops.ts";
import { namedAs, parameterNames } from "./parameters.ts";
import { stopped } from "./stopped.ts";
import { argumentLeaves, formOf, handle, mapResult, outputTree } from "./trace.ts";
import { mapTree } from "./tree.ts";
import { isRecording } from "./value.ts";

// biome-ignore lint/suspicious/noExplicitAny: what users' functions take and give is for their signatures to say.
type AnyFunction = (...args: any[]) => unknown;

export interface FnOptions {
  /** What the function is called where programs are shown; its own name unless given. */
  readonly name?: string;
}

/** A function as a program that is called. */
interface Called {
  readonly callee: Callee;
  /** What stands for its inputs: leaves of the arguments, by number, and values of the code around the function. */
  readonly sources: readonly (number | Expr | Vector)[];
  /** The result, with an `Output` at every leaf. */
  readonly result: unknown;
}
const TYPED = new Float64Array();
/** What stands in place of a program while it is being made. */
const IN_PROGRESS = "in progress";

/**
 * `f` as a function that stays a call. On numbers and values it is `f`. In a trace, `f` is traced once for each shape
 * of its arguments, trees of numbers and arrays, and each call is one instruction; so are calls of its derivatives,
 * which are made once as well. What is used often is thus written once: a program that calls `f` n times, and its
 * gradient, are as long as `f` and n.
 *
 * Traced values that `f` uses from around it become further arguments; numbers and arrays it captures are frozen, as
 * anywhere in a trace. Which these are its first call with arguments of the same shapes decides: a variable that is
 * assigned anew between calls is to be passed. In `f` its arguments are data: a loop's index that is passed to it may be used as an index, and
 * not as the length of a loop. The reverse of a call runs `f` again, as that of a checkpointed loop does.
 *
 * @throws TypeError if `f` is not a function; on a call in a trace also if the arguments or the result hold anything
 *   but numbers; Error if `f` calls itself on arguments of the same shapes.
 */
export function fn<F extends AnyFunction>(f: F, options: FnOptions = {}): F {
  checkFunction("fn", f);
  checkOptions("fn", options, ["name"]);
  const { name = f.name || "f" } = options;
  if (typeof name !== "string" || name === "")
    throw new TypeError(`fn: name is ${describe(name)}; wanted a text that is not empty`);
  const called = (...args: unknown[]): unknown => {
    const trace = tracing();
    if (trace) return call(trace, f, name, args);
    return isRecording() ? f(...args) : stopped(f(...args));
  };
  return namedAs(called as F, f, name);
}

function call(trace: Tracing, f: AnyFunction, name: string, args: readonly unknown[]): unknown {
  const leaves = argumentLeaves(f, args);
  const { callee, sources, result } = calledFor(trace, f, name, args);
  const { builder } = trace;
  const parts = sources.map((source): Part => {
    const leaf = typeof source === "number" ? leaves[source]! : { path: name, value: source, shape: [] };
    return partOf(trace, leaf);
  });
  // −0 + x is x, bit for bit.
  const arrays = callee.program.outputs.map(({ shape }) => builder.alloc(shape, -0));
  builder.call(
    callee,
    parts,
    arrays.map((array) => ({ array, index: [] })),
  );
  return mapResult(result, (k, _, isTyped) => {
    const array = arrays[k]!;
    const given = handle(trace, isTyped ? setTypedAs(array, TYPED) : array);
    return given instanceof Expr && !isRecording() ? stopGradient(given) : given;
  });
}

/** The program of `f` for arguments of these shapes: from the first such call in the whole trace. */
function calledFor(trace: Tracing, f: AnyFunction, name: string, args: readonly unknown[]): Called {
  const key = (isRecording() ? "" : "noGrad,") + formOf(f, args);
  let byShape = trace.callees.get(f);
  if (byShape === undefined) {
    byShape = new Map();
    trace.callees.set(f, byShape);
  }
  const known = byShape.get(key);
  if (known === IN_PROGRESS)
    throw new Error(
      `fn: ${name} calls itself on arguments of the same shapes, which never ends when it is traced; write a loop ` +
        "(fold, whileLoop)",
    );
  if (known !== undefined) return known as Called;
  byShape.set(key, IN_PROGRESS);
  try {
    const made = traceCalled(newTrace(trace), f, name, args);
    byShape.set(key, made);
    return made;
  } finally {
    if (byShape.get(key) === IN_PROGRESS) byShape.delete(key);
  }
}

function traceCalled(inner: Tracing, f: AnyFunction, name: string, args: readonly unknown[]): Called {
  const { builder } = inner;
  const names = parameterNames(f, args.length);
  const given = args.map((arg, k) =>
    mapTree(
      arg,
      names[k]!,
      ({ path, value, shape }) => handle(inner, setTypedAs(builder.input(path, shape), value)),
      vectorShape,
    ),
  );
  const own = [...builder.inputs];
  const result = during(inner, () => {
    const tree = outputTree(inner, f(...given));
    // What is read here as well, or has another use, is copied.
    standForParts(builder.program()).forEach((stands, k) => {
      if (stands) return;
      const output = builder.outputs[k]!;
      const copy = builder.alloc(output.shape);
      write(inner, copy, [], handle(inner, output));
      builder.outputs[k] = copy;
    });
    return tree;
  });
  const program = withoutUnread(prune(builder.program()));
  const sources = program.inputs.map((input) => inner.borrowed.get(input) ?? own.indexOf(input));
  return { callee: { name, program }, sources, result };
}
