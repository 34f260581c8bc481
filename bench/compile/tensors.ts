/** The same as operations on whole arrays: TensorFlow.js on its CPU back end, in 32 bits, and jax-js with `jit`. */
import { caseOf, flat } from "./cases.ts";
import type { Engine } from "./engine.ts";
import { importPackage } from "./packages.ts";

// biome-ignore lint/suspicious/noExplicitAny: numbers and arrays of libraries that are not typed here.
type Any = any;

function inTensorFlow(tf: Any, work: string): (...args: Any[]) => Any {
  if (work === "rosenbrock")
    return tf.grad((x: Any) => {
      const [now, next] = [tf.slice(x, 0, 9), tf.slice(x, 1, 9)];
      const squares = tf.mul(100, tf.square(tf.sub(next, tf.square(now))));
      return tf.sum(tf.add(squares, tf.square(tf.sub(1, now))));
    });
  return (p, X, Y) => {
    const loss = (W1: Any, b1: Any, W2: Any, b2: Any, W3: Any, b3: Any) => {
      const layer = (x: Any, W: Any, b: Any) => tf.add(tf.matMul(x, W, false, true), b);
      const out = layer(tf.relu(layer(tf.relu(layer(X, W1, b1)), W2, b2)), W3, b3);
      return tf.sum(tf.relu(tf.sub(1, tf.mul(Y, tf.reshape(out, [100])))));
    };
    const { value, grads } = tf.valueAndGrads(loss)([p.W1, p.b1, p.W2, p.b2, p.W3, p.b3]);
    return [...grads, value];
  };
}

/** Arguments are tensors already; results are read. */
export const tensorflow: Engine = async (work) => {
  const tf = await importPackage("@tensorflow/tfjs");
  await tf.setBackend("cpu");
  const f = inTensorFlow(tf, work);
  const tensors = (x: Any): Any =>
    Array.isArray(x) ? tf.tensor(x) : Object.fromEntries(Object.entries(x).map(([k, v]) => [k, tensors(v)]));
  const args = caseOf(work).args.map(tensors);
  const run = () => tf.tidy(() => [f(...args)].flat().map((tensor: Any) => tensor.dataSync()));
  return { run, gradient: () => flat(run()) };
};

function inJax({ numpy: np, nn, grad, valueAndGrad, jit }: Any, work: string): (...args: Any[]) => Any {
  if (work === "rosenbrock")
    return jit(
      grad((x: Any) => {
        const [now, next] = [x.ref.slice([0, 9]), x.slice([1, 10])];
        const squares = np.square(next.sub(np.square(now.ref))).mul(100);
        return squares.add(np.square(now.mul(-1).add(1))).sum();
      }),
    );
  return jit(
    valueAndGrad((p: Any, X: Any, Y: Any) => {
      const layer = (x: Any, W: Any, b: Any) => np.matmul(x, W.transpose()).add(b);
      const out = layer(nn.relu(layer(nn.relu(layer(X, p.W1, p.b1)), p.W2, p.b2)), p.W3, p.b3);
      return nn
        .relu(
          Y.mul(out.reshape([100]))
            .mul(-1)
            .add(1),
        )
        .sum();
    }),
  );
}

export const jax: Engine = async (work) => {
  // It asks of what it gets whether it is one, and Node 20 has none.
  (globalThis as Any).Float16Array ??= class {};
  const library = await importPackage("@jax-js/jax");
  const { numpy, init, defaultDevice, tree } = library;
  await init("wasm");
  defaultDevice("wasm");
  const f = inJax(library, work);
  const arrays = (x: Any): Any =>
    Array.isArray(x)
      ? numpy.array(x, { dtype: numpy.float64 })
      : Object.fromEntries(Object.entries(x).map(([k, v]) => [k, arrays(v)]));
  const args = caseOf(work).args.map(arrays);
  const run = () => {
    const result = f(...args.map((arg) => tree.ref(arg)));
    const isPair = Array.isArray(result);
    const { W1, b1, W2, b2, W3, b3 } = isPair ? result[1] : ({} as Any);
    const read = isPair ? [W1, b1, W2, b2, W3, b3, result[0]] : [result];
    return read.map((array: Any) => array.dataSync());
  };
  return { run, gradient: () => flat(run()) };
};
