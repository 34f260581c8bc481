/**
 * What programs of nests.ts mean in a language: plain JavaScript numbers and loops, the library's ops and loops, or
 * source text (nest-languages.ts).
 */
import type { LoopOptions } from "../src/loops.ts";
import { type Data, dataOf, type Inputs, SIDE, WIDE } from "./nest-inputs.ts";
import type { Node } from "./nests.ts";

/** What interprets programs: scalars T; arrays and states are the language's own affair. */
export interface Language<T> {
  literal(x: number): T;
  op(name: string, ...operands: T[]): T;
  at(array: unknown, ...indices: T[]): T;
  sum(n: T, f: (i: T) => T, options: LoopOptions): T;
  maxOf(n: T, f: (i: T) => T, options: LoopOptions): T;
  minOf(n: T, f: (i: T) => T, options: LoopOptions): T;
  argMaxOf(n: T, f: (i: T) => T): T;
  vec(n: T, f: (i: T) => unknown, options: LoopOptions): unknown;
  list(...elements: T[]): unknown;
  /** A state is a scalar, an array, or a record of them. */
  fold(n: T, init: unknown, f: (i: T, state: unknown) => unknown, options: LoopOptions): unknown;
  scan(n: T, init: T, f: (i: T, state: T) => T, options: LoopOptions): unknown;
  record(parts: Record<string, unknown>): unknown;
  field(record: unknown, name: string): unknown;
  concat(...parts: unknown[]): unknown;
  pad(array: unknown, before: number, after: number, value: T): unknown;
  whileLoop(condition: (s: unknown) => T, body: (s: unknown) => unknown, init: unknown, max: number): unknown;
  /** A function that is called more than once. */
  fn(f: (x: T, array: unknown, i: T) => T): (x: T, array: unknown, i: T) => T;
  /** A value that is used several times: text gives it a name. */
  name<V>(value: V): V;
}

/** A length: at most `n`, at least `least`; the same wherever `key` is. */
interface Extent<T> {
  readonly value: T;
  readonly n: number;
  readonly least: number;
  readonly key: string;
  readonly isConstant: boolean;
}
interface IndexVariable<T> {
  readonly value: T;
  readonly extent: Extent<T>;
  readonly number: number;
  /** Whether it is data, which no extent may depend on, and no loop's index. */
  readonly isData?: boolean;
}
interface ArrayVariable<T> {
  readonly value: unknown;
  readonly shape: readonly Extent<T>[];
}
interface Scope<T> {
  readonly scalars: readonly T[];
  readonly indices: readonly IndexVariable<T>[];
  readonly arrays: readonly ArrayVariable<T>[];
}

const UNARY = [
  "sin",
  "cos",
  "tanh",
  "atan",
  "sigmoid",
  "neg",
  "abs",
  "relu",
  "erf",
  "square",
  "stopGradient",
];
/** Of 1 + x², but for exp, which is of −x². */
const GUARDED = ["exp", "log", "sqrt", "pow"];
const BINARY = ["add", "sub", "mul", "add", "sub", "mul", "max", "min", "hypot", "div", "atan2"];
const COMPARE = ["lt", "gt", "le", "ge"];
const EXTENTS = [3, 2, 5, 4, 7, 2, 3, 1, 5, 4, 0];
const INNER_EXTENTS = [2, 3, 1, 5];

/** Whether a program stops a gradient somewhere, which differences do not see. */
export const stops = ({ kind, picks, parts }: Node): boolean =>
  (kind === "unary" && [...UNARY, ...GUARDED][picks[0]! % 15] === "stopGradient") || parts.some(stops);

/** What a program gives for inputs in a language. All lengths are `scale` times those without it. */
export function interpret<T>(
  program: Node,
  language: Language<T>,
  inputs: Inputs<T>,
  data: Data = dataOf(1),
  scale = 1,
): T {
  return new Interpreter(language, data, scale).program(program, inputs);
}

class Interpreter<T> {
  readonly #l: Language<T>;
  readonly #data: Data;
  readonly #scale: number;
  #loops = 0;

  constructor(language: Language<T>, data: Data, scale: number) {
    this.#l = language;
    this.#data = data;
    this.#scale = scale;
  }

