/** A program's text, and where in it things are. */
import type { Span } from "../tape.ts";

export type { Span };

/** Where operands of an op stand in the text; the nodes of plain numbers among them are said to come from there. */
export type Places = readonly (Span | undefined)[];

/** How much of a long line an error shows around the place. */
const EXCERPT = 100;

export class Source {
  readonly text: string;
  readonly filename: string;
  /** The offset at which each line starts. */
  readonly #starts: number[] = [0];

  constructor(text: string, filename: string) {
    this.text = text;
    this.filename = filename;
    for (const end of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(end.index + end[0].length);
  }

  /** The place of the text between two offsets. */
  span(from: number, to: number): Span {
    let low = 0;
    for (let high = this.#starts.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= from) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: from - this.#starts[low]! + 1, from, to };
  }

  /** The text of a line, counted from 1, without its end. */
  line(number: number): string {
    const text = this.text.slice(this.#starts[number - 1], this.#starts[number]);
    return text.replace(/[\r\n]+$/, "");
  }

  /** The line a span starts on, with carets below the span; a long line is cut to the part around it. */
  excerpt({ line, column, from, to }: Span): string {
    const whole = this.line(line);
    const start = Math.max(0, Math.min(column - 1 - EXCERPT / 2, whole.length - EXCERPT));
    const text = whole.slice(start, start + EXCERPT);
    const before = text.slice(0, column - 1 - start).replace(/[^\t]/g, " ");
    const carets = "^".repeat(Math.max(1, Math.min(to - from, text.length - before.length)));
    const [left, right] = [start > 0 ? "…" : "", start + EXCERPT < whole.length ? "…" : ""];
    return `${left}${text}${right}\n${left && " "}${before}${carets}`;
  }
}
