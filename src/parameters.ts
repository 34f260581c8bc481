/** Parameters of users' functions: what they are called, which is what errors call the arguments, and how many there are. */
import { isOp } from "./op.ts";

/** What a function calls its parameters, for error messages: `argument 2` where its source does not say. */
export function parameterNames(f: unknown, count: number): string[] {
  const names = typeof f === "function" ? namesIn(f) : [];
  return Array.from({ length: count }, (_, k) => names[k] ?? `argument ${k + 1}`);
}

const parsed = new WeakMap<object, readonly (string | undefined)[]>();
/** The names of parameters in a function's source, read once. */
function namesIn(f: object): readonly (string | undefined)[] {
  let names = parsed.get(f);
  if (names === undefined) {
    const list = /^(?:async\s*)?(?:function\b[^(]*)?\(?([^)=]*)/.exec(String(f))?.[1]?.split(",") ?? [];
    names = list.map((text) => /^\s*([\w$\x80-\uffff]+)\s*$/.exec(text)?.[1]);
    parsed.set(f, names);
  }
  return names;
}

/** A function made of another, which errors call what they call that, and its arguments too. */
export function namedAs<F extends (...args: never[]) => unknown>(made: F, f: unknown, name?: string): F {
  const { length, name: own } = f as F;
  return Object.defineProperties(made, {
    length: { value: length },
    name: { value: name ?? own },
    toString: { value: () => String(f) },
  });
}

/**
 * What a user's function gives. What it throws is its own, but a TypeError says as well that arguments are missing, or
 * that there are more than `f` takes, with an `example` of a call with an array.
 */
export function callOf(
  where: string,
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
  example = "f([1, 2, 3])",
): unknown {
  try {
    return f(...(args as never[]));
  } catch (error) {
    // Nearest to where it failed it is said best.
    const wrong = error instanceof TypeError && !error.cause && miscount(f, args.length, example);
    throw wrong ? new TypeError(`${where}: f takes ${wrong}: ${error.message}`, { cause: error }) : error;
  }
}

/** What is wrong with a number of arguments, if it is certain that something is. */
function miscount(f: (...args: never[]) => unknown, count: number, example: string): string | undefined {
  const length = isOp(f) ? f.arity : f.length;
  const takes = `${length} argument${length === 1 ? "" : "s"}`;
  if (count < length) {
    const missing = parameterNames(f, length).slice(count);
    return `${takes}; ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`;
  }
  // Parameters with defaults, and those behind dots, do not count as a function's length.
  if (length === 0 || count <= namesIn(f).length || String(f).includes("...")) return undefined;
  return `${takes} and got ${count}; an array is one, as in ${example}`;
}
