/** Python's ways to put values into text: format specifications, `%` and `str.format`. */
import { exponential, fixed, general, notFinite, repr } from "./decimal.ts";

/** A specification as in `{x:>8.4f}`, or in `%8.4f`. */
export interface FormatSpec {
  readonly fill: string;
  readonly align: "" | "<" | ">" | "=" | "^";
  readonly sign: "" | "-" | "+" | " ";
  readonly sharp: boolean;
  readonly width: number;
  readonly grouping: "" | "," | "_";
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC = /^(?:(.?)([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

/** Most digits and columns a format may ask for. */
const WIDEST = 10_000;

/** What went wrong with a format; the caller knows the place. */
export class FormatError extends Error {}

export function parseSpec(text: string): FormatSpec {
  const match = SPEC.exec(text);
  if (!match) throw new FormatError(`\`${text}\` is not a format`);
  const [, fill, align, sign, sharp, zero, width, grouping, precision, type] = match;
  if (Number(width ?? 0) > WIDEST || Number(precision ?? 0) > WIDEST)
    throw new FormatError(`the format \`${text}\` is too wide; ${WIDEST} is the most`);
  return {
    fill: fill || (zero ? "0" : " "),
    align: (align as FormatSpec["align"]) ?? (zero ? "=" : ""),
    sign: (sign as FormatSpec["sign"]) ?? "",
    sharp: sharp !== undefined,
    width: Number(width ?? 0),
    grouping: (grouping as FormatSpec["grouping"]) ?? "",
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? "",
  };
}

export function formatText(text: string, spec: FormatSpec): string {
  if (spec.type !== "" && spec.type !== "s")
    throw new FormatError(`the format \`${spec.type}\` is for numbers; this is text`);
  if (spec.align === "=" && spec.fill !== "0")
    throw new FormatError("the alignment `=` is for numbers; this is text");
  if (spec.sign || spec.grouping) throw new FormatError("signs and thousands are for numbers; this is text");
  const cut = spec.precision === undefined ? text : [...text].slice(0, spec.precision).join("");
  return pad("", cut, { ...spec, align: spec.align === "=" ? "<" : spec.align || "<" });
}

const FLOAT_TYPES = new Set(["e", "E", "f", "F", "g", "G", "%"]);
const RADIX = new Map([
  ["", 10],
  ["d", 10],
  ["b", 2],
  ["o", 8],
  ["x", 16],
  ["X", 16],
]);

export function formatNumber(x: number | bigint, spec: FormatSpec): string {
  if (typeof x === "number" || FLOAT_TYPES.has(spec.type)) return formatFloat(Number(x), spec);
  if (spec.type === "c") return formatText(character(x), { ...spec, type: "" });
  if (spec.precision !== undefined) throw new FormatError("an integer's format has no precision");
  const radix = RADIX.get(spec.type);
  if (radix === undefined) throw unknown(spec, "an integer");
  if (spec.grouping === "," && radix !== 10) throw new FormatError("thousands are for decimal numbers");
  const sign = signOf(x < 0n, spec);
  const prefix = spec.sharp && radix !== 10 ? `0${spec.type.toLowerCase()}` : "";
  const digits = group(
    (x < 0n ? -x : x).toString(radix),
    spec,
    sign.length + prefix.length,
    radix === 10 ? 3 : 4,
  );
  return pad(sign + prefix, digits, spec, spec.type === "X");
}

function formatFloat(x: number, spec: FormatSpec): string {
  if (spec.type !== "" && !FLOAT_TYPES.has(spec.type)) throw unknown(spec, "a float");
  const sign = signOf((x < 0 || Object.is(x, -0)) && !Number.isNaN(x), spec);
  const body = spec.type === "%" ? `${floatBody(x * 100, { ...spec, type: "f" })}%` : floatBody(x, spec);
  const whole = /^\d*/.exec(body)![0];
  const rest = body.slice(whole.length);
  return pad(sign, group(whole, spec, sign.length + rest.length, 3) + rest, spec, /[EFG]/.test(spec.type));
}

/** |x| by the specification's letter. */
function floatBody(x: number, { precision, type, sharp }: FormatSpec): string {
  if (!Number.isFinite(x)) return notFinite(Math.abs(x));
  const sharpened = (text: string) => (sharp && !text.includes(".") ? text.replace(/^\d+/, "$&.") : text);
  switch (type.toLowerCase()) {
    case "f":
      return sharpened(fixed(x, precision ?? 6));
    case "e":
      return sharpened(exponential(x, precision ?? 6));
    case "g":
      return sharpened(general(x, precision ?? 6, { sharp }));
    default:
      return sharpened(
        precision === undefined ? repr(Math.abs(x)) : general(x, precision, { sharp, float: true }),
      );
  }
}

const unknown = ({ type }: FormatSpec, what: string) =>
  new FormatError(`the format \`${type}\` is not for ${what}`);

const signOf = (negative: boolean, { sign }: FormatSpec) => (negative ? "-" : sign === "-" ? "" : sign);

/** Digits in groups. Zeros that fill up a width from the left are grouped too; `other` columns are taken already. */
function group(
  digits: string,
  { grouping, align, fill, width }: FormatSpec,
  other: number,
  every: number,
): string {
  if (!grouping || digits === "") return digits;
  const joined = (text: string) => text.replace(new RegExp(`(?<=.)(?=(?:.{${every}})+$)`, "g"), grouping);
  let text = digits;
  if (align === "=" && fill === "0") while (joined(text).length < width - other) text = `0${text}`;
  return joined(text);
}

function pad(sign: string, body: string, { fill, align, width }: FormatSpec, upper = false): string {
  const text = upper ? (sign + body).toUpperCase() : sign + body;
  const missing = Math.max(0, width - [...text].length);
  if (align === "=") return text.slice(0, sign.length) + fill.repeat(missing) + text.slice(sign.length);
  if (align === "<") return text + fill.repeat(missing);
  if (align === "^") return fill.repeat(missing >> 1) + text + fill.repeat(missing - (missing >> 1));
  return fill.repeat(missing) + text;
}

function character(x: bigint): string {
  if (x < 0n || x > 0x10ffffn) throw new FormatError("a character's number is from 0 to 0x10ffff");
  return String.fromCodePoint(Number(x));
}

/** How the formats get at the values of a program. */
export interface Formatter<V> {
  /** A value by a format's specification. */
  format(value: V, spec: FormatSpec): string;
  /** A value as `str` or as `repr` shows it. */
  show(value: V, how: "str" | "repr"): string;
  /** A value as a whole number, cut off. */
  integer(value: V): bigint;
}

const PERCENT = /%(\(\w*\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?([\s\S]|$)/g;

/** `text % values`. */
export function formatPercent<V>(text: string, values: readonly V[], formatter: Formatter<V>): string {
  let used = 0;
  const next = (): V => {
    if (used >= values.length)
      throw new FormatError(`the format wants more values than the ${values.length} given`);
    return values[used++]!;
  };
  const result = text.replace(PERCENT, (whole, key, flags: string, width, precision, type: string) => {
    if (type === "%" && whole === "%%") return "%";
    if (key !== undefined) throw new FormatError(`\`${whole}\` needs a dictionary, which is not supported`);
    if (width === "*" || precision === "*") throw new FormatError("`*` in a format is not supported");
    const spec = {
      ...parseSpec(
        `${flags.includes("#") ? "#" : ""}${Number(width ?? 0)}${precision === undefined ? "" : `.${Number(precision)}`}`,
      ),
      sign: flags.includes("+") ? "+" : flags.includes(" ") ? " " : "",
      align: flags.includes("-") ? "<" : flags.includes("0") ? "=" : ">",
      fill: flags.includes("0") && !flags.includes("-") ? "0" : " ",
      grouping: "",
      type,
    } as const;
    if (type === "s" || type === "r") {
      const plain = {
        ...spec,
        type: "s",
        sign: "",
        fill: " ",
        align: flags.includes("-") ? "<" : ">",
      } as const;
      return formatText(formatter.show(next(), type === "s" ? "str" : "repr"), plain);
    }
    if (/[diu]/.test(type))
      return formatNumber(formatter.integer(next()), { ...spec, type: "d", precision: undefined });
    if (/[xXo]/.test(type)) return formatNumber(formatter.integer(next()), { ...spec, precision: undefined });
    if (/[eEfFgG]/.test(type)) return formatter.format(next(), spec);
    throw new FormatError(type ? `\`${whole}\` is not a format` : "the format ends too early");
  });
  if (used < values.length)
    throw new FormatError(`the format uses ${used} of the ${values.length} values given`);
  return result;
}

const FIELD = /\{\{|\}\}|\{([^{}!:]*)(?:!([rs]))?(?::([^{}]*))?\}|[{}]/g;

/** `text.format(…)`. */
export function formatFields<V>(
  text: string,
  values: readonly V[],
  named: ReadonlyMap<string, V>,
  formatter: Formatter<V>,
): string {
  let counted = 0;
  return text.replace(
    FIELD,
    (whole, field: string | undefined, conversion: "r" | "s" | undefined, spec = "") => {
      if (whole === "{{" || whole === "}}") return whole[0]!;
      if (field === undefined) throw new FormatError(`\`${whole}\` is not closed in the format`);
      const key = field === "" ? String(counted++) : field;
      const value = /^\d+$/.test(key) ? values[Number(key)] : named.get(key);
      if (value === undefined) throw new FormatError(`the format wants \`${key}\`, which is not given`);
      if (conversion)
        return formatText(formatter.show(value, conversion === "r" ? "repr" : "str"), parseSpec(spec));
      return spec === "" ? formatter.show(value, "str") : formatter.format(value, parseSpec(spec));
    },
  );
}
