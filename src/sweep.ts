/**
 * The passes over a tape: backward, forward again, and a plain walk. Creation order is topological, so a pass is one
 * sweep down the pages: it visits the marked nodes and marks the operands of each, until no mark is left. No recursion,
 * no sort, no closure per node.
 */
import { ABSENT, CONSTANT, compute2, constants, KIND_BITS, kernels, OUT, plans, X, Y } from "./kernel.ts";
import {
  CELLS,
  CODE_MASK,
  DATA,
  FIRST,
  forgetJoins,
  GRAD,
  INDEX_MASK,
  idOf,
  indexOf,
  LEAF_BIT,
  LEAF_ID,
  LEAF_REACHED,
  MARK,
  noteChange,
  OP,
  type Page,
  type Place,
  REACHED,
  SECOND,
  SLOT_BITS,
  SLOT_MASK,
  THIRD,
  tape,
  tick,
  View,
  WORDS,
  wholeOf,
} from "./tape.ts";

/** A page to be swept, with the pages it reads from looked up: the operand of `r` is on `sources[indexOf(r)]`. */
export interface Swept {
  readonly page: Page;
  readonly sources: readonly Page[];
}

/** The pages that the graph below a place lies on, leaves' aside, in order of opening. */
export function sweptPages(view: View): Swept[] {
  const pages = new Map([[view.page.number, view.page]]);
  const seen = new Set([view]);
  // A set is walked in the order in which it grows, and while it does.
  for (const { page, base, also } of seen) {
    pages.set(page.number, page);
    if (base !== undefined) seen.add(base);
    if (also !== undefined) seen.add(also);
  }
  return [...pages.values()]
    .sort((a, b) => a.number - b.number)
    .map((page) => ({ page, sources: sourcesOf(page, pages) }));
}

function sourcesOf(page: Page, pages: ReadonlyMap<number, Page>): Page[] {
  const sources: Page[] = [];
  // Pages that only other graphs on this one read from may be gone, and are undefined: no reference here leads there.
  for (const source of page.sources)
    sources.push(typeof source === "number" ? (pages.get(source) as Page) : source);
  return sources;
}

/** A page as it is looked at from somewhere: what handles of nodes there hold, and the pages that these read from. */
export interface Seen {
  readonly view: View;
  readonly sources: readonly Page[];
}
/** Held by the views themselves, which keep all of it alive in any case. */
const sights = new WeakMap<View, Map<Page, Seen>>();

/** Looks at the pages of the graphs that a view covers, all but leaves'. */
export function seenFrom(given: View): (page: Page) => Seen {
  const whole = wholeOf(given);
  let seen = sights.get(whole);
  return (page) => {
    // Of the page being filled the sources grow.
    const known = seen?.get(page);
    if (known !== undefined && known.sources.length === page.sources.length) return known;
    const before = seen;
    seen = new Map();
    for (const { page, sources } of sweptPages(whole)) {
      const view = page === whole.page ? whole : new View(page, whole.epoch, whole, undefined);
      seen.set(page, { view: before?.get(page)?.view ?? view, sources });
    }
    sights.set(whole, seen);
    return seen.get(page)!;
  };
}

/** Marks a node to be visited. */
function mark(page: Page, slot: number): void {
  page.words[(slot << WORDS) | OP]! |= MARK;
  page.marked++;
  if (slot > page.lastMarked) page.lastMarked = slot;
}

/** Forgets the marks of a sweep that was broken off. */
function unmark(swept: readonly Swept[]): void {
  for (const { page } of swept) {
    for (let slot = 0; slot < page.used; slot++) page.words[(slot << WORDS) | OP]! &= ~MARK;
    page.marked = 0;
    page.lastMarked = -1;
  }
}

/**
 * Visits every node below `root` that is not a leaf, the newest first, `root` included; those made before the time
 * `since` not, and neither what is only below them.
 */