  program(program: Node, { x, w, m, s }: Inputs<T>): T {
    const l = this.#l;
    const [wide, side] = [this.#constant(WIDE * this.#scale), this.#constant(SIDE * this.#scale)];
    const scope: Scope<T> = {
      scalars: [s],
      indices: [],
      arrays: [
        { value: x, shape: [wide] },
        { value: w, shape: [wide] },
        { value: m, shape: [side, side] },
        { value: this.#data.reals, shape: [wide] },
      ],
    };
    // Every argument counts, but for m.
    const all = l.sum(wide.value, (i) => l.op("mul", l.at(x, i), l.at(w, i)), {});
    return l.op("add", this.#times(0.1, l.op("mul", all, s)), this.#scalar(program, scope));
  }

  #constant(n: number): Extent<T> {
    return { value: this.#l.literal(n), n, least: n, key: String(n), isConstant: true };
  }
  #times = (factor: number, x: T) => this.#l.op("mul", this.#l.literal(factor), x);

  #extent(pick: number, scope: Scope<T>, least = 0): Extent<T> {
    const l = this.#l;
    const indices = scope.indices.filter(({ isData }) => !isData);
    if (indices.length > 0 && pick % 3 === 0) {
      const { value, extent, number } = indices[(pick >> 2) % indices.length]!;
      const form = (pick >> 5) % 3;
      const { n } = extent;
      // In a loop that never runs nothing has an element.
      const some = { n, least: Math.min(1, n), isConstant: false };
      if (form === 0 && extent.isConstant)
        return { value: l.op("sub", extent.value, value), key: `${extent.key}-i${number}`, ...some };
      if (form === 1 && least === 0)
        return { value, n: Math.max(0, n - 1), least: 0, key: `i${number}`, isConstant: false };
      return { value: l.op("add", value, l.literal(1)), key: `i${number}+1`, ...some };
    }
    const allowed = EXTENTS.filter((n) => n >= least);
    return this.#constant(allowed[(pick >> 2) % allowed.length]! * this.#scale);
  }

  /** The scope in a loop's body. */
  #inside(scope: Scope<T>, value: T, extent: Extent<T>, more: Partial<Scope<T>> = {}): Scope<T> {
    const index = { value, extent, number: this.#loops++ };
    return this.#with({ ...scope, indices: [...scope.indices, index] }, more);
  }
  #with(scope: Scope<T>, { scalars = [], arrays = [], indices = [] }: Partial<Scope<T>>): Scope<T> {
    return {
      scalars: [...scope.scalars, ...scalars],
      arrays: [...scope.arrays, ...arrays],
      indices: [...scope.indices, ...indices],
    };
  }

  /** All the ways at hand of writing an index that is in range for a dimension. */
  #indicesFor({ n, least, key, isConstant }: Extent<T>, { indices }: Scope<T>): (() => T)[] {
    const l = this.#l;
    const { whole } = this.#data;
    const ways: (() => T)[] = [];
    for (const { value, extent, number } of indices) {
      if (extent.key === key || key === `i${number}+1`) ways.push(() => value);
      if (!isConstant) continue;
      const plus = (y: () => T) => () => l.op("add", value, y());
      if (extent.n <= n) {
        ways.push(() => value);
        ways.push(() => l.op("sub", l.literal(n - 1), value));
      }
      if (extent.n + 1 <= n) ways.push(plus(() => l.literal(1)));
      if (2 * extent.n <= n) ways.push(() => l.op("mul", l.literal(2), value));
      if (extent.n + 2 <= n) ways.push(plus(() => l.at(whole, l.literal(extent.n % WIDE))));
      if (n >= 3 && extent.n <= whole.length) ways.push(() => l.at(whole, value));
      for (const other of indices)
        if (other.number < number && extent.n + other.extent.n <= n) ways.push(plus(() => other.value));
    }
    if (isConstant) for (let k = 0; k < Math.min(n, 3); k++) ways.push(() => l.literal((k * 5) % n));
    else if (least > 0) ways.push(() => l.literal(0));
    return ways;
  }

