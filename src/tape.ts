/**
 * The store of the eager engine: nodes in typed arrays, in order of creation, which is a topological order.
 *
 * Nodes lie on **pages**, and a handle keeps alive what its node was made from and nothing else, so that memory needs
 * no freeing by hand:
 * - Leaves lie on pages of their own, which refer to nothing. A parameter never keeps a graph alive.
 * - A page of other nodes names the pages it reads by number only. What keeps those alive is the **view** that every
 *   handle holds: a node's page, and the views of the operands it has on other pages. Nodes of two graphs that share
 *   a page therefore have two views, and neither graph keeps the other: with references from page to page, a long
 *   run of small graphs would be one chain that is never collected.
 */

import { compute2, kernelOf } from "./kernel.ts";
import type { Num, Op } from "./op.ts";

/**
 * A reference to an operand: its slot, the index of its page in the table of sources, and whether it is a leaf. The
 * complement `~r` of a reference is to a parameter of the op, which is a number and no node.
 */
export const SLOT_BITS = 13;
export const SLOT_MASK = (1 << SLOT_BITS) - 1;
export const LEAF_BIT = 1 << 30;
const INDEX_MASK = (1 << (30 - SLOT_BITS)) - 1;
/** The index into the table of sources. */
export const indexOf = (reference: number): number => (reference >> SLOT_BITS) & INDEX_MASK;

// A node is four numbers in `cells` and four in `words`: what a sweep reads of one node lies on one cache line.
export const DATA = 0;
export const GRAD = 1;
/** Time of the last backward pass that reached the node; 0 for none. */
export const PASS = 2;
/** Time of creation, the node's identity. */
export const ID = 3;
/** The op's code, and above it the mark that a sweep in progress leaves. */
export const OP = 0;
export const FIRST = 1;
export const SECOND = 2;
export const THIRD = 3;
export const STRIDE = 4;
export const CODE_MASK = 0xffff;
export const MARK = 1 << 16;

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

export class Page {
  /** Order of opening. A node's operands lie on its own page or on one opened before, or are leaves. */
  readonly number: number;
  readonly isLeaf: boolean;
  readonly isConstant: boolean;
  readonly capacity: number;
  used = 0;
  readonly cells: Float64Array;
  /** Empty on pages of leaves. */
  readonly words: Int32Array;
  /** Time at which the data of each node was last set or recomputed; absent until that happens on this page. */
  changed: Float64Array | undefined = undefined;
  notes: Map<number, Note> | undefined = undefined;
  /** Numbers of the pages that nodes on this one read from; the first is its own. */
  readonly sources: number[];
  /** The pages of leaves among them. */
  readonly leaves: Page[] = [];
  /** The page that last read from this one, and the index it has there. */
  reader = -1;
  readerIndex = 0;
  /** The view of nodes made from leaves, and from nodes on this page that are so made. */
  readonly view: View;

  constructor(number: number, capacity: number, isLeaf: boolean, isConstant = false) {
    this.number = number;
    this.isLeaf = isLeaf;
    this.isConstant = isConstant;
    this.capacity = capacity;
    this.cells = new Float64Array(STRIDE * capacity);
    this.words = new Int32Array(isLeaf ? 0 : STRIDE * capacity);
    this.sources = [number];
    this.view = new View(this, undefined, undefined);
  }
}

/** What a handle keeps alive: a page, and the views on other pages that its node was made from. */
export class View {
  readonly page: Page;
  /** Another view on the same page, all of which this one covers. */
  readonly base: View | undefined;
  /** One more view, on any page, that this one covers. */
  readonly also: View | undefined;

  constructor(page: Page, base: View | undefined, also: View | undefined) {
    this.page = page;
    this.base = base;
    this.also = also;
  }
}

/** A place on the tape. `Value` is one. */
export interface Place {
  readonly view: View;
  readonly slot: number;
}

// A number in a variable of the module would be boxed anew at every change; an array element is not.
const clock = new Float64Array(1);
/** The next moment: creation, setting, recomputation and passes are all stamped by one clock. */
export const tick = (): number => ++clock[0]!;

/** Changes a node's data and notes when. */
export function change(page: Page, slot: number, data: number): void {
  page.cells[STRIDE * slot + DATA] = data;
  page.changed ??= new Float64Array(page.capacity);
  page.changed[slot] = tick();
}

let pagesOpened = 0;
let leafPage = new Page(pagesOpened++, SMALLEST_PAGE, true);
/** Leaves that are numbers written beside a node, on pages of their own so that they are told from the others. */
let constantPage = new Page(pagesOpened++, SMALLEST_PAGE, true, true);
let page = new Page(pagesOpened++, SMALLEST_PAGE, false);
const successor = (full: Page): Page =>
  new Page(pagesOpened++, Math.min(2 * full.capacity, LARGEST_PAGE), full.isLeaf, full.isConstant);

/** Puts a leaf on the tape and returns its slot; its view is then `leafView()`. */
export function appendLeaf(data: number): number {
  if (leafPage.used === leafPage.capacity) leafPage = successor(leafPage);
  return write(leafPage, data);
}

function write(leaves: Page, data: number): number {
  const at = STRIDE * leaves.used;
  leaves.cells[at + DATA] = data;
  leaves.cells[at + ID] = tick();
  return leaves.used++;
}

