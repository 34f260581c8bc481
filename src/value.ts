/**
 * `Value`: a number that remembers how it was computed, and can send gradients back the way it came.
 *
 * A handle only: data, grad and label belong to the node on the tape (`tape.ts`), and two handles of one node agree.
 */

import { kernels } from "./kernel.ts";
import {
  type Binary,
  describe,
  isOp,
  type Num,
  type Op,
  Operand,
  type Parametric,
  type Ternary,
  type Unary,
} from "./op.ts";
import * as ops from "./ops.ts";
import * as sweep from "./sweep.ts";
import {
  append1,
  append2,
  append3,
  appendLeaf,
  change,
  DATA,
  GRAD,
  ID,
  indexOf,
  leafView,
  type Note,
  OP,
  PASS,
  type Page,
  SLOT_MASK,
  type Span,
  STRIDE,
  View,
} from "./tape.ts";

/** Every op of the table as a method; the value is the first operand. */
type Methods = {
  [K in keyof typeof ops as (typeof ops)[K] extends Op ? K : never]: (typeof ops)[K] extends Unary
    ? () => Value
    : (typeof ops)[K] extends Parametric
      ? (y?: Value | number) => Value
      : (typeof ops)[K] extends Binary
        ? (y: Value | number) => Value
        : (typeof ops)[K] extends Ternary
          ? (y: Value | number, z: Value | number) => Value
          : never;
};

// The methods are installed below, from the same table.
export interface Value extends Operand, Methods {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: as above.
export class Value {
  /** @internal */
  readonly view: View;
  /** @internal */
  readonly slot: number;

  /**
   * A leaf holding `data`, any number, NaN and ±Infinity included.
   *
   * @throws TypeError if `data` is not a number or `label` not a string.
   */
  constructor(data: number, options?: { readonly label?: string });
  /** @internal A handle to a node that exists. */
  constructor(view: View, slot: number);
  constructor(data: number | View, options?: { readonly label?: string } | number) {
    if (typeof options === "number") {
      this.view = data as View;
      this.slot = options;
      return;
    }
    checkNumber("value", "data", data);
    const slot = appendLeaf(data);
    this.view = leafView();
    this.slot = slot;
    if (options !== undefined) named(this, options);
  }

  /** The number. Settable on a leaf; then `forward(root)` recomputes what was made from it. */
  get data(): number {
    return this.view.page.cells[STRIDE * this.slot + DATA]!;
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
    return this.view.page.cells[STRIDE * this.slot + GRAD]!;
  }
  set grad(grad: number) {
    checkNumber("Value.grad", "grad", grad);
    this.view.page.cells[STRIDE * this.slot + GRAD] = grad;
  }

  /** Whether a backward pass has reached the node. */
  get reached(): boolean {
    return this.view.page.cells[STRIDE * this.slot + PASS] !== 0;
  }

  /** The node's name; "" if it has none. */
  get label(): string {
    return this.#note?.label ?? "";
  }
  set label(label: string) {
    checkLabel(label);
    this.#write({ label });
  }
  /** Names the node and returns it: `x.mul(w).as("x*w")`. */
  as(label: string): this {
    this.label = label;
    return this;
  }
  /** What pictures show where there is no label: the text that made the node, for example; "" if nothing. */
  get caption(): string {
    return this.#note?.caption ?? "";
  }
  set caption(caption: string) {
    this.#write({ caption });
  }
  /** Where a program's text made the node. */
  get source(): Span | undefined {
    return this.#note?.source;
  }
  set source(source: Span | undefined) {
    this.#write({ source });
  }

