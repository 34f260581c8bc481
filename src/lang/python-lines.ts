/**
 * A Python program's text, line by line: which lines are a notebook's and not Python's, and, for a text that does not
 * parse, which bracket or string was left open. The parser itself knows neither.
 */
import type { Range } from "./reader.ts";

export interface Lines {
  /** The text with a notebook's own lines (`%matplotlib inline`, `!pip install …`) turned to spaces. */
  readonly python: string;
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

export function readLines(text: string): Lines {
  const parts: string[] = [];
  const open: { bracket: string; at: Range }[] = [];
  let problem: Lines["problem"];
  let lineStarts = true;
  for (let position = 0; position < text.length; ) {
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
    parts.push(token);
    position += token.length;
  }
  const unclosed = open.at(-1);
  if (unclosed) problem ??= { reason: `\`${unclosed.bracket}\` is never closed`, at: unclosed.at };
  return { python: parts.join(""), problem };
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
