/** Arguments into memory, and results out of it. */
import { Output } from "../trace.ts";
import { isTyped, type Leaf, mapTree, sizeOf } from "../tree.ts";

/** Copies an argument's numbers to where they belong; false if it has not the shape that was traced. */
export type Reader = (value: unknown) => boolean;

/** A reader for what looks like `tree`. `place` gives the view that each leaf, in order, is copied to. */
export function readerOf(tree: unknown, name: string, place: (leaf: Leaf) => Float64Array): Reader {
  const views = new Map<string, Float64Array>();
  mapTree(tree, name, (leaf) => {
    views.set(leaf.path, place(leaf));
    return leaf;
  });
  const build = (part: unknown, path: string): Reader => {
    const view = views.get(path);
    if (view) return isArray(part) ? arrayReader(shapeOf(part), view) : scalarReader(view);
    if (Array.isArray(part)) {
      const inner = part.map((element, i) => build(element, `${path}[${i}]`));
      return (value) =>
        Array.isArray(value) && value.length === inner.length && inner.every((read, i) => read(value[i]));
    }
    const keys = Object.keys(part as object);
    const inner = keys.map((key) => build((part as Record<string, unknown>)[key], `${path}.${key}`));
    return (value) => {
      if (typeof value !== "object" || value === null || Object.keys(value).length !== keys.length)
        return false;
      const record = value as Record<string, unknown>;
      return inner.every((read, k) => keys[k]! in record && read(record[keys[k]!]));
    };
  };
  return build(tree, name);
}

const isArray = (x: unknown): boolean => Array.isArray(x) || isTyped(x);

/** The shape of an array known to be rectangular. */
function shapeOf(x: unknown): number[] {
  if (isTyped(x)) return [x.length];
  return Array.isArray(x) ? [x.length, ...(x.length > 0 ? shapeOf(x[0]) : [])] : [];
}

function scalarReader(view: Float64Array): Reader {
  return (value) => {
    if (typeof value !== "number") return false;
    view[0] = value;
    return true;
  };
}

const arrayReader =
  (shape: readonly number[], view: Float64Array): Reader =>
  (value) =>
    fill(view, 0, value, shape, 0) >= 0;

/** Copies a part of an array, from dimension `d` on, to where it belongs, and gives the place behind; −1 if it is no such part. */
function fill(
  view: Float64Array,
  start: number,
  value: unknown,
  shape: readonly number[],
  d: number,
): number {
  const n = shape[d]!;
  let at = start;
  if (Array.isArray(value)) {
    if (value.length !== n) return -1;
    if (d + 1 < shape.length) {
      for (let i = 0; i < n; i++) {
        at = fill(view, at, value[i], shape, d + 1);
        if (at < 0) return -1;
      }
      return at;
    }
    for (let i = 0; i < n; i++) {
      const x: unknown = value[i];
      if (typeof x !== "number") return -1;
      view[at + i] = x;
    }
    return at + n;
  }
  if (!isTyped(value) || d + 1 < shape.length || value.length !== n) return -1;
  view.set(value, at);
  return at + n;
}

/** Makes a result anew. */
export type Writer = () => unknown;

/** A writer of a tree with an `Output` at every leaf. */
export function writerOf(
  tree: unknown,
  outputs: readonly { readonly shape: readonly number[]; readonly view: Float64Array }[],
): Writer {
  if (tree instanceof Output) {
    const { shape, view } = outputs[tree.number]!;
    return shape.length === 0 ? () => view[0]! : () => nested(view, shape);
  }
  if (Array.isArray(tree)) {
    const inner = tree.map((part) => writerOf(part, outputs));
    return () => inner.map((write) => write());
  }
  const inner = Object.entries(tree as object).map(([key, part]) => [key, writerOf(part, outputs)] as const);
  return () => {
    const record: Record<string, unknown> = {};
    for (const [key, write] of inner) record[key] = write();
    return record;
  };
}

const nested = (view: Float64Array, shape: readonly number[]): unknown =>
  part(view, 0, sizeOf(shape), shape, 0);

/** Arrays of more numbers are made with room for all: shorter ones are faster to fill one by one. */
const MANY = 64;

/** The part of an array that starts at a place, from dimension `d` on, as nested arrays. */
function part(
  view: Float64Array,
  start: number,
  size: number,
  shape: readonly number[],
  d: number,
): unknown[] {
  const n = shape[d]!;
  if (d + 1 < shape.length) {
    const rows: unknown[] = [];
    const inner = n === 0 ? 0 : size / n;
    for (let i = 0; i < n; i++) rows.push(part(view, start + i * inner, inner, shape, d + 1));
    return rows;
  }
  const numbers: number[] = n > MANY ? new Array(n) : [];
  for (let i = 0; i < n; i++) numbers[i] = view[start + i]!;
  return numbers;
}
