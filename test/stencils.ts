/**
 * Random programs of neighbours: passes over arrays that read each other's elements at offsets, backwards, by strides and
 * by data, add up what they have just made, take steps in time and give several results. What optimisers of loops get wrong, random
 * nests (nests.ts) hardly ever contain. A program is a tree of nodes whose numbers pick, modulo what is in
 * scope, what they mean; what that is, stencil-interpreter.ts says.
 */
import { random } from "./random.ts";

export interface Node {
  readonly kind: Kind;
  readonly picks: readonly number[];
  readonly parts: readonly Node[];
}

/** How many parts terms have, and how often they are. */
const TERMS = {
  literal: { parts: 0, weight: 1 },
  scalar: { parts: 0, weight: 2 },
  read: { parts: 0, weight: 12 },
  unary: { parts: 1, weight: 3 },
  binary: { parts: 2, weight: 9 },
  choice: { parts: 4, weight: 1 },
  window: { parts: 1, weight: 2 },
  prefix: { parts: 1, weight: 1 },
  call: { parts: 2, weight: 1 },
} as const;
/** Of what statements are made: `s` is a statement, `t` a term. */
const STATEMENTS = {
  map: { parts: "t", weight: 9 },
  list: { parts: "tt", weight: 2 },
  plane: { parts: "t", weight: 3 },
  total: { parts: "t", weight: 4 },
  extreme: { parts: "t", weight: 1 },
  edges: { parts: "", weight: 3 },
  steps: { parts: "t", weight: 2 },
  states: { parts: "t", weight: 1 },
  last: { parts: "t", weight: 1 },
  each: { parts: "sst", weight: 2 },
} as const;
export type Kind = keyof typeof TERMS | keyof typeof STATEMENTS | "program";
const isStatement = (kind: Kind): kind is keyof typeof STATEMENTS => kind in STATEMENTS;

/** All kinds of parts, for a test to have seen. */
export const KINDS: readonly Kind[] = [...Object.keys(TERMS), ...Object.keys(STATEMENTS)] as Kind[];

/** More picks than any part uses. */
const PICKS = 8;
/** How deep terms are, and statements that hold others. */
const DEEPEST = 3;

/** A program of up to `size` statements. */
export function stencil(seed: number, size: number): Node {
  const next = random(seed);
  const picks = () => Array.from({ length: PICKS }, () => Math.floor(next() * 2 ** 16));
  const choose = <K extends string>(kinds: Readonly<Record<K, { readonly weight: number }>>): K => {
    const names = Object.keys(kinds) as K[];
    let at = next() * names.reduce((total, name) => total + kinds[name].weight, 0);
    const chosen = names.find((name) => {
      at -= kinds[name].weight;
      return at < 0;
    });
    return chosen ?? names[0]!;
  };
  const term = (depth: number): Node => {
    const kind = depth === 0 ? (next() < 0.85 ? "read" : "scalar") : choose(TERMS);
    return { kind, picks: picks(), parts: Array.from({ length: TERMS[kind].parts }, () => term(depth - 1)) };
  };
  const statement = (depth: number): Node => {
    const { each, ...simple } = STATEMENTS;
    const kind = depth === 0 ? choose(simple) : choose(STATEMENTS);
    const parts = [...STATEMENTS[kind].parts].map((of) =>
      of === "s" ? statement(depth - 1) : term(DEEPEST),
    );
    return { kind, picks: picks(), parts };
  };
  const count = 1 + Math.floor(next() * size);
  return { kind: "program", picks: picks(), parts: Array.from({ length: count }, () => statement(1)) };
}

/** Simpler programs, the simplest first. */
export function* simpler({ kind, picks, parts }: Node): Generator<Node> {
  if (kind === "program")
    for (const k of parts.keys()) yield { kind, picks, parts: parts.filter((_, other) => other !== k) };
  else if (!isStatement(kind)) {
    if (kind !== "literal") yield { kind: "literal", picks: [1], parts: [] };
    if (kind !== "read" && kind !== "literal") yield { kind: "read", picks: [1, 0, 0, 0], parts: [] };
    yield* parts;
  } else if (kind !== "map" && parts.length > 0) yield { kind: "map", picks, parts: [parts.at(-1)!] };
  for (const [k, part] of parts.entries())
    for (const less of simpler(part)) yield { kind, picks, parts: parts.with(k, less) };
  for (const [k, pick] of picks.entries())
    for (const less of [0, pick >> 1, pick - 1])
      if (less >= 0 && less < pick) yield { kind, picks: picks.with(k, less), parts };
}

/** A program as a test prints it. */
export const print = (program: Node): string => `stencil ${JSON.stringify(program)}`;
