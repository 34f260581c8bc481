/** What a Python string or number literal stands for. */

const SIMPLE: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const ESCAPE = /\\(\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g;

/** The text that escapes stand for. Python leaves an unknown escape as it is. `undefined`: an escape is incomplete. */
export function unescaped(text: string): string | undefined {
  let valid = true;
  const plain = text.replace(ESCAPE, (whole, escaped: string) => {
    const simple = SIMPLE[escaped];
    if (simple !== undefined) return simple;
    if (/^[\r\n]/.test(escaped)) return "";
    const octal = /^[0-7]/.test(escaped);
    if (octal || /^[xuU]./.test(escaped)) {
      const code = octal ? Number.parseInt(escaped, 8) : Number.parseInt(escaped.slice(1), 16);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
    }
    if (/^[xuUN]/.test(escaped)) valid = false;
    return whole;
  });
  return valid ? plain : undefined;
}

/** A string literal's parts: the letters before it, its quotes, and the text between them. */
export function splitString(literal: string): { prefix: string; quote: string; inner: string } | undefined {
  const match = /^([a-zA-Z]*)("""|'''|"|')([\s\S]*)\2$/.exec(literal);
  // A backslash before the last quote makes it part of the text.
  if (match && /(?<!\\)(?:\\\\)*\\$/.test(match[3]!)) return undefined;
  return match ? { prefix: match[1]!.toLowerCase(), quote: match[2]!, inner: match[3]! } : undefined;
}

const DIGITS = String.raw`\d(?:_?\d)*`;
const INTEGER = /^(?:[1-9](?:_?\d)*|0(?:_?0)*|0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)$/;
const FLOAT = new RegExp(
  `^(?:(?:(?:${DIGITS})?\\.${DIGITS}|${DIGITS}\\.)(?:[eE][+-]?${DIGITS})?|${DIGITS}[eE][+-]?${DIGITS})$`,
);

/** A number literal's value: a bigint for an integer, a number otherwise. `undefined`: not a number of Python's. */
export function readNumber(literal: string): number | bigint | undefined {
  const digits = literal.replaceAll("_", "");
  if (INTEGER.test(literal)) return BigInt(digits);
  return FLOAT.test(literal) ? Number(digits) : undefined;
}
