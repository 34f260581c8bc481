/**
 * The store of the eager engine: nodes in typed arrays, in order of creation, which is a topological order.
 *
 * Nodes lie on **pages**, and a handle keeps alive what its node was made from and nothing else, so that memory needs
 * no freeing by hand:
 * - Leaves lie on pages of their own, which refer to nothing. A parameter never keeps a graph alive.
 * - A page of other nodes refers to other pages of nodes by number only. What keeps those alive is the **view** that
 *   every handle holds: a node's page, and the views of the operands it has on other pages. Nodes of two graphs that
 *   share a page therefore have two views, and neither graph keeps the other: with references from page to page, a
 *   long run of small graphs would be one chain that is never collected.
 *
 * Views also tell how old a graph is. When data is set, a new **epoch** begins, and nodes made from then on get new
 * views: a graph all of which is of the present epoch cannot be stale, and need not be searched for what is.
 */

import { compute2, type Kernel } from "./kernel.ts";

/**
 * A node is a record of 32 bytes, half a cache line: two doubles in `cells` and four integers in `words`, which are
 * the same memory. `cells[(slot << CELLS) | DATA]` is its data: a sum of indices would be checked for overflow, and
 * `|` is not.
 */
export const CELLS = 2;
export const DATA = 0;
export const GRAD = 1;
/** Of a leaf, which has no words: its identity, and whether a backward pass has reached it, 0 or 1. */
export const LEAF_ID = 2;
export const LEAF_REACHED = 3;

export const WORDS = 3;
/** The op's code, MARK and REACHED. */
export const OP = 4;
/** References to the operands. */
export const FIRST = 5;
export const SECOND = 6;
export const THIRD = 7;
export const CODE_MASK = 0xffff;
/** On nodes that a sweep in progress has still to visit. */
export const MARK = 1 << 16;
/** On nodes that a backward pass has reached. */
export const REACHED = 1 << 17;

/**
 * A reference to an operand: its slot, the index of its page among the sources, 0 being the node's own, and whether it
 * is a leaf. The complement `~r` of a reference is to a parameter of the op, which is a number and no node.
 */
export const SLOT_BITS = 13;
export const SLOT_MASK = (1 << SLOT_BITS) - 1;
export const LEAF_BIT = 1 << 30;
export const INDEX_MASK = (1 << (30 - SLOT_BITS)) - 1;
export const indexOf = (reference: number): number => (reference >> SLOT_BITS) & INDEX_MASK;

const LARGEST_PAGE = 1 << SLOT_BITS;
const SMALLEST_PAGE = 64;

/** Where a program's text says that a node was made: line and column from 1, offsets from 0. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

/** What is known of a node besides its numbers. */
export interface Note {
  label: string;
  caption: string;
  source: Span | undefined;
}

// `declare`: a field that is undefined before the constructor sets it loses the type that V8 knows it by.

export class Page {
  /** Order of opening. A node's operands lie on its own page or on one opened before, or are leaves. */
  declare readonly number: number;
  declare readonly isLeaf: boolean;
  declare readonly isConstant: boolean;
  declare readonly capacity: number;
  /** The time before its first node. */
  declare readonly opened: number;
  declare readonly cells: Float64Array;
  declare readonly words: Int32Array;
  /** The view of nodes made in this epoch from leaves, and from nodes here that are so made. */
  declare view: View;
  used = 0;
  /** Moments that passed otherwise than by a node: pairs of how many nodes there were, and how many had passed then. */
  readonly pauses: number[] = [];
  /** Time at which the data of each node was last set or recomputed; absent until that happens on this page. */
  changed: Float64Array | undefined = undefined;
  notes: Map<number, Note> | undefined = undefined;
  /** The pages that nodes on this one read from, its own first: leaves' pages, and the others' numbers. */
  declare readonly sources: (Page | number)[];
  /** The page that last read from this one, and what its references here begin with. */
  reader = -1;
  readerBase = 0;
  /** While a sweep is under way: how many nodes are marked here, and the last that was marked from another page. */
  marked = 0;
  lastMarked = -1;

  constructor(capacity: number, isLeaf: boolean, isConstant: boolean, opened: number, epoch: number) {
    this.number = pagesOpened++;
    this.isLeaf = isLeaf;
    this.isConstant = isConstant;
    this.capacity = capacity;
    this.opened = opened;
    const memory = new ArrayBuffer(32 * capacity);
    this.cells = new Float64Array(memory);
    this.words = new Int32Array(memory);
    this.sources = [this.number];
    this.view = new View(this, epoch, undefined, undefined);
  }
}

/** What a handle keeps alive: a page, and the views on other pages that its node was made from. */
export class View {
  declare readonly page: Page;
  /** The epoch of the oldest node below, leaves aside. */
  declare readonly epoch: number;
  /** Another view on the same page, all of which this one covers. */
  declare readonly base: View | undefined;
  /** One more view, on any page, that this one covers. */
  declare readonly also: View | undefined;

