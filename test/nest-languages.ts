/** What programs of nests.ts mean: on numbers by plain JavaScript loops, over the library, and as text. */

import * as arrays from "../src/arrays.ts";
import { fn } from "../src/fn.ts";
import * as folds from "../src/folds.ts";
import * as loops from "../src/loops.ts";
import type { Num, Op } from "../src/op.ts";
import * as ops from "../src/ops.ts";
import { type Data, dataOf, type Inputs } from "./nest-inputs.ts";
import { interpret, type Language } from "./nest-interpreter.ts";
import type { Node } from "./nests.ts";

const table = ops as unknown as Readonly<Record<string, Op>>;
const forward = (name: string) => table[name]!.f as (...operands: number[]) => number;
const kink = (name: string) => table[name]!.kink as ((...operands: number[]) => number) | undefined;

/** What a plain run met: how many ops it did, and on which side of its kinks each was and who was greatest. */
export interface Met {
  ops: number;
  piece: number;
}
/** A program that would take too long. */
export class TooLong extends Error {}
const MOST = 30_000;

/** Numbers, arrays and JavaScript's own loops: nothing of the library's but each op's forward function. */
export function plain(met: Met = { ops: 0, piece: 0 }): Language<number> {
  const note = (x: number) => {
    met.piece = (Math.imul(met.piece, 31) + x + 7) | 0;
  };
  const from = (n: number, f: (i: number) => number): number[] => {
    const all: number[] = [];
    for (let i = 0; i < n; i++) all.push(f(i));
    return all;
  };
  const best = (terms: number[], better: (a: number, b: number) => boolean): number => {
    let k = 0;
    for (let i = 1; i < terms.length; i++) if (better(terms[i]!, terms[k]!)) k = i;
    note(k);
    return k;
  };
  return {
    literal: (x) => x,
    op(name, ...operands) {
      if (++met.ops > MOST) throw new TooLong();
      const side = kink(name)?.(...operands);
      if (side !== undefined) note(Math.sign(side));
      return forward(name)(...operands);
    },
    at(array, ...indices) {
      let part = array as ArrayLike<unknown>;
      for (const i of indices) {
        if (!(i in part)) throw new RangeError(`oracle: no element ${i} of ${part.length}`);
        part = part[i] as ArrayLike<unknown>;
      }
      return part as unknown as number;
    },
    sum(n, f) {
      let total = 0;
      for (let i = 0; i < n; i++) total += f(i);
      return total;
    },
    maxOf(n, f) {
      const terms = from(n, f);
      return terms[best(terms, (a, b) => a > b)]!;
    },
    minOf(n, f) {
      const terms = from(n, f);
      return terms[best(terms, (a, b) => a < b)]!;
    },
    argMaxOf: (n, f) => best(from(n, f), (a, b) => a > b),
    vec(n, f) {
      const all: unknown[] = [];
      for (let i = 0; i < n; i++) all.push(f(i));
      return all;
    },
    list: (...elements) => elements,
    fold(n, init, f) {
      let state = init;
      for (let i = 0; i < n; i++) state = f(i, state);
      return state;
    },
    scan(n, init, f) {
      const states = [init];
      for (let i = 0; i < n; i++) states.push(f(i, states[i]!));
      return states;
    },
    record: (parts) => parts,
    field: (record, name) => (record as Record<string, unknown>)[name],
    concat: (...parts) => parts.flat(1),
    pad: (array, before, after, value) => [
      ...Array<number>(before).fill(value),
      ...Array.from(array as ArrayLike<number>),
      ...Array<number>(after).fill(value),
    ],
    whileLoop(condition, body, init, max) {
      let state = init;
      for (let steps = 0; condition(state); steps++) {
        if (steps === max) throw new RangeError("oracle: too many steps");
        state = body(state);
        note(steps);
      }
      return state;
    },
    fn: (f) => f,
    name: (value) => value,
  };
}

