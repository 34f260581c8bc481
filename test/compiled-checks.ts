/** What must hold of compiled functions, as a function that gives what is wrong, if anything. */
import type { BuildOptions, build } from "../src/compile/build.ts";
import { compile } from "../src/compile/compile.ts";
import { validate } from "../src/ir/validate.ts";
import { evaluate, trace } from "../src/trace.ts";
import { optimise } from "../src/transform/optimise.ts";
import { conditions, flat } from "./condition.ts";

export type Any = (...args: never[]) => unknown;
export type Prepared = ((...args: unknown[]) => unknown) & {
  readonly wasm: Uint8Array;
  readonly wat: string;
  readonly stats: ReturnType<typeof build>["stats"];
};
export const prepared = (f: Any, like: readonly unknown[], options: BuildOptions = {}): Prepared =>
  compile(f, { like, ...options } as never) as unknown as Prepared;

/** How much sums in another order may change a result, in terms of its condition. */
const TOLERANCE = 1e-12;

/** What calls of a function give, or what they throw. */
function outcome(f: () => unknown): readonly number[] | string {
  try {
    return flat(f());
  } catch (error) {
    return `threw ${(error as Error).message}`;
  }
}

/**
 * How the compiled function differs from the evaluated one on arguments, if it does: strict, in any bit; otherwise by more than
 * the condition allows. Called twice: nothing may stay. What is evaluated with an error is compiled with the same one.
 */
export function difference(
  f: Any,
  args: readonly unknown[],
  options: BuildOptions = {},
  see: (compiled: Prepared) => void = () => {},
): string | undefined {
  const traced = trace(f, ...args);
  validate(optimise(traced.program, { strict: options.strict ?? false, inlined: options.inlined }));
  const want = outcome(() => evaluate(traced, ...args));
  const compiled = prepared(f, args, options);
  see(compiled);
  let scales: readonly number[] | undefined;
  for (const time of ["first", "second"]) {
    const got = outcome(() => compiled(...args));
    if (typeof want === "string" || typeof got === "string") {
      if (got !== want) return `the ${time} call ${got}, evaluated ${want}`;
      continue;
    }
    if (got.length !== want.length) return `${got.length} numbers, evaluated ${want.length}`;
    for (const [k, x] of want.entries()) {
      const y = got[k]!;
      if (Object.is(x, y) || (!options.strict && x === y)) continue;
      scales ??= options.strict ? [] : conditions(traced, args, want);
      const scale = scales[k] ?? 0;
      if (!(Math.abs(x - y) <= TOLERANCE * scale))
        return `element ${k} on the ${time} call is ${y}, evaluated ${x}, its condition ${scale}`;
    }
  }
  return undefined;
}
