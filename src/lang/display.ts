/** Values as text, as each language prints them. */
import { Operand } from "../op.ts";
import { Value } from "../value.ts";
import { repr } from "./decimal.ts";
import type { Machine } from "./machine.ts";
import type { Span } from "./source.ts";
import { type Builtin, type Closure, Fields, type LangValue, List, Namespace } from "./values.ts";

/**
 * - `str`: what `print` and templates show.
 * - `repr`: the same inside a list, strings in quotes.
 */
export type How = "str" | "repr";

export function display(machine: Machine, value: LangValue, at: Span, how: How = "str"): string {
  if (typeof value === "string" && how === "str") return value;
  return new Display(machine, at).text(value);
}

/** JavaScript's conversion to a string, in a template and before a `+`: a list is its elements with commas between. */
export function jsString(machine: Machine, value: LangValue, at: Span): string {
  if (value instanceof List) return new Display(machine, at).joined(value);
  if (Object.is(value, -0)) return "0";
  return display(machine, value, at);
}

class Display {
  readonly #machine: Machine;
  readonly #at: Span;
  readonly #python: boolean;
  /** The lists that the place is inside of: a list can contain itself. */
  readonly #inside: LangValue[] = [];
  #length = 0;

  constructor(machine: Machine, at: Span) {
    this.#machine = machine;
    this.#at = at;
    this.#python = machine.language === "python";
  }

  text(value: LangValue): string {
    return this.#counted(this.#text(value));
  }
  /** Shared parts count each time they are shown, so a small list of lists can't make an endless text. */
  #counted(text: string): string {
    this.#length += text.length;
    this.#machine.meter.string(this.#length, this.#at);
    return text;
  }

  #text(value: LangValue): string {
    if (typeof value === "number") return this.#number(value);
    if (typeof value === "bigint") return String(value);
    if (typeof value === "boolean") return this.#python ? (value ? "True" : "False") : String(value);
    if (value === null) return this.#python ? "None" : "null";
    if (typeof value === "string") return this.#python ? pythonQuoted(value) : javascriptQuoted(value);
    if (value instanceof Value && this.#python) return `Value(data=${repr(value.data)})`;
    if (value instanceof Operand) return String(value);
    if (value instanceof List || value instanceof Fields) return this.#nested(value);
    if (value instanceof Namespace) return this.#python ? `<module '${value.name}'>` : `[${value.name}]`;
    return this.#function(value);
  }

  joined(list: List): string {
    const text = (item: LangValue) => {
      if (item instanceof List) return this.joined(item);
      return item === null ? "" : jsString(this.#machine, item, this.#at);
    };
    return this.#guarded(list, "", () => this.#counted(list.items.map(text).join(",")));
  }

  #number(x: number): string {
    if (this.#python) return repr(x);
    return Object.is(x, -0) ? "-0" : String(x);
  }

  #function({ name }: Closure | Builtin): string {
    return this.#python ? `<function ${name}>` : `[Function: ${name}]`;
  }

  #nested(value: List | Fields): string {
    return this.#guarded(value, this.#python ? "[...]" : "[Circular]", () => {
      if (value instanceof Fields) {
        const entries = [...value.entries].map(([name, entry]) => `${name}: ${this.text(entry)}`);
        return entries.length > 0 ? `{ ${entries.join(", ")} }` : "{}";
      }
      const items = value.items.map((item) => this.text(item));
      if (!this.#python) return items.length > 0 ? `[ ${items.join(", ")} ]` : "[]";
      if (!value.tuple) return `[${items.join(", ")}]`;
      return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
    });
  }

  #guarded(value: LangValue, again: string, show: () => string): string {
    if (this.#inside.includes(value)) return again;
    this.#machine.meter.enter(this.#at);
    this.#inside.push(value);
    const text = show();
    this.#inside.pop();
    this.#machine.meter.leave();
    return text;
  }
}

const ESCAPES = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\\", "\\\\"],
]);
/** Characters that a quoted string shows by their numbers. */
const HIDDEN = /[\\\p{Cc}]/gu;
const hidden = (c: string) => ESCAPES.get(c) ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`;

function pythonQuoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(HIDDEN, hidden);
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

function javascriptQuoted(text: string): string {
  const quote = ["'", '"', "`"].find((mark) => !text.includes(mark)) ?? "'";
  const escaped = text.replace(HIDDEN, hidden);
  return quote + (text.includes(quote) ? escaped.replaceAll(quote, `\\${quote}`) : escaped) + quote;
}
