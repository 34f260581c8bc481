import type { Value } from "../value.ts";
import { cells, padEnd, padStart } from "./characters.ts";
import { complete, type TreeOptions, treeOptions } from "./options.ts";
import { type Arrow, type Box, guard, type Picture, picture } from "./picture.ts";

/** Deeper operands go on in a tree of their own, so that lines stay about as short as labels allow. */
const deepest = 16;

/**
 * The graph as text for terminals: a tree from the root to the leaves, one line per value with op, data and grad, operands
 * in their order. A value that is used again is shown once and then referred to: `x ↑` stands for the line of `x` above,
 * `x ↓` for a tree that follows, `[1]` for values that no name of their own tells apart.
 *
 * @throws TypeError if `root` is no Value or an option does not exist.
 * @throws RangeError if an option is out of its range, or the graph has more nodes than `limit`.
 */
export function toTree(root: Value, options: TreeOptions = {}): string {
  const { limit, ...rest } = complete("toTree", options, treeOptions);
  guard("toTree", root, limit);
  const content = picture(root, rest);
  const rows = rowsOf(content);
  const names = namesOf(content, rows);
  const table = rows.map(({ tree, box, arrow, note }) => [
    tree + names.get(box)! + (arrow && ` ${arrow}`),
    arrow === "" && box.op !== null ? box.op.symbol : "",
    arrow === "" ? box.data : "",
    arrow === "" ? box.grad : "",
    note,
  ]);
  const header = ["value", "op", "data", "grad", rest.edges === "none" ? "" : "local"];
  const flushRight = [false, false, true, true, rest.edges === "local"];
  const widths = header.map((word, i) =>
    table.reduce((most, row) => Math.max(most, cells(row[i]!)), cells(word)),
  );
  const lines = [header, ...table].map((row) =>
    row
      .map((cell, i) => (flushRight[i] ? padStart(cell, widths[i]!) : padEnd(cell, widths[i]!)))
      .join("  ")
      .trimEnd(),
  );
  rows.forEach(({ starts }, i) => {
    if (starts && i > 0) lines[i + 1] = `\n${lines[i + 1]}`;
  });
  return `${(content.title && `${content.title}\n\n`) + lines.join("\n")}\n`;
}

interface Row {
  /** The lines of the tree in front of the name. */
  readonly tree: string;
  readonly box: Box;
  /** "" for the value itself; else where it is shown. */
  readonly arrow: "" | "↑" | "↓";
  /** The local derivative of the value above in the tree. */
  readonly note: string;
  /** Whether a tree begins here. */
  readonly starts: boolean;
}

function rowsOf({ root, arrows }: Picture): Row[] {
  const operands = new Map<Box, Arrow[]>();
  for (const arrow of arrows) {
    const list = operands.get(arrow.to);
    if (list) list.push(arrow);
    else operands.set(arrow.to, [arrow]);
  }
  const rows: Row[] = [];
  const shown = new Set<Box>();
  const announced = new Set<Box>([root]);
  // A set is walked in order of insertion, and what is announced on the way gets its turn.
  for (const start of announced) {
    const pending = [{ box: start, tree: "", below: "", note: "", depth: 0 }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { box, tree, below, note, depth } = next;
      const starts = depth === 0;
      const uses = operands.get(box) ?? [];
      if (depth === deepest && uses.length > 0 && !shown.has(box)) announced.add(box);
      if (!starts && (shown.has(box) || announced.has(box))) {
        rows.push({ tree, box, arrow: shown.has(box) ? "↑" : "↓", note, starts });
        continue;
      }
      shown.add(box);
      rows.push({ tree, box, arrow: "", note, starts });
      for (let i = uses.length - 1; i >= 0; i--) {
        const last = i === uses.length - 1;
        pending.push({
          box: uses[i]!.from,
          tree: below + (last ? "└─ " : "├─ "),
          below: below + (last ? "   " : "│  "),
          note: uses[i]!.note,
          depth: depth + 1,
        });
      }
    }
  }
  return rows;
}

/** What each value is called: its label, with a number where something refers to it that the label does not tell apart. */
function namesOf({ boxes }: Picture, rows: readonly Row[]): Map<Box, string> {
  const count = new Map<string, number>();
  for (const { label } of boxes) count.set(label, (count.get(label) ?? 0) + 1);
  const referred = new Set(rows.filter(({ arrow }) => arrow !== "").map(({ box }) => box));
  const names = new Map<Box, string>();
  let marks = 0;
  for (const { box } of rows) {
    if (names.has(box)) continue;
    const label = box.label.replaceAll("\n", "↵");
    if (!referred.has(box)) names.set(box, label || "·");
    else if (label !== "" && count.get(box.label) === 1) names.set(box, label);
    else names.set(box, `${label} [${++marks}]`.trimStart());
  }
  return names;
}
