/** Arguments into memory, and results out of it. */
import { hasTypedRows } from "../ir/expr.ts";
import { Output } from "../trace.ts";
import { isDetached, isRecord, isTyped, type Leaf, mapRecord, mapTree, sizeOf } from "../tree.ts";

/** Copies an argument's numbers to where they belong; false if it has not the form that was traced. */
export type Reader = (value: unknown) => boolean;

/**
 * A reader for what looks like `tree`. `place` gives the view that each leaf, in order, is copied to. With `keepsForm`
 * arrays must be typed where those of `tree` are, and only there.
 */
export function readerOf(
  tree: unknown,
  name: string,
  keepsForm: boolean,
  place: (leaf: Leaf) => Float64Array,
): Reader {
  const leaves = new Map<string, Leaf & { readonly view: Float64Array }>();
  mapTree(tree, name, (leaf) => {
    leaves.set(leaf.path, { ...leaf, view: place(leaf) });
    return leaf;
  });
  const build = (part: unknown, path: string): Reader => {
    const leaf = leaves.get(path);
    if (leaf) {
      const { shape, view } = leaf;
      if (shape.length === 0) return scalarReader(view);
      const read = arrayReader(shape, view);
      if (!keepsForm) return read;
      const areTyped = hasTypedRows(part);
      return (value) => isTyped(rowOf(value)) === areTyped && read(value);
    }
    if (Array.isArray(part)) {
      const inner = part.map((element, i) => build(element, `${path}[${i}]`));
      return (value) => Array.isArray(value) && value.length === inner.length && all(inner, value);
    }
    const keys = Object.keys(part as object);
    const inner = keys.map((key) => build((part as Record<string, unknown>)[key], `${path}.${key}`));
    return (value) => {
      if (!isRecord(value)) return false;
      for (let k = 0; k < keys.length; k++)
        if (!Object.hasOwn(value, keys[k]!) || !inner[k]!(value[keys[k]!])) return false;
      return Object.keys(value).length === keys.length;
    };
  };
  return build(tree, name);
}

function all(readers: readonly Reader[], values: readonly unknown[]): boolean {
  for (let k = 0; k < readers.length; k++) if (!readers[k]!(values[k])) return false;
  return true;
}

/** The first row of an array, by whose type the whole is known. */
function rowOf(value: unknown): unknown {
  let row = value;
  while (Array.isArray(row) && row.length > 0 && typeof row[0] === "object") row = row[0];
  return row;
}

function scalarReader(view: Float64Array): Reader {
  return (value) => {
    if (typeof value !== "number") return false;
    view[0] = value;
    return true;
  };
}

function arrayReader(shape: readonly number[], view: Float64Array): Reader {
  const n = shape[0]!;
  if (shape.length === 1) return (value) => fillRow(view, 0, value, n);
  const m = shape[1]!;
  if (shape.length === 2)
    return (value) => {
      if (!Array.isArray(value) || value.length !== n) return false;
      for (let i = 0; i < n; i++) if (!fillRow(view, i * m, value[i], m)) return false;
      return true;
    };
  const size = sizeOf(shape.slice(1));
  const inner = Array.from({ length: n }, (_, i) =>
    arrayReader(shape.slice(1), view.subarray(i * size, (i + 1) * size)),
  );
  return (value) => Array.isArray(value) && value.length === n && all(inner, value);
}

/** Copies numbers to the places from `at` on; false if they are not an array of `n`. */
function fillRow(view: Float64Array, at: number, row: unknown, n: number): boolean {
  if (Array.isArray(row)) {
    if (row.length !== n) return false;
    for (let j = 0; j < n; j++) {
      const x: unknown = row[j];
      if (typeof x !== "number") return false;
      view[at + j] = x;
    }
    return true;
  }
  if (!isTyped(row) || row.length !== n) return false;
  if (n === 0) return !isDetached(row);
  view.set(row, at);
  return true;
}

/**
 * Tells whether an argument that looks like `tree` has typed rows in `memory`: reading another could change those before
 * they are read.
 */
export function lenderOf(tree: unknown, memory: ArrayBufferLike): (value: unknown) => boolean {
  const rows =
    (rank: number) =>
    (value: unknown): boolean => {
      if (isTyped(value)) return value.buffer === memory;
      if (rank > 1 && Array.isArray(value)) for (const row of value) if (rows(rank - 1)(row)) return true;
      return false;
    };
  const build = (part: unknown): ((value: unknown) => boolean) => {
    if (typeof part === "number") return part === 0 ? () => false : rows(part);
    const inner = Object.entries(part as object).map(([key, below]) => [key, build(below)] as const);
    return (value) => {
      if (typeof value !== "object" || value === null) return false;
      for (const [key, lends] of inner) if (lends((value as Record<string, unknown>)[key])) return true;
      return false;
    };
  };
  return build(mapTree(tree, "argument", ({ shape }) => shape.length));
}

/** A tree with copies of its typed arrays. What is no tree stays. */
export function copyOf(tree: unknown): unknown {
  if (isTyped(tree)) return tree.slice();
  return Array.isArray(tree) ? tree.map(copyOf) : (mapRecord(tree, copyOf) ?? tree);
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
    return arrayWriter(shape, view, tree.isTyped);
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

function arrayWriter(shape: readonly number[], view: Float64Array, areTyped: boolean): Writer {
  const [n, ...inner] = shape;
  if (n === undefined) return () => view[0]!;
  if (inner.length === 0) {
    if (areTyped) return () => view.slice();
    return () => row(view, 0, n);
  }
  if (inner.length === 1 && !areTyped) {
    const m = inner[0]!;
    return () => {
      const rows: number[][] = [];
      for (let i = 0; i < n; i++) rows.push(row(view, i * m, m));
      return rows;
    };
  }
  const size = sizeOf(inner);
  const parts = Array.from({ length: n }, (_, i) =>
    arrayWriter(inner, view.subarray(i * size, (i + 1) * size), areTyped),
  );
  return () => parts.map((write) => write());
}

function row(view: Float64Array, at: number, n: number): number[] {
  // With room for all: V8 takes longer to make an array grow, or to copy one.
  const numbers: number[] = new Array(n);
  for (let j = 0; j < n; j++) numbers[j] = view[at + j]!;
  return numbers;
}
