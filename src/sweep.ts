/**
 * The passes over a tape: backward, forward again, and a plain walk. Creation order is topological, so a pass is one
 * sweep over the marked slots of the pages: no recursion, no sort, no closure per node.
 */
import { CALL, CONSTANT, compute2, constants, kernels, kinds, NONE, OUT, X, Y } from "./kernel.ts";
import {
  CODE_MASK,
  DATA,
  FIRST,
  GRAD,
  ID,
  indexOf,
  LEAF_BIT,
  MARK,
  OP,
  PASS,
  type Page,
  type Place,
  SECOND,
  SLOT_MASK,
  STRIDE,
  THIRD,
  tick,
  type View,
} from "./tape.ts";

/** A page to be swept, with the pages it reads from looked up: the operand of `r` is on `sources[indexOf(r)]`. */
export interface Swept {
  readonly page: Page;
  readonly sources: readonly Page[];
}

/** The pages that the graph below a place lies on, leaves' aside, in order of opening. */
function sweptPages(view: View): Swept[] {
  const pages = new Map<number, Page>();
  const seen = new Set([view]);
  const pending = [view];
  for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
    if (!pages.has(v.page.number)) {
      pages.set(v.page.number, v.page);
      for (const leaves of v.page.leaves) pages.set(leaves.number, leaves);
    }
    for (const next of [v.base, v.also])
      if (next !== undefined && !seen.has(next)) {
        seen.add(next);
        pending.push(next);
      }
  }
  return [...pages.values()]
    .filter((page) => !page.isLeaf)
    .sort((a, b) => a.number - b.number)
    .map((page) => {
      // Pages that only other graphs on this page read from may be gone; nothing refers to them here.
      const sources = page.sources.map((number) => pages.get(number)!);
      return { page, sources };
    });
}

/** Forgets the marks of a sweep that was broken off. */
function unmark(swept: readonly Swept[]): void {
  for (const { page } of swept)
    for (let at = OP; at < page.words.length; at += STRIDE) page.words[at]! &= CODE_MASK;
}

/** The last slot of a page that can belong to the graph below `root`. */
const lastSlot = (page: Page, root: Place): number => (page === root.view.page ? root.slot : page.used - 1);

/**
 * Marks the graph below `root`, which is not a leaf. `visit` sees every marked node, the newest first, before its
 * operands are marked.
 */
function mark(swept: readonly Swept[], root: Place, visit?: (at: Swept, slot: number) => void): void {
  root.view.page.words[STRIDE * root.slot + OP]! |= MARK;
  for (let p = swept.length - 1; p >= 0; p--) {
    const here = swept[p]!;
    const { page, sources } = here;
    const { words } = page;
    for (let slot = lastSlot(page, root); slot >= 0; slot--) {
      const at = STRIDE * slot;
      const word = words[at + OP]!;
      if ((word & MARK) === 0) continue;
      if (visit !== undefined) visit(here, slot);
      const { arity } = kernels[word & CODE_MASK]!;
      markOperand(sources, words[at + FIRST]!);
      if (arity > 1) markOperand(sources, words[at + SECOND]!);
      if (arity > 2) markOperand(sources, words[at + THIRD]!);
    }
  }
}

function markOperand(sources: readonly Page[], reference: number): void {
  // Leaves are not swept, and neither are parameters, whose references are negative.
  if ((reference & LEAF_BIT) !== 0 || reference < 0) return;
  sources[indexOf(reference)]!.words[STRIDE * (reference & SLOT_MASK) + OP]! |= MARK;
}

const arityAt = (page: Page, slot: number): 1 | 2 | 3 =>
  kernels[page.words[STRIDE * slot + OP]! & CODE_MASK]!.arity;

/** The references of a node's operands, in the op's order; negative ones are parameters. */
export function references(page: Page, slot: number): number[] {
  const at = STRIDE * slot;
  return Array.from(page.words.subarray(at + FIRST, at + FIRST + arityAt(page, slot)));
}

/** Throws if data below the node was set or recomputed after the node was. */
function checkFresh(here: Swept, slot: number): void {
  const { words } = here.page;
  const at = STRIDE * slot;
  const arity = arityAt(here.page, slot);
  checkOperand(here, slot, words[at + FIRST]!);
  if (arity > 1) checkOperand(here, slot, words[at + SECOND]!);
  if (arity > 2) checkOperand(here, slot, words[at + THIRD]!);
}

