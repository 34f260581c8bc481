/** Python's formats, applied to a program's values. */
import { Value } from "../value.ts";
import { display } from "./display.ts";
import type { Machine } from "./machine.ts";
import {
  FormatError,
  type FormatSpec,
  type Formatter,
  formatFields,
  formatNumber,
  formatPercent,
  formatText,
  parseSpec,
} from "./python-format.ts";
import type { Span } from "./source.ts";
import { kindOf, type LangValue, List } from "./values.ts";

/** A value by a specification such as `.4f`. A Value is formatted as its number. */
export function format(machine: Machine, value: LangValue, spec: string, at: Span): string {
  if (spec === "") return display(machine, value, at);
  return reported(machine, at, () => formatterOf(machine, at).format(value, parseSpec(spec)));
}

/** `text % values` */
export function percent(machine: Machine, text: string, values: LangValue, at: Span): string {
  const given = values instanceof List && values.tuple ? values.items : [values];
  return reported(machine, at, () => formatPercent(text, given, formatterOf(machine, at)));
}

/** `text.format(…)` */
export function fields(
  machine: Machine,
  text: string,
  values: readonly LangValue[],
  named: ReadonlyMap<string, LangValue>,
  at: Span,
): string {
  return reported(machine, at, () => formatFields(text, values, named, formatterOf(machine, at)));
}

function reported(machine: Machine, at: Span, formatted: () => string): string {
  try {
    return formatted();
  } catch (error) {
    if (error instanceof FormatError) machine.fail(error.message, at);
    throw error;
  }
}

function formatterOf(machine: Machine, at: Span): Formatter<LangValue> {
  let length = 0;
  const counted = (text: string): string => {
    length += text.length;
    machine.meter.string(length, at);
    return text;
  };
  return {
    format(value: LangValue, spec: FormatSpec): string {
      const number = value instanceof Value ? value.data : value;
      if (typeof number === "number" || typeof number === "bigint")
        return counted(formatNumber(number, spec));
      if (typeof number === "boolean") return counted(formatNumber(BigInt(number), spec));
      if (typeof number === "string") return counted(formatText(number, spec));
      throw new FormatError(`${kindOf(number)} has no format`);
    },
    show: (value, how) => counted(display(machine, value, at, how)),
    integer(value: LangValue): bigint {
      const number = value instanceof Value ? value.data : value;
      if (typeof number === "bigint" || typeof number === "boolean") return BigInt(number);
      if (typeof number === "number" && Number.isFinite(number)) return BigInt(Math.trunc(number));
      throw new FormatError(`the format wants a whole number; got ${kindOf(number)}`);
    },
  };
}
