/** The programs that are timed compiled: those of bench/gradbench, an MLP and Rosenbrock's function. */
import { at, length } from "../../src/arrays.ts";
import { grad, valueAndGrad } from "../../src/functions/grad.ts";
import { sum, vec } from "../../src/loops.ts";
import type { Num } from "../../src/op.ts";
import { add, mul, relu, square, sub } from "../../src/ops.ts";
import * as det from "../gradbench/det.js";
import * as gmm from "../gradbench/gmm.js";
import * as kmeans from "../gradbench/kmeans.js";
import * as llsq from "../gradbench/llsq.js";
import * as lse from "../gradbench/lse.js";
import * as lstm from "../gradbench/lstm.js";
import * as ode from "../gradbench/ode.js";

// biome-ignore lint/suspicious/noExplicitAny: any argument list.
type AnyFunction = (...args: any[]) => unknown;
export interface Case {
  readonly f: AnyFunction;
  // biome-ignore lint/suspicious/noExplicitAny: those of any function.
  readonly args: any[];
  /** f's result in the order in which peers give theirs. */
  readonly output?: (result: never) => unknown;
  /** What f is the gradient of. */
  readonly value?: AnyFunction;
}

/** Exact in C too. */
export const numbers = (n: number, shift: number): number[] =>
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
  f: valueAndGrad(mlp),
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
  output: ({ value, grad: { W1, b1, W2, b2, W3, b3 } }: { value: number; grad: Parameters }) => [
    [W1, b1, W2, b2, W3, b3],
    value,
  ],
};

export const rosenbrock = (x: Num[]): Num =>
  sum(length(x) - 1, (i) =>
    add(mul(100, square(sub(at(x, add(i, 1)), square(at(x, i))))), square(sub(1, at(x, i)))),
  );

/** A function of the suite: its gradient, beside what it is the gradient of. */
const of = <I>(derivative: Prepared<I>, value: Prepared<I>, input: I): Case => ({
  ...derivative.prepare(input),
  value: value.prepare(input).f,
});
interface Prepared<I> {
  readonly prepare: (input: I) => Case;
}

const text = (layers: number, characters: number): Case => {
  const [main_params, extra_params] = [rows(2 * layers, 56, 2), rows(3, 14, 3)];
  const [state, sequence] = [rows(2 * layers, 14, 4), rows(characters, 14, 1)];
  return of(lstm.jacobian, lstm.objective, { main_params, extra_params, state, sequence });
};

const cases: Record<string, () => Case> = {
  mlp: () => mlpCase,
  llsq: () => of(llsq.gradient, llsq.primal, { x: numbers(128, 1), n: 1024 }),
  lse: () => of(lse.gradient, lse.primal, { x: numbers(160_000, 1) }),
  det: () => of(det.gradient, det.primal, { A: numbers(64, 1), ell: 8 }),
  ode: () => of(ode.gradient, ode.primal, { x: numbers(10_000, 1), s: 10 }),
  gmm: () => {
    const [d, k, n] = [10, 25, 1000];
    const parameters = { alpha: numbers(k, 2), mu: rows(k, d, 3), q: rows(k, d, 4), l: rows(k, 45, 5) };
    // The prior's weight is 0 but for its constant, which has no slope: peers leave it out.
    const input = { d, k, n, m: 0, gamma: 1e-12, x: rows(n, d, 1), ...parameters };
    return of(gmm.jacobian, gmm.objective, input);
  },
  "lstm-2x1024": () => text(2, 1024),
  "lstm-4x4096": () => text(4, 4096),
  kmeans: () => {
    const points = rows(10_000, 16, 1);
    return of(kmeans.dir, kmeans.cost, { points, centroids: points.slice(-10) });
  },
  rosenbrock: () => ({ f: grad(rosenbrock), args: [Array.from({ length: 10 }, (_, i) => i / 5 - 1)] }),
};
export const caseOf = (name: string): Case => cases[name]!();