function checkOperand({ page, sources }: Swept, slot: number, reference: number): void {
  if (reference < 0) return;
  const source = sources[indexOf(reference)]!;
  if (source.changed === undefined) return;
  const changed = source.changed[reference & SLOT_MASK]!;
  if (changed <= page.cells[STRIDE * slot + ID]!) return;
  if (page.changed !== undefined && changed <= page.changed[slot]!) return;
  throw new Error(
    `backward: the data of ${nameOf(source, reference & SLOT_MASK)} changed after ${nameOf(page, slot)} was ` +
      "computed from it; call forward(root) to recompute the graph, or build it again",
  );
}

/** What an error calls a node. */
export function nameOf(page: Page, slot: number): string {
  const note = page.notes?.get(slot);
  const made = () => `a result of ${kernels[page.words[STRIDE * slot + OP]! & CODE_MASK]!.op.name}`;
  return note?.label || note?.caption || (page.isLeaf ? "a leaf" : made());
}

/** Leaves made before it are left alone by the pass in progress. In an array, or it would be boxed at every change. */
const oldest = new Float64Array(1);

/**
 * One backward pass: sets the gradient of every node below `root` that is not a leaf, and adds to that of leaves.
 * A node whose gradient is exactly 0 passes nothing down, whatever its local derivatives: a NaN or an infinite slope
 * in a branch that does not count stays there. Leaves made before the time `since` keep the gradients they have.
 *
 * @throws Error if data below `root` was set after it was used; no gradient has changed then.
 */
export function backward(root: Place, seed: number, since = 0): void {
  const swept = sweptPages(root.view);
  // Only a look at every node can tell; it is left out where nothing on these pages was ever changed.
  const mayBeStale = swept.some(({ page }) => page.changed || page.leaves.some((leaves) => leaves.changed));
  try {
    if (!root.view.page.isLeaf) mark(swept, root, mayBeStale ? checkFresh : undefined);
    const time = tick();
    oldest[0] = since;
    if (root.view.page.isLeaf) toLeaf(root.view.page.cells, STRIDE * root.slot, seed, time);
    else toNode(root.view.page.cells, STRIDE * root.slot, seed, time);
    for (let p = swept.length - 1; p >= 0; p--) {
      const { page, sources } = swept[p]!;
      const cells = sources.map((source) => source?.cells);
      sweepBack(page, cells, lastSlot(page, root), time);
    }
  } catch (error) {
    unmark(swept);
    throw error;
  }
}

function toLeaf(cells: Float64Array, at: number, contribution: number, time: number): void {
  if (cells[at + ID]! < oldest[0]!) return;
  cells[at + GRAD]! += contribution;
  cells[at + PASS] = time;
}

function toNode(cells: Float64Array, at: number, contribution: number, time: number): void {
  if (cells[at + PASS] === time) cells[at + GRAD]! += contribution;
  else cells[at + GRAD] = contribution;
  cells[at + PASS] = time;
}

function receive(cells: Float64Array, reference: number, contribution: number, time: number): void {
  const at = STRIDE * (reference & SLOT_MASK);
  if ((reference & LEAF_BIT) !== 0) toLeaf(cells, at, contribution, time);
  else toNode(cells, at, contribution, time);
}