  constructor(page: Page, epoch: number, base: View | undefined, also: View | undefined) {
    this.page = page;
    this.epoch = epoch;
    this.base = base;
    this.also = also;
  }
}

/** A place on the tape. `Value` is one. */
export interface Place {
  readonly view: View;
  readonly slot: number;
}

let pagesOpened = 0;
/** What is being filled. Fields of an object, for V8 knows the types of those, and not of a module's variables. */
export const tape = {
  leaves: new Page(SMALLEST_PAGE, true, false, 0, 0),
  /** Leaves that are numbers written beside a node, on pages of their own so that they are told from the others. */
  constants: new Page(SMALLEST_PAGE, true, true, 0, 0),
  nodes: new Page(SMALLEST_PAGE, false, false, 0, 0),
  /** Whether methods may append to the tape at once: while ops are recorded and nothing else is asked of them. */
  direct: true,
  /** Counts how often data was set after nodes had been made. */
  epoch: 0,
  /** How many nodes the open page had when the epoch began, or NOWHERE if it began on an earlier page. */
  epochFrom: 0,
};
const NOWHERE = -1;

function successor({ capacity, isLeaf, isConstant }: Page): Page {
  return new Page(Math.min(2 * capacity, LARGEST_PAGE), isLeaf, isConstant, now(), tape.epoch);
}

function turnPage(): void {
  tape.nodes = successor(tape.nodes);
  tape.epochFrom = NOWHERE;
  forgetJoins();
}

/** The present moment. Every node is one, its identity. */
function now(): number {
  const { opened, used, pauses } = tape.nodes;
  return opened + used + (pauses.at(-1) ?? 0);
}

/** The next moment, if it is no node: a leaf, or a change of data. */
export function tick(): number {
  const { pauses, used } = tape.nodes;
  const passed = pauses.at(-1) ?? 0;
  if (pauses.at(-2) === used) pauses[pauses.length - 1] = passed + 1;
  else pauses.push(used, passed + 1);
  return now();
}

/** A node's identity, which grows in order of creation: the moment at which it was made. */
export function idOf({ isLeaf, cells, opened, pauses }: Page, slot: number): number {
  if (isLeaf) return cells[(slot << CELLS) | LEAF_ID]!;
  // The last pause before the node, by bisection.
  let low = 0;
  let high = pauses.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pauses[2 * middle]! <= slot) low = middle + 1;
    else high = middle;
  }
  return opened + slot + 1 + (low > 0 ? pauses[2 * low - 1]! : 0);
}

/** Sets the data of a leaf. */
export function change(page: Page, slot: number, data: number): void {
  page.cells[(slot << CELLS) | DATA] = data;
  noteChange(page, slot, tick());
}

/** Notes when the data of a node was set or recomputed. */
export function noteChange(page: Page, slot: number, time: number): void {
  page.changed ??= new Float64Array(page.capacity);
  page.changed[slot] = time;
  const { nodes } = tape;
  // One epoch is enough where many are set and no node is made in between.
  if (nodes.used === tape.epochFrom) return;
  tape.epoch++;
  tape.epochFrom = nodes.used;
  nodes.view = new View(nodes, tape.epoch, undefined, undefined);
}

/** Puts a leaf on the tape and returns its slot; its view is then `leafView()`. */
export function appendLeaf(data: number): number {
  if (tape.leaves.used === tape.leaves.capacity) tape.leaves = successor(tape.leaves);
  return write(tape.leaves, data);
}

/** The view of the leaf last appended. */
export const leafView = (): View => tape.leaves.view;

/** A number beside a node becomes a leaf. */
export function promote(data: number): Place {
  if (tape.constants.used === tape.constants.capacity) tape.constants = successor(tape.constants);
  return { view: tape.constants.view, slot: write(tape.constants, data) };
}

function write(leaves: Page, data: number): number {
  const at = leaves.used << CELLS;
  leaves.cells[at | DATA] = data;
  leaves.cells[at | LEAF_ID] = tick();
  return leaves.used++;
}

/** Makes a handle of a place. */
type Handle<P> = new (view: View, slot: number) => P;

// Every op passes through here, hence one function per arity, none of which calls what it can tell at once.

/** Puts a node made from one operand on the tape and returns a handle to it. */
export function append1<P>(Handle: Handle<P>, kernel: Kernel, x: Place): P {
  if (tape.nodes.used === tape.nodes.capacity) turnPage();
  const page = tape.nodes;
  const { cells, words, view } = page;
  const source = x.view.page;
  const data = kernel.f(source.cells[(x.slot << CELLS) | DATA]!);
  const slot = page.used++;
  words[(slot << WORDS) | OP] = kernel.code;
  words[(slot << WORDS) | FIRST] = source === page ? x.slot : reference(page, source, x.slot);
  cells[(slot << CELLS) | DATA] = data;
  return new Handle(x.view === view || source.isLeaf ? view : join(view, x.view), slot);
}

