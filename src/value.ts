/**
 * `Value`: a number that remembers how it was computed, and can send gradients back the way it came.
 *
 * A handle only: data, grad and label belong to the node on the tape (`tape.ts`), and two handles of one node agree.
 */

import { type Kernel, kernelOf, kernels } from "./kernel.ts";
import { installMethods, type Methods } from "./methods.ts";
import {
  type Binary,
  checkFunction,
  checkOptions,
  describe,
  isOp,
  type Num,
  type Op,
  Operand,
  setNoun,
  type Unary,
} from "./op.ts";
import * as ops from "./ops.ts";
import * as sweep from "./sweep.ts";
import {
  append1,
  append2,
  append3,
  appendLeaf,
  asParameter,
  CELLS,
  change,
  DATA,
  GRAD,
  idOf,
  indexOf,
  LEAF_REACHED,
  leafView,
  type Note,
  OP,
  promote,
  REACHED,
  SLOT_MASK,
  type Span,
  tape,
  type View,
  WORDS,
} from "./tape.ts";

// The methods are installed below, from the same table.
export interface Value extends Operand, Methods<Value> {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: as above.
export class Value {
  /** @internal */
  declare readonly view: View;
  /** @internal */
  declare readonly slot: number;

  /**
   * A leaf holding `data`, any number, NaN and ±Infinity included.
   *
   * @throws TypeError if `data` is not a number, `options` no object or `label` not a string.
   */
  constructor(data: number, options?: { readonly label?: string });
  /** @internal A handle to a node that exists. */
  constructor(view: View, slot: number);
  constructor(data: number | View, options?: { readonly label?: string } | number) {
    if (typeof options === "number" && typeof data !== "number") {
      this.view = data as View;
      this.slot = options;
      return;
    }
    checkNumber("value", "data", data);
    const slot = appendLeaf(data);
    this.view = leafView();
    this.slot = slot;
    if (options !== undefined) named(this, options as { readonly label?: string });
  }

  /** The number. Settable on a leaf; then `forward(root)` recomputes what was made from it. */
  get data(): number {
    return this.view.page.cells[(this.slot << CELLS) | DATA]!;
  }
  set data(data: number) {
    checkNumber("Value.data", "data", data);
    if (!this.isLeaf)
      throw new Error(
        `data of ${sweep.nameOf(this.view.page, this.slot)} is computed by ${this.op!.name} and can't be set; ` +
          "set the leaves and call forward(root)",
      );
    change(this.view.page, this.slot, data);
  }

  /** ∂root/∂this: of the last backward pass that reached it, or, for a leaf, the sum over passes. 0 before any. */
  get grad(): number {
    return this.view.page.cells[(this.slot << CELLS) | GRAD]!;
  }
  set grad(grad: number) {
    checkNumber("Value.grad", "grad", grad);
    this.view.page.cells[(this.slot << CELLS) | GRAD] = grad;
  }

  /** Whether a backward pass has reached the node. */
  get reached(): boolean {
    const { page } = this.view;
    if (page.isLeaf) return page.cells[(this.slot << CELLS) | LEAF_REACHED] === 1;
    return (page.words[(this.slot << WORDS) | OP]! & REACHED) !== 0;
  }

  /** The node's name; "" if it has none. */
  get label(): string {
    return noteOf(this)?.label ?? "";
  }
  set label(label: string) {
    checkText("label", label);
    write(this, { label });
  }
  /** Names the node and returns it: `x.mul(w).as("x*w")`. */
  as(label: string): this {
    this.label = label;
    return this;
  }
  /** What pictures show where there is no label: the text that made the node, for example; "" if nothing. */
  get caption(): string {
    return noteOf(this)?.caption ?? "";
  }
  set caption(caption: string) {
    checkText("caption", caption);
    write(this, { caption });
  }
  /** Where a program's text made the node. */
  get source(): Span | undefined {
    return noteOf(this)?.source;
  }
  set source(source: Span | undefined) {
    write(this, { source });
  }

