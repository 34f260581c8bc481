import type { Value } from "../value.ts";
import { complete, type PictureOptions, pictureOptions } from "./options.ts";
import { type Box, guard, type Kind, picture } from "./picture.ts";
import { style } from "./style.ts";

/**
 * The graph in Graphviz's language: a record node `{ label | data | grad }` per value, a node per op, an edge per use.
 *
 * @throws TypeError if `root` is no Value or an option does not exist.
 * @throws RangeError if an option is out of its range, or the graph has more nodes than `limit`.
 */
export function toDot(root: Value, options: PictureOptions = {}): string {
  const { limit, direction, ...rest } = complete("toDot", options, pictureOptions);
  guard("toDot", root, limit);
  const { boxes, arrows, title, summary } = picture(root, rest);
  const lines = [
    "digraph {",
    `  graph [rankdir=${direction}, ranksep=0.3, nodesep=0.15, bgcolor=white, tooltip=${string(summary)}, ${font}, fontsize=14${title && `, label=${string(title)}, labelloc=t`}]`,
    `  node [shape=record, style=filled, height=0.36, ${font}, fontsize=12, fontcolor="${style.ink}"]`,
    `  edge [color="${style.line}", arrowsize=0.7, ${font}, fontsize=10, fontcolor="${style.note}"]`,
  ];
  for (const box of boxes) {
    const record = `{ ${recordText(box.label)} | data ${recordText(box.data)} | grad ${recordText(box.grad)} }`;
    lines.push(`  ${box.id} [label=${quote(record)}, tooltip=${string(box.title)}, ${look(box.kind)}]`);
    if (box.op) {
      lines.push(
        `  ${opId(box)} [label=${string(box.op.symbol)}, tooltip=${string(box.op.title)}, shape=box, style="filled,rounded", ` +
          `width=0.36, margin="0.1,0.05"${box.op.ordered ? ", ordering=in" : ""}, color="${style.op.stroke}", fillcolor="${style.op.fill}", fontcolor="${style.op.ink}"]`,
        `  ${opId(box)} -> ${box.id}`,
      );
    }
  }
  for (const { from, to, label, position, title: about } of arrows) {
    const attributes = [
      label && `label=${string(label)}, edgetooltip=${string(about)}, labeltooltip=${string(about)}`,
      position && `label=${string(position)}, fontcolor="${style.muted}"`,
    ].filter(Boolean);
    lines.push(`  ${from.id} -> ${opId(to)}${attributes.length > 0 ? ` [${attributes.join(", ")}]` : ""}`);
  }
  lines.push("}");
  return `${lines.join("\n")}\n`;
}

const opId = (box: Box): string => `${box.id}_op`;

const look = (kind: Kind): string => {
  const { fill, stroke, width } = style[kind];
  return `fillcolor="${fill}", color="${stroke}"${width === 1 ? "" : `, penwidth=${width}`}`;
};

/**
 * Without the font at hand Graphviz measures text by tables that it has for a few fonts. Courier is the monospaced one
 * among them, so that boxes fit whichever monospaced font draws the text in the end.
 */
const font = "fontname=Courier";

/** A quoted string as the lexer reads it: only the quote needs care, since backslashes are always given in pairs. */
const quote = (text: string): string => `"${text.replaceAll('"', '\\"')}"`;

/** Text that a label is to show as it stands: Graphviz reads escapes like \N and entities like &lt; in labels. */
const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll("&", "&amp;").replaceAll("\n", "\\n");

const string = (text: string): string => quote(escaped(text));

/** Text in a field of a record, where braces, bars and angles have a meaning. */
const recordText = (text: string): string => escaped(text).replace(/[{}|<>]/g, "\\$&");
