/**
 * Indices and extents: a constant, plus whole multiples of loop indices, plus at most one integer that is data.
 * Kept in this form, per dimension, because fusion, contraction and the phase rule all argue about it.
 */
import { mix, mixNumber } from "./interning.ts";
import type { Loop, Scalar } from "./program.ts";

export interface Affine {
  readonly constant: number;
  /** In order of the loops' ids; no factor is 0. */
  readonly terms: readonly Term[];
  readonly data: Scalar | undefined;
}
export interface Term {
  readonly loop: Loop;
  readonly factor: number;
}

export const constantIndex = (constant: number): Affine => ({ constant, terms: [], data: undefined });
export const loopIndex = (loop: Loop): Affine => ({
  constant: 0,
  terms: [{ loop, factor: 1 }],
  data: undefined,
});
export const dataIndex = (data: Scalar): Affine => ({ constant: 0, terms: [], data });

/** a + factor·b; `undefined` where both have a data term, or b's would be multiplied. */
export function plus(a: Affine, b: Affine, factor = 1): Affine | undefined {
  if (b.data !== undefined && (a.data !== undefined || factor !== 1)) return undefined;
  const terms = [...a.terms];
  for (const { loop, factor: f } of b.terms) {
    const at = terms.findIndex((term) => term.loop === loop);
    const sum = (at < 0 ? 0 : terms[at]!.factor) + factor * f;
    if (at >= 0) terms.splice(at, 1);
    if (sum !== 0) terms.push({ loop, factor: sum });
  }
  terms.sort((p, q) => p.loop.id - q.loop.id);
  return { constant: a.constant + factor * b.constant, terms, data: a.data ?? b.data };
}

/** A scalar as an index: read as far as it is affine, and as data otherwise. */
export function toAffine(scalar: Scalar): Affine {
  return affineOf(scalar) ?? dataIndex(scalar);
}

function affineOf(scalar: Scalar): Affine | undefined {
  if (scalar.kind === "const") return constantIndex(scalar.value);
  if (scalar.kind === "index") return loopIndex(scalar.loop);
  if (scalar.kind === "load") return undefined;
  const [x, y] = scalar.args as [Scalar, Scalar];
  switch (scalar.op.name) {
    case "add":
      return plus(toAffine(x), toAffine(y));
    case "sub":
      return plus(toAffine(x), toAffine(y), -1);
    case "neg":
      return plus(constantIndex(0), toAffine(x), -1);
    case "mul":
      if (x.kind === "const" && Number.isInteger(x.value))
        return plus(constantIndex(0), toAffine(y), x.value);
      if (y.kind === "const" && Number.isInteger(y.value))
        return plus(constantIndex(0), toAffine(x), y.value);
      return undefined;
    default:
      return undefined;
  }
}

/** The same index with other loops' indices and another data scalar. */
export function mapAffine(a: Affine, loop: (loop: Loop) => Affine, data: (data: Scalar) => Scalar): Affine {
  // Most indices are a number, or that of one loop.
  if (a.data === undefined) {
    const [term, another] = a.terms;
    if (term === undefined) return a;
    if (another === undefined && term.factor === 1 && a.constant === 0) return loop(term.loop);
  }
  let mapped = constantIndex(a.constant);
  for (const term of a.terms) mapped = plus(mapped, loop(term.loop), term.factor)!;
  return a.data ? plus(mapped, dataIndex(data(a.data)))! : mapped;
}

/** Two indices with the same key are equal. */
export function affineKey(a: Affine): string {
  let key = String(a.constant);
  for (const { loop, factor } of a.terms) key += `+${factor}i${loop.id}`;
  return a.data ? `${key}+v${a.data.id}` : key;
}

/** Whether indices are the same, dimension by dimension. */
export function isSameElement(a: readonly Affine[], b: readonly Affine[]): boolean {
  for (let d = 0; d < a.length; d++) if (!isSame(a[d]!, b[d]!)) return false;
  return true;
}
/** Whether two indices are the same. */
export function isSame(a: Affine, b: Affine): boolean {
  if (a.constant !== b.constant || a.data !== b.data || a.terms.length !== b.terms.length) return false;
  for (let k = 0; k < a.terms.length; k++) {
    const p = a.terms[k]!;
    const q = b.terms[k]!;
    if (p.loop !== q.loop || p.factor !== q.factor) return false;
  }
  return true;
}
/** Mixes an index into a hash. */
export function mixAffine(h: number, { constant, terms, data }: Affine): number {
  // Adding 0 makes 0 of −0, which is the same index.
  let mixed = mixNumber(h, constant + 0);
  for (let k = 0; k < terms.length; k++) mixed = mixNumber(mix(mixed, terms[k]!.loop.id), terms[k]!.factor);
  return data ? mix(mixed, data.id) : mixed;
}

