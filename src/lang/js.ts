/** Operators in ordinary functions: `js(f)` reads what `f` says and computes it in ops. */
import { describe } from "../op.ts";
import { completeBudget } from "./budget.ts";
import { LangError } from "./errors.ts";
import { readFunction } from "./javascript.ts";
import { compile, type Outside, requiredOf } from "./js-compile.ts";
import { named } from "./js-functions.ts";
import { isStackError } from "./js-place.ts";
import type { AnyFunction, Inside, LiftedFunction, LiftedWithin } from "./js-types.ts";
import { isPlain } from "./js-values.ts";
import { Source } from "./source.ts";
import type { FunctionExpression, Parameter } from "./tree.ts";

/**
 * `f`, an ordinary function of numbers, as one of whatever ops apply to: its operators, comparisons and calls of `Math`
 * become ops where an operand is a value or a traced number. On plain numbers it computes what `f` computes, bit for bit.
 *
 *     const slope = grad(js((x: number, y: number) => x ** 2 + Math.sin(x * y)));
 *
 * The text of `f` is parsed here, once, and never evaluated as code. The text does not say what is around it, so values
 * from outside come in through the last parameter, whose names survive a minifier:
 *
 *     js((x: number, { k }) => k * x ** 2, { k: 3 });
 *
 * A choice by a value or a traced number, `c ? a : b`, `a && b` or `a || b`, computes both sides and selects. `if` and loops
 * go by the number of a value, and throw on a traced number.
 *
 * @throws TypeError if `f` is no function, or one whose text can't be read: a native or a bound one.
 * @throws LangError with the place in the text of `f`, if that uses what is not supported or a name from outside.
 */
export function js<F extends (...args: number[]) => unknown>(f: F): LiftedFunction<F>;
export function js<F extends AnyFunction>(f: F): LiftedFunction<F>;
// Every parameter behind the first that has no type gets that of the outside values: only the last one should.
export function js<O extends Outside, F extends (x: number, ...outside: Inside<O>[]) => unknown>(
  f: F,
  outside: O,
): LiftedWithin<F>;
export function js<F extends AnyFunction>(f: F, outside: Outside): LiftedWithin<F>;
export function js(f: AnyFunction, outside?: Outside): AnyFunction {
  if (typeof f !== "function") throw new TypeError(`js: f is ${describe(f)}; wanted a function`);
  if (outside !== undefined && !isPlain(outside))
    throw new TypeError(`js: outside is ${describe(outside)}; wanted an object of values, as { k }`);
  const source = sourceOf(f);
  const node = read(source);
  const own = outside ? allButLast(source, node) : node.parameters;
  const code = guarded(source, node, () => compile(source, node, outside));
  const lifted = (...args: unknown[]) => {
    const given = outside ? [...Array.from(own, (_, i) => args[i]), outside] : args;
    return guarded(source, node, () => code.run(given, undefined));
  };
  named(lifted, f.name, requiredOf(own));
  // The text says what its parameters are called, here as in `f`.
  Object.defineProperty(lifted, "toString", { value: () => source.text, configurable: true });
  return lifted;
}

/** A function's text. @throws TypeError if JavaScript does not give it. */
function sourceOf(f: AnyFunction): Source {
  const text = Function.prototype.toString.call(f);
  if (/\{\s*\[native code\]\s*\}$/.test(text))
    throw new TypeError(
      `js: f is ${describe(f)}, which is native or bound or already an op, and has no text to read; ` +
        "wanted a function written in JavaScript, as (x) => Math.sin(x)",
    );
  return new Source(text, f.name || "function");
}

function read(source: Source): FunctionExpression {
  try {
    return readFunction(source, completeBudget());
  } catch (error) {
    if (!(error instanceof LangError) || error.kind !== "budget") throw error;
    throw new LangError("budget", "the function's text is too long, or nested too deeply", source, error);
  }
}

/** The parameters but for the last, which takes the outside values. */
function allButLast(source: Source, { parameters, span }: FunctionExpression): readonly Parameter[] {
  const last = parameters.at(-1);
  if (last && !last.rest) return parameters.slice(0, -1);
  const reason =
    "there are outside values, and the function has no last parameter that takes them; write (x, { k }) => …";
  throw new LangError("unsupported", reason, source, last?.target.span ?? span);
}

/** Runs what may fill the stack. */
function guarded<T>(source: Source, { span }: FunctionExpression, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!isStackError(error)) throw error;
    const reason =
      "calls nest too deeply; where a choice is recorded both its sides are computed, so a recursion that it is to end goes on: use `if`";
    throw new LangError("budget", reason, source, span);
  }
}