/** Puts a node made from two operands on the tape and returns a handle to it. */
export function append2<P>(Handle: Handle<P>, kernel: Kernel, x: Place, y: Place): P {
  if (tape.nodes.used === tape.nodes.capacity) turnPage();
  const page = tape.nodes;
  const { cells, words, view: own } = page;
  let view = own;
  let rx = x.slot;
  let ry = y.slot;
  let dx: number;
  let dy: number;
  if (x.view === own) dx = cells[(rx << CELLS) | DATA]!;
  else {
    const source = x.view.page;
    dx = source.cells[(rx << CELLS) | DATA]!;
    if (source !== page) rx = reference(page, source, rx) | 0;
    if (source.isLeaf === false) view = join(view, x.view);
  }
  if (y.view === own) dy = cells[(ry << CELLS) | DATA]!;
  else {
    const source = y.view.page;
    dy = source.cells[(ry << CELLS) | DATA]!;
    if (source !== page) ry = reference(page, source, ry) | 0;
    if (source.isLeaf === false) view = join(view, y.view);
  }
  const data = compute2(kernel, dx, dy);
  const slot = page.used++;
  words[(slot << WORDS) | OP] = kernel.code;
  words[(slot << WORDS) | FIRST] = rx;
  words[(slot << WORDS) | SECOND] = ry;
  cells[(slot << CELLS) | DATA] = data;
  return new Handle(view, slot);
}

/** Puts a node made from three operands on the tape and returns a handle to it. */
export function append3<P>(Handle: Handle<P>, kernel: Kernel, ...operands: [Place, Place, Place]): P {
  if (tape.nodes.used === tape.nodes.capacity) turnPage();
  const page = tape.nodes;
  const [x, y, z] = operands.map((o) => o.view.page.cells[(o.slot << CELLS) | DATA]!);
  const data = kernel.f(x!, y, z);
  const slot = page.used++;
  page.words[(slot << WORDS) | OP] = kernel.code;
  page.cells[(slot << CELLS) | DATA] = data;
  let { view } = page;
  operands.forEach((operand, i) => {
    const source = operand.view.page;
    const r = source === page ? operand.slot : reference(page, source, operand.slot);
    page.words[(slot << WORDS) | (FIRST + i)] = r;
    if (!source.isLeaf) view = join(view, operand.view);
  });
  return new Handle(view, slot);
}

/** Says that the operand of a node in that position, a constant, is a parameter of the op. */
export function asParameter({ view, slot }: Place, position: number): void {
  const { words } = view.page;
  words[(slot << WORDS) | (FIRST + position)] = ~words[(slot << WORDS) | (FIRST + position)]!;
}

/** How the node being appended refers to an operand on another page. */
function reference(page: Page, source: Page, slot: number): number {
  if (source.reader !== page.number) {
    source.reader = page.number;
    source.readerBase = (page.sources.length << SLOT_BITS) | (source.isLeaf ? LEAF_BIT : 0);
    page.sources.push(source.isLeaf ? source : source.number);
  }
  return source.readerBase | slot;
}

/**
 * Recent joins on the open page, so that equal operands give equal views. Kept here and not in the views: a view that
 * remembered its joins would keep later graphs alive.
 */
const joins = new Array<{ a: View; b: View; joined: View } | undefined>(8).fill(undefined);
let nextJoin = 0;
/** Lets go of the graphs joined last. */
export const forgetJoins = (): unknown => joins.fill(undefined);
/** How far a view is searched for one it may already cover. Searching less makes more views, never wrong ones. */
const SEARCHED = 16;

/** The view that keeps what this one does: itself, or the one that it was taken from to look at another page. */
export const wholeOf = (view: View): View =>
  view.base !== undefined && view.base.page !== view.page ? view.base : view;

/** A view on the open page that covers `a`, which is on it, and `given`, which may be. */
function join(a: View, given: View): View {
  const { page } = a;
  const b = wholeOf(given);
  if (a === b || b === page.view) return a;
  if (a === page.view && b.page === page) return b;
  if (covers(a, b)) return a;
  if (b.page === page && covers(b, a)) return b;
  for (const known of joins) if (known !== undefined && known.a === a && known.b === b) return known.joined;
  const joined = new View(page, Math.min(a.epoch, b.epoch), a, b);
  joins[nextJoin++ % joins.length] = { a, b, joined };
  return joined;
}

function covers(view: View, other: View): boolean {
  let n = 0;
  for (let v: View | undefined = view; v !== undefined && n < SEARCHED; v = v.base, n++)
    if (v === other || v.also === other) return true;
  return false;
}
