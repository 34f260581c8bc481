/**
 * The passes over a tape: backward, forward again, and a plain walk. Creation order is topological, so a pass is one
 * sweep over the marked slots of the pages: no recursion, no sort, no closure per node.
 */
import type { Op, Rule1, Rule2, Rule3 } from "./op.ts";
import { opOf, type Page, type Place, SLOT_BITS, SLOT_MASK, tick, type View } from "./tape.ts";

/** A page to be swept, with the pages it reads from looked up: `sources[r >> SLOT_BITS]` holds the operand of `r`. */
export interface Swept {
  readonly page: Page;
  readonly sources: readonly Page[];
}

/** The pages that a place's graph lies on, leaves' aside, in order of opening. */
export function sweptPages(view: View): Swept[] {
  const pages = new Set<Page>();
  const byNumber = new Map<number, Page>();
  const seen = new Set([view]);
  const pending = [view];
  for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
    if (!pages.has(v.page)) {
      pages.add(v.page);
      byNumber.set(v.page.number, v.page);
      for (const leaves of v.page.leaves) byNumber.set(leaves.number, leaves);
    }
    for (const next of [v.base, v.also])
      if (next !== undefined && !seen.has(next)) {
        seen.add(next);
        pending.push(next);
      }
  }
  return [...pages]
    .filter((page) => !page.isLeaf)
    .sort((a, b) => a.number - b.number)
    .map((page) => {
      // Pages that only other graphs on this page read from may be gone; nothing refers to them here.
      const sources = page.sources.map((number) => byNumber.get(number)!);
      return { page, sources };
    });
}

/** Forgets the marks of a sweep that was broken off. */
function unmark(swept: readonly Swept[]): void {
  for (const { page } of swept) page.mark.fill(0);
}

/** When the data of a node became what it is, as far as `backward` must know: 0 unless set or recomputed. */
const changedAt = (page: Page, slot: number): number => page.changed?.[slot] ?? 0;

/**
 * Marks the graph below `root`, which is not a leaf. `visit` sees every marked node, the newest first, before its
 * operands are marked.
 */
function mark(swept: readonly Swept[], root: Place, visit?: (source: Swept, slot: number) => void): void {
  root.view.page.mark[root.slot] = 1;
  for (let p = swept.length - 1; p >= 0; p--) {
    const at = swept[p]!;
    const { page, sources } = at;
    const { mark, op, first, second } = page;
    for (let slot = page === root.view.page ? root.slot : page.used - 1; slot >= 0; slot--) {
      if (mark[slot] === 0) continue;
      visit?.(at, slot);
      const arity = opOf[op[slot]!]!.arity;
      markOperand(sources, first[slot]!);
      if (arity > 1) markOperand(sources, second[slot]!);
      if (arity > 2) markOperand(sources, page.third![slot]!);
    }
  }
}

function markOperand(sources: readonly Page[], reference: number): void {
  if (reference < 0) return;
  const source = sources[reference >> SLOT_BITS]!;
  if (!source.isLeaf) source.mark[reference & SLOT_MASK] = 1;
}

/** The references of a node's operands, in the op's order; negative ones are parameters. */
export function references(page: Page, slot: number): number[] {
  const all = [page.first[slot]!, page.second[slot]!, page.third?.[slot] ?? 0];
  return all.slice(0, opOf[page.op[slot]!]!.arity);
}

/** Throws if data below the node was set or recomputed after the node was. */
function checkFresh(at: Swept, slot: number): void {
  const { page, sources } = at;
  const time = Math.max(page.id[slot]!, changedAt(page, slot));
  const arity = opOf[page.op[slot]!]!.arity;
  checkOperand(at, slot, time, sources, page.first[slot]!);
  if (arity > 1) checkOperand(at, slot, time, sources, page.second[slot]!);
  if (arity > 2) checkOperand(at, slot, time, sources, page.third![slot]!);
}

function checkOperand(at: Swept, slot: number, time: number, sources: readonly Page[], reference: number): void {
  if (reference < 0) return;
  const source = sources[reference >> SLOT_BITS]!;
  if (source.lastChanged <= time || changedAt(source, reference & SLOT_MASK) <= time) return;
  throw new Error(
    `backward: the data of ${nameOf(source, reference & SLOT_MASK)} changed after ${nameOf(at.page, slot)} was ` +
      "computed from it; call forward(root) to recompute the graph, or build it again",
  );
}

/** What an error calls a node. */
export function nameOf(page: Page, slot: number): string {
  const note = page.notes?.get(slot);
  return note?.label || note?.caption || (page.isLeaf ? "a leaf" : `a result of ${opOf[page.op[slot]!]!.name}`);
}

/**
 * One backward pass: sets the gradient of every node below `root` that is not a leaf, and adds to that of leaves.
 * A node whose gradient is exactly 0 passes nothing down, whatever its local derivatives: a NaN or an infinite slope
 * in a branch that does not count stays there.
 */
