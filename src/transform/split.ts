/**
 * Splitting: a loop that holds its indices within bounds, as `at(x, max(sub(i, 1), 0))` does at the first element, becomes
 * loops over ranges in which nothing is left to decide. There the indices are affine: read in lanes, and unchecked.
 * (Index-set splitting: Griebl, Feautrier, Lengauer, "Index Set Splitting", 2000.)
 */
import { type Affine, constantIndex, isConstant, loopIndex, plus } from "../ir/affine.ts";
import { push } from "../ir/multimap.ts";
import { type Apply, instructionsIn, type Loop, type Scalar } from "../ir/program.ts";
import type { Survey } from "../ir/survey.ts";
import type { Op } from "../op.ts";
import { add, eq, ge, gt, le, lt, max, min, mul, select, sub } from "../ops.ts";
import type { Edits, Reemission } from "./reemit.ts";

/** Loops are split that have more iterations than this, into so many at most, of so many instructions in all. */
const SHORT = 8;
const MOST_RANGES = 12;
const LARGE = 1000;

/**
 * What a scalar is in iteration i: factor·i + constant. Never −0, for it is made of whole numbers by sums, and what float64s are,
 * for all of these stay small.
 */
interface Line {
  readonly factor: number;
  readonly constant: number;
}
/** Iterations in a row, and what scalars are in them. */
interface Range {
  readonly from: number;
  readonly end: number;
  readonly lines: ReadonlyMap<Scalar, Line>;
}

/** Whether all values in loops of fewer than 2³¹ iterations, and differences of two, are below 2⁵³. */
const isExact = ({ factor, constant }: Line): boolean =>
  Math.abs(factor) <= 2 ** 20 && Math.abs(constant) <= 2 ** 51;

const DECISIONS = new Map<Op, (difference: number) => boolean>([
  [max, (x) => x >= 0],
  [min, (x) => x <= 0],
  [lt, (x) => x < 0],
  [le, (x) => x <= 0],
  [gt, (x) => x > 0],
  [ge, (x) => x >= 0],
  [eq, (x) => x === 0],
]);

/** Splits loops of a program. */
export function split({ accesses }: Survey, edits: Edits): void {
  const asked = new Map<Loop, Scalar[]>();
  for (const all of accesses.values())
    for (const { index } of all)
      for (const { data } of index) if (data?.block.loop) push(asked, data.block.loop, data);
  for (const [loop, data] of asked) {
    const ranges = rangesOf(loop, data);
    if (ranges === undefined) continue;
    let current: Range;
    for (const x of new Set(ranges.flatMap(({ lines }) => [...lines.keys()])))
      if (x.kind === "op" && DECISIONS.has(x.op)) edits.instead.set(x, (to) => decide(x, loop, current, to));
    edits.instead.set(loop, (to) => {
      for (const range of ranges) {
        current = range;
        emitRange(loop, range, to);
      }
    });
  }
}

/** Builds some iterations of a loop. */
function emitRange(loop: Loop, { from, end }: Range, to: Reemission<Scalar>): void {
  const { order, body, checkpoint, recomputes } = loop;
  const at = (index: Affine) => {
    to.loops.set(loop, index);
    to.block(body);
  };
  if (end - from === 1) at(constantIndex(from));
  else {
    const inner = (made: Loop) => at(plus(loopIndex(made), constantIndex(from))!);
    to.builder.loop(end - from, order, inner, { checkpoint, recomputes });
  }
}

/** Builds what a scalar is in a range, which knows how it is decided, if it is. */
function decide(x: Apply, loop: Loop, range: Range, to: Reemission<Scalar>): void {
  if (!range.lines.has(x)) {
    to.instruction(x);
    return;
  }
  const [a, b] = x.args.map((arg) => lineOf(arg, loop, range)!) as [Line, Line];
  const is = DECISIONS.get(x.op)!(valueAt(minus(a, b), range.from));
  const isExtreme = x.op === max || x.op === min;
  to.define(x, isExtreme ? to.emitted(x.args[is ? 0 : 1]!) : to.builder.constant(Number(is)));
}