  #read([which = 0, a = 0, ...rest]: readonly number[], scope: Scope<T>): T {
    const { scalars, indices, arrays } = scope;
    if (which % 4 === 0) return newest(scalars, a);
    if (which % 8 === 1 && indices.length > 0) return this.#times(0.1, indices[a % indices.length]!.value);
    const ways = arrays.map(({ shape }) => shape.map((dimension) => this.#indicesFor(dimension, scope)));
    const readable = arrays.map((_, k) => k).filter((k) => ways[k]!.every((way) => way.length > 0));
    const chosen = newest(readable, a);
    return this.#l.at(arrays[chosen]!.value, ...ways[chosen]!.map((way, d) => way[rest[d]! % way.length]!()));
  }

  #scalar(node: Node, scope: Scope<T>): T {
    const l = this.#l;
    const { kind, picks, parts } = node;
    const [p = 0, q = 0] = picks;
    const part = (k: number, inner = scope) => this.#scalar(parts[k]!, inner);
    const options = optionsOf(node);
    switch (kind) {
      case "literal":
        return l.literal(((p % 41) - 20) / 10);
      case "read":
        return this.#read(picks, scope);
      case "unary":
        return this.#unary(p, part(0));
      case "binary": {
        const name = BINARY[p % BINARY.length]!;
        const [x, y] = [part(0), part(1)];
        const guard = name === "div" || name === "atan2";
        return l.op(name, x, guard ? l.op("add", l.literal(1), l.op("square", y)) : y);
      }
      case "choice":
        return l.op("select", l.op(COMPARE[p % 4]!, part(0), part(1)), part(2), part(3));
      case "let":
        return part(1, this.#with(scope, { scalars: [l.name(part(0))] }));
      case "sum": {
        const extent = this.#extent(p, scope);
        const total = l.sum(extent.value, (i) => part(0, this.#inside(scope, i, extent)), options);
        return this.#times(0.3, total);
      }
      case "max":
      case "min": {
        const extent = this.#extent(p, scope, 1);
        const body = (i: T) => {
          const term = part(0, this.#inside(scope, i, extent));
          return q % 2 ? term : l.op("add", term, this.#times(0.017, i));
        };
        return kind === "max" ? l.maxOf(extent.value, body, options) : l.minOf(extent.value, body, options);
      }
      case "call": {
        const f = l.fn((x, array, i) => part(0, this.#inCall(node, scope, x, array, i)));
        const { array, index } = this.#given(node, scope);
        const i = index?.value ?? l.literal(0);
        return l.op("add", f(part(1), array!.value, i), this.#times(0.5, f(part(2), array!.value, i)));
      }
      case "arg": {
        const extent = this.#extent(p, scope, 1);
        const k = l.name(l.argMaxOf(extent.value, (i) => part(0, this.#inside(scope, i, extent))));
        return part(
          1,
          this.#with(scope, { indices: [{ value: k, extent, number: this.#loops++, isData: true }] }),
        );
      }
      default: {
        const made = this.#bindings(node, scope);
        const rest = this.#scalar(parts.at(-1)!, this.#with(scope, made));
        return picks[3]! % 4 === 0 ? rest : l.op("add", rest, this.#all(made));
      }
    }
  }

  /** The array and the index that a function is given. */
  #given({ picks: [, q = 0, r = 0] }: Node, { arrays, indices }: Scope<T>) {
    const isFlat = ({ shape: [n, ...rest] }: ArrayVariable<T>) =>
      rest.length === 0 && n!.isConstant && n!.n > 0;
    const flat = arrays.filter(isFlat);
    return { array: flat[q % flat.length], index: indices[r % Math.max(1, indices.length)] };
  }

  /** The scope in a called function: what it is given, and half of the time what is around it. */
  #inCall(node: Node, scope: Scope<T>, x: T, array: unknown, i: T): Scope<T> {
    const { array: like, index } = this.#given(node, scope);
    const captures = node.picks[0]! % 2 === 0;
    const outer = captures ? scope : { scalars: [], indices: [], arrays: [] };
    const asData = (variable: IndexVariable<T>) => ({ ...variable, isData: true });
    const given = index ? [{ value: i, extent: index.extent, number: this.#loops++ }] : [];
    return this.#with(
      { ...outer, indices: [...outer.indices, ...given].map(asData) },
      { scalars: [x], arrays: [{ value: array, shape: like!.shape }] },
    );
  }

  /** Something in which all counts that was made. */
  #all({ scalars = [], arrays = [] }: Partial<Scope<T>>): T {
    const l = this.#l;
    const elements = (value: unknown, shape: readonly Extent<T>[], at: T[]): T => {
      const [first, ...rest] = shape;
      if (first === undefined) return l.at(value, ...at);
      return l.sum(first.value, (i) => this.#times(0.4, elements(value, rest, [...at, i])), {});
    };
    const terms = [
      ...scalars.map((x) => this.#times(0.4, x)),
      ...arrays.map(({ value, shape }) => elements(value, shape, [])),
    ];
    return terms.reduce((x, y) => l.op("add", x, l.op("sin", y)));
  }

  #unary(p: number, x: T): T {
    const l = this.#l;
    const name = [...UNARY, ...GUARDED][p % (UNARY.length + GUARDED.length)]!;
    if (!GUARDED.includes(name)) return l.op(name, x);
    const square = l.op("mul", x, x);
    if (name === "exp") return l.op("exp", l.op("neg", square));
    const above = l.op("add", l.literal(1), square);
    return name === "pow" ? l.op("pow", above, l.literal(-0.5)) : l.op(name, above);
  }

  /** What a node makes for its last part to use. */
  #bindings(node: Node, scope: Scope<T>): Partial<Scope<T>> {
    const l = this.#l;
    const { kind, parts, picks } = node;
    const [p = 0, q = 0, r = 0] = picks;
    const options = optionsOf(node);
    const part = (k: number, inner = scope) => this.#scalar(parts[k]!, inner);
    const extent = this.#extent(p, scope);
    const inner = this.#constant(INNER_EXTENTS[(q >> 2) % INNER_EXTENTS.length]! * this.#scale);
    const vector = (of: Extent<T>, from: Scope<T>, k: number, factor = 1) => {
      const element = (j: T) => part(k, this.#inside(from, j, of));
      return l.vec(of.value, factor === 1 ? element : (j) => this.#times(factor, element(j)), options);
    };
    const array = (value: unknown, ...shape: Extent<T>[]) => ({ arrays: [{ value: l.name(value), shape }] });
    const body = (i: T, more: Partial<Scope<T>>) => this.#inside(scope, i, extent, more);
    switch (kind) {
      case "vec":
        return array(vector(extent, scope, 0), extent);
      case "matrix": {
        // The inner extent may depend on outer loops, not on this one: arrays are rectangular.
        const across = this.#extent(q, scope);
        const rows = l.vec(extent.value, (i) => vector(across, this.#inside(scope, i, extent), 0), options);
        return array(rows, extent, across);
      }
      case "pairs": {
        const pair = (inside: Scope<T>) => l.list(part(0, inside), part(1, inside));
        const rows = l.vec(extent.value, (i) => pair(this.#inside(scope, i, extent)), options);
        return array(rows, extent, this.#constant(2));
      }
      case "fold": {
        const next = (i: T, s: unknown) => this.#times(0.7, part(1, body(i, { scalars: [s as T] })));
        return { scalars: [l.name(l.fold(extent.value, part(0), next, options) as T)] };
      }
      case "foldTuple": {
        const both = (s: unknown) => [l.field(s, "b") as T, l.field(s, "a") as T];
        const init = l.record({ a: part(0), b: part(1) });
        const next = (i: T, s: unknown) => {
          const inside = body(i, { scalars: both(s) });
          return l.record({ a: this.#times(0.7, part(2, inside)), b: this.#times(0.7, part(3, inside)) });
        };
        return { scalars: both(l.name(l.fold(extent.value, init, next, options))) };
      }
      case "foldVector": {
        const next = (i: T, s: unknown) =>
          vector(inner, body(i, { arrays: [{ value: s, shape: [inner] }] }), 1, 0.6);
        return array(l.fold(extent.value, vector(inner, scope, 0), next, options), inner);
      }
      case "foldMixed": {
        const both = (s: unknown) => ({
          scalars: [l.field(s, "c") as T],
          arrays: [{ value: l.field(s, "h"), shape: [inner] }],
        });
        const init = l.record({ h: vector(inner, scope, 0), c: part(1) });
        const next = (i: T, s: unknown) => {
          const inside = body(i, both(s));
          const c = l.name(this.#times(0.6, part(2, inside)));
          return l.record({ h: vector(inner, this.#with(inside, { scalars: [c] }), 2, 0.5), c });
        };
        return both(l.name(l.fold(extent.value, init, next, options)));
      }
      case "scan": {
        const next = (i: T, s: T) => this.#times(0.7, part(1, body(i, { scalars: [s] })));
        const { n, least, key, isConstant } = extent;
        const longer = {
          ...{ value: l.op("add", extent.value, l.literal(1)), n: n + 1, least: least + 1, isConstant },
          key: isConstant ? String(n + 1) : `${key}+1 states`,
        };
        return array(l.scan(extent.value, part(0), next, options), longer);
      }
      case "concat":
        return array(l.concat(part(1), vector(inner, scope, 0), part(1)), this.#constant(inner.n + 2));
      case "pad": {
        const flat = scope.arrays.filter(({ shape }) => shape.length === 1 && shape[0]!.isConstant);
        const { value, shape } = flat[p % flat.length]!;
        const [before, after] = [q % 3, r % 3];
        return array(l.pad(value, before, after, part(0)), this.#constant(before + shape[0]!.n + after));
      }
      case "while": {
        const y = (s: unknown) => l.field(s, "y") as T;
        const step = (s: unknown) => l.op("square", part(1, this.#with(scope, { scalars: [y(s)] })));
        const last = l.whileLoop(
          (s) => l.op("lt", y(s), l.literal(1 + (p % 3))),
          (s) => l.record({ y: l.op("add", y(s), l.op("add", l.literal(0.5), step(s))) }),
          l.record({ y: l.op("sin", part(0)) }),
          9,
        );
        return { scalars: [y(l.name(last))] };
      }
      default:
        throw new Error(`no meaning: ${kind}`);
    }
  }
}

/** One of several, the newest half of the time. */
const newest = <V>(all: readonly V[], pick: number): V =>
  all[all.length - 1 - (pick % 2 ? 0 : (pick >> 1) % all.length)]!;

/** A quarter of the loops ask for their bodies to be run again. */
const optionsOf = ({ picks }: Node): LoopOptions => (picks.at(-1)! % 4 === 3 ? { checkpoint: true } : {});