/** Sends the gradients of one page's marked nodes to their operands, which lie on `sources`. */
function sweepBack(page: Page, sources: readonly Float64Array[], from: number, time: number): void {
  const { cells, words } = page;
  for (let slot = from; slot >= 0; slot--) {
    const at = STRIDE * slot;
    const word = words[at + OP]!;
    if ((word & MARK) === 0) continue;
    const code = word & CODE_MASK;
    words[at + OP] = code;
    if (cells[at + PASS] !== time) {
      cells[at + PASS] = time;
      cells[at + GRAD] = 0;
    }
    const upstream = cells[at + GRAD]!;
    const out = cells[at + DATA]!;
    const kernel = kernels[code]!;
    const { arity } = kernel;

    const rx = words[at + FIRST]!;
    const x = rx < 0 ? ~rx : rx;
    const cx = sources[indexOf(x)]!;
    const vx = cx[STRIDE * (x & SLOT_MASK) + DATA]!;
    if (arity === 1) {
      const slope =
        kinds[4 * code] === CALL ? (upstream === 0 ? 0 : kernel.dx(vx, out)) : read(4 * code, vx, 0, out);
      if (rx >= 0) receive(cx, x, times(upstream, slope), time);
      continue;
    }

    const ry = words[at + SECOND]!;
    const y = ry < 0 ? ~ry : ry;
    const cy = sources[indexOf(y)]!;
    const vy = cy[STRIDE * (y & SLOT_MASK) + DATA]!;
    if (arity === 2) {
      if (rx >= 0) {
        const slope =
          kinds[4 * code] === CALL
            ? upstream === 0
              ? 0
              : kernel.dx(vx, vy, out)
            : read(4 * code, vx, vy, out);
        receive(cx, x, times(upstream, slope), time);
      }
      if (ry >= 0) {
        const slope =
          kinds[4 * code + 1] === CALL
            ? upstream === 0
              ? 0
              : kernel.dy(vx, vy, out)
            : read(4 * code + 1, vx, vy, out);
        receive(cy, y, times(upstream, slope), time);
      }
      continue;
    }
    const rz = words[at + THIRD]!;
    const z = rz < 0 ? ~rz : rz;
    const cz = sources[indexOf(z)]!;
    const vz = cz[STRIDE * (z & SLOT_MASK) + DATA]!;
    if (rx >= 0) receive(cx, x, slope3(kernel.dx, kinds[4 * code]!, upstream, vx, vy, vz, out), time);
    if (ry >= 0) receive(cy, y, slope3(kernel.dy, kinds[4 * code + 1]!, upstream, vx, vy, vz, out), time);
    if (rz >= 0) receive(cz, z, slope3(kernel.dz, kinds[4 * code + 2]!, upstream, vx, vy, vz, out), time);
  }
}

/** What flows down: nothing from a gradient of 0. */
const times = (upstream: number, slope: number): number => (upstream === 0 ? 0 : upstream * slope);

/** A local derivative that needs no call. */
function read(rule: number, x: number, y: number, out: number): number {
  switch (kinds[rule]) {
    case CONSTANT:
      return constants[rule]!;
    case X:
      return x;
    case Y:
      return y;
    case OUT:
      return out;
    default:
      return 0;
  }
}

type Slope3 = (x: number, y: number, z: number, out: number) => number;
function slope3(d: unknown, kind: number, up: number, x: number, y: number, z: number, out: number): number {
  return up === 0 || kind === NONE ? 0 : up * (d as Slope3)(x, y, z, out);
}

/** Recomputes, in place and in order, every node below `root` from the leaves' present data. */
export function forward(root: Place): void {
  if (root.view.page.isLeaf) return;
  const swept = sweptPages(root.view);
  mark(swept, root);
  const time = tick();
  try {
    for (const { page, sources } of swept) {
      const { words } = page;
      page.changed ??= new Float64Array(page.capacity);
      const last = lastSlot(page, root);
      for (let slot = 0; slot <= last; slot++) {
        const at = STRIDE * slot;
        if ((words[at + OP]! & MARK) === 0) continue;
        words[at + OP]! &= CODE_MASK;
        page.cells[at + DATA] = recompute(page, sources, at);
        page.changed[slot] = time;
      }
    }
  } catch (error) {
    unmark(swept);
    throw error;
  }
}

function recompute(page: Page, sources: readonly Page[], at: number): number {
  const { words } = page;
  const kernel = kernels[words[at + OP]! & CODE_MASK]!;
  const x = operandData(sources, words[at + FIRST]!);
  if (kernel.arity === 1) return kernel.f(x);
  const y = operandData(sources, words[at + SECOND]!);
  if (kernel.arity === 2) return compute2(kernel, x, y);
  return kernel.f(x, y, operandData(sources, words[at + THIRD]!));
}

function operandData(sources: readonly Page[], reference: number): number {
  const r = reference < 0 ? ~reference : reference;
  return sources[indexOf(r)]!.cells[STRIDE * (r & SLOT_MASK) + DATA]!;
}

/** Visits every node below `root` that is not a leaf, the newest first, `root` included. */
export function walk(root: Place, visit: (at: Swept, slot: number) => void): void {
  if (root.view.page.isLeaf) return;
  const swept = sweptPages(root.view);
  try {
    mark(swept, root, visit);
  } finally {
    unmark(swept);
  }
}