  /** The node's identity, which grows in order of creation. Handles are compared by it. */
  get id(): number {
    return this.view.page.cells[STRIDE * this.slot + ID]!;
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
    return this.isLeaf ? null : kernels[this.view.page.words[STRIDE * this.slot + OP]!]!.op;
  }
  /** What the op was applied to, in its order: a number where the op has a parameter, as `x**2` has. */
  get args(): (Value | number)[] {
    if (this.isLeaf) return [];
    const { page } = this.view;
    return sweep.references(page, this.slot).map((reference) => {
      const r = reference < 0 ? ~reference : reference;
      const source = sourcePage(this.view, page.sources[indexOf(r)]!);
      const slot = r & SLOT_MASK;
      if (reference < 0) return source.cells[STRIDE * slot + DATA]!;
      // The operand keeps alive all that this node does: more than it needs, never less.
      return new Value(source.isLeaf ? source.view : new View(source, this.view, undefined), slot);
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
   * @throws Error if data below was set after it was used; nothing is changed then.
   */
  backward({ seed = 1 }: { readonly seed?: number } = {}): void {
    checkNumber("backward", "seed", seed);
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
    if (y === undefined) return append1(Value, op, x);
    return z === undefined ? append2(Value, op, x, y) : append3(Value, op, x, y, z);
  }

  get #note(): Note | undefined {
    return this.view.page.notes?.get(this.slot);
  }
  #write(part: Partial<Note>): void {
    const { page } = this.view;
    page.notes ??= new Map();
    const note = page.notes.get(this.slot);
    if (note) Object.assign(note, part);
    else page.notes.set(this.slot, { label: "", caption: "", source: undefined, ...part });
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
        "a.lt(b) or add(a, b) …, or use a.data for the number",
    );
  }
}

// One function per arity: a shared one would make every call in it megamorphic.
type Call = (x: Num, y?: unknown, z?: unknown, extra?: unknown) => Num;
const methodOf = {
  1: (call: Call) =>
    function (this: Value, extra?: unknown) {
      return call(this, extra);
    },
  2: (call: Call) =>
    function (this: Value, y: unknown, extra?: unknown) {
      return call(this, y, extra);
    },
  3: (call: Call) =>
    function (this: Value, y: unknown, z: unknown, extra?: unknown) {
      return call(this, y, z, extra);
    },
};
for (const op of Object.values(ops).filter(isOp))
  Object.defineProperty(Value.prototype, op.name, {
    value: methodOf[op.arity](op as Call),
    configurable: true,
    writable: true,
  });

// Said here and not by `extends`: V8 makes no object as fast as that of a class without a base.
Object.setPrototypeOf(Value.prototype, Operand.prototype);

/** Outside the constructor, which V8 inlines only while it is small. */
function named(value: Value, { label }: { readonly label?: string }): void {
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
    page.cells[STRIDE * slot + GRAD] = 0;
    for (const r of sweep.references(page, slot))
      if (r >= 0) sources[indexOf(r)]!.cells[STRIDE * (r & SLOT_MASK) + GRAD] = 0;
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
 * Runs `f` without recording: what ops return in it are leaves, and no gradient flows through them. In a traced
 * function no gradient flows through what ops return and what is read from arrays in it.
 */
export function noGrad<T>(f: () => T): T {
  const before = recording;
  recording = false;
  try {
    return f();
  } finally {
    recording = before;
  }
}

const belongs = (x: Num | undefined): boolean => typeof x !== "object" || x instanceof Value;
const number = (x: Num | undefined): number => (typeof x === "number" ? x : (x as Value).data);

function compute(op: Op, x: Num, y: Num | undefined, z: Num | undefined): number {
  if (op.arity === 1) return op.f(number(x));
  if (op.arity === 2) return op.f(number(x), number(y));
  return op.f(number(x), number(y), number(z));
}

/** The page of that number among those a view keeps alive. */
function sourcePage(view: View, wanted: number): Page {
  if (view.page.number === wanted) return view.page;
  const seen = new Set([view]);
  const pending = [view];
  for (let v = pending.shift(); v !== undefined; v = pending.shift()) {
    if (v.page.number === wanted) return v.page;
    for (const leaves of v.page.leaves) if (leaves.number === wanted) return leaves;
    for (const next of [v.also, v.base])
      if (next !== undefined && !seen.has(next)) {
        seen.add(next);
        pending.push(next);
      }
  }
  throw new Error(`page ${wanted} is gone`);
}

function checkNumber(where: string, name: string, x: unknown): asserts x is number {
  if (typeof x !== "number") throw new TypeError(`${where}: ${name} is ${describe(x)}; wanted a number`);
}
function checkLabel(label: unknown): asserts label is string {
  if (typeof label !== "string") throw new TypeError(`Value: label is ${describe(label)}; wanted a string`);
}
/** Throws unless `x` is a Value of this library. */
export function checkValue(where: string, x: unknown): asserts x is Value {
  if (!isValue(x)) throw new TypeError(`${where}: root is ${describe(x)}; wanted a Value`);
}
