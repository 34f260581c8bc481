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
import { type Num, type Op, UNRECORDED } from "./op.ts";

/** A reference to an operand is `(index << SLOT_BITS) | slot`, with `index` into the page's table of sources. */
export const SLOT_BITS = 13;
export const SLOT_MASK = (1 << SLOT_BITS) - 1;
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
  readonly data: Float64Array;
  readonly grad: Float64Array;
  /** Creation time of each node, its identity. */
  readonly id: Float64Array;
  /** Time of the last backward pass that reached the node; 0 for none. */
  readonly pass: Float64Array;
  /** Time at which data was last set or recomputed; absent until that happens on this page. */
  changed: Float64Array | undefined = undefined;
  lastChanged = 0;
  /** On pages of leaves these four are empty. A negative reference `~r` is to a parameter of the op. */
  readonly op: Uint16Array;
  readonly first: Int32Array;
  readonly second: Int32Array;
  third: Int32Array | undefined = undefined;
  /** 1 for the nodes that the sweep in progress is to visit; all 0 between sweeps. */
  readonly mark: Uint8Array;
  /** Numbers of the pages that nodes on this one read from; the first is its own. */
  readonly sources: number[];
  /** The pages of leaves among them. */
  readonly leaves: Page[] = [];
  notes: Map<number, Note> | undefined = undefined;
  readonly capacity: number;
  used = 0;
  /** The page that last read from this one, and the index it has there. */
  reader = -1;
  readerIndex = 0;
  /** The view of nodes made from leaves and from nodes on this page that are so made. */
  readonly view: View;

  constructor(number: number, capacity: number, isLeaf: boolean) {
    this.number = number;
    this.capacity = capacity;
    this.isLeaf = isLeaf;
    this.data = new Float64Array(capacity);
    this.grad = new Float64Array(capacity);
    this.id = new Float64Array(capacity);
    this.pass = new Float64Array(capacity);
    const inner = isLeaf ? 0 : capacity;
    this.op = new Uint16Array(inner);
    this.first = new Int32Array(inner);
    this.second = new Int32Array(inner);
    this.mark = new Uint8Array(inner);
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

let clock = 0;
/** The next moment: creation, setting, recomputation and passes are all stamped by one clock. */
export const tick = (): number => ++clock;

/** Changes a node's data and notes when. */
export function change(page: Page, slot: number, data: number): void {
  page.data[slot] = data;
  page.changed ??= new Float64Array(page.capacity);
  page.lastChanged = tick();
  page.changed[slot] = page.lastChanged;
}

/** Ops by code. */
export const opOf: Op[] = [];

let pagesOpened = 0;
let leafPage = new Page(pagesOpened++, SMALLEST_PAGE, true);
let page = new Page(pagesOpened++, SMALLEST_PAGE, false);
/** The view of the node last appended. */
export let lastView = page.view;

const successor = (full: Page): Page =>
  new Page(pagesOpened++, Math.min(2 * full.capacity, LARGEST_PAGE), full.isLeaf);

/** Puts a leaf on the tape and returns its slot; `lastView` is then its view. */
export function appendLeaf(data: number): number {
  if (leafPage.used === leafPage.capacity) leafPage = successor(leafPage);
  const slot = leafPage.used++;
  leafPage.data[slot] = data;
  leafPage.id[slot] = ++clock;
  lastView = leafPage.view;
  return slot;
}

/** Puts a node on the tape and returns its slot; `lastView` is then its view. The operands are numbers or places. */
export function append(op: Op, x: Num, y: Num | undefined, z: Num | undefined): number {
  if (page.used === page.capacity) {
    page = successor(page);
    joins.fill(undefined);
  }
  let code = op.code;
  if (code === UNRECORDED) code = register(op);
  const parameters = op.parameters;
  const slot = page.used;
  view = page.view;
  const first = reference(x, parameters, 0);
  const a = operandData;
  if (op.arity === 1) {
    page.data[slot] = op.f(a);
  } else {
    page.second[slot] = reference(y!, parameters, 1);
    const b = operandData;
    if (op.arity === 2) {
      page.data[slot] = op.f(a, b);
    } else {
      page.third ??= new Int32Array(page.capacity);
      page.third[slot] = reference(z!, parameters, 2);
      page.data[slot] = op.f(a, b, operandData);
    }
  }
  page.first[slot] = first;
  page.op[slot] = code;
  page.id[slot] = ++clock;
  page.used = slot + 1;
  lastView = view;
  return slot;
}

/** The view of the node being appended, joined from its operands as they are referred to. */
let view = page.view;
/** The data of the operand last referred to. */
let operandData = 0;

/** The reference to an operand of the node being appended. */
function reference(operand: Num, parameters: readonly number[] | undefined, position: number): number {
  if (typeof operand === "number") {
    operandData = operand;
    const slot = appendLeaf(operand);
    const ref = (sourceIndex(leafPage) << SLOT_BITS) | slot;
    return parameters !== undefined && parameters.includes(position) ? ~ref : ref;
  }
  const place = operand as unknown as Place;
  const source = place.view.page;
  operandData = source.data[place.slot]!;
  if (source.isLeaf) return (sourceIndex(source) << SLOT_BITS) | place.slot;
  if (place.view !== view) view = join(view, place.view);
  return source === page ? place.slot : (sourceIndex(source) << SLOT_BITS) | place.slot;
}

function sourceIndex(source: Page): number {
  if (source.reader === page.number) return source.readerIndex;
  source.reader = page.number;
  source.readerIndex = page.sources.length;
  page.sources.push(source.number);
  if (source.isLeaf) page.leaves.push(source);
  return source.readerIndex;
}

function register(op: Op): number {
  if (opOf.length > 0xffff) throw new RangeError(`${op.name}: a tape knows at most 65536 ops; reuse defined ops`);
  op.code = opOf.length;
  opOf.push(op);
  return op.code;
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
