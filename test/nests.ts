/**
 * Random programs with loops in loops, to depth 3: triangular extents, gathers, folds, choices, values used across
 * loops. A program is a tree of nodes whose numbers pick, modulo what is in scope, what they mean: so every part of a
 * program is a program wherever it stands, and shrinking is replacing nodes by their parts.
 *
 * `interpret` gives a program its meaning in a language: plain JavaScript numbers and loops (`plain`, the oracle,
 * which shares no code with the library's loops), the library's ops and loops (`library`), or source text (`print`).
 */
import type { Num } from "../src/op.ts";

export interface Node {
  readonly kind: Kind;
  readonly picks: readonly number[];
  readonly parts: readonly Node[];
}

/** What a program is made of, with how many parts each has, and how many loops it opens around some of them. */
const KINDS = {
  literal: [0, 0],
  read: [0, 0],
  unary: [1, 0],
  binary: [2, 0],
  choice: [4, 0],
  let: [2, 0],
  sum: [1, 1],
  max: [1, 1],
  min: [1, 1],
  vec: [2, 1],
  matrix: [2, 2],
  pairs: [3, 1],
  fold: [3, 1],
  foldTuple: [5, 1],
  foldVector: [3, 2],
  foldMixed: [4, 2],
  scan: [3, 1],
  concat: [3, 1],
  pad: [2, 0],
  arg: [2, 1],
  while: [3, 1],
} as const satisfies Record<string, readonly [parts: number, loops: number]>;
export type Kind = keyof typeof KINDS;
const PICKS = 5;

/** What interprets programs: scalars T; arrays and states are the language's own affair. */
export interface Language<T> {
  literal(x: number): T;
  op(name: string, ...operands: T[]): T;
  at(array: unknown, ...indices: T[]): T;
  sum(n: T, f: (i: T) => T): T;
  maxOf(n: T, f: (i: T) => T): T;
  minOf(n: T, f: (i: T) => T): T;
  argMaxOf(n: T, f: (i: T) => T): T;
  vec(n: T, f: (i: T) => unknown): unknown;
  list(...elements: T[]): unknown;
  /** A state is a record of scalars and arrays, whose names are given, or one scalar or array. */
  fold(n: T, init: unknown, f: (i: T, state: unknown) => unknown, names?: readonly string[]): unknown;
  scan(n: T, init: T, f: (i: T, state: T) => T): unknown;
  record(parts: Record<string, unknown>): unknown;
  field(record: unknown, name: string): unknown;
  concat(...parts: unknown[]): unknown;
  pad(array: unknown, before: number, after: number, value: T): unknown;
  whileLoop(condition: (s: unknown) => T, body: (s: unknown) => unknown, init: unknown, max: number): unknown;
  /** Something of its own for a value that is used several times: text has names. */
  name<V>(value: V): V;
}

/** The arguments of every program, with the shapes that `ARRAYS` says, and data that it captures. */
export interface Inputs<S = Num> {
  readonly x: readonly S[];
  readonly w: ArrayLike<S>;
  readonly m: readonly (readonly S[])[];
  readonly s: S;
}
const [WIDE, SIDE] = [7, 5];
/** Whole numbers in 0 … 2, and ordinary ones. */
export const DATA = {
  whole: Int32Array.of(2, 0, 1, 1, 2, 0, 2),
  reals: [0.31, -0.72, 1.13, -0.44, 0.95, 0.26, -1.37],
};

/** A length: at most `n`, at least `least`; the same wherever `key` is. */
interface Extent<T> {
  readonly value: T;
  readonly n: number;
  readonly least: number;
  readonly key: string;
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
const GUARDED = ["exp", "log", "sqrt", "pow"];
const BINARY = ["add", "sub", "mul", "add", "sub", "mul", "max", "min", "hypot", "div", "atan2"];
const COMPARE = ["lt", "gt", "le", "ge"];
const EXTENTS = [3, 2, 1, 5, 0, 4, 7, 2];

/** What a program gives for inputs in a language. */
export function interpret<T>(program: Node, language: Language<T>, inputs: Inputs<T>): T {
  return new Interpreter(language).program(program, inputs);
}

class Interpreter<T> {
  readonly #l: Language<T>;
  #loops = 0;
  constructor(language: Language<T>) {
    this.#l = language;
  }

  #constant = (n: number): Extent<T> => ({ value: this.#l.literal(n), n, least: n, key: String(n) });

