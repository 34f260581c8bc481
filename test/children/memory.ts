/** `memory.ts SCENARIO STEPS TURNS`: runs so many steps of a scenario, turn by turn, and prints the bytes held after each turn. */
import { add, exp, mul, tanh } from "../../src/ops.ts";
import { Value, value } from "../../src/value.ts";

const LAYERS = [2, 16, 16, 1];
// XOR: the smallest data that a linear model can't fit.
const POINTS = [
  [0, 0, -1],
  [0, 1, 1],
  [1, 0, 1],
  [1, 1, -1],
] as const;

/** Weights and then bias, neuron by neuron, from a fixed sequence of numbers in (−1, 1). */
function parameters(): Value[] {
  const count = LAYERS.slice(1).reduce((n, outputs, l) => n + outputs * (LAYERS[l]! + 1), 0);
  return Array.from({ length: count }, (_, i) => value(Math.sin(i * i + 1)));
}

function mlp(parameters: readonly Value[], inputs: Value[]): Value {
  let at = 0;
  let x = inputs;
  for (const outputs of LAYERS.slice(1))
    x = Array.from({ length: outputs }, () => {
      let sum = x.reduce((s, xi, i) => s.add(parameters[at + i]!.mul(xi)), value(0));
      sum = sum.add(parameters[at + x.length]!);
      at += x.length + 1;
      return sum.tanh();
    });
  return x[0]!;
}

function lossOf(parameters: readonly Value[]): Value {
  const errors = POINTS.map(([a, b, label]) =>
    mlp(parameters, [value(a), value(b)])
      .sub(label)
      .square(),
  );
  return errors.reduce((a, b) => add(a, b)).mul(0.25);
}

let p = parameters();
// An interior node made once and used in every step: steps share it and must not keep each other.
const shared = tanh(exp(value(0.1)));
const kept: Value[] = [];

const scenarios: Record<string, (step: number) => void> = {
  "in-place"() {
    const loss = lossOf(p);
    for (const w of p) w.grad = 0;
    loss.backward();
    for (const w of p) w.data -= 0.05 * w.grad;
  },
  "new-leaves"() {
    const loss = lossOf(p);
    loss.backward();
    p = p.map((w) => value(w.data - 0.05 * w.grad));
  },
  "forward-only"() {
    lossOf(p);
  },
  "shared-node"() {
    const loss = mul(shared, lossOf(p));
    loss.backward();
  },
  // Labels are kept with pages, and must go with them.
  labelled() {
    lossOf(p).as("loss").backward();
  },
  // A graph of 20 nodes; one in a thousand is kept.
  "one-kept"(step) {
    let x = p[0]!;
    for (let i = 0; i < 10; i++) x = x.mul(p[1]!).add(p[2]!);
    if (step % 1000 === 500) kept.push(x);
  },
};

function held(): number {
  for (let i = 0; i < 3; i++) globalThis.gc!();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const [name, stepCount, turnCount] = process.argv.slice(2) as [string, string, string];
const scenario = scenarios[name]!;
const steps = Number(stepCount);
const after: number[] = [];
for (let turn = 0; turn < Number(turnCount); turn++) {
  for (let step = 0; step < steps; step++) scenario(step);
  after.push(held());
}
const nodes = new Value(0).id / (after.length * steps);
for (const root of kept) root.backward();
console.log(
  JSON.stringify({
    after,
    nodes,
    kept: kept.length,
    finite: p.every((w) => Number.isFinite(w.data)),
  }),
);