/** Ranges of a loop in which all is decided that `asked` depends on, if most iterations then know some of that. */
function rangesOf(loop: Loop, asked: readonly Scalar[]): readonly Range[] | undefined {
  const { extent, order, body } = loop;
  if (order !== "any" || !isConstant(extent) || extent.constant <= SHORT) return undefined;
  const needed = new Set<Scalar>(asked);
  // Sets go through what is added to them meanwhile.
  for (const x of needed)
    if (x.kind === "op") for (const arg of x.args) if (arg.block === body) needed.add(arg);
  let ranges: Range[] = [{ from: 0, end: extent.constant, lines: new Map() }];
  for (const x of body.instructions) {
    if (x.kind !== "op" || !needed.has(x)) continue;
    ranges = ranges.flatMap((range) => refined(x, loop, range));
    if (ranges.length > MOST_RANGES) return undefined;
  }
  const { lines } = ranges.reduce((a, b) => (b.end - b.from > a.end - a.from ? b : a));
  const isWorth =
    asked.some((x) => lines.has(x)) && [...lines.keys()].some((x) => x.kind === "op" && DECISIONS.has(x.op));
  return isWorth && ranges.length * instructionsIn(body).length <= LARGE ? ranges : undefined;
}

/** The parts of a range in which a scalar is a line, as far as it is. */
function refined(x: Apply, loop: Loop, range: Range): Range[] {
  const { from, end, lines } = range;
  const args = x.args.map((arg) => lineOf(arg, loop, range));
  const [a, b, c] = args;
  const decision = DECISIONS.get(x.op);
  if (decision === undefined || !a || !b) {
    const line =
      x.op === select ? a && a.factor === 0 && (a.constant ? b : c) : a && b && combined(x.op, a, b);
    return [line && isExact(line) ? { from, end, lines: new Map(lines).set(x, line) } : range];
  }
  const difference = minus(a, b);
  // Where it is 0, or passes it.
  const zero = -difference.constant / difference.factor;
  const cuts = [Math.ceil(zero), Math.floor(zero) + 1].filter((cut) => cut > from && cut < end);
  const parts: Range[] = [];
  let start = from;
  for (const cut of [...cuts, end]) {
    const is = decision(valueAt(difference, start));
    if (cut < end && cut > start && decision(valueAt(difference, cut)) === is) continue;
    if (cut === start) continue;
    const isExtreme = x.op === max || x.op === min;
    const line = isExtreme ? (is ? a : b) : { factor: 0, constant: Number(is) };
    parts.push({ from: start, end: cut, lines: new Map(lines).set(x, line) });
    start = cut;
  }
  return parts;
}

function lineOf(x: Scalar, loop: Loop, { lines }: Range): Line | undefined {
  if (x.kind === "index") return x.loop === loop ? { factor: 1, constant: 0 } : undefined;
  if (x.kind !== "const") return lines.get(x);
  const line = { factor: 0, constant: x.value };
  return Number.isInteger(x.value) && !Object.is(x.value, -0) && isExact(line) ? line : undefined;
}

/** A sum, a difference, or a product with a positive number. */
function combined(op: Op, a: Line, b: Line): Line | undefined {
  if (op === add) return { factor: a.factor + b.factor, constant: a.constant + b.constant };
  if (op === sub) return minus(a, b);
  if (op !== mul) return undefined;
  const [by, line] = a.factor === 0 ? [a.constant, b] : [b.factor === 0 ? b.constant : 0, a];
  return by > 0 ? { factor: by * line.factor, constant: by * line.constant } : undefined;
}

const minus = (a: Line, b: Line): Line => ({
  factor: a.factor - b.factor,
  constant: a.constant - b.constant,
});
const valueAt = ({ factor, constant }: Line, i: number): number => factor * i + constant;
