/** What is wrong with a program, said with its place. */
import type { Source, Span } from "./source.ts";

/**
 * - `syntax`: the text is not a program of the language.
 * - `unsupported`: it is one, but uses what is not supported here.
 * - `budget`: it asked for more than its budget.
 * - `run`: it failed while it ran.
 */
export type LangErrorKind = "syntax" | "unsupported" | "budget" | "run";

/** The only error that parsing and running a program throw. The message shows the line and a caret below the place. */
export class LangError extends Error {
  override readonly name = "LangError";
  readonly kind: LangErrorKind;
  /** What is wrong, without the place. */
  readonly reason: string;
  readonly filename: string;
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
  /** Offsets into the source. */
  readonly from: number;
  readonly to: number;
  /** The source line, and the carets below it. */
  readonly excerpt: string;
  /** The nearest name that exists, where a name does not. */
  readonly suggestion: string | undefined;

  constructor(kind: LangErrorKind, reason: string, source: Source, span: Span, suggestion?: string) {
    const asked = suggestion === undefined ? reason : `${reason}; did you mean \`${suggestion}\`?`;
    const excerpt = source.excerpt(span);
    super(`${asked}\n  ${source.filename}:${span.line}:${span.column}\n${excerpt.replace(/^/gm, "    ")}`);
    this.kind = kind;
    this.reason = reason;
    this.filename = source.filename;
    this.line = span.line;
    this.column = span.column;
    this.from = span.from;
    this.to = span.to;
    this.excerpt = excerpt;
    this.suggestion = suggestion;
  }
}

/** The longest name for which a nearest one is looked for. */
const LONGEST = 40;

/** The candidate that `name` was probably meant to be: few edits away for its length, or the same but for case. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 0.5;
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > least) continue;
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    // A single letter differs from every other single letter by one edit, which says nothing.
    if (edits < least && edits < name.length) {
      best = candidate;
      least = edits;
    }
  }
  return best;
}

/** Edits that turn one word into another: a letter inserted, removed, replaced, or swapped with the next. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(above[j]! + 1, row[j - 1]! + 1, replaced);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}
