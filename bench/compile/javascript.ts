/** The same in JavaScript by hand, with plain arrays: gradients, and central differences of values. */
import { caseOf, flat } from "./cases.ts";
import type { Engine } from "./engine.ts";

type Numbers = readonly number[];
interface Parameters {
  readonly W1: number[][];
  readonly b1: number[];
  readonly W2: number[][];
  readonly b2: number[];
  readonly W3: number[][];
  readonly b3: number[];
}

function mlp(p: Parameters, X: number[][], Y: number[]) {
  const zeros = (n: number) => new Array<number>(n).fill(0);
  const [dW1, db1] = [p.W1.map(() => [0, 0]), zeros(16)];
  const [dW2, db2, dW3] = [p.W2.map(() => zeros(16)), zeros(16), zeros(16)];
  const [h1, h2, g1] = [zeros(16), zeros(16), zeros(16)];
  const w3 = p.W3[0]!;
  let [loss, db3] = [0, 0];
  for (let s = 0; s < X.length; s++) {
    const [x0, x1] = X[s] as [number, number];
    for (let j = 0; j < 16; j++) {
      const a = p.b1[j]! + p.W1[j]![0]! * x0 + p.W1[j]![1]! * x1;
      h1[j] = a > 0 ? a : 0;
    }
    let out = p.b3[0]!;
    for (let j = 0; j < 16; j++) {
      const row = p.W2[j]!;
      let a = p.b2[j]!;
      for (let i = 0; i < 16; i++) a += row[i]! * h1[i]!;
      h2[j] = a > 0 ? a : 0;
      out += w3[j]! * h2[j]!;
    }
    const margin = 1 - Y[s]! * out;
    if (margin <= 0) continue;
    loss += margin;
    const g = -Y[s]!;
    db3 += g;
    g1.fill(0);
    for (let j = 0; j < 16; j++) {
      dW3[j]! += g * h2[j]!;
      if (h2[j]! <= 0) continue;
      const gj = g * w3[j]!;
      const [row, slopes] = [p.W2[j]!, dW2[j]!];
      db2[j]! += gj;
      for (let i = 0; i < 16; i++) {
        slopes[i]! += gj * h1[i]!;
        g1[i]! += gj * row[i]!;
      }
    }
    for (let i = 0; i < 16; i++) {
      if (h1[i]! <= 0) continue;
      db1[i]! += g1[i]!;
      dW1[i]![0]! += g1[i]! * x0;
      dW1[i]![1]! += g1[i]! * x1;
    }
  }
  return [dW1, db1, dW2, db2, dW3, db3, loss];
}

function llsq(x: Numbers): Numbers {
  const n = 1024;
  const slopes = new Array<number>(x.length).fill(0);
  for (let i = 0; i < n; i++) {
    const t = -1 + (i * 2) / (n - 1);
    let [r, power] = [Math.sign(t), 1];
    for (let j = 0; j < x.length; j++, power *= t) r -= x[j]! * power;
    power = 1;
    for (let j = 0; j < x.length; j++, power *= t) slopes[j]! -= r * power;
  }
  return slopes;
}

function lse(x: Numbers): Numbers {
  let [most, sum] = [-Infinity, 0];
  for (let i = 0; i < x.length; i++) most = Math.max(most, x[i]!);
  const slopes = new Array<number>(x.length);
  for (let i = 0; i < x.length; i++) {
    slopes[i] = Math.exp(x[i]! - most);
    sum += slopes[i]!;
  }
  for (let i = 0; i < x.length; i++) slopes[i]! /= sum;
  return slopes;
}

function rosenbrock(x: Numbers): Numbers {
  const slopes = new Array<number>(x.length).fill(0);
  for (let i = 0; i + 1 < x.length; i++) {
    const d = x[i + 1]! - x[i]! * x[i]!;
    slopes[i]! += -400 * d * x[i]! - 2 * (1 - x[i]!);
    slopes[i + 1]! += 200 * d;
  }
  return slopes;
}

/** By central differences. */
function rosenbrockDifferences(x: number[]): Numbers {
  const h = 1e-6;
  const slopes = new Array<number>(x.length);
  for (let k = 0; k < x.length; k++) {
    const xk = x[k]!;
    x[k] = xk + h;
    const up = rosenbrockValue(x);
    x[k] = xk - h;
    slopes[k] = (up - rosenbrockValue(x)) / (2 * h);
    x[k] = xk;
  }
  return slopes;
}
function rosenbrockValue(x: Numbers): number {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const [d, e] = [x[i + 1]! - x[i]! * x[i]!, 1 - x[i]!];
    sum += 100 * d * d + e * e;
  }
  return sum;
}

// biome-ignore lint/suspicious/noExplicitAny: each takes the arguments of its case.
type Gradients = Record<string, (...args: any[]) => unknown>;
const engine =
  (gradients: Gradients): Engine =>
  (work) => {
    const gradient = gradients[work]!;
    const { args } = caseOf(work);
    return { run: () => gradient(...args), gradient: () => flat(gradient(...args)) };
  };
export const javascript = engine({ mlp, llsq, lse, rosenbrock });
export const differences = engine({ rosenbrock: rosenbrockDifferences });
