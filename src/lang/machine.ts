/** What running a program offers to the parts of the language that are not control flow: operators, attributes, builtins. */
import { type Num, type Op, Operand } from "../op.ts";
import { Value } from "../value.ts";
import type { Meter } from "./budget.ts";
import type { LangError } from "./errors.ts";
import type { Recorder } from "./recorder.ts";
import type { Scope } from "./scope.ts";
import type { Places, Span } from "./source.ts";
import type { Expression, Language } from "./tree.ts";
import { type Closure, kindOf, type LangValue, List, type Numeric } from "./values.ts";

/** A call of a function of the program, that is to be made. */
export interface Entry {
  readonly closure: Closure;
  readonly positional: readonly LangValue[];
  readonly keywords: ReadonlyMap<string, LangValue>;
  readonly at: Span;
}
/** A part of running a program: yields the calls that it wants made, is given their results, and ends with a `T`. */
export type Run<T> = Generator<Entry, T, LangValue>;

export abstract class Machine {
  readonly language: Language;
  readonly meter: Meter;
  readonly recorder: Recorder;
  /** The part of the program that is being run: where an error of the engine is laid. */
  at: Span;

  constructor(language: Language, meter: Meter, recorder: Recorder, at: Span) {
    this.language = language;
    this.meter = meter;
    this.recorder = recorder;
    this.at = at;
  }

  abstract error(reason: string, at: Span, suggestion?: string): LangError;
  abstract evaluate(node: Expression, scope: Scope): Run<LangValue>;
  /** Calls a function from within a function of the language. */
  abstract call(callee: LangValue, args: readonly LangValue[], at: Span): LangValue;
  abstract print(text: string, at: Span): void;

  fail(reason: string, at: Span, suggestion?: string): never {
    throw this.error(reason, at, suggestion);
  }

  /** Applies an op to numbers and Values: all arithmetic of a program that is not integer arithmetic comes here. */
  apply(op: Op, operands: readonly Numeric[], at: Span, places: Places = []): number | Operand {
    const result = this.applyWithin(op, operands, at, places);
    if (result instanceof Operand) this.recorder.caption(result, at);
    return result;
  }
  /** The same for a step on the way to what `at` says: its result is not what is written there, and not captioned. */
  applyWithin(op: Op, operands: readonly Numeric[], at: Span, places: Places = []): number | Operand {
    this.at = at;
    const nums = operands.map(toNum);
    const result = (op as (...operands: Num[]) => Num)(...nums);
    if (result instanceof Operand) this.recorder.made(result, nums, at, places);
    return result;
  }

  /** The number that a Value holds. */
  numberOf(operand: Operand, at: Span): number {
    if (operand instanceof Value) return operand.data;
    const choice = this.language === "python" ? "x if condition else y" : "condition ? x : y";
    return this.fail(`this has no number while it is traced; a choice is written \`${choice}\``, at);
  }

  /** A count, as the language's kind of number. */
  whole(count: number): number | bigint {
    return this.language === "python" ? BigInt(count) : count;
  }

  /** What can be looped over, as a list that is not copied. */
  elements(value: LangValue, at: Span): readonly LangValue[] {
    if (value instanceof List) return value.items;
    if (typeof value !== "string") this.fail(`${kindOf(value)} has no elements to go through`, at);
    this.meter.list(value.length, at);
    return [...value];
  }
}

export const toNum = (x: Numeric): Num => (x instanceof Operand ? x : Number(x));
