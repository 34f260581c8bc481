import type { Value } from "../value.ts";
import { cells } from "./characters.ts";
import { type Layout, layOut, type Point, type Shape, type Wire } from "./layout.ts";
import { complete, type Direction, type PictureOptions, pictureOptions } from "./options.ts";
import { type Box, guard, type Picture, picture } from "./picture.ts";
import { advance, fontFamilies, style } from "./style.ts";

const letter = 13 * advance;
const smallLetter = 11 * advance;
const rowHeight = 22;
const lineHeight = 17;
const opHeight = 26;
const padding = 10;
const margin = 14;
const titleHeight = 30;

/**
 * The graph as an SVG: drawn with Graphviz's layout, but without Graphviz or any other program on the machine.
 *
 * The picture has `role="img"`, a title, and a description that tells the nodes in words; each node and op has a title
 * of its own. It has a white background, no script and no style sheet, so that it can stand inside a page.
 *
 * @throws TypeError if `root` is no Value or an option does not exist.
 * @throws RangeError if an option is out of its range, or the graph has more nodes than `limit`.
 */
export async function toSvg(root: Value, options: PictureOptions = {}): Promise<string> {
  return draw("toSvg", root, complete("toSvg", options, pictureOptions));
}

/** `toSvg` for a caller of another name, with options that are complete. */
export async function draw(caller: string, root: Value, options: Required<PictureOptions>): Promise<string> {
  const { limit, direction, ...rest } = options;
  guard(caller, root, limit);
  const content = picture(root, rest);
  const frames = new Map(frame(content).map((it) => [it.box.id, it]));
  const shapes: Shape[] = [];
  const wires: Wire[] = [];
  for (const { box, width, height } of frames.values()) {
    shapes.push({ id: box.id, width, height });
    if (box.op === null) continue;
    shapes.push({ id: opId(box), width: opWidth(box.op.symbol), height: opHeight, ordered: box.op.ordered });
    wires.push({ from: opId(box), to: box.id, tight: true });
  }
  const joins = wires.length;
  for (const { from, to, label } of content.arrows) {
    const room = label && { label: { width: cells(label) * smallLetter + 10, height: 15 } };
    wires.push({ from: from.id, to: opId(to), ...room });
  }
  return render(content, frames, await layOut(shapes, wires, direction), joins, direction);
}

const opId = (box: Box): string => `${box.id}_op`;
const opWidth = (symbol: string): number => Math.max(opHeight, cells(symbol) * letter + 18);

/** A field of a box. */
interface Field {
  readonly text: readonly string[];
  /** The word in front of a number. */
  readonly key: string;
  /** From the upper edge of the box. */
  readonly y: number;
  readonly height: number;
}

/**
 * A box with its fields, one below the other, whatever the direction: side by side, as DOT's records have them where the
 * graph runs sideways, the neuron of ten nodes is twice as wide as a page.
 */
interface Frame {
  readonly box: Box;
  readonly fields: readonly Field[];
  readonly width: number;
  readonly height: number;
}

function frame({ boxes }: Picture): Frame[] {
  // All numbers get the same room, so that boxes line up.
  const digits = boxes.reduce((most, { data, grad }) => Math.max(most, data.length, grad.length), 0);
  return boxes.map((box) => {
    const lines = box.label === "" ? [] : box.label.split("\n");
    const longest = lines.reduce((most, line) => Math.max(most, cells(line)), 5 + digits);
    const parts = [
      { key: "data", text: [box.data], height: rowHeight },
      { key: "grad", text: [box.grad], height: rowHeight },
    ];
    if (lines.length > 0) {
      parts.unshift({ key: "", text: lines, height: rowHeight + 2 + (lines.length - 1) * lineHeight });
    }
    let height = 0;
    const fields = parts.map((part): Field => {
      height += part.height;
      return { ...part, y: height - part.height };
    });
    return { box, fields, width: longest * letter + 2 * padding, height };
  });
}

