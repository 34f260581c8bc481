/** Traces in progress: programs being built, each by a function that runs, one within another where functions are called. */
import { Builder } from "./builder.ts";
import type { Expr, Vector } from "./expr.ts";
import type { Arr, Input, Scalar } from "./program.ts";

/** A trace in progress: the program being built, and what its code has captured. */
export interface Tracing {
  readonly builder: Builder;
  /** The data of inputs that hold captured arrays, frozen when they were captured. */
  readonly captured: Map<Input, Float64Array>;
  readonly seen: WeakMap<object, Vector>;
  /** The trace of the code that calls the function being traced, if that is to be called. */
  readonly outer: Tracing | undefined;
  /** Whether the function has been traced: what is left of its numbers and arrays means nothing then. */
  isOver: boolean;
  /** What the function uses of the code around it, by the inputs that stand for it. */
  readonly borrowed: Map<Input, Expr | Vector>;
  /** The handles of these inputs. */
  readonly standIns: Map<Scalar | Arr, Map<string, Expr | Vector>>;
  /** What was traced to be called: shared by the traces of all functions that are called in one. */
  readonly callees: Map<object, Map<string, unknown>>;
}

/** A new trace; with `outer` that of a function which is called there. */
export const newTrace = (outer?: Tracing): Tracing => ({
  builder: new Builder(),
  captured: new Map(),
  seen: new WeakMap(),
  outer,
  isOver: false,
  borrowed: new Map(),
  standIns: new Map(),
  callees: outer?.callees ?? new Map(),
});

let ambient: Tracing | undefined;
/** The trace in progress, if there is one. */
export const tracing = (): Tracing | undefined => ambient;

/** Runs `f`, which is all of a trace, with it in progress, and restores what was before, also after a throw. */
export function during<T>(trace: Tracing, f: () => T): T {
  const before = ambient;
  ambient = trace;
  try {
    return f();
  } finally {
    ambient = before;
    trace.isOver = true;
  }
}

/** Whether a trace is another, or one within it. */
export const isWithin = (trace: Tracing | undefined, outer: Tracing): boolean => {
  let t = trace;
  while (t !== undefined && t !== outer) t = t.outer;
  return t !== undefined;
};

/**
 * The trace that code with a value of `trace` extends: that of a function which is called there, if it is in progress.
 *
 * @throws Error if the trace is over.
 */
export function extended(trace: Tracing, where: string): Tracing {
  if (trace.isOver) refuseOutside(where);
  return ambient !== trace && isWithin(ambient, trace) ? ambient! : trace;
}

/** @throws Error */
export function refuseOutside(where: string): never {
  throw new Error(
    `${where}: a traced number or array is used outside of its function; return it from there, or pass it as an argument`,
  );
}
