/** A call of one of the language's own functions: its arguments, and checks that say what was wanted. */
import type { Op } from "../op.ts";
import { Operand } from "../op.ts";
import type { Machine } from "./machine.ts";
import type { Places, Span } from "./source.ts";
import { isNumeric, isPlainNumber, kindOf, type LangValue, List, type Numeric } from "./values.ts";

export class CallSite {
  readonly machine: Machine;
  readonly name: string;
  readonly args: readonly LangValue[];
  readonly keywords: ReadonlyMap<string, LangValue>;
  readonly at: Span;
  readonly places: Places;

  constructor(
    machine: Machine,
    name: string,
    args: readonly LangValue[],
    keywords: ReadonlyMap<string, LangValue>,
    at: Span,
    places: Places,
  ) {
    this.machine = machine;
    this.name = name;
    this.args = args;
    this.keywords = keywords;
    this.at = at;
    this.places = places;
  }

  fail(reason: string): never {
    return this.machine.fail(`\`${this.name}\` ${reason}`, this.at);
  }

  /** Checks how many arguments there are, and that every keyword is one of `keywords`. */
  takes(least: number, most = least, keywords: readonly string[] = []): this {
    const { length } = this.args;
    const wanted =
      least === most
        ? least
        : most === Number.POSITIVE_INFINITY
          ? `at least ${least}`
          : `${least} to ${most}`;
    if (length < least || length > most)
      this.fail(
        `takes ${wanted} argument${wanted === 1 || wanted === "at least 1" ? "" : "s"}; got ${length}`,
      );
    for (const keyword of this.keywords.keys())
      if (!keywords.includes(keyword)) this.fail(`has no keyword \`${keyword}\``);
    return this;
  }

  /** The same call with other arguments: a method's, without the object it is called on. */
  with(args: readonly LangValue[], places: Places = []): CallSite {
    return new CallSite(this.machine, this.name, args, this.keywords, this.at, places);
  }

  /** Argument `i`, or the keyword `name`. */
  get(i: number, name: string): LangValue | undefined {
    return this.args[i] ?? this.keywords.get(name);
  }

  numeric(value: LangValue | undefined): Numeric {
    if (value === undefined || !isNumeric(value))
      return this.fail(`wants a number or a Value; got ${kindOf(value ?? null)}`);
    return value;
  }
  /** A plain number. */
  number(value: LangValue | undefined): number {
    if (value === undefined || !isPlainNumber(value))
      return this.fail(`wants a number; got ${kindOf(value ?? null)}`);
    return Number(value);
  }
  /** A whole number, small enough to count with. */
  integer(value: LangValue | undefined): number {
    const number = this.number(value);
    if (!Number.isSafeInteger(number)) this.fail(`wants a whole number; got ${number}`);
    return number;
  }
  string(value: LangValue | undefined): string {
    if (typeof value !== "string") return this.fail(`wants a string; got ${kindOf(value ?? null)}`);
    return value;
  }
  operand(value: LangValue | undefined): Operand {
    if (!(value instanceof Operand)) return this.fail(`wants a Value; got ${kindOf(value ?? null)}`);
    return value;
  }
  elements(value: LangValue | undefined): readonly LangValue[] {
    if (value === undefined || value === null) return this.fail("wants a list; got nothing");
    return this.machine.elements(value, this.at);
  }

  apply(op: Op, ...operands: Numeric[]): number | Operand {
    return this.machine.apply(op, operands, this.at, this.places);
  }
  /** A list of the call's making. */
  list(items: LangValue[], tuple = false): List {
    this.machine.meter.list(items.length, this.at);
    return new List(items, tuple);
  }
  /** Calls a function that was given as an argument. */
  call(callee: LangValue | undefined, args: readonly LangValue[]): LangValue {
    return this.machine.call(callee ?? null, args, this.at);
  }
}
