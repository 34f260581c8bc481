/** Arguments into memory, and results out of it. */
import { Output } from "../trace.ts";
import { isTyped, type Leaf, mapTree } from "../tree.ts";

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

function arrayReader(shape: readonly number[], view: Float64Array): Reader {
  let at = 0;
  const last = shape.length - 1;
  const fill = (value: unknown, d: number): boolean => {
    const n = shape[d]!;
    if (isTyped(value)) {
      if (d !== last || value.length !== n) return false;
      view.set(value, at);
      at += n;
      return true;
    }
    if (!Array.isArray(value) || value.length !== n) return false;
    if (d < last) {
      for (let i = 0; i < n; i++) if (!fill(value[i], d + 1)) return false;
      return true;
    }
    for (let i = 0; i < n; i++) {
      const x: unknown = value[i];
      if (typeof x !== "number") return false;
      view[at++] = x;
    }
    return true;
  };
  return (value) => {
    at = 0;
    return fill(value, 0);
  };
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

function nested(view: Float64Array, shape: readonly number[]): unknown {
  let at = 0;
  const last = shape.length - 1;
  const build = (d: number): unknown[] => {
    const n = shape[d]!;
    const made: unknown[] = new Array(n);
    if (d < last) for (let i = 0; i < n; i++) made[i] = build(d + 1);
    else for (let i = 0; i < n; i++) made[i] = view[at++];
    return made;
  };
  return build(0);
}
