/** Functions of code that `js` reads, which are JavaScript functions to everyone else, and calls of any function. */
import { tracing } from "../ir/tracing.ts";
import { isOp } from "../op.ts";
import { kindOf, type Place } from "./js-place.ts";
import { type Env, keeping, settled } from "./js-scope.ts";

/** A function's code, apart from the names around it. */
export interface Code {
  readonly name: string;
  /** The number of parameters before the first that has a default. */
  readonly length: number;
  run(args: readonly unknown[], outer: Env | undefined): unknown;
}

/** The code behind a function, and the names around it. */
const closures = new WeakMap<object, { readonly code: Code; readonly env: Env | undefined }>();
/** Functions whose errors are laid to the place of the call: JavaScript's own, as `js` offers them. */
const builtins = new WeakSet<object>();

export function builtin<F extends object>(f: F): F {
  builtins.add(f);
  return f;
}

const TRACED_ONCE =
  "it runs in a function that was handed to another one while tracing, where a loop's body runs once for all its turns; " +
  "return the value instead, or use fold";

/** A function of code, as JavaScript has functions. */
export function closure(code: Code, env: Env | undefined): (...args: unknown[]) => unknown {
  const f = (...args: unknown[]) =>
    tracing() ? keeping(TRACED_ONCE, () => code.run(args, env)) : code.run(args, env);
  named(f, code.name, code.length);
  closures.set(f, { code, env });
  return f;
}

export function named(f: object, name: string, length: number): void {
  Object.defineProperties(f, {
    name: { value: name, configurable: true },
    length: { value: length, configurable: true },
  });
}

type AnyFunction = (...args: readonly unknown[]) => unknown;

/** Calls a function from code. `written` is how the code calls it. */
export function call(
  f: unknown,
  self: unknown,
  args: readonly unknown[],
  place: Place,
  written: string,
): unknown {
  if (typeof f !== "function") return place.fail(`\`${written}\` is ${kindOf(f)}; wanted a function`);
  const known = closures.get(f);
  if (known) return known.code.run(args, known.env);
  if (isOp(f)) {
    const numbers = args.map((x) => (typeof x === "boolean" ? Number(x) : x));
    return located(f as AnyFunction, numbers, place);
  }
  if (builtins.has(f)) return located(f as AnyFunction, args, place);
  return Reflect.apply(f, self, tracing() ? args.map(settled) : args);
}

/** Calls a function from code where there is nothing to say about the place. */
export function apply(f: unknown, args: readonly unknown[]): unknown {
  if (typeof f !== "function") throw new TypeError(`${kindOf(f)} can't be called; wanted a function`);
  const known = closures.get(f);
  return known ? known.code.run(args, known.env) : (f as AnyFunction)(...args);
}

function located(f: AnyFunction, args: readonly unknown[], place: Place): unknown {
  try {
    return f(...args);
  } catch (error) {
    throw place.locate(error);
  }
}
