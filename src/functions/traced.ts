/** Functions that are traced once for each shape of their arguments and then interpreted. */
import { print } from "../ir/print.ts";
import { checkFunction, checkOptions } from "../op.ts";
import { evaluate, formOf, mapResult, type Traced, traceCall } from "../trace.ts";
import type { AnyFunction } from "./differentiate.ts";

export interface TracedOptions {
  /**
   * `"compare"` traces again on every call and throws if the program has changed: a traced function keeps what
   * JavaScript decided the first time (branches on captured state, captured numbers and arrays, `.data` of values).
   */
  readonly retrace?: "compare";
}

/**
 * `f` as a function of numbers that is traced on its first call for each shape of arguments, and evaluated from then on.
 *
 * @throws TypeError if `f` is no function or `retrace` none of its values; on a call, for what is no number.
 */
export function traced<F extends AnyFunction>(f: F, options: TracedOptions = {}): F {
  checkFunction("traced", f);
  checkOptions("traced", options, ["retrace"]);
  const { retrace } = options;
  if (retrace !== undefined && retrace !== "compare")
    throw new TypeError(`traced: retrace is ${JSON.stringify(retrace)}; wanted "compare" or nothing`);
  const byShape = new Map<string, Traced>();
  return ((...args: unknown[]) => {
    const key = formOf(f, args);
    let known = byShape.get(key);
    if (known === undefined) {
      known = traceCall("traced", f, args);
      byShape.set(key, known);
    } else if (retrace === "compare") compare(known, traceCall("traced", f, args));
    return evaluate(known, ...args);
  }) as F;
}

/** The paths of a result, with the outputs that stand there. */
function outputsOf(result: unknown): string {
  const paths: string[] = [];
  mapResult(result, (output, path) => paths.push(`${path} (output ${output})`));
  return paths.join(", ");
}

/** @throws Error that shows the first place in which two traces of one function differ. */
function compare(before: Traced, now: Traced): void {
  const [a, b] = [before, now].map((traced) => print(traced.program).split("\n"));
  const line = a!.findIndex((text, k) => text !== b![k]);
  if (line >= 0 || a!.length !== b!.length)
    throw new Error(
      `traced: the function is not the one that was traced: it had "${a![line]?.trim() ?? "an end"}" where it now has ` +
        `"${b![line]?.trim() ?? "an end"}"; what JavaScript decides while tracing is decided for good, so pass it as an argument`,
    );
  const [results, others] = [before, now].map(({ result }) => outputsOf(result));
  if (results !== others)
    throw new Error(`traced: the function gave ${results} when it was traced and now gives ${others}`);
  before.captured.forEach((data, k) => {
    const other = now.captured[k]!;
    const at = data.findIndex((x, i) => !Object.is(x, other[i]));
    if (at >= 0)
      throw new Error(
        `traced: element ${at} of a captured array was ${data[at]} and is now ${other[at]}; pass the array as an argument`,
      );
  });
}
