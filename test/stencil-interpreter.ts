/** What programs of stencils.ts mean, in the library's ops and loops. */
import { at, concat, length, pad } from "../src/arrays.ts";
import { fn } from "../src/fn.ts";
import { fold, scan } from "../src/folds.ts";
import { maxOf, minOf, sum, vec } from "../src/loops.ts";
import type { Num } from "../src/op.ts";
import * as ops from "../src/ops.ts";
import { type Inputs, MARGIN, SHORT, sizes } from "./stencil-inputs.ts";
import type { Node } from "./stencils.ts";

const { add, div, exp, gt, max, min, mul, select, sqrt, square, sub, tanh } = ops;

interface IndexVariable {
  readonly value: Num;
  /** It is in 0 … most. */
  readonly most: number;
  /** Whether it is data, on which no extent may depend. */
  readonly isData?: boolean;
}
interface ArrayVariable {
  readonly value: unknown;
  readonly shape: readonly number[];
}
interface Scope {
  readonly scalars: readonly Num[];
  readonly indices: readonly IndexVariable[];
  readonly arrays: readonly ArrayVariable[];
}
const extended = (scope: Scope, more: Partial<Scope>): Scope => ({
  scalars: [...scope.scalars, ...(more.scalars ?? [])],
  indices: [...scope.indices, ...(more.indices ?? [])],
  arrays: [...scope.arrays, ...(more.arrays ?? [])],
});

/** One of several, the newest half of the time. */
const newest = <V>(all: readonly V[], pick: number): V =>
  all[all.length - 1 - (pick % 2 ? 0 : (pick >> 1) % all.length)]!;
const one = <V>(all: readonly V[], pick: number): V => all[pick % all.length]!;

const UNARY: readonly ((x: Num) => Num)[] = [
  tanh,
  square,
  ops.sin,
  ops.neg,
  ops.abs,
  ops.relu,
  (x) => exp(ops.neg(square(x))),
  (x) => sqrt(add(1, square(x))),
  (x) => mul(0.5, x),
];
const BINARY: readonly ((x: Num, y: Num) => Num)[] = [
  add,
  sub,
  mul,
  add,
  sub,
  mul,
  max,
  (x, y) => div(x, add(1, square(y))),
];

/** The kinds of index that a program has been seen to use, for a test of the generator. */
export const INDICES = [
  "shifted",
  "from the far end",
  "reversed",
  "every other",
  "diagonal",
  "antidiagonal",
  "constant",
  "gathered",
  "clamped",
] as const;
export type Seen = Set<(typeof INDICES)[number]>;

export class Interpreter {
  readonly #n: number;
  readonly #k: ArrayLike<Num>;
  readonly #seen: Seen;

  constructor(n: number, k: ArrayLike<Num>, seen: Seen) {
    this.#n = n;
    this.#k = k;
    this.#seen = seen;
  }

  /** All that a program's statements make, the newest last. */
  statements(parts: readonly Node[], scope: Scope): Scope {
    let all = scope;
    for (const part of parts) {
      const made = this.#statement(part, all);
      all = extended(all, "shape" in made ? { arrays: [made] } : { scalars: [made.scalar] });
    }
    return all;
  }

  /** A length for a loop: that of an array, or what its neighbours leave. */
  #extent(pick: number, { arrays }: Scope): number {
    const length = newest(arrays, pick)!.shape.at(-1)!;
    const choices = [length, length, length - 1, length - 2, this.#n, length >> 1, length - 3, this.#n];
    return Math.max(0, one(choices, pick >> 5));
  }