  program(program: Node, { x, w, m, s }: Inputs<T>): T {
    const l = this.#l;
    const [wide, side] = [this.#constant(WIDE), this.#constant(SIDE)];
    const scope: Scope<T> = {
      scalars: [s],
      indices: [],
      arrays: [
        { value: x, shape: [wide] },
        { value: w, shape: [wide] },
        { value: m, shape: [side, side] },
        { value: DATA.reals, shape: [wide] },
      ],
    };
    // Every input counts.
    const all = l.sum(wide.value, (i) => l.op("mul", l.at(x, i), l.at(w, i)));
    return l.op("add", l.op("mul", l.literal(0.1), l.op("mul", all, s)), this.#scalar(program, scope));
  }

  #extent(pick: number, scope: Scope<T>, least = 0): Extent<T> {
    const l = this.#l;
    const indices = scope.indices.filter(({ isData }) => !isData);
    if (indices.length > 0 && pick % 3 === 0) {
      const { value, extent, number } = indices[(pick >> 2) % indices.length]!;
      const form = (pick >> 5) % 3;
      const { n } = extent;
      // In a loop that never runs nothing has an element.
      const one = Math.min(1, n);
      if (form === 0 && extent.least === n)
        return { value: l.op("sub", extent.value, value), n, least: one, key: `${extent.key}-i${number}` };
      if (form === 1 && least === 0) return { value, n: Math.max(0, n - 1), least: 0, key: `i${number}` };
      return { value: l.op("add", value, l.literal(1)), n, least: one, key: `i${number}+1` };
    }
    const allowed = EXTENTS.filter((n) => n >= least);
    return this.#constant(allowed[(pick >> 2) % allowed.length]!);
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
  #indicesFor(dimension: Extent<T>, { indices }: Scope<T>): (() => T)[] {
    const l = this.#l;
    const ways: (() => T)[] = [];
    const isConstant = dimension.least === dimension.n && !dimension.key.includes("i");
    const { n } = dimension;
    for (const { value, extent, number } of indices) {
      if (extent.key === dimension.key) ways.push(() => value);
      if (!isConstant) {
        if (dimension.key === `i${number}+1`) ways.push(() => value);
        continue;
      }
      if (extent.n <= n)
        ways.push(
          () => value,
          () => l.op("sub", l.literal(n - 1), value),
        );
      if (extent.n + 1 <= n) ways.push(() => l.op("add", value, l.literal(1)));
      if (2 * extent.n - 1 <= n) ways.push(() => l.op("mul", l.literal(2), value));
      if (extent.n + 2 <= n)
        ways.push(() => l.op("add", value, l.at(DATA.whole, l.literal(extent.n % WIDE))));
      if (n >= 3 && extent.n <= WIDE) ways.push(() => l.at(DATA.whole, value));
      for (const other of indices)
        if (other.number < number && extent.n + other.extent.n - 1 <= n)
          ways.push(() => l.op("add", value, other.value));
    }
    if (isConstant) for (let k = 0; k < Math.min(n, 3); k++) ways.push(() => l.literal((k * 5) % n));
    else if (dimension.least > 0) ways.push(() => l.literal(0));
    return ways;
  }

  #read([which = 0, a = 0, ...rest]: readonly number[], scope: Scope<T>): T {
    const l = this.#l;
    const { scalars, indices, arrays } = scope;
    if (which % 4 === 0) return scalars[scalars.length - 1 - (a % scalars.length)]!;
    if (which % 8 === 1 && indices.length > 0)
      return l.op("mul", indices[a % indices.length]!.value, l.literal(0.1));
    const ways = arrays.map(({ shape }) => shape.map((dimension) => this.#indicesFor(dimension, scope)));
    const readable = arrays.map((_, k) => k).filter((k) => ways[k]!.every((way) => way.length > 0));
    // The newest first.
    const chosen = readable[readable.length - 1 - (a % readable.length)]!;
    const at = ways[chosen]!.map((way, d) => way[rest[d]! % way.length]!());
    return l.at(arrays[chosen]!.value, ...at);
  }

  #scalar(node: Node, scope: Scope<T>): T {
    const l = this.#l;
    const { kind, picks, parts } = node;
    const [p = 0, q = 0, r = 0] = picks;
    const part = (k: number, inner = scope) => this.#scalar(parts[k]!, inner);
    const binding = (k: number, more: Partial<Scope<T>>) => part(k, this.#with(scope, more));
    const scaled = (factor: number, x: T) => l.op("mul", l.literal(factor), x);
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
        if (name === "div") return l.op("div", x, l.op("add", l.literal(1), l.op("square", y)));
        if (name === "atan2") return l.op("atan2", x, l.op("add", l.literal(1), l.op("square", y)));
        return l.op(name, x, y);
      }
      case "choice":
        return l.op("select", l.op(COMPARE[p % 4]!, part(0), part(1)), part(2), part(3));
      case "let":
        return binding(1, { scalars: [l.name(part(0))] });
      case "sum": {
        const extent = this.#extent(p, scope);
        return scaled(
          0.3,
          l.sum(extent.value, (i) => part(0, this.#inside(scope, i, extent))),
        );
      }
      case "max":
      case "min": {
        const extent = this.#extent(p, scope, 1);
        const body = (i: T) => {
          const term = part(0, this.#inside(scope, i, extent));
          return q % 2 ? term : l.op("add", term, scaled(0.017, i));
        };
        return kind === "max" ? l.maxOf(extent.value, body) : l.minOf(extent.value, body);
      }
      case "arg": {
        const extent = this.#extent(p, scope, 1);
        const k = l.name(l.argMaxOf(extent.value, (i) => part(0, this.#inside(scope, i, extent))));
        return binding(1, { indices: [{ value: k, extent, number: this.#loops++, isData: true }] });
      }
      default:
        return this.#binding(node, scope, p, q, r);
    }
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

  /** Nodes that make an array or a state, for their last part to use. */
  #binding({ kind, parts }: Node, scope: Scope<T>, p: number, q: number, r: number): T {
    const l = this.#l;
    const part = (k: number, inner = scope) => this.#scalar(parts[k]!, inner);
    const rest = (more: Partial<Scope<T>>) => part(parts.length - 1, this.#with(scope, more));
    const scaled = (factor: number, x: T) => l.op("mul", l.literal(factor), x);
    const extent = this.#extent(p, scope);
    const inner = this.#constant([2, 3, 1, 5][(q >> 2) % 4]!);
    const vector = (of: Extent<T>, from: Scope<T>, k: number, factor = 1) =>
      l.vec(of.value, (j) => {
        const element = part(k, this.#inside(from, j, of));
        return factor === 1 ? element : scaled(factor, element);
      });
    switch (kind) {
      case "vec": {
        const value = l.name(vector(extent, scope, 0));
        return rest({ arrays: [{ value, shape: [extent] }] });
      }
      case "matrix": {
        // The inner extent may depend on outer loops, not on this one: arrays are rectangular.
        const across = this.#extent(q, scope);
        const value = l.vec(extent.value, (i) => vector(across, this.#inside(scope, i, extent), 0));
        return rest({ arrays: [{ value: l.name(value), shape: [extent, across] }] });
      }
      case "pairs": {
        const value = l.vec(extent.value, (i) => {
          const inside = this.#inside(scope, i, extent);
          return l.list(part(0, inside), part(1, inside));
        });
        return rest({ arrays: [{ value: l.name(value), shape: [extent, this.#constant(2)] }] });
      }
      case "fold": {
        const last = l.fold(extent.value, part(0), (i, state) =>
          scaled(0.7, part(1, this.#inside(scope, i, extent, { scalars: [state as T] }))),
        );
        return rest({ scalars: [l.name(last as T)] });
      }
      case "foldTuple": {
        const last = l.fold(
          extent.value,
          l.record({ a: part(0), b: part(1) }),
          (i, state) => {
            const scalars = [l.field(state, "b") as T, l.field(state, "a") as T];
            const inside = this.#inside(scope, i, extent, { scalars });
            return l.record({ a: scaled(0.7, part(2, inside)), b: scaled(0.7, part(3, inside)) });
          },
          ["a", "b"],
        );
        const named = l.name(last);
        return rest({ scalars: [l.field(named, "a") as T, l.field(named, "b") as T] });
      }
      case "foldVector": {
        const init = vector(inner, scope, 0);
        const last = l.fold(extent.value, init, (i, state) => {
          const arrays = [{ value: state, shape: [inner] }];
          return vector(inner, this.#inside(scope, i, extent, { arrays }), 1, 0.6);
        });
        return rest({ arrays: [{ value: l.name(last), shape: [inner] }] });
      }
      case "foldMixed": {
        const init = l.record({ h: vector(inner, scope, 0), c: part(1) });
        const last = l.fold(
          extent.value,
          init,
          (i, state) => {
            const arrays = [{ value: l.field(state, "h"), shape: [inner] }];
            const scalars = [l.field(state, "c") as T];
            const inside = this.#inside(scope, i, extent, { arrays, scalars });
            const c = l.name(scaled(0.6, part(2, inside)));
            return l.record({ h: vector(inner, this.#with(inside, { scalars: [c] }), 2, 0.5), c });
          },
          ["h", "c"],
        );
        const named = l.name(last);
        return rest({
          scalars: [l.field(named, "c") as T],
          arrays: [{ value: l.field(named, "h"), shape: [inner] }],
        });
      }
      case "scan": {
        const value = l.scan(extent.value, part(0), (i, state) =>
          scaled(0.7, part(1, this.#inside(scope, i, extent, { scalars: [state] }))),
        );
        const shape = [
          {
            value: l.op("add", extent.value, l.literal(1)),
            n: extent.n + 1,
            least: extent.least + 1,
            key: extent.key.includes("i") ? `(${extent.key})+1` : String(extent.n + 1),
          },
        ];
        return rest({ arrays: [{ value: l.name(value), shape }] });
      }
      case "concat": {
        const value = l.concat(part(1), vector(inner, scope, 0), part(1));
        return rest({ arrays: [{ value: l.name(value), shape: [this.#constant(inner.n + 2)] }] });
      }
      case "pad": {
        const flat = scope.arrays.filter(
          ({ shape: [d, ...more] }) => more.length === 0 && d!.least === d!.n && !d!.key.includes("i"),
        );
        const { value, shape } = flat[p % flat.length]!;
        const [before, after] = [q % 3, r % 3];
        const padded = l.name(l.pad(value, before, after, part(0)));
        return rest({ arrays: [{ value: padded, shape: [this.#constant(before + shape[0]!.n + after)] }] });
      }
      case "while": {
        const last = l.whileLoop(
          (s) => l.op("lt", l.field(s, "y") as T, l.literal(1 + (p % 3))),
          (s) => {
            const y = l.field(s, "y") as T;
            const step = l.op("square", part(1, this.#with(scope, { scalars: [y] })));
            return l.record({ y: l.op("add", y, l.op("add", l.literal(0.5), step)) });
          },
          l.record({ y: l.op("sin", part(0)) }),
          9,
        );
        return rest({ scalars: [l.field(l.name(last), "y") as T] });
      }
      default:
        throw new Error(kind);
    }
  }
}

// Making and shrinking

/** Numbers from a seed, uniform in 0 … 1. */
export function random(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x9e3779b9) >>> 0;
    let z = s;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
}

const WEIGHTS: Readonly<Record<Kind, number>> = {
  ...{
    literal: 1,
    read: 6,
    unary: 5,
    binary: 7,
    choice: 2,
    let: 2,
    sum: 5,
    max: 2,
    min: 1,
    vec: 4,
    matrix: 2,
  },
  ...{
    pairs: 1,
    fold: 3,
    foldTuple: 2,
    foldVector: 2,
    foldMixed: 1,
    scan: 2,
    concat: 1,
    pad: 1,
    arg: 1,
    while: 1,
  },
};

/** A program of about `size` nodes at most. */
export function nest(seed: number, size = 30): Node {
  const next = random(seed);
  const natural = () => Math.floor(next() * 2 ** 16);
  let budget = size * (0.3 + 0.7 * next());
  const choose = (kinds: readonly Kind[]): Kind => {
    let at = next() * kinds.reduce((total, kind) => total + WEIGHTS[kind], 0);
    const chosen = kinds.find((kind) => {
      at -= WEIGHTS[kind];
      return at < 0;
    });
    return chosen ?? "read";
  };
  const all = Object.keys(KINDS) as Kind[];
  const make = (depth: number): Node => {
    budget--;
    const allowed = all.filter((kind) => {
      const [parts, loops] = KINDS[kind];
      return (budget > 0 || parts === 0) && depth + loops <= 3;
    });
    const kind = choose(budget > size / 2 ? allowed.filter((k) => KINDS[k][0] > 0) : allowed);
    const [parts, loops] = KINDS[kind];
    const inLoop = (k: number) => loops > 0 && (parts === 1 || k < parts - 1);
    return {
      kind,
      picks: Array.from({ length: PICKS }, natural),
      parts: Array.from({ length: parts }, (_, k) => make(depth + (inLoop(k) ? loops : 0))),
    };
  };
  return make(0);
}

/** Simpler programs, the simplest first. */
export function* simpler(node: Node): Generator<Node> {
  const { kind, picks, parts } = node;
  if (kind !== "literal") yield { kind: "literal", picks: [30], parts: [] };
  if (kind !== "read" && kind !== "literal") yield { kind: "read", picks: [0, 0], parts: [] };
  yield* parts;
  for (const [k, part] of parts.entries())
    for (const less of simpler(part)) yield { kind, picks, parts: parts.with(k, less) };
  for (const [k, pick] of picks.entries())
    for (const less of [0, pick >> 1, pick - 1])
      if (less >= 0 && less < pick) yield { kind, picks: picks.with(k, less), parts };
}

/** The simplest program found for which `fails` gives something, and what it gives. */
export function shrink<R>(
  program: Node,
  fails: (p: Node) => R | undefined,
  tries = 4000,
): { program: Node; failure: R } | undefined {
  let failure = fails(program);
  if (failure === undefined) return undefined;
  let least = program;
  let left = tries;
  for (let found = true; found && left > 0; ) {
    found = false;
    for (const candidate of simpler(least)) {
      if (left-- <= 0) break;
      const again = fails(candidate);
      if (again === undefined) continue;
      [least, failure, found] = [candidate, again, true];
      break;
    }
  }
  return { program: least, failure };
}
