/** Where in a function's text something is, and what its errors say. */
import { Vector } from "../ir/expr.ts";
import { describe, Operand } from "../op.ts";
import { isTyped, type TypedArray } from "../tree.ts";
import { isValue } from "../value.ts";
import { LangError } from "./errors.ts";
import type { Source, Span } from "./source.ts";

export class Place {
  readonly source: Source;
  readonly span: Span;

  constructor(source: Source, span: Span) {
    this.source = source;
    this.span = span;
  }

  fail(reason: string, suggestion?: string): never {
    throw new LangError("run", reason, this.source, this.span, suggestion);
  }
  /** An error of the engine, laid to this place. What a full stack throws stays as it is. */
  locate(error: unknown): unknown {
    if (!(error instanceof TypeError || error instanceof RangeError) || isStackError(error)) return error;
    const located = new LangError("run", error.message, this.source, this.span);
    located.cause = error;
    return located;
  }
}

/** Asked where hardly any stack is left: a regular expression would not fit. */
export const isStackError = (error: unknown): boolean =>
  error instanceof RangeError && error.message.includes("call stack");

/** A value as an error message shows it. */
export function kindOf(x: unknown): string {
  return x instanceof Operand && !isValue(x) ? "a traced number" : describe(x);
}

export type ArrayValue = readonly unknown[] | TypedArray | Vector;
/** Arrays, typed arrays and traced arrays. */
export const isArrayLike = (x: unknown): x is ArrayValue =>
  Array.isArray(x) || isTyped(x) || x instanceof Vector;

/** The elements of an array, as a plain array of its own. */
export function elementsOf(x: unknown, place: Place): unknown[] {
  if (!isArrayLike(x)) return place.fail(`${kindOf(x)} has no elements to go through; wanted an array`);
  return Array.from(x as Iterable<unknown>);
}