  #statement({ kind, picks, parts }: Node, scope: Scope): ArrayVariable | { readonly scalar: Num } {
    const [p, q, r] = picks as [number, number, number];
    const n = this.#extent(p, scope);
    const inside = (i: Num, more: Partial<Scope> = {}, extent = n) =>
      extended(scope, { ...more, indices: [{ value: i, most: Math.max(0, extent - 1) }] });
    const term = (k: number, within: Scope) => this.#term(parts[k]!, within);
    const options = q % 8 === 7 ? { checkpoint: true } : {};
    switch (kind) {
      case "map":
        return { value: vec(n, (i) => term(0, inside(i)), options), shape: [n] };
      case "list": {
        const value = vec(n, (i) => [term(0, inside(i)), term(1, inside(i))], options);
        return { value, shape: [n, 2] };
      }
      case "plane": {
        const rows = newest(scope.arrays, r)!.shape[0]!;
        const [a, b] = rows * n > 400 ? [3, n] : [Math.max(0, rows - (r % 3)), n];
        const value = vec(a, (i) => {
          const outer = inside(i, {}, a);
          return vec(b, (j) =>
            term(0, extended(outer, { indices: [{ value: j, most: Math.max(0, b - 1) }] })),
          );
        });
        return { value, shape: [a, b] };
      }
      case "total": {
        const total = sum(n, (i) => term(0, inside(i)), options);
        return { scalar: q % 3 ? mul(1 / (n + 1), total) : total };
      }
      case "extreme": {
        const greatest = (q % 2 ? maxOf : minOf)(n, (i) => term(0, inside(i)));
        // Of nothing it is infinite.
        return { scalar: n > 0 ? greatest : 0.3 };
      }
      case "edges":
        return this.#edged(
          newest(
            scope.arrays.filter(({ shape }) => shape.length === 1),
            p,
          ),
          picks,
          scope,
        );
      case "steps": {
        const flat = newest(
          scope.arrays.filter(({ shape }) => shape.length === 1),
          p,
        );
        const length = flat.shape[0]!;
        const inner = Math.max(0, length - (r % 3));
        const step = (t: Num, y: unknown) => {
          const state = { value: y, shape: [length] };
          const within = (i: Num) =>
            extended(scope, {
              arrays: [state],
              indices: [{ value: i, most: Math.max(0, inner - 1) }],
            });
          const next = vec(inner, (i) => {
            const moved = mul(0.5, term(0, within(i)));
            return q % 3 ? moved : add(moved, mul(0.1, t));
          });
          const missing = length - inner;
          const before = (r >> 3) % (missing + 1);
          return pad(next, before, missing - before, q % 2 ? 0 : (scope.scalars[0] as Num));
        };
        const times = (q >> 3) % 4;
        const value = fold(times, flat.value as Num[], (t, y) => step(t, y) as Num[], options);
        return { value, shape: [length] };
      }
      case "states": {
        const next = (i: Num, s: Num) => mul(0.6, term(0, inside(i, { scalars: [s] })));
        return { value: scan(n, newest(scope.scalars, r), next, options), shape: [n + 1] };
      }
      case "last": {
        const next = (i: Num, s: Num) => add(mul(0.5, s), mul(0.5, term(0, inside(i, { scalars: [s] }))));
        return { scalar: fold(n, newest(scope.scalars, r), next, options) };
      }
      case "each": {
        const rows = one([...SHORT, 4, 9], r);
        const local = (i: Num) => {
          const outer = inside(i, {}, rows);
          return this.statements(parts.slice(0, -1), outer);
        };
        const value = vec(rows, (i) => {
          const all = local(i);
          const length = this.#extent(q >> 3, all);
          const within = (j: Num) =>
            extended(all, { indices: [{ value: j, most: Math.max(0, length - 1) }] });
          return sum(length, (j) => term(parts.length - 1, within(j)));
        });
        return { value, shape: [rows] };
      }
      default:
        throw new Error(`no meaning: ${kind}`);
    }
  }

  /** A list made longer at its ends, often to the length of the inputs. */
  #edged({ value, shape }: ArrayVariable, [p, q, r]: readonly number[], scope: Scope): ArrayVariable {
    const length = shape[0]!;
    const missing = Math.max(0, Math.min(5, this.#n + MARGIN - length));
    const before = r! % (missing + 1);
    if (q! % 3 === 0) {
      const padded = pad(
        value as Num[],
        before,
        missing - before,
        q! % 2 ? 0 : newest(scope.scalars, p! >> 2),
      );
      return { value: padded, shape: [length + missing] };
    }
    const end = (k: number) => {
      const other = newest(
        scope.arrays.filter((one) => one.shape.length === 1 && one.shape[0]! > 0),
        p! >> k,
      );
      if (other === undefined) return 0.25;
      return at(other.value as Num[], k % 2 ? other.shape[0]! - 1 : 0);
    };
    if (q! % 3 === 1) return { value: concat(end(2), value as Num[], end(3)), shape: [length + 2] };
    const twice = concat(
      value as Num[],
      [end(2), 0.5],
      vec(Math.min(2, length), (i) => at(value as Num[], i)),
    );
    return { value: twice, shape: [length + 2 + Math.min(2, length)] };
  }

  #term({ kind, picks, parts }: Node, scope: Scope): Num {
    const [p, q, r] = picks as [number, number, number];
    const part = (k: number, within = scope) => this.#term(parts[k]!, within);
    switch (kind) {
      case "literal":
        return (p % 9) / 4 - 1;
      case "scalar":
        return newest(scope.scalars, p);
      case "read":
        return this.#read(picks, scope);
      case "unary":
        return one(UNARY, p)(part(0));
      case "binary":
        return one(BINARY, p)(part(0), part(1));
      case "choice":
        return select(gt(part(0), part(1)), part(2), part(3));
      case "window": {
        const n = one(SHORT, p);
        const within = (j: Num) => extended(scope, { indices: [{ value: j, most: n - 1 }] });
        const reduce = q % 8 === 0 ? maxOf : sum;
        return mul(
          0.5,
          reduce(n, (j) => part(0, within(j))),
        );
      }
      case "prefix": {
        const known = scope.indices.filter(({ isData }) => !isData);
        if (known.length === 0) return part(0);
        const { value: i, most } = newest(known, r);
        const forms: readonly (readonly [Num, (j: Num) => Num])[] = [
          [i, (j) => sub(sub(i, 1), j)],
          [add(i, 1), (j) => sub(i, j)],
          [sub(most + 1, i), (j) => add(i, j)],
          [sub(most, i), (j) => add(add(i, j), 1)],
        ];
        const [extent, other] = one(forms, p);
        const within = (j: Num) =>
          extended(scope, {
            indices: [
              { value: other(j), most },
              { value: j, most },
            ],
          });
        return mul(
          1 / (most + 1),
          sum(extent, (j) => part(0, within(j))),
        );
      }
      case "call": {
        const flat = scope.arrays.filter(({ shape }) => shape.length === 1 && shape[0]! > 1);
        if (flat.length === 0) return part(0);
        const { value, shape } = newest(flat, q);
        const { value: i, most } = newest(scope.indices, r);
        const called = fn((x: Num, array: Num[], j: Num) =>
          this.#term(parts[1]!, {
            scalars: [x],
            indices: [{ value: j, most, isData: true }],
            arrays: [{ value: array, shape }],
          }),
        );
        return add(called(part(0), value as Num[], i), q % 3 ? 0 : called(0.5, value as Num[], i));
      }
      default:
        throw new Error(`no meaning: ${kind}`);
    }
  }

  #read([p, q, r, s]: readonly number[], { arrays, indices }: Scope): Num {
    const last = indices.at(-1)!;
    const isFit = ({ shape }: ArrayVariable) => shape.every((length) => length > 0);
    const filled = arrays.filter(isFit);
    const wide = filled.filter(({ shape }) => shape.some((length) => length > last.most));
    const array = newest(wide.length > 0 ? wide : filled, p!);
    if (array === undefined) return 0.5;
    const { shape, value } = array;
    // The newest index is that of the last dimension, mostly.
    const chosen = shape.map((length, d) => {
      const back = shape.length - 1 - d;
      const index = q! % 5 === 0 ? newest(indices, r! >> (3 * d)) : (indices.at(-1 - back) ?? last);
      return this.#index(index, length, (d === 0 ? r : s)!, indices);
    });
    return at(value as ArrayLike<ArrayLike<Num>>, ...(chosen as [Num, Num])) as Num;
  }

  /** An index below `length`. */
  #index(index: IndexVariable, length: number, pick: number, indices: readonly IndexVariable[]): Num {
    const { value: i, most } = index;
    const room = length - 1 - most;
    const far = (pick >> 4) % 4;
    const others = indices.filter((other) => other !== index && most + other.most < length);
    const other = one(others, pick >> 6);
    const seen = (name: (typeof INDICES)[number], chosen: Num): Num => {
      this.#seen.add(name);
      return chosen;
    };
    const form = pick % 16;
    if (form === 0) return seen("constant", Math.min(far, length - 1));
    if (form === 1 && this.#n <= length && most < this.#n + MARGIN) return seen("gathered", at(this.#k, i));
    if (form === 2) return seen("clamped", max(min(sub(i, far), length - 1), 0));
    if (form === 3 && 2 * most < length)
      return seen("every other", add(mul(2, i), Math.min(far, length - 1 - 2 * most)));
    if ((form === 4 || form === 5) && other) return seen("diagonal", add(i, other.value));
    if (form === 6 && other) return seen("antidiagonal", add(sub(i, other.value), other.most));
    if (room < 0) return seen("clamped", min(i, length - 1));
    if (form === 7 || form === 8) return seen("reversed", sub(length - 1 - Math.min(far, room), i));
    if (form === 9) return seen("from the far end", add(i, room - Math.min(far, room)));
    return seen("shifted", add(i, Math.min(far, room)));
  }
}