/** The library's ops and loops, on whatever they take. */
export const library: Language<Num> = {
  literal: (x) => x,
  op: (name, ...operands) => (table[name] as (...operands: Num[]) => Num)(...operands),
  at: (array, ...indices) => (arrays.at as (array: unknown, ...indices: Num[]) => Num)(array, ...indices),
  sum: loops.sum,
  maxOf: loops.maxOf,
  minOf: loops.minOf,
  argMaxOf: loops.argMaxOf,
  vec: loops.vec,
  list: (...elements) => elements,
  fold: folds.fold,
  scan: folds.scan,
  record: (parts) => parts,
  field: (record, name) => (record as Record<string, unknown>)[name],
  concat: (...parts) => arrays.concat(...parts),
  pad: (array, before, after, value) => arrays.pad(array as Num[], before, after, value),
  whileLoop: (condition, body, init, max) => folds.whileLoop(condition, body, init, { max }),
  fn,
  name: (value) => value,
};

/** The program as a function over the library's ops and loops. */
export const asFunction = (program: Node, data?: Data, scale?: number) => (p: Inputs) =>
  interpret(program, library, p, data, scale);

/** The program as text, for a failing test to print. */
export function print(program: Node, scale = 1): string {
  const data = dataOf(scale);
  const lines: string[] = [];
  let names = 0;
  let indent = "  ";
  const body = (f: (...names: string[]) => unknown, ...parameters: string[]): string => {
    const outer = lines.length;
    indent += "  ";
    const result = f(...parameters);
    indent = indent.slice(2);
    const made = lines.splice(outer);
    const head = parameters.length === 1 ? parameters[0] : `(${parameters.join(", ")})`;
    const text = String(result);
    if (made.length === 0) return `${head} => ${text.startsWith("{") ? `(${text})` : text}`;
    return `${head} => {\n${made.join("\n")}\n${indent}  return ${text};\n${indent}}`;
  };
  const index = () => `i${names++}`;
  const said = ({ checkpoint }: loops.LoopOptions = {}) => (checkpoint ? ", { checkpoint: true }" : "");
  const loop =
    (name: string) =>
    (n: string, f: (i: string) => unknown, options?: loops.LoopOptions): string =>
      `${name}(${n}, ${body(f as never, index())}${said(options)})`;
  const ordered =
    (name: string) =>
    (n: string, init: unknown, f: unknown, options: loops.LoopOptions): string =>
      `${name}(${n}, ${init}, ${body(f as never, index(), `s${names++}`)}${said(options)})`;
  const text: Language<string> = {
    literal: (x) => String(x),
    op: (name, ...operands) => `${name}(${operands.join(", ")})`,
    at: (array, ...indices) => {
      const known = array === data.whole ? "whole" : array === data.reals ? "reals" : String(array);
      return `at(${[known, ...indices].join(", ")})`;
    },
    sum: loop("sum"),
    maxOf: loop("maxOf"),
    minOf: loop("minOf"),
    argMaxOf: loop("argMaxOf"),
    vec: loop("vec"),
    list: (...elements) => `[${elements.join(", ")}]`,
    fold: ordered("fold"),
    scan: ordered("scan"),
    record: (parts) =>
      `{ ${Object.entries(parts)
        .map(([key, part]) => `${key}: ${part}`)
        .join(", ")} }`,
    field: (record, name) => `${record}.${name}`,
    concat: (...parts) => `concat(${parts.join(", ")})`,
    pad: (array, before, after, value) =>
      `pad(${array === data.reals ? "reals" : array}, ${before}, ${after}, ${value})`,
    whileLoop: (condition, step, init, max) => {
      const s = `s${names++}`;
      return `whileLoop(${body(condition as never, s)}, ${body(step as never, s)}, ${init}, { max: ${max} })`;
    },
    fn(f) {
      const name = `f${names++}`;
      const parameters = [`s${names++}`, `v${names++}`, index()];
      lines.push(`${indent}const ${name} = fn(${body(f as never, ...parameters)});`);
      return (...args) => `${name}(${args.map((x) => (x === data.reals ? "reals" : x)).join(", ")})`;
    },
    name<V>(value: V): V {
      if (/^\w+$/.test(String(value))) return value;
      const name = `v${names++}`;
      lines.push(`${indent}const ${name} = ${value};`);
      return name as V;
    },
  };
  const inputs = { x: "p.x", w: "p.w", m: "p.m", s: "p.s" } as unknown as Inputs<string>;
  const result = interpret(program, text, inputs, data, scale);
  return `p => {\n${lines.join("\n")}\n  return ${result};\n}`;
}