  /** The node's identity, which grows in order of creation. Handles are compared by it. */
  get id(): number {
    return idOf(this.view.page, this.slot);
  }
  get isLeaf(): boolean {
    return this.view.page.isLeaf;
  }
  /** Whether this is a leaf that was a plain number beside a node, as the 2 in `mul(2, n)`. */
  get isConstant(): boolean {
    return this.view.page.isConstant;
  }
  /** The op that made the node; null for a leaf. */
  get op(): Op | null {
    return this.isLeaf ? null : kernels[sweep.codeOf(this.view.page, this.slot)]!.op;
  }
  /** What the op was applied to, in its order: a number where the op has a parameter, as `x**2` has. */
  get args(): (Value | number)[] {
    if (this.isLeaf) return [];
    const { page } = this.view;
    const seen = sweep.seenFrom(this.view);
    const { sources } = seen(page);
    return sweep.references(page, this.slot).map((reference) => {
      const r = reference < 0 ? ~reference : reference;
      const source = sources[indexOf(r)]!;
      const slot = r & SLOT_MASK;
      if (reference < 0) return source.cells[(slot << CELLS) | DATA]!;
      // The operand keeps alive all that this node does: more than it needs, never less.
      return new Value(source.isLeaf ? source.view : seen(source).view, slot);
    });
  }
  /** The nodes that the op was applied to, in its order; the same one twice in `x*x`. */
  get operands(): Value[] {
    return this.args.filter((arg) => typeof arg !== "number");
  }

  /**
   * Sends gradients from this value to everything it was made from, by the chain rule. Nodes in between hold the
   * gradients of this pass; leaves add them to what they have. `seed` is ∂root/∂this, 1 unless given.
   *
   * @throws TypeError if `seed` is no number; Error if data below was set after it was used. Nothing is changed then.
   */
  backward(options: { readonly seed?: number } = {}): void {
    const seed = seedOf("backward", options);
    passing(this, seed);
    sweep.backward(this, seed);
  }
  /** Sets this value's gradient to 0. */
  zeroGrad(): void {
    this.grad = 0;
  }
  /** A leaf with the same data, through which no gradient flows back. */
  detach(): Value {
    return new Value(this.data, this.label ? { label: this.label } : undefined);
  }

  apply(op: Op, x: Num, y?: Num, z?: Num): Value {
    if (!belongs(x) || !belongs(y) || !belongs(z))
      throw new TypeError(`${op.name}: values and formulas don't mix`);
    if (!recording) return new Value(compute(op, x, y, z));
    const made = record(op, x, y, z);
    watcher?.made(made);
    return made;
  }