/** One number that depends on all results, which it reads beside each other. */
export function energy(results: Results): Num {
  return Object.values(results)
    .map(energyOf)
    .reduce((a, b) => add(a, b));
}
function energyOf(result: unknown): Num {
  if (typeof result !== "object" || !("length" in (result as object))) return square(result as Num);
  const rows = result as ArrayLike<unknown>;
  const n = length(rows);
  if (n === 0) return 0;
  const first = at(rows, 0);
  if (typeof first === "object" && "length" in (first as object)) return sum(n, (i) => energyOf(at(rows, i)));
  const y = rows as ArrayLike<Num>;
  return add(
    square(at(y, n - 1)),
    sum(n - 1, (i) => mul(at(y, i), sub(at(y, i), at(y, add(i, 1))))),
  );
}

/** What a program makes: its newest arrays and numbers. */
export type Results = Readonly<Record<string, unknown>>;
export const asFunction =
  (program: Node, seen: Seen = new Set()) =>
  ({ x, w, m, k, s }: Inputs): Results => {
    const { n, shape } = sizes(program);
    const lists = { shape: [n + MARGIN] };
    const scope: Scope = {
      scalars: [s],
      indices: [],
      arrays: [
        { value: m, shape },
        { value: w, ...lists },
        { value: x, ...lists },
      ],
    };
    const { scalars, arrays } = new Interpreter(n, k, seen).statements(program.parts, scope);
    const made = arrays.slice(3).map(({ value }) => value);
    const results = [made.at(-1), made.at(-2), made[program.picks[3]! % made.length], ...scalars.slice(-2)];
    return Object.fromEntries(results.flatMap((y, i) => (y === undefined ? [] : [[`y${i}`, y]])));
  };
