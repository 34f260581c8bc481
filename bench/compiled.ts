/** The programs that are timed compiled: those of bench/gradbench, an MLP and Rosenbrock's function. */
import { at, length } from "../src/arrays.ts";
import { grad } from "../src/functions/grad.ts";
import { sum, vec } from "../src/loops.ts";
import type { Num } from "../src/op.ts";
import { add, mul, relu, square, sub } from "../src/ops.ts";
import * as det from "./gradbench/det.js";
import * as gmm from "./gradbench/gmm.js";
import * as kmeans from "./gradbench/kmeans.js";
import * as llsq from "./gradbench/llsq.js";
import * as lse from "./gradbench/lse.js";
import * as lstm from "./gradbench/lstm.js";
import * as ode from "./gradbench/ode.js";

// biome-ignore lint/suspicious/noExplicitAny: any argument list.
type AnyFunction = (...args: any[]) => unknown;
export interface Case {
  readonly f: AnyFunction;
  // biome-ignore lint/suspicious/noExplicitAny: those of any function.
  readonly args: any[];
  /** What `compile.c` computes instead of f: its value alone. */
  readonly value?: AnyFunction;
}

/** Exact in C too. */
const numbers = (n: number, shift: number): number[] =>
  Array.from({ length: n }, (_, i) => ((i * i * 7919 + i * 31 + shift * 104729) % 10007) / 5003.5 - 1);
const rows = (n: number, m: number, shift: number): number[][] => {
  const all = numbers(n * m, shift);
  return Array.from({ length: n }, (_, i) => all.slice(i * m, (i + 1) * m));
};

/** The numbers at the leaves of a tree. */
export const flat = (x: unknown): number[] =>
  typeof x === "number"
    ? [x]
    : (ArrayBuffer.isView(x) ? Array.from(x as Float64Array) : Object.values(x as object)).flatMap(flat);

const layer = (W: Num[][], b: Num[], x: Num[]): Num[] =>
  vec(length(W), (j) =>
    add(
      at(b, j),
      sum(length(x), (i) => mul(at(W, j, i), at(x, i))),
    ),
  );
const active = (x: Num[]): Num[] => vec(length(x), (i) => relu(at(x, i)));
interface Parameters {
  readonly W1: Num[][];
  readonly b1: Num[];
  readonly W2: Num[][];
  readonly b2: Num[];
  readonly W3: Num[][];
  readonly b3: Num[];
}
/** Hinge loss of MLP(2, [16, 16, 1]). */
const mlp = (p: Parameters, X: Num[][], Y: Num[]): Num =>
  sum(length(X), (s) => {
    const h = active(layer(p.W2, p.b2, active(layer(p.W1, p.b1, at(X, s)))));
    return relu(sub(1, mul(at(Y, s), at(layer(p.W3, p.b3, h), 0))));
  });
export const mlpCase: Case = {
  f: grad(mlp),
  args: [
    {
      W1: rows(16, 2, 1),
      b1: numbers(16, 2),
      W2: rows(16, 16, 3),
      b2: numbers(16, 4),
      W3: rows(1, 16, 5),
      b3: numbers(1, 6),
    },
    rows(100, 2, 7),
    numbers(100, 8).map((y) => (y > 0 ? 1 : -1)),
  ],
};

export const rosenbrock = (x: Num[]): Num =>
  sum(length(x) - 1, (i) =>
    add(mul(100, square(sub(at(x, add(i, 1)), square(at(x, i))))), square(sub(1, at(x, i)))),
  );

const cases: Record<string, () => Case> = {
  mlp: () => mlpCase,
  llsq: () => llsq.gradient.prepare({ x: numbers(128, 1), n: 1024 }),
  lse: () => lse.gradient.prepare({ x: numbers(160_000, 1) }),
  det: () => det.gradient.prepare({ A: numbers(64, 1), ell: 8 }),
  ode: () => {
    const input = { x: numbers(10_000, 1), s: 10 };
    return { ...ode.gradient.prepare(input), value: ode.primal.prepare(input).f };
  },
  gmm: () => {
    const [d, k, n] = [10, 25, 1000];
    const parameters = { alpha: numbers(k, 2), mu: rows(k, d, 3), q: rows(k, d, 4), l: rows(k, 45, 5) };
    // The prior's weight is 0 but for its constant, which has no slope: compile.c leaves it out.
    return gmm.jacobian.prepare({ d, k, n, m: 0, gamma: 1e-12, x: rows(n, d, 1), ...parameters });
  },
  lstm: () => {
    const [main_params, extra_params] = [rows(4, 56, 2), rows(3, 14, 3)];
    const input = { main_params, extra_params, state: rows(4, 14, 4), sequence: rows(1024, 14, 1) };
    return { ...lstm.jacobian.prepare(input), value: lstm.objective.prepare(input).f };
  },
  kmeans: () => {
    const points = rows(10_000, 16, 1);
    return kmeans.dir.prepare({ points, centroids: points.slice(-10) });
  },
};
export const caseOf = (name: string): Case => cases[name]!();