  toString(): string {
    const label = this.label ? `, label=${JSON.stringify(this.label)}` : "";
    const short = (x: number) => String(Number(x.toPrecision(4)));
    return `Value(data=${short(this.data)}, grad=${short(this.grad)}${label})`;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  /** JavaScript's operators would turn a value into a number, or NaN, and lose its graph: they throw. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new TypeError(
      "JavaScript's operators do not work on a Value: write a.add(b), a.sub(b), a.mul(b), a.div(b), a.pow(b), a.neg(), " +
        "a.lt(b) or add(a, b) …, use a.data for the number, or have js of chainrule/lang read a function's operators",
    );
  }
}

// Functions, for private methods would put a brand on every handle that is made.
const noteOf = ({ view, slot }: Value): Note | undefined => view.page.notes?.get(slot);
function write({ view: { page }, slot }: Value, part: Partial<Note>): void {
  page.notes ??= new Map();
  const note = page.notes.get(slot);
  if (note) Object.assign(note, part);
  else page.notes.set(slot, { label: "", caption: "", source: undefined, ...part });
}

function record(op: Op, x: Num, y: Num | undefined, z: Num | undefined): Value {
  const kernel = kernelOf(op);
  const px = typeof x === "number" ? promote(x) : (x as Value);
  if (y === undefined) return append1(Value, kernel, px);
  const py = typeof y === "number" ? promote(y) : (y as Value);
  const pz = typeof z === "number" ? promote(z) : (z as Value | undefined);
  const made = pz === undefined ? append2(Value, kernel, px, py) : append3(Value, kernel, px, py, pz);
  if (op.parameters !== undefined)
    for (const at of op.parameters) if (typeof [x, y, z][at] === "number") asParameter(made, at);
  return made;
}

installMethods(Value.prototype);
// Of one or two operands that are values, methods come to the tape without asking who speaks.
for (const op of Object.values(ops).filter(isOp))
  if (op.arity < 3)
    Object.defineProperty(Value.prototype, op.name, {
      value: op.arity === 1 ? method1(op as Unary, kernelOf(op)) : method2(op as Binary, kernelOf(op)),
    });

type Call = (x: Num, y?: unknown, extra?: unknown) => Num;
function method1(op: Unary, kernel: Kernel) {
  return function (this: Value, extra?: unknown): Num {
    return extra === undefined && tape.direct ? append1(Value, kernel, this) : (op as Call)(this, extra);
  };
}
function method2(op: Binary, kernel: Kernel) {
  return function (this: Value, y: Value | number, extra?: unknown): Num {
    // Asking for the constructor is one check of a hidden class; `instanceof` walks the prototypes.
    return y?.constructor === Value && extra === undefined && tape.direct
      ? append2(Value, kernel, this, y as Value)
      : (op as Call)(this, y, extra);
  };
}

setNoun(Value, "a Value");
// Said here and not by `extends`: V8 makes no object as fast as that of a class without a base.
Object.setPrototypeOf(Value.prototype, Operand.prototype);

/** Outside the constructor, which V8 inlines only while it is small. */
function named(value: Value, options: { readonly label?: string }): void {
  checkOptions("Value", options, ["label"]);
  const { label } = options;
  if (label !== undefined) value.label = label;
}

/** A leaf holding `data`, with a name if `label` is given. @throws TypeError if either is of the wrong type. */
export function value(data: number, label?: string): Value {
  return label === undefined ? new Value(data) : new Value(data, { label });
}

export function isValue(x: unknown): x is Value {
  return x instanceof Value;
}

/** Sets to 0 the gradient of every node of the graph below `root`, leaves included. */
export function zeroGrad(root: Value): void {
  checkValue("zeroGrad", root);
  root.grad = 0;
  sweep.walk(root, ({ page, sources }, slot) => {
    page.cells[(slot << CELLS) | GRAD] = 0;
    for (const r of sweep.references(page, slot))
      if (r >= 0) sources[indexOf(r)]!.cells[((r & SLOT_MASK) << CELLS) | GRAD] = 0;
  });
}

/** Recomputes in place everything below `root` from the leaves' present data. */
export function forward(root: Value): void {
  checkValue("forward", root);
  sweep.forward(root);
}

let recording = true;
/** Whether ops record, which they do but for inside `noGrad`. */
export const isRecording = (): boolean => recording;

/**
 * Runs `f` without recording: what ops return and what `at` reads in it are leaves, and no gradient flows through
 * them. A derivative that is taken in it is what it is elsewhere, and is a leaf then.
 *
 * @throws TypeError if `f` is no function, or asynchronous.
 */
export function noGrad<T>(f: () => T): T {
  checkFunction("noGrad", f);
  const before = { recording, direct: tape.direct };
  recording = false;
  tape.direct = false;
  try {
    const result = f();
    if (typeof (result as PromiseLike<unknown> | undefined)?.then === "function")
      throw new TypeError(
        "noGrad: f is asynchronous, and records what it does later; call noGrad between awaits",
      );
    return result;
  } finally {
    recording = before.recording;
    tape.direct = before.direct;
  }
}

/** Runs `f` recording, though it may stand inside `noGrad`. */
export function withRecording<T>(f: () => T): T {
  const before = { recording, direct: tape.direct };
  recording = true;
  tape.direct = watcher === undefined;
  try {
    return f();
  } finally {
    recording = before.recording;
    tape.direct = before.direct;
  }
}

const belongs = (x: Num | undefined): boolean => typeof x !== "object" || x instanceof Value;
const number = (x: Num | undefined): number => (typeof x === "number" ? x : (x as Value).data);

function compute(op: Op, x: Num, y: Num | undefined, z: Num | undefined): number {
  if (op.arity === 1) return op.f(number(x));
  if (op.arity === 2) return op.f(number(x), number(y));
  return op.f(number(x), number(y), number(z));
}

function checkNumber(where: string, name: string, x: unknown): asserts x is number {
  if (typeof x !== "number") throw new TypeError(`${where}: ${name} is ${describe(x)}; wanted a number`);
}
function checkText(name: string, x: unknown): asserts x is string {
  if (typeof x !== "string") throw new TypeError(`Value: ${name} is ${describe(x)}; wanted a string`);
}
/** The seed of a pass, 1 unless given. @throws TypeError if it is no number. */
export function seedOf(where: string, options: { readonly seed?: number }): number {
  checkOptions(where, options, ["seed"]);
  const { seed = 1 } = options;
  checkNumber(where, "seed", seed);
  return seed;
}
/** Throws unless `x` is a Value of this library. */
export function checkValue(where: string, x: unknown): asserts x is Value {
  if (!isValue(x)) throw new TypeError(`${where}: root is ${describe(x)}; wanted a Value`);
}

/** What is told of every node that is made and of every backward pass that begins. */
export interface Watcher {
  made(node: Value): void;
  passing(root: Value, seed: number): void;
}

let watcher: Watcher | undefined;
/** Tells the watcher, if there is one, of a backward pass that begins. */
export function passing(root: Value, seed: number): void {
  watcher?.passing(root, seed);
}
/** Runs `f` under a watcher. */
export function watched<T>(by: Watcher, f: () => T): T {
  const before = { watcher, direct: tape.direct };
  watcher = by;
  tape.direct = false;
  try {
    return f();
  } finally {
    watcher = before.watcher;
    tape.direct = before.direct;
  }
}
