/** What `--json` prints. */
import type { Value } from "../value.ts";
import type { Stream } from "./terminal.ts";

/** A number as JSON has it; those that it lacks as strings. */
export function jsonNumber(x: number): number | string {
  if (Object.is(x, -0)) return "-0";
  return Number.isFinite(x) ? x : String(x);
}

export interface JsonNode {
  readonly id: number;
  readonly label: string | null;
  readonly caption: string | null;
  /** The op's name; null for a leaf. */
  readonly op: string | null;
  readonly data: number | string;
  readonly grad: number | string;
  readonly operands: readonly number[];
  /** The numbers that are a part of the op, as the exponent of a power; only where there are any. */
  readonly parameters?: readonly (number | string)[];
}

export function jsonNode(node: Value): JsonNode {
  const { id, label, caption, op, args } = node;
  const parameters = args.filter((arg) => typeof arg === "number").map(jsonNumber);
  return {
    id,
    label: label || null,
    caption: caption || null,
    op: op?.name ?? null,
    data: jsonNumber(node.data),
    grad: jsonNumber(node.grad),
    operands: args.flatMap((arg) => (typeof arg === "number" ? [] : [arg.id])),
    ...(parameters.length > 0 && { parameters }),
  };
}

/** Entries that are arrays are written one element a line, as large ones are read, and never as one huge string. */
export function writeJson(object: Readonly<Record<string, unknown>>, stream: Stream): void {
  const chunks = new Chunks(stream);
  chunks.add("{");
  Object.entries(object).forEach(([name, entry], i) => {
    chunks.add(`${i > 0 ? "," : ""}\n  ${JSON.stringify(name)}: `);
    if (Array.isArray(entry)) writeElements(entry, chunks, "  ");
    else chunks.add(JSON.stringify(entry));
  });
  chunks.add("\n}\n");
  chunks.end();
}

/** A list, one element a line. */
export function writeJsonList(list: readonly unknown[], stream: Stream): void {
  const chunks = new Chunks(stream);
  writeElements(list, chunks, "");
  chunks.add("\n");
  chunks.end();
}

function writeElements(list: readonly unknown[], chunks: Chunks, indent: string): void {
  if (list.length === 0) chunks.add("[");
  list.forEach((element, i) => {
    chunks.add(`${i > 0 ? "," : "["}\n${indent}  ${JSON.stringify(element)}`);
  });
  chunks.add(list.length === 0 ? "]" : `\n${indent}]`);
}

class Chunks {
  static readonly SIZE = 1 << 16;
  readonly #stream: Stream;
  #text = "";
  constructor(stream: Stream) {
    this.#stream = stream;
  }
  add(text: string): void {
    this.#text += text;
    if (this.#text.length >= Chunks.SIZE) this.end();
  }
  end(): void {
    this.#stream.write(this.#text);
    this.#text = "";
  }
}