export function walk(root: Place, visit: (at: Swept, slot: number) => void, since = 0): void {
  if (root.view.page.isLeaf) return;
  const swept = sweptPages(root.view);
  try {
    mark(root.view.page, root.slot);
    for (const here of swept.toReversed()) {
      const { page, sources } = here;
      for (let slot = page.lastMarked; page.marked > 0; slot--) {
        if ((page.words[(slot << WORDS) | OP]! & MARK) === 0) continue;
        page.words[(slot << WORDS) | OP]! ^= MARK;
        page.marked--;
        visit(here, slot);
        for (const r of references(page, slot)) {
          // Leaves are not visited, and neither are parameters, whose references are negative.
          if (r < 0 || (r & LEAF_BIT) !== 0) continue;
          const source = sources[indexOf(r)]!;
          const operand = r & SLOT_MASK;
          if ((source.words[(operand << WORDS) | OP]! & MARK) !== 0) continue;
          if (since === 0 || idOf(source, operand) >= since) mark(source, operand);
        }
      }
      page.lastMarked = -1;
    }
  } catch (error) {
    unmark(swept);
    throw error;
  }
}

/** The code of the op that made the node. */
export const codeOf = ({ words }: Page, slot: number): number => words[(slot << WORDS) | OP]! & CODE_MASK;

/** The references of a node's operands, in the op's order; negative ones are parameters. */
export function references({ words }: Page, slot: number): number[] {
  const { arity } = kernels[words[(slot << WORDS) | OP]! & CODE_MASK]!;
  const x = words[(slot << WORDS) | FIRST]!;
  if (arity === 1) return [x];
  const y = words[(slot << WORDS) | SECOND]!;
  return arity === 2 ? [x, y] : [x, y, words[(slot << WORDS) | THIRD]!];
}

/** The reference to an operand whose data was set or recomputed after the node was; undefined if there is none. */
function newerOperand({ page, sources }: Swept, slot: number): number | undefined {
  return references(page, slot).find((r) => {
    if (r < 0) return false;
    const changed = sources[indexOf(r)]!.changed?.[r & SLOT_MASK] ?? 0;
    return changed > Math.max(idOf(page, slot), page.changed?.[slot] ?? 0);
  });
}

/** Throws if data that the node was computed from was set or recomputed after the node was. */
function checkFresh(at: Swept, slot: number): void {
  const r = newerOperand(at, slot);
  if (r !== undefined)
    throw new Error(
      `backward: the data of ${nameOf(at.sources[indexOf(r)]!, r & SLOT_MASK)} changed after ${nameOf(at.page, slot)} was ` +
        "computed from it; call forward(root) to recompute the graph, or build it again",
    );
}

/** Whether data that the node was computed from was set or recomputed after the node was. */
export function isStale({ view, slot }: Place): boolean {
  const { page } = view;
  // What was made since data was last set is not.
  if (page.isLeaf || view.epoch === tape.epoch) return false;
  return newerOperand({ page, sources: seenFrom(view)(page).sources }, slot) !== undefined;
}

/** What an error calls a node. */
export function nameOf(page: Page, slot: number): string {
  const note = page.notes?.get(slot);
  const made = () => `a result of ${kernels[codeOf(page, slot)]!.op.name}`;
  return note?.label || note?.caption || (page.isLeaf ? "a leaf" : made());
}

/**
 * One backward pass: sets the gradient of every node below `root` that is not a leaf, and adds to that of leaves.
 * A node whose gradient is exactly 0 passes nothing down, whatever its local derivatives: a NaN or an infinite slope
 * in a branch that does not count stays there. Leaves made before the time `since` keep the gradients they have.
 *
 * @throws Error if data below `root` was set after it was used; no gradient has changed then.
 */
export function backward(root: Place, seed: number, since = 0): void {
  const { page, epoch } = root.view;
  if (page.isLeaf) {
    addToLeaf(page.cells, root.slot, seed, since);
    return;
  }
  // A graph made since data was last set cannot be stale. For an older one, only a look at every node can tell.
  if (epoch < tape.epoch) walk(root, checkFresh);
  const swept = sweptPages(root.view);
  try {
    receive(page, root.slot, seed);
    for (const { page, sources } of swept.toReversed()) sweepBack(page, sources, since);
  } catch (error) {
    unmark(swept);
    throw error;
  }
  forgetJoins();
}

