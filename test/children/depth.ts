/** `depth.ts chain N` or `depth.ts wide N`: builds a graph of that size, sweeps it, and prints what came of it. */
import { add, countNodes, forward, mul, type Value, value } from "../../src/index.ts";

const programs: Record<string, (n: number) => unknown> = { chain, wide };

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
