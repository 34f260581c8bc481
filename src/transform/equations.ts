/** A graph as lines of formulas. */
import { type Formula, formula, type Range, toFormula } from "../formula.ts";
import { graph } from "../graph.ts";
import type { Op } from "../op.ts";
import type { Value } from "../value.ts";
import { call } from "./rebuild.ts";

/** A line: what is defined, as what, and for which indices. Without a left side it is the whole. */
export interface Equation {
  readonly left: Formula | undefined;
  readonly relation: "=" | "+=" | "max=" | "min=";
  readonly right: Formula;
  readonly ranges: readonly Range[];
}

/** From how many characters on something has a line of its own: if it is used more than once, and in any case. */
const SHARED = 30;
const LONG = 400;
export const isTooLong = ({ text }: Formula, uses: number): boolean =>
  text.length > (uses > 1 ? SHARED : LONG);

/** Names for what has none. */
export class Names {
  readonly #taken: Set<string>;
  readonly #counts = new Map<string, number>();

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }
  /** The first of the letters that is free, which then is so no more, or the first one with a number. */
  letter(...letters: readonly string[]): Formula {
    const letter = letters.find((candidate) => !this.#taken.has(candidate));
    if (letter === undefined) return this.numbered(letters[0]!);
    this.#taken.add(letter);
    return formula(letter);
  }
  /** The letter with the next number. */
  numbered(letter: string): Formula {
    let count = this.#counts.get(letter) ?? 0;
    let name: string;
    do name = `${letter}${++count}`;
    while (this.#taken.has(name));
    this.#counts.set(letter, count);
    return formula(name);
  }
  /** The name, or with the first number that makes it free, which then is so no more. */
  unique(name: string): Formula {
    let free = name;
    for (let k = 2; this.#taken.has(free); k++) free = `${name}_${k}`;
    this.#taken.add(free);
    return formula(free);
  }
  /** The first of the names that is free. */
  free(...names: readonly string[]): Formula {
    const name = names.find((candidate) => !this.#taken.has(candidate));
    return name === undefined ? this.numbered(names[0]!) : formula(name);
  }
}

/** An op applied to formulas. What is written is all that is there, a factor of 1 too. */
export const applied = (op: Op, operands: readonly Formula[]): Formula => call(op, operands) as Formula;

/** Labels of other forms, as `x1*w1`, say what a node is and are no names for it. */
const isName = (label: string) => /^[\p{L}_][\p{L}\p{N}_.']*$/u.test(label);

export function equationsOfGraph(root: Value, digits: number): Equation[] {
  const nodes = graph(root);
  const uses = new Map<number, number>();
  for (const { operands } of nodes) for (const { id } of operands) uses.set(id, (uses.get(id) ?? 0) + 1);
  const names = new Names(nodes.map(({ label }) => label));
  const formulas = new Map<number, Formula>();
  const equations: Equation[] = [];
  for (const node of nodes) {
    const { op, label } = node;
    const named = isName(label) ? formula(label) : undefined;
    if (op === null) {
      formulas.set(node.id, named ?? toFormula(node.data, digits));
      continue;
    }
    const operands = node.args.map((arg) =>
      typeof arg === "number" ? toFormula(arg, digits) : formulas.get(arg.id)!,
    );
    const right = applied(op, operands);
    const isRoot = node.id === root.id;
    const isLine = isRoot || named !== undefined || isTooLong(right, uses.get(node.id) ?? 0);
    if (!isLine) {
      formulas.set(node.id, right);
      continue;
    }
    const isWhole = isRoot && equations.length === 0;
    const left = named ?? (isRoot ? (isWhole ? undefined : names.free("result")) : names.numbered("t"));
    equations.push({ left, relation: "=", right, ranges: [] });
    if (left) formulas.set(node.id, left);
  }
  const whole = formulas.get(root.id)!;
  return equations.length > 0 ? equations : [{ left: undefined, relation: "=", right: whole, ranges: [] }];
}