/** The view of the leaf last appended. */
export const leafView = (): View => leafPage.view;

/** Makes a handle of a place. */
type Handle<P> = new (view: View, slot: number) => P;

// One function per arity, each small: V8 inlines what it calls only while the whole stays small.

/** Puts a node made from one operand on the tape and returns a handle to it. */
export function append1<P>(Handle: Handle<P>, op: Op, x: Num): P {
  if (page.used === page.capacity) turnPage();
  const kernel = kernelOf(op);
  const px = typeof x === "number" ? promote(x) : (x as unknown as Place);
  const at = STRIDE * page.used;
  const { cells, words } = page;
  words[at + OP] = kernel.code;
  words[at + FIRST] = reference(px);
  cells[at + DATA] = kernel.f(px.view.page.cells[STRIDE * px.slot + DATA]!);
  cells[at + ID] = tick();
  return new Handle(px.view.page.isLeaf ? page.view : join(page.view, px.view), page.used++);
}

/** Puts a node made from two operands on the tape and returns a handle to it. */
export function append2<P>(Handle: Handle<P>, op: Op, x: Num, y: Num): P {
  if (page.used === page.capacity) turnPage();
  const kernel = kernelOf(op);
  const px = typeof x === "number" ? promote(x) : (x as unknown as Place);
  const py = typeof y === "number" ? promote(y) : (y as unknown as Place);
  const at = STRIDE * page.used;
  const { cells, words } = page;
  words[at + OP] = kernel.code;
  words[at + FIRST] = typeof x === "number" ? constantReference(px, op, 0) : reference(px);
  words[at + SECOND] = typeof y === "number" ? constantReference(py, op, 1) : reference(py);
  const vx = px.view.page.cells[STRIDE * px.slot + DATA]!;
  const vy = py.view.page.cells[STRIDE * py.slot + DATA]!;
  cells[at + DATA] = compute2(kernel, vx, vy);
  cells[at + ID] = tick();
  let view = page.view;
  if (!px.view.page.isLeaf && px.view !== view) view = join(view, px.view);
  if (!py.view.page.isLeaf && py.view !== view) view = join(view, py.view);
  return new Handle(view, page.used++);
}

/** Puts a node made from three operands on the tape and returns a handle to it. */
export function append3<P>(Handle: Handle<P>, op: Op, x: Num, y: Num, z: Num): P {
  if (page.used === page.capacity) turnPage();
  const kernel = kernelOf(op);
  const at = STRIDE * page.used;
  const { cells, words } = page;
  let view = page.view;
  const [vx, vy, vz] = [x, y, z].map((operand, position) => {
    const place = typeof operand === "number" ? promote(operand) : (operand as unknown as Place);
    words[at + FIRST + position] =
      typeof operand === "number" ? constantReference(place, op, position) : reference(place);
    if (!place.view.page.isLeaf) view = join(view, place.view);
    return place.view.page.cells[STRIDE * place.slot + DATA]!;
  }) as [number, number, number];
  words[at + OP] = kernel.code;
  cells[at + DATA] = kernel.f(vx, vy, vz);
  cells[at + ID] = tick();
  return new Handle(view, page.used++);
}

function turnPage(): void {
  page = successor(page);
  joins.fill(undefined);
}

/** A number beside a node becomes a leaf. */
function promote(data: number): Place {
  if (constantPage.used === constantPage.capacity) constantPage = successor(constantPage);
  const slot = write(constantPage, data);
  return { view: constantPage.view, slot };
}

function constantReference(place: Place, op: Op, position: number): number {
  return op.parameters?.includes(position) ? ~reference(place) : reference(place);
}

/** How the node being appended refers to an operand. */
function reference({ view, slot }: Place): number {
  const source = view.page;
  if (source === page) return slot;
  if (source.reader !== page.number) enter(source);
  const ref = (source.readerIndex << SLOT_BITS) | slot;
  return source.isLeaf ? LEAF_BIT | ref : ref;
}

/** Enters a page in the open page's table of sources. */
function enter(source: Page): void {
  source.reader = page.number;
  source.readerIndex = page.sources.length;
  page.sources.push(source.number);
  if (source.isLeaf) page.leaves.push(source);
}

/**
 * Recent joins on the open page, so that equal operands give equal views. Kept here and not in the views: a view that
 * remembered its joins would keep later graphs alive.
 */
const joins = new Array<{ a: View; b: View; joined: View } | undefined>(8).fill(undefined);
let nextJoin = 0;
/** How far a view is searched for one it may already cover. Searching less makes more views, never wrong ones. */
const SEARCHED = 16;

/** A view on the open page that covers `a`, which is on it, and `b`, which may be. */
function join(a: View, b: View): View {
  if (a === b || b === page.view) return a;
  if (a === page.view && b.page === page) return b;
  if (covers(a, b)) return a;
  if (b.page === page && covers(b, a)) return b;
  for (const known of joins) if (known !== undefined && known.a === a && known.b === b) return known.joined;
  const joined = new View(page, a, b);
  joins[nextJoin++ % joins.length] = { a, b, joined };
  return joined;
}

function covers(view: View, other: View): boolean {
  let n = 0;
  for (let v: View | undefined = view; v !== undefined && n < SEARCHED; v = v.base, n++)
    if (v === other || v.also === other) return true;
  return false;
}
