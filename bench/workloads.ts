/** The programs that are timed, written once for every engine. `peers.py` says the same in Python. */
import type { Engine, Scalar } from "./engine.ts";

/** What a child process is told to run, so that all of them run the same. */
export type Case =
  | {
      readonly workload: "mlp";
      readonly points: readonly (readonly number[])[];
      /** −1 or 1 for each point. */
      readonly labels: readonly number[];
      /** Layer by layer, neuron by neuron: the weights, then the bias. */
      readonly parameters: readonly number[];
    }
  | { readonly workload: "mix" | "chain" | "memory"; readonly size: number };

/** One step, forward and backward. It returns the root's data, by which engines are compared. */
export type Step = () => number;

export function prepare<S extends Scalar<S>>(engine: Engine<S>, given: Case): Step {
  switch (given.workload) {
    case "mlp":
      return mlp(engine, given);
    case "mix":
      return mix(engine, given.size);
    case "chain":
      return chain(engine, given.size);
    case "memory":
      throw new Error("memory is measured and not timed");
  }
}

const LAYERS = [2, 16, 16, 1];
const DECAY = 1e-4;
const RATE = 0.05;

interface Neuron<S> {
  readonly weights: readonly S[];
  readonly bias: S;
}

/** micrograd's demo: max-margin loss of an MLP(2,[16,16,1]) over all points, and one step of gradient descent. */
function mlp<S extends Scalar<S>>({ value }: Engine<S>, given: Case & { workload: "mlp" }): Step {
  const { points, labels } = given;
  const parameters = given.parameters.map((data) => value(data));
  const layers = takeLayers(parameters);
  return () => {
    let loss = value(0);
    points.forEach(([x, y], i) => {
      const score = forward(layers, [value(x!), value(y!)]);
      loss = loss.add(score.mul(-labels[i]!).add(1).relu());
    });
    loss = loss.mul(1 / points.length);
    let norm = value(0);
    for (const p of parameters) norm = norm.add(p.mul(p));
    loss = loss.add(norm.mul(DECAY));

    for (const p of parameters) p.grad = 0;
    loss.backward();
    for (const p of parameters) p.data -= RATE * p.grad;
    return loss.data;
  };
}

function forward<S extends Scalar<S>>(layers: readonly (readonly Neuron<S>[])[], inputs: S[]): S {
  let x = inputs;
  for (let l = 0; l < layers.length; l++) {
    const outputs: S[] = [];
    for (const { weights, bias } of layers[l]!) {
      let sum = bias;
      for (let i = 0; i < weights.length; i++) sum = sum.add(weights[i]!.mul(x[i]!));
      outputs.push(l < layers.length - 1 ? sum.relu() : sum);
    }
    x = outputs;
  }
  return x[0]!;
}

function takeLayers<S>(parameters: readonly S[]): Neuron<S>[][] {
  let at = 0;
  return LAYERS.slice(1).map((outputs, l) =>
    Array.from({ length: outputs }, () => {
      const inputs = LAYERS[l]!;
      const neuron = { weights: parameters.slice(at, at + inputs), bias: parameters[at + inputs]! };
      at += inputs + 1;
      return neuron;
    }),
  );
}

/** How many parameters the MLP has. */
export const PARAMETERS = LAYERS.slice(1).reduce((n, outputs, l) => n + outputs * (LAYERS[l]! + 1), 0);

/** Twelve ops by turns on values that stay near 1: sums of 600 nodes, for the recursion of one engine goes no deeper. */
function mix<S extends Scalar<S>>({ value }: Engine<S>, size: number): Step {
  const w = value(3);
  return () => {
    let sum = value(0);
    for (let n = 0; n < size; n += 600) {
      let x = value(0.5);
      for (let i = 0; i < 600; i += 12) {
        const a = x.mul(w).sin().add(2);
        const b = a.exp().log().tanh();
        const c = b.pow(2).sub(w).neg().relu();
        x = c.sqrt().div(b);
      }
      sum = sum.add(x);
    }
    sum.backward();
    return sum.data;
  };
}

/** A chain `size` nodes deep. */
function chain<S extends Scalar<S>>({ value }: Engine<S>, size: number): Step {
  return () => {
    const w = value(0.5);
    let x = value(1);
    for (let n = 0; n < size; n += 2) x = x.mul(w).add(w);
    x.backward();
    return x.data;
  };
}

/** A graph of `size` nodes, of which only the root is held: chains of 1000, added up, so that recursion reaches its end too. */
export function grow<S extends Scalar<S>>({ value }: Engine<S>, size: number): S {
  const w = value(0.5);
  let sum = value(0);
  for (let n = 0; n < size; n += 1000) {
    let x = w;
    for (let i = 1; i < 1000; i++) x = i % 2 === 0 ? x.add(w) : x.mul(w);
    sum = sum.add(x);
  }
  sum.backward();
  return sum;
}