/** The depth of the outermost block in which the index is known. */
export function affineDepth(a: Affine): number {
  let depth = a.data?.block.depth ?? 0;
  for (let k = 0; k < a.terms.length; k++) depth = Math.max(depth, a.terms[k]!.loop.body.depth);
  return depth;
}

/**
 * The least and greatest value an index takes, by its loops' extents; infinite where it has a data term. The last index of
 * a loop whose extent is affine is put in for its own, so that j + i, where i < n − j, is below n.
 */
export function boundsOf(a: Affine): readonly [least: number, greatest: number] {
  return [0 - greatestOf(a, -1), greatestOf(a, 1)];
}

/** The same for a sum of indices that are each in an iteration of its own: extents that name a loop mean that one's. */
export function boundsOfParts(parts: readonly Affine[]): readonly [least: number, greatest: number] {
  const sum = (sign: 1 | -1) => parts.reduce((greatest, part) => greatest + greatestOf(part, sign), 0);
  return [0 - sum(-1), sum(1)];
}

/** The greatest value of an index, or of that times −1. */
function greatestOf({ constant, terms, data }: Affine, sign: 1 | -1): number {
  if (data) return Number.POSITIVE_INFINITY;
  let greatest = sign * constant;
  // Most have one loop, of a known number of iterations. Loops further in come last: extents name those before them.
  for (let k = terms.length - 1; k >= 0; k--) {
    const { loop, factor } = terms[k]!;
    const { extent } = loop;
    if (sign * factor < 0) continue;
    if (isConstant(extent)) greatest += sign * factor * Math.max(0, extent.constant - 1);
    else if (k === 0) greatest += sign * factor * Math.max(0, greatestExtent(extent) - 1);
    else {
      let left: Affine = { constant: -factor, terms: terms.slice(0, k), data: undefined };
      left = plus(left, extent.data ? constantIndex(Number.POSITIVE_INFINITY) : extent, factor)!;
      return greatest + greatestOf(left, sign);
    }
  }
  return greatest;
}

/** Whether an index or extent is one number, whatever loops and data are. */
export const isConstant = ({ terms, data }: Affine): boolean => terms.length === 0 && data === undefined;

/** The most iterations a loop can have. */
export const greatestExtent = (extent: Affine): number =>
  Math.max(0, isConstant(extent) ? extent.constant : boundsOf(extent)[1]);

/** Whether a loop is certain to have an iteration, whenever it is reached. */
export const surelyRuns = ({ extent }: Loop): boolean =>
  (isConstant(extent) ? extent.constant : boundsOf(extent)[0]) >= 1;

/** Whether an element is certain to exist, by the extents of the loops in its index. */
export function surelyWithin(index: readonly Affine[], shape: readonly number[]): boolean {
  for (let d = 0; d < index.length; d++) if (!isWithin(index[d]!, shape[d]!)) return false;
  return true;
}

/** Whether an index is certain to be one of a dimension of `n` elements. */
export function isWithin(a: Affine, n: number): boolean {
  if (a.data !== undefined) return false;
  return greatestOf(a, -1) <= 0 && greatestOf(a, 1) < n;
}

/** An index in which that of a loop is another. */
export const withLoop = (affine: Affine, loop: Loop, to: Affine): Affine =>
  mapAffine(
    affine,
    (other) => (other === loop ? to : loopIndex(other)),
    (data) => data,
  );

/** Whether some dimension's indices have no value in common, whatever the iterations: two elements that never are one. */
export const neverMeet = (a: readonly Affine[], b: readonly Affine[]): boolean =>
  a.some((x, d) => {
    if (d >= b.length) return false;
    const [[least, greatest], [from, to]] = [boundsOf(x), boundsOf(b[d]!)];
    return greatest < from || to < least;
  });

/** Whether the index is the loop's own plus a constant, and that constant. */
export function offsetFrom(a: Affine, loop: Loop): number | undefined {
  const [term] = a.terms;
  return a.data === undefined && a.terms.length === 1 && term!.loop === loop && term!.factor === 1
    ? a.constant
    : undefined;
}

/** The value of an index, given those of the loops and of the data. */
export function valueOfIndex(
  a: Affine,
  loops: (loop: Loop) => number,
  data: (scalar: Scalar) => number,
): number {
  let value = a.constant;
  for (const { loop, factor } of a.terms) value += factor * loops(loop);
  return a.data ? value + data(a.data) : value;
}

/** The greatest common divisor of whole numbers that are not negative; of 0 and another that other. */
export function commonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
