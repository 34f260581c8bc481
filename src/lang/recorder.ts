/**
 * What a program leaves on the graph: which names its nodes bear, where in the text they come from, which backward
 * passes were made.
 */
import type { Num, Operand } from "../op.ts";
import { Value } from "../value.ts";
import type { Meter } from "./budget.ts";
import type { Frame } from "./scope.ts";
import type { Places, Source, Span } from "./source.ts";
import type { LangValue } from "./values.ts";

/** One call of `backward()`. */
export interface Pass {
  readonly root: Value;
  readonly seed: number;
}

/** Characters of source text that a caption shows. */
const CAPTION = 40;

export class Recorder {
  readonly passes: Pass[] = [];
  readonly drawn: Value[] = [];
  /** The name of the program's own that a Value was last assigned to, and the Value. */
  lastAssigned: { readonly name: string; readonly value: Value } | undefined;
  readonly #source: Source;
  readonly #meter: Meter;
  readonly #captions = new Map<Span, string>();
  readonly #labelled = new Map<number, Value>();
  /** For each node that has its label from a name, the call in which the name was assigned. */
  readonly #named = new Map<number, Frame>();

  readonly #draw: ((value: Value) => void) | undefined;
  /** What drawing threw. */
  failure: unknown;

  constructor(source: Source, meter: Meter, draw?: ((value: Value) => void) | undefined) {
    this.#source = source;
    this.#meter = meter;
    this.#draw = draw;
  }

  /** The labelled leaves that the program made, in order. */
  get leaves(): Value[] {
    return [...this.#labelled.values()].sort((a, b) => a.id - b.id);
  }

  /** An op made `result` of `operands`. Plain numbers among these became leaves, which come from there too. */
  made(result: Operand, operands: readonly Num[], at: Span, places: Places): void {
    if (!(result instanceof Value)) return;
    this.#meter.node(at);
    result.source = at;
    if (!operands.some((operand) => typeof operand === "number")) return;
    for (const [i, arg] of result.args.entries()) {
      if (typeof arg === "number" || typeof operands[i] !== "number") continue;
      this.#meter.node(at);
      arg.source = places[i] ?? at;
    }
  }

  /** `Value(data, label)`. */
  leaf(data: number, label: string, at: Span): Value {
    this.#meter.node(at);
    const leaf = new Value(data);
    leaf.source = at;
    if (label) this.label(leaf, label);
    return leaf;
  }

  /** The program itself says what a node is called. */
  label(node: Value, label: string): void {
    node.label = label;
    this.#named.delete(node.id);
    if (!node.isLeaf) return;
    if (label) this.#labelled.set(node.id, node);
    else this.#labelled.delete(node.id);
  }

  /**
   * `value` was assigned to `name`, which held `before`. A node without a label gets the name for one. A node that has
   * one keeps it, unless that came from a name inside a function that has ended since: `o = neuron(x)` is called `o`,
   * whatever the function called its result. The node that the name held gives its label up, and keeps it as caption.
   */
  named(name: string, value: LangValue, before: LangValue | undefined, frame: Frame): void {
    if (!(value instanceof Value)) return;
    if (frame.isProgram) this.lastAssigned = { name, value };
    const { id } = value;
    if (before instanceof Value && before.id !== id) this.#outdate(before, name, value);
    if (value.label !== "" && !this.#named.get(id)?.ended) return;
    value.label = name;
    this.#named.set(id, frame);
    if (value.isLeaf) this.#labelled.set(id, value);
  }

  #outdate(before: Value, name: string, after: Value): void {
    const { label, id } = before;
    if (label === "" || (label !== name && label !== after.label)) return;
    before.caption = label;
    before.label = "";
    this.#named.delete(id);
    this.#labelled.delete(id);
  }

  draw(value: Value): void {
    this.drawn.push(value);
    try {
      this.#draw?.(value);
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  backward(root: Value, seed: number, at: Span): void {
    root.backward({ seed });
    this.passes.push({ root, seed });
    this.#meter.clock(at);
  }

  /** Captions a node with the text that made it. */
  caption(node: Operand, at: Span): void {
    if (node instanceof Value) node.caption = this.#text(at);
  }

  /** Takes back the caption of what turned out to be a step on the way to something else. */
  uncaption(node: Operand): void {
    if (node instanceof Value && !node.isLeaf) node.caption = "";
  }

  /** A place's text, in one line, shortened. */
  #text(at: Span): string {
    let caption = this.#captions.get(at);
    if (caption === undefined) {
      const text = this.#source.text.slice(at.from, Math.min(at.to, at.from + 10 * CAPTION));
      const line = [...text.replace(/\s+/g, " ").trim()];
      const whole = line.length <= CAPTION && text.length === at.to - at.from;
      caption = whole ? line.join("") : `${line.slice(0, CAPTION - 1).join("")}…`;
      this.#captions.set(at, caption);
    }
    return caption;
  }
}
