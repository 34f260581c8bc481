/** What is timed beside what, and at what share of the other's time it aims. */
export interface Work {
  readonly title: string;
  readonly pairs: readonly Pair[];
}
/** A way to run ours (chainrule.ts), a peer (peers.ts), and the aim. */
export type Pair = readonly [ours: "views" | "arrays" | "value", peer: string, aim?: number];

export const works: Record<string, Work> = {
  mlp: {
    title: "MLP(2,[16,16,1]), 100 points, loss and gradient",
    pairs: [
      ["views", "C, row by row", 1],
      ["views", "C, samples innermost"],
      ["views", "C as wasm, samples innermost", 0.85],
      ["views", "C as wasm, row by row"],
      ["arrays", "C, row by row", 1.5],
      ["arrays", "JavaScript"],
      ["arrays", "Rose", 1 / 8],
      ["arrays", "jax-js"],
      ["arrays", "tfjs"],
    ],
  },
  gmm: {
    title: "gmm, d = 10, k = 25, n = 1,000",
    pairs: [
      ["views", "C", 0.3],
      ["views", "CoDiPack"],
      ["value", "C++, value alone"],
    ],
  },
  "lstm-2x1024": {
    title: "lstm, l = 2, c = 1,024",
    pairs: [
      ["views", "C"],
      ["views", "CoDiPack", 0.35],
      ["value", "C++, value alone"],
    ],
  },
  "lstm-4x4096": {
    title: "lstm, l = 4, c = 4,096",
    pairs: [
      ["views", "C"],
      ["views", "CoDiPack", 0.45],
      ["value", "C++, value alone"],
    ],
  },
  llsq: {
    title: "llsq, n = 1,024, m = 128",
    pairs: [
      ["views", "C", 0.3],
      ["views", "CoDiPack"],
      ["arrays", "JavaScript"],
      ["arrays", "Rose"],
      ["value", "C++, value alone"],
    ],
  },
  lse: {
    title: "lse, n = 160,000",
    pairs: [
      ["views", "C", 0.9],
      ["views", "CoDiPack"],
      ["arrays", "JavaScript"],
      ["arrays", "Rose"],
      ["value", "C++, value alone"],
    ],
  },
  kmeans: {
    title: "kmeans, k = 10, n = 10,000, d = 16, Newton direction",
    pairs: [
      ["views", "C", 1.2],
      ["views", "CoDiPack"],
      ["value", "C++, value alone"],
    ],
  },
  ode: {
    title: "ode, n = 10,000, s = 10",
    pairs: [
      ["views", "C"],
      ["views", "CoDiPack", 0.25],
    ],
  },
  det: {
    title: "det of 8 × 8 by minors",
    pairs: [
      ["views", "C"],
      ["views", "CoDiPack", 0.01],
      ["value", "C++, value alone"],
    ],
  },
  rosenbrock: {
    title: "Rosenbrock's function of 10 variables",
    pairs: [
      ["arrays", "JavaScript", 1.3],
      ["arrays", "central differences"],
      ["arrays", "Rose"],
      ["arrays", "jax-js"],
      ["arrays", "tfjs"],
    ],
  },
};