function addToLeaf(cells: Float64Array, slot: number, contribution: number, since: number): void {
  if (cells[(slot << CELLS) | LEAF_ID]! < since) return;
  cells[(slot << CELLS) | GRAD]! += contribution;
  cells[(slot << CELLS) | LEAF_REACHED] = 1;
}

/** Adds to the gradient of a node that is not a leaf; the first contribution of a pass replaces what was there. */
function receive(page: Page, slot: number, contribution: number): void {
  if ((page.words[(slot << WORDS) | OP]! & MARK) !== 0) {
    page.cells[(slot << CELLS) | GRAD]! += contribution;
    return;
  }
  page.cells[(slot << CELLS) | GRAD] = contribution;
  page.words[(slot << WORDS) | OP]! |= REACHED;
  mark(page, slot);
}

/** Sends the gradients of one page's marked nodes to their operands, which lie on `sources`. */
function sweepBack(page: Page, sources: readonly Page[], since: number): void {
  const cells = sources.map((source) => source?.cells);
  for (let slot = page.lastMarked; page.marked > 0; slot--) {
    slot = sweepPlain(page, cells, slot, since);
    if (page.marked > 0) visit(page, sources, slot, since);
  }
  page.lastMarked = -1;
}

/**
 * Visits marked nodes, down to one whose rules must be called or whose operands are not leaves and on another page.
 * Returns its slot. Most nodes need neither, and a loop that calls nothing is one in which V8 looks up nothing twice.
 */
function sweepPlain(page: Page, sources: readonly Float64Array[], from: number, since: number): number {
  const { cells, words } = page;
  let { marked } = page;
  let slot = from;
  for (; marked > 0; slot--) {
    const word = words[(slot << WORDS) | OP]!;
    if ((word & MARK) === 0) continue;
    const code = word & CODE_MASK;
    const plan = plans[code]!;
    const rx = words[(slot << WORDS) | FIRST]!;
    const ry = words[(slot << WORDS) | SECOND]!;
    const x = rx & SLOT_MASK;
    const y = ry & SLOT_MASK;
    const isHereX = rx === x;
    const isHereY = ry === y;
    if (plan === 0 || !(isHereX || rx >= LEAF_BIT) || !(isHereY || ry >= LEAF_BIT)) break;

    words[(slot << WORDS) | OP] = word ^ MARK;
    marked--;
    const cx = isHereX ? cells : sources[(rx >> SLOT_BITS) & INDEX_MASK]!;
    const cy = isHereY ? cells : sources[(ry >> SLOT_BITS) & INDEX_MASK]!;
    const dx = cx[(x << CELLS) | DATA]!;
    const dy = cy[(y << CELLS) | DATA]!;
    const out = cells[(slot << CELLS) | DATA]!;
    const upstream = cells[(slot << CELLS) | GRAD]!;

    const toX = flow(upstream, plan & KIND_MASK, 2 * code, dx, dy, out);
    if (isHereX) {
      const before = words[(x << WORDS) | OP]!;
      if ((before & MARK) !== 0) cells[(x << CELLS) | GRAD]! += toX;
      else {
        words[(x << WORDS) | OP] = before | MARK | REACHED;
        cells[(x << CELLS) | GRAD] = toX;
        marked++;
      }
    } else addToLeaf(cx, x, toX, since);

    const kind = plan >> KIND_BITS;
    if (kind === ABSENT) continue;
    const toY = flow(upstream, kind, 2 * code + 1, dx, dy, out);
    if (isHereY) {
      const before = words[(y << WORDS) | OP]!;
      if ((before & MARK) !== 0) cells[(y << CELLS) | GRAD]! += toY;
      else {
        words[(y << WORDS) | OP] = before | MARK | REACHED;
        cells[(y << CELLS) | GRAD] = toY;
        marked++;
      }
    } else addToLeaf(cy, y, toY, since);
  }
  page.marked = marked;
  return slot;
}

