/**
 * What a program's names can hold. The set is closed, and none of it is an object that the host gave out: attributes
 * are looked up in tables (`attributes.ts`), so no prototype, constructor or global can be reached.
 */
import { Operand } from "../op.ts";
import type { CallSite } from "./call.ts";
import type { Scope } from "./scope.ts";
import type { FunctionExpression } from "./tree.ts";

/**
 * Python's integers are bigints; Python's floats and all of JavaScript's numbers are numbers; `None`, `null` and
 * `undefined` are null; an `Operand` is a `Value`, or what else the program runs over.
 */
export type LangValue =
  | number
  | bigint
  | boolean
  | string
  | null
  | List
  | Fields
  | Closure
  | Builtin
  | Namespace
  | Operand;

/** Python's lists and tuples, JavaScript's arrays. */
export class List {
  readonly items: LangValue[];
  readonly tuple: boolean;
  constructor(items: LangValue[], tuple = false) {
    this.items = items;
    this.tuple = tuple;
  }
}

/** A JavaScript object, as `{ label: "x1" }`: named values and nothing else. */
export class Fields {
  readonly entries: Map<string, LangValue>;
  constructor(entries: Map<string, LangValue>) {
    this.entries = entries;
  }
}

/** A function of the program, with the names it sees. */
export class Closure {
  readonly node: FunctionExpression;
  readonly scope: Scope;
  constructor(node: FunctionExpression, scope: Scope) {
    this.node = node;
    this.scope = scope;
  }
  get name(): string {
    return this.node.name || "<lambda>";
  }
}

/** A function of the language. */
export class Builtin {
  readonly name: string;
  readonly run: (call: CallSite) => LangValue;
  /** What stands behind a dot, as in `Array.from`. */
  readonly members: ReadonlyMap<string, LangValue>;
  constructor(
    name: string,
    run: (call: CallSite) => LangValue,
    members: ReadonlyMap<string, LangValue> = new Map(),
  ) {
    this.name = name;
    this.run = run;
    this.members = members;
  }
}

/** `math`, `Math`, `torch` …: names with a dot before them. */
export class Namespace {
  readonly name: string;
  readonly members: ReadonlyMap<string, LangValue>;
  constructor(name: string, members: ReadonlyMap<string, LangValue>) {
    this.name = name;
    this.members = members;
  }
}

/** What arithmetic takes. */
export type Numeric = number | bigint | boolean | Operand;

export function isNumeric(x: LangValue): x is Numeric {
  return typeof x === "number" || typeof x === "bigint" || typeof x === "boolean" || x instanceof Operand;
}
export function isPlainNumber(x: LangValue): x is number | bigint | boolean {
  return typeof x === "number" || typeof x === "bigint" || typeof x === "boolean";
}
export function isInteger(x: LangValue): x is bigint | boolean {
  return typeof x === "bigint" || typeof x === "boolean";
}

/** A value's kind, with its article, as error messages name it. */
export function kindOf(x: LangValue): string {
  if (x === null) return "nothing";
  if (typeof x === "string") return "a string";
  if (typeof x === "boolean") return "a boolean";
  if (typeof x === "number" || typeof x === "bigint") return "a number";
  if (x instanceof List) return x.tuple ? "a tuple" : "a list";
  if (x instanceof Fields) return "an object";
  if (x instanceof Namespace) return `the module \`${x.name}\``;
  if (x instanceof Operand) return "a Value";
  return `the function \`${x.name}\``;
}