function render(
  content: Picture,
  frames: ReadonlyMap<string, Frame>,
  layout: Layout,
  joins: number,
  direction: Direction,
): string {
  const sideways = direction === "LR" || direction === "RL";
  const top = margin + (content.title === "" ? 0 : titleHeight);
  const titleWidth = content.title === "" ? 0 : cells(content.title) * 15 * advance;
  const width = Math.ceil(Math.max(layout.width, titleWidth) + 2 * margin);
  const height = Math.ceil(layout.height + top + margin);
  const left = (width - layout.width) / 2;
  const lines: string[] = [];
  if (content.title !== "") {
    lines.push(
      `<text x="${round(width / 2)}" y="${margin + 12}" font-size="15" font-weight="bold" text-anchor="middle" fill="${style.ink}">${xml(content.title)}</text>`,
    );
  }
  lines.push(`<g transform="translate(${round(left)} ${top})">`, ...wiring(content, layout, joins, sideways));
  lines.push(`<g stroke-width="1" fill="${style.ink}">`);
  for (const [id, { box, fields, width, height }] of frames) {
    lines.push(...boxLines(box, fields, width, height, layout.centres.get(id)!));
  }
  lines.push("</g>", ...opLines(content, layout), "</g>");
  const body = lines.join("\n");
  // Ids are the page's: two pictures in it must not share them, and the same picture must not change.
  const id = `graph-${hash(body)}`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc" style="max-width:100%;height:auto" font-family="${fontFamilies.map((name) => (name.includes(" ") ? `'${name}'` : name)).join(", ")}" font-size="13">`,
    `<title id="${id}-title">${xml(content.title || content.summary)}</title>`,
    `<desc id="${id}-desc">${xml(content.title === "" ? content.description : `${content.summary}.\n${content.description}`)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${style.background}"/>`,
    body,
    "</svg>",
  ].join("\n")}\n`;
}

function wiring(
  { arrows }: Picture,
  { routes, centres }: Layout,
  joins: number,
  sideways: boolean,
): string[] {
  const lines = [`<g fill="none" stroke="${style.line}" stroke-width="1.25">`];
  const tips: string[] = [];
  for (const { curve, tip } of routes) {
    const [start, ...rest] = curve;
    lines.push(`<path d="M${pair(start!)}C${rest.map(pair).join(" ")}"/>`);
    tips.push(`<path d="${arrowHead(curve.at(-1)!, tip)}"/>`);
  }
  lines.push("</g>", `<g fill="${style.line}">`, ...tips, "</g>");
  lines.push(`<g font-size="11" text-anchor="middle">`);
  arrows.forEach(({ to, label: text, position, title }, i) => {
    const { curve, tip, label } = routes[joins + i]!;
    if (label !== null) {
      lines.push(
        `<text x="${round(label.x)}" y="${round(label.y + 4)}" fill="${style.note}"><title>${xml(title)}</title>${xml(text)}</text>`,
      );
    }
    if (position !== "") {
      const at = beside(curve.at(-1)!, tip, centres.get(opId(to))!, sideways);
      lines.push(
        `<text x="${round(at.x)}" y="${round(at.y + 3.5)}" font-size="10" fill="${style.muted}">${position}</text>`,
      );
    }
  });
  lines.push("</g>");
  return lines;
}

function boxLines(
  box: Box,
  fields: readonly Field[],
  width: number,
  height: number,
  centre: Point,
): string[] {
  const { fill, stroke, width: thickness } = style[box.kind];
  const x0 = centre.x - width / 2;
  const y0 = centre.y - height / 2;
  const border = thickness === 1 ? "" : ` stroke-width="${thickness}"`;
  const lines = [
    `<g class="${box.kind}"><title>${xml(box.title)}</title>`,
    `<rect x="${round(x0)}" y="${round(y0)}" width="${round(width)}" height="${round(height)}" rx="3" fill="${fill}" stroke="${stroke}"${border}/>`,
  ];
  const rules = fields.slice(1).map(({ y }) => `M${round(x0)} ${round(y0 + y)}h${round(width)}`);
  lines.push(`<path d="${rules.join("")}" stroke="${stroke}" stroke-opacity="0.5"/>`);
  for (const { key, text, y, height } of fields) {
    const middle = y0 + y + height / 2 + 4.5;
    const start = round(x0 + padding);
    if (key !== "") {
      const end = round(x0 + width - padding);
      lines.push(
        `<text x="${start}" y="${round(middle)}" fill="${style.muted}">${key}</text><text x="${end}" y="${round(middle)}" text-anchor="end">${xml(text[0]!)}</text>`,
      );
      continue;
    }
    const weight = box.captioned ? "" : ' font-weight="bold"';
    text.forEach((line, i) => {
      const baseline = middle + (i - (text.length - 1) / 2) * lineHeight;
      lines.push(
        `<text x="${round(x0 + width / 2)}" y="${round(baseline)}" text-anchor="middle"${weight}>${xml(line)}</text>`,
      );
    });
  }
  lines.push("</g>");
  return lines;
}

function opLines({ boxes }: Picture, { centres }: Layout): string[] {
  const lines = [`<g fill="${style.op.ink}" text-anchor="middle">`];
  for (const box of boxes) {
    if (box.op === null) continue;
    const { x, y } = centres.get(opId(box))!;
    const width = opWidth(box.op.symbol);
    lines.push(
      `<g class="op"><title>${xml(box.op.title)}</title>`,
      `<rect x="${round(x - width / 2)}" y="${round(y - opHeight / 2)}" width="${round(width)}" height="${opHeight}" rx="${opHeight / 2}" fill="${style.op.fill}"/>`,
      `<text x="${round(x)}" y="${round(y + 4.5)}">${xml(box.op.symbol)}</text>`,
      "</g>",
    );
  }
  lines.push("</g>");
  return lines;
}

/** A triangle from the end of a curve to the tip. */
function arrowHead(from: Point, tip: Point): string {
  const { x, y } = normal(from, tip, 3);
  return `M${round(from.x + x)} ${round(from.y + y)}L${pair(tip)}L${round(from.x - x)} ${round(from.y - y)}z`;
}

/** Where a digit next to an arrow's head stands: on the outer side, seen from the op's middle, so that digits keep apart. */
function beside(from: Point, tip: Point, op: Point, sideways: boolean): Point {
  const { x, y } = normal(from, tip, 9);
  const sides = [-1, 1].map((side) => ({ x: from.x + side * x, y: from.y + side * y })) as [Point, Point];
  const [a, b] = sides.map((at) => (sideways ? at.y - op.y : at.x - op.x)) as [number, number];
  // Above, or left, where an arrow comes straight.
  const first = Math.abs(Math.abs(a) - Math.abs(b)) < 1 ? a < b : Math.abs(a) > Math.abs(b);
  return first ? sides[0] : sides[1];
}

/** The vector of that length at a right angle to the way from one point to another. */
function normal(from: Point, to: Point, length: number): Point {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const scale = length / (Math.hypot(dx, dy) || 1);
  return { x: -dy * scale, y: dx * scale };
}

const round = (x: number): string => String(Math.round(x * 100) / 100);
const pair = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const xml = (text: string): string => text.replace(/[&<>"]/g, (character) => entities[character]!);

/** FNV-1a over UTF-16 units, in hexadecimal. */
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(16).padStart(8, "0");
}
