/**
 * `depth.ts chain N` or `depth.ts wide N`: builds a graph of that size, sweeps it, and prints what came of it.
 * `depth.ts expression N`: traces an expression of that size, differentiates it, simplifies it and evaluates it.
 */
import {
  add,
  at,
  countNodes,
  evaluate,
  forward,
  gradients,
  mul,
  type Num,
  simplify,
  sin,
  trace,
  traceGraph,
  type Value,
  value,
  valueAndGrad,
} from "../../src/index.ts";

const programs: Record<string, (n: number) => unknown> = { chain, wide, expression, recorded };

/** sin(sin(x)·w)·w …, n ops deep. */
function deep(n: number, x: Num, w: Num): Num {
  let y = x;
  for (let k = 0; k < n; k += 2) y = mul(sin(y), w);
  return y;
}
/** Its value and slopes by the chain rule written out, from the inside to the outside. */
function written(n: number, x: number, w: number): number[] {
  let [y, dx, dw] = [x, 1, 0];
  for (let k = 0; k < n; k += 2) {
    const slope = Math.cos(y) * w;
    [dx, dw] = [dx * slope, dw * slope + Math.sin(y)];
    y = Math.sin(y) * w;
  }
  return [y, dx, dw];
}

function expression(n: number): unknown {
  const f = (p: Num[]) => deep(n, at(p, 0), at(p, 1));
  const both = simplify(trace(valueAndGrad(f), [0.5, 1.2]));
  const { value, grad } = evaluate(both, [0.5, 1.2]) as { value: number; grad: number[] };
  return { got: [value, ...grad], wanted: written(n, 0.5, 1.2) };
}

/** The same of a graph of values: its gradients recorded, and all of it simplified, traced and evaluated. */
function recorded(n: number): unknown {
  const [x, w] = [value(0.5), value(1.2)];
  const root = simplify(deep(n, x, w) as Value);
  const slopes = gradients(root, [x, w]) as Value[];
  const program = traceGraph({ inputs: [x, w], outputs: [root, ...slopes] });
  return { got: evaluate(program, 0.5, 1.2), wanted: written(n, 0.5, 1.2) };
}

/** x·w·w·…, n deep: ∂/∂w at w = 1 is n·x, exactly. */
function chain(n: number): unknown {
  const [x, w] = [value(3), value(1)];
  let root = x;
  for (let i = 0; i < n; i++) root = mul(root, w);
  const seen = () => ({ data: root.data, x: x.grad, w: w.grad });

  root.backward();
  const first = seen();
  const nodes = countNodes(root);
  x.data = 0.5;
  let refused = "";
  try {
    root.backward();
  } catch (error) {
    refused = (error as Error).message;
  }
  const afterRefusal = seen();
  forward(root);
  root.backward();
  return { nodes, first, refused, afterRefusal, second: seen() };
}

/** Σᵢ w·i over i = 1 … n/2 in sums of 1000, two nodes to each i: ∂/∂w is the sum of the i, exact below 2^53. */
function wide(n: number): unknown {
  const w = value(1);
  let root: Value = value(0);
  for (let i = 1; i <= n / 2; i += 1000) {
    let sum = mul(w, i);
    for (let j = i + 1; j < i + 1000; j++) sum = add(sum, mul(w, j));
    root = add(root, sum);
  }
  root.backward();
  return { data: root.data, w: w.grad };
}

const [name, size] = process.argv.slice(2) as [string, string];
console.log(JSON.stringify(programs[name]!(Number(size))));