const KIND_MASK = (1 << KIND_BITS) - 1;

/** What flows to an operand by a rule that needs no call: nothing from a gradient of 0. */
const flow = (upstream: number, kind: number, rule: number, x: number, y: number, out: number): number => {
  if (upstream === 0) return 0;
  if (kind === Y) return upstream * y;
  if (kind === CONSTANT) return upstream * constants[rule]!;
  if (kind === X) return upstream * x;
  return kind === OUT ? upstream * out : 0;
};

/** Visits any one marked node. */
function visit(page: Page, sources: readonly Page[], slot: number, since: number): void {
  const { cells, words } = page;
  const word = words[(slot << WORDS) | OP]!;
  words[(slot << WORDS) | OP] = word ^ MARK;
  page.marked--;
  const { arity, dx, dy, dz } = kernels[word & CODE_MASK]!;
  const upstream = cells[(slot << CELLS) | GRAD]!;
  const out = cells[(slot << CELLS) | DATA]!;
  const rx = words[(slot << WORDS) | FIRST]!;
  const x = dataAt(sources, rx);
  if (arity === 1) {
    send(sources, since, rx, upstream === 0 || dx === null ? 0 : upstream * dx(x, out));
    return;
  }
  const ry = words[(slot << WORDS) | SECOND]!;
  const y = dataAt(sources, ry);
  if (arity === 2) {
    if (rx >= 0) send(sources, since, rx, upstream === 0 || dx === null ? 0 : upstream * dx(x, y, out));
    if (ry >= 0) send(sources, since, ry, upstream === 0 || dy === null ? 0 : upstream * dy(x, y, out));
    return;
  }
  const rz = words[(slot << WORDS) | THIRD]!;
  const z = dataAt(sources, rz);
  if (rx >= 0) send(sources, since, rx, upstream === 0 || dx === null ? 0 : upstream * dx(x, y, z, out));
  if (ry >= 0) send(sources, since, ry, upstream === 0 || dy === null ? 0 : upstream * dy(x, y, z, out));
  if (rz >= 0) send(sources, since, rz, upstream === 0 || dz === null ? 0 : upstream * dz(x, y, z, out));
}

function send(sources: readonly Page[], since: number, reference: number, contribution: number): void {
  const source = sources[indexOf(reference)]!;
  if ((reference & LEAF_BIT) !== 0) addToLeaf(source.cells, reference & SLOT_MASK, contribution, since);
  else receive(source, reference & SLOT_MASK, contribution);
}

function dataAt(sources: readonly Page[], reference: number): number {
  const r = reference < 0 ? ~reference : reference;
  return sources[indexOf(r)]!.cells[((r & SLOT_MASK) << CELLS) | DATA]!;
}

/** Recomputes, in place and in order, every node below `root` from the leaves' present data. */
export function forward(root: Place): void {
  const visited: { here: Swept; slots: number[] }[] = [];
  walk(root, (here, slot) => {
    if (visited.at(-1)?.here !== here) visited.push({ here, slots: [] });
    visited.at(-1)!.slots.push(slot);
  });
  const time = tick();
  for (const { here, slots } of visited.reverse())
    for (const slot of slots.reverse()) {
      here.page.cells[(slot << CELLS) | DATA] = recompute(here, slot);
      noteChange(here.page, slot, time);
    }
}

function recompute({ page, sources }: Swept, slot: number): number {
  const kernel = kernels[codeOf(page, slot)]!;
  const [x, y, z] = references(page, slot).map((r) => dataAt(sources, r)) as [number, number, number];
  if (kernel.arity === 1) return kernel.f(x);
  return kernel.arity === 2 ? compute2(kernel, x, y) : kernel.f(x, y, z);
}
