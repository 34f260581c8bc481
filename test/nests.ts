/**
 * Random programs with loops in loops, to depth 3: triangular extents, gathers, folds, choices, values used across
 * loops, functions that are called. A program is a tree of nodes whose numbers pick, modulo what is in scope, what they mean: so every part of a
 * program is a program wherever it stands, and shrinking is replacing nodes by their parts. What they mean is said in
 * nest-interpreter.ts.
 */

import { random } from "./random.ts";

export interface Node {
  readonly kind: Kind;
  readonly picks: readonly number[];
  readonly parts: readonly Node[];
}

/** How many parts each kind has, how many loops it opens around them (but for the last of several), how often it is. */
const KINDS = {
  literal: { parts: 0, loops: 0, weight: 1 },
  read: { parts: 0, loops: 0, weight: 6 },
  unary: { parts: 1, loops: 0, weight: 5 },
  binary: { parts: 2, loops: 0, weight: 7 },
  choice: { parts: 4, loops: 0, weight: 2 },
  let: { parts: 2, loops: 0, weight: 2 },
  sum: { parts: 1, loops: 1, weight: 5 },
  max: { parts: 1, loops: 1, weight: 2 },
  min: { parts: 1, loops: 1, weight: 1 },
  vec: { parts: 2, loops: 1, weight: 4 },
  matrix: { parts: 2, loops: 2, weight: 2 },
  pairs: { parts: 3, loops: 1, weight: 1 },
  fold: { parts: 3, loops: 1, weight: 3 },
  foldTuple: { parts: 5, loops: 1, weight: 2 },
  foldVector: { parts: 3, loops: 2, weight: 2 },
  foldMixed: { parts: 4, loops: 2, weight: 1 },
  scan: { parts: 3, loops: 1, weight: 2 },
  concat: { parts: 3, loops: 1, weight: 1 },
  pad: { parts: 2, loops: 0, weight: 1 },
  arg: { parts: 2, loops: 1, weight: 1 },
  while: { parts: 3, loops: 1, weight: 1 },
  call: { parts: 3, loops: 0, weight: 3 },
} as const satisfies Record<string, { parts: number; loops: number; weight: number }>;
export type Kind = keyof typeof KINDS;
const ALL = Object.keys(KINDS) as Kind[];
const DEEPEST = 3;
const PICKS = 6;

/** A program of about `size` nodes at most. */
export function nest(seed: number, size = 30): Node {
  const next = random(seed);
  const natural = () => Math.floor(next() * 2 ** 16);
  let budget = size * (0.3 + 0.7 * next());
  const choose = (kinds: readonly Kind[]): Kind => {
    let at = next() * kinds.reduce((total, kind) => total + KINDS[kind].weight, 0);
    const chosen = kinds.find((kind) => {
      at -= KINDS[kind].weight;
      return at < 0;
    });
    return chosen ?? "read";
  };
  const make = (depth: number): Node => {
    budget--;
    const allowed = ALL.filter((kind) => {
      const { parts, loops } = KINDS[kind];
      if (depth + loops > DEEPEST || (budget <= 0 && parts > 0)) return false;
      // Loops first, and nothing that ends there.
      return budget < size / 2 || (depth < 2 ? loops > 0 : parts > 0);
    });
    const kind = choose(allowed);
    const { parts, loops } = KINDS[kind];
    const deeper = (k: number) => (parts === 1 || k < parts - 1 ? loops : 0);
    const picks = Array.from({ length: PICKS }, natural);
    return { kind, picks, parts: Array.from({ length: parts }, (_, k) => make(depth + deeper(k))) };
  };
  return make(0);
}

/** Simpler programs, the simplest first. */
export function* simpler({ kind, picks, parts }: Node): Generator<Node> {
  if (kind !== "literal") yield { kind: "literal", picks: [30], parts: [] };
  if (kind !== "read" && kind !== "literal") yield { kind: "read", picks: [0, 0], parts: [] };
  yield* parts;
  for (const [k, part] of parts.entries())
    for (const less of simpler(part)) yield { kind, picks, parts: parts.with(k, less) };
  for (const [k, pick] of picks.entries())
    for (const less of [0, pick >> 1, pick - 1])
      if (less >= 0 && less < pick) yield { kind, picks: picks.with(k, less), parts };
}

/** The simplest program found for which `fails` gives something, and what it gives. */
export function shrink<P, R>(
  program: P,
  failure: R,
  fails: (p: P) => R | undefined,
  simplerThan: (p: P) => Iterable<P>,
  tries = 2000,
) {
  let least = { program, failure };
  let left = tries;
  for (let found = true; found; ) {
    found = false;
    for (const candidate of simplerThan(least.program)) {
      if (left-- <= 0) return least;
      const again = fails(candidate);
      if (again === undefined) continue;
      least = { program: candidate, failure: again };
      found = true;
      break;
    }
  }
  return least;
}
