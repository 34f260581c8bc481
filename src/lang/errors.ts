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

/** What each slip of the keyboard costs: letters are left out, doubled or swapped more often than replaced. */
const MISSING = 0.75;
const EXTRA = 0.75;
const SWAPPED = 0.5;
const REPLACED = 1.4;

/** Names of other notations for what has another one here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["ln", "log"],
  ["lg", "log10"],
  ["tg", "tan"],
]);

/** The candidate that `name` was probably meant to be: few slips away for its length, or the same but for case. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  // A single letter is a slip or two away from many names, which says nothing.
  let least = name.length === 1 ? 0.1 : Math.max(1.5, name.length / 3);
  let best: string | undefined;
  const elsewhere = ELSEWHERE.get(name);
  for (const candidate of candidates) {
    if (candidate === elsewhere) return candidate;
    if (candidate === name || Math.abs(candidate.length - name.length) * MISSING >= least) continue;
    const slips = distance(name.toLowerCase(), candidate.toLowerCase());
    if (slips < least) {
      best = candidate;
      least = slips;
    }
  }
  return best;
}

/** The cheapest slips that turn the candidate into the name. */
function distance(name: string, candidate: string): number {
  let before: number[] = [];
  let above = Array.from({ length: candidate.length + 1 }, (_, j) => j * MISSING);
  for (let i = 1; i <= name.length; i++) {
    const row = [i * EXTRA];
    for (let j = 1; j <= candidate.length; j++) {
      const replaced = above[j - 1]! + (name[i - 1] === candidate[j - 1] ? 0 : REPLACED);
      row[j] = Math.min(above[j]! + EXTRA, row[j - 1]! + MISSING, replaced);
      if (i > 1 && j > 1 && name[i - 1] === candidate[j - 2] && name[i - 2] === candidate[j - 1])
        row[j] = Math.min(row[j]!, before[j - 2]! + SWAPPED);
    }
    before = above;
    above = row;
  }
  return above[candidate.length]!;
}
