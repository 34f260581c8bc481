/** Aligned columns of text. */
import { cells, clean, padEnd, padStart, shorten } from "../view/characters.ts";
import type { Stream } from "./terminal.ts";

export interface Column {
  readonly title: string;
  /** Whether the column's texts end at one line, as numbers do. */
  readonly right?: boolean;
}

/** A cell: its text, and how it is coloured once it has its width. */
export type Cell = string | { readonly text: string; readonly style: (text: string) => string };

const textOf = (cell: Cell): string => (typeof cell === "string" ? cell : cell.text);

/** Lines of a table: the titles, then a line per row. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  stream: Stream,
): string[] {
  const widths = columns.map(({ title }, i) =>
    rows.reduce((most, row) => Math.max(most, cells(textOf(row[i] ?? ""))), cells(title)),
  );
  const line = (row: readonly Cell[], style?: (text: string) => string) => {
    // Nothing follows the last filled cell, so its line needs no spaces at the end.
    const last = row.findLastIndex((cell) => textOf(cell) !== "");
    return row
      .slice(0, last + 1)
      .map((cell, i) => {
        const pad = columns[i]!.right ? padStart : i === last ? (text: string) => text : padEnd;
        const text = pad(textOf(cell), widths[i]!);
        const styled = style ?? (typeof cell === "string" ? undefined : cell.style);
        return styled ? styled(text) : text;
      })
      .join("  ");
  };
  return [
    line(
      columns.map(({ title }) => title),
      (text) => stream.dim(text),
    ),
    ...rows.map((row) => line(row)),
  ];
}

/** Two blocks of lines side by side, if they fit into `width` columns; else one below the other. */
export function beside(left: readonly string[], right: readonly string[], width: number): string[] {
  const widest = (lines: readonly string[]) => lines.reduce((most, line) => Math.max(most, cells(line)), 0);
  const gap = 4;
  const room = widest(left) + gap;
  if (room + widest(right) > width) return [...left, "", ...right];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) =>
    (padEnd(left[i] ?? "", room) + (right[i] ?? "")).trimEnd(),
  );
}

/** Anybody's text as one short line that does nothing to a terminal. */
export const oneLine = (text: string, most = 40): string =>
  shorten(clean(text).replaceAll("\n", "↵").replace(/\s+/g, " ").trim(), most);

/** `1 node`, `2 nodes`. */
export const count = (n: number, noun: string): string =>
  `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : noun.endsWith("ss") || noun.endsWith("ch") ? "es" : "s"}`;
