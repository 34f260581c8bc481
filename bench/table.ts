/** How figures are printed. */

export const number = (x: number) =>
  x.toLocaleString("en", { maximumSignificantDigits: 3 }).replaceAll(",", " ");

/** A table in columns, the first to the left and the others to the right. */
export function table(rows: readonly Record<string, string>[]): void {
  const heads = Object.keys(rows[0]!);
  const lines = [heads, ...rows.map((row) => heads.map((head) => row[head]!))];
  const widths = heads.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  for (const line of lines)
    console.log(
      line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("   "),
    );
}