export function backward(root: Place, seed: number): void {
  const swept = sweptPages(root.view);
  // Only a check that looks at every node can tell; it is left out where nothing on these pages was ever changed.
  const mayBeStale = swept.some(({ page }) => page.changed || page.leaves.some((leaves) => leaves.changed));
  try {
    if (!root.view.page.isLeaf) mark(swept, root, mayBeStale ? checkFresh : undefined);
    const time = tick();
    receive(root.view.page, root.slot, seed, time);
    for (let p = swept.length - 1; p >= 0; p--) {
      const { page, sources } = swept[p]!;
      sweepBack(page, sources, page === root.view.page ? root.slot : page.used - 1, time);
    }
  } catch (error) {
    unmark(swept);
    throw error;
  }
}

function receive(page: Page, slot: number, contribution: number, time: number): void {
  if (page.pass[slot] === time || page.isLeaf) page.grad[slot]! += contribution;
  else page.grad[slot] = contribution;
  page.pass[slot] = time;
}

function sweepBack(page: Page, sources: readonly Page[], from: number, time: number): void {
  const { mark, op, data, grad, pass, first, second } = page;
  for (let slot = from; slot >= 0; slot--) {
    if (mark[slot] === 0) continue;
    mark[slot] = 0;
    if (pass[slot] !== time) {
      pass[slot] = time;
      grad[slot] = 0;
    }
    const upstream = grad[slot]!;
    const row = opOf[op[slot]!]!;
    const out = data[slot]!;
    const rx = first[slot]!;
    const x = rx < 0 ? ~rx : rx;
    const px = sources[x >> SLOT_BITS]!;
    const vx = px.data[x & SLOT_MASK]!;
    if (row.arity === 1) {
      if (rx >= 0) pass1(px, x & SLOT_MASK, row.d[0], vx, out, upstream, time);
      continue;
    }
    const ry = second[slot]!;
    const y = ry < 0 ? ~ry : ry;
    const py = sources[y >> SLOT_BITS]!;
    const vy = py.data[y & SLOT_MASK]!;
    if (row.arity === 2) {
      if (rx >= 0) pass2(px, x & SLOT_MASK, row.d[0], vx, vy, out, upstream, time);
      if (ry >= 0) pass2(py, y & SLOT_MASK, row.d[1], vx, vy, out, upstream, time);
      continue;
    }
    const rz = page.third![slot]!;
    const z = rz < 0 ? ~rz : rz;
    const pz = sources[z >> SLOT_BITS]!;
    const vz = pz.data[z & SLOT_MASK]!;
    if (rx >= 0) pass3(px, x & SLOT_MASK, row.d[0], vx, vy, vz, out, upstream, time);
    if (ry >= 0) pass3(py, y & SLOT_MASK, row.d[1], vx, vy, vz, out, upstream, time);
    if (rz >= 0) pass3(pz, z & SLOT_MASK, row.d[2], vx, vy, vz, out, upstream, time);
  }
}

// Rules called on numbers give numbers.
function pass1(to: Page, slot: number, d: Rule1, x: number, out: number, up: number, time: number): void {
  receive(to, slot, up === 0 || d === null ? 0 : up * (d(x, out) as number), time);
}
function pass2(
  to: Page,
  slot: number,
  d: Rule2,
  x: number,
  y: number,
  out: number,
  up: number,
  time: number,
): void {
  receive(to, slot, up === 0 || d === null ? 0 : up * (d(x, y, out) as number), time);
}
function pass3(
  to: Page,
  slot: number,
  d: Rule3,
  x: number,
  y: number,
  z: number,
  out: number,
  up: number,
  time: number,
): void {
  receive(to, slot, up === 0 || d === null ? 0 : up * (d(x, y, z, out) as number), time);
}

/** Recomputes, in place and in order, every node below `root` from the leaves' present data. */
export function forward(root: Place): void {
  if (root.view.page.isLeaf) return;
  const swept = sweptPages(root.view);
  mark(swept, root);
  const time = tick();
  try {
    for (const { page, sources } of swept) {
      const last = page === root.view.page ? root.slot : page.used - 1;
      const changed = page.changed ?? new Float64Array(page.capacity);
      page.changed = changed;
      for (let slot = 0; slot <= last; slot++) {
        if (page.mark[slot] === 0) continue;
        page.mark[slot] = 0;
        page.data[slot] = recompute(page, sources, slot);
        changed[slot] = time;
      }
      page.lastChanged = time;
    }
  } catch (error) {
    unmark(swept);
    throw error;
  }
}

function recompute(page: Page, sources: readonly Page[], slot: number): number {
  const row: Op = opOf[page.op[slot]!]!;
  const x = operandData(sources, page.first[slot]!);
  if (row.arity === 1) return row.f(x);
  const y = operandData(sources, page.second[slot]!);
  if (row.arity === 2) return row.f(x, y);
  return row.f(x, y, operandData(sources, page.third![slot]!));
}

function operandData(sources: readonly Page[], reference: number): number {
  const r = reference < 0 ? ~reference : reference;
  return sources[r >> SLOT_BITS]!.data[r & SLOT_MASK]!;
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
