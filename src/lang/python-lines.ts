/**
 * A Python program's text, made ready for the parser: which lines are a notebook's and not Python's, and, for a text
 * that does not parse, which bracket or string was left open. The parser itself knows neither.
 */
import type { Range } from "./reader.ts";

export interface Lines {
  /**
   * The text for the parser, as long as the program's own: a notebook's lines (`%matplotlib inline`, `!pip install …`)
   * are spaces, and the point of `2.`, which the parser takes for no part of a number, is a digit.
   */
  readonly python: string;
  /** Where each line starts that is not continued from the one before. */
  readonly starts: readonly number[];
  /** What is not closed, or closed wrongly; only to be believed if the text does not parse. */
  readonly problem: { readonly reason: string; readonly at: Range } | undefined;
}

const CLOSES = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);
const NOTEBOOK = /[ \t]*[%!][^\r\n]*/y;
const TOKEN = /#[^\r\n]*|("""|'''|"|')|[()[\]{}]|\\(?:\r\n|[\s\S])|\r\n|[\r\n]|[^#"'()[\]{}\\\r\n]+/y;

const POINT = /(?<![\p{ID_Continue}.])(\d(?:_?\d)*)\.(?!\d)/gu;

export function readLines(text: string): Lines {
  const parts: string[] = [];
  const open: { bracket: string; at: Range }[] = [];
  let problem: Lines["problem"];
  const starts: number[] = [];
  let lineStarts = true;
  for (let position = 0; position < text.length; ) {
    if (lineStarts && open.length === 0) starts.push(position);
    NOTEBOOK.lastIndex = position;
    const line = lineStarts && open.length === 0 ? NOTEBOOK.exec(text)?.[0] : undefined;
    if (line) {
      parts.push(" ".repeat(line.length));
      position += line.length;
      continue;
    }
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    let token = match?.[0] ?? text[position]!;
    const at = { from: position, to: position + token.length };
    if (match?.[1]) {
      const end = stringEnd(text, position, match[1]);
      if (end === undefined) problem ??= { reason: `the string that ${match[1]} opens is never closed`, at };
      token = text.slice(position, end ?? text.length);
    } else if (CLOSES.has(token)) open.push({ bracket: token, at });
    else if (/^[)\]}]$/.test(token)) {
      const opened = open.pop();
      if (!opened) problem ??= { reason: `\`${token}\` closes nothing`, at };
      else if (CLOSES.get(opened.bracket) !== token)
        problem ??= { reason: `\`${token}\` does not close \`${opened.bracket}\``, at };
    }
    lineStarts = /^(?:\r\n|[\r\n])$/.test(token);
    parts.push(match?.[1] ? token : token.replace(POINT, "$10"));
    position += token.length;
  }
  const unclosed = open.at(-1);
  if (unclosed) problem ??= { reason: `\`${unclosed.bracket}\` is never closed`, at: unclosed.at };
  return { python: parts.join(""), starts, problem };
}

/** Where the string that starts at `start` ends; undefined if it does not. */
function stringEnd(text: string, start: number, quote: string): number | undefined {
  for (let i = start + quote.length; i < text.length; i++) {
    const c = text[i]!;
    if (c === "\\") i++;
    else if (text.startsWith(quote, i)) return i + quote.length;
    else if (quote.length === 1 && (c === "\n" || c === "\r")) return undefined;
  }
  return undefined;
}
