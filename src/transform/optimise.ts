/** Programs as compilers want them: most calls inlined, loops fused, arrays between them contracted, copies read where they were made of. */
import { Builder } from "../ir/builder.ts";
import type { Loop, Program, Scalar } from "../ir/program.ts";
import { prune } from "../ir/prune.ts";
import { type Survey, surveyOf } from "../ir/survey.ts";
import { align } from "./align.ts";
import { contract } from "./contract.ts";
import { exchange } from "./exchange.ts";
import { fuseLoops } from "./fuse-loops.ts";
import { inline } from "./inline.ts";
import { land } from "./land.ts";
import { lower, lowered } from "./lower.ts";
import { merge } from "./merge.ts";
import { fill, type Pack } from "./pack.ts";
import { Edits, type Meaning, Reemission } from "./reemit.ts";
import { sink } from "./sink.ts";
import { split } from "./split.ts";
import { unroll } from "./unroll.ts";

/** What a pass has built otherwise; it leaves edits empty if it finds nothing. */
type Pass = (survey: Survey, edits: Edits) => void;

const fuse: Pass = (survey, edits) => contract(survey, fuseLoops(survey, edits), edits);
/** The first that finds something is done, and all are asked again. */
const PASSES: readonly Pass[] = [
  fuse,
  split,
  land,
  sink,
  merge,
  align,
  (survey, edits) => {
    unroll(survey, edits);
    exchange(survey, edits);
  },
];
const STRICT_PASSES: readonly Pass[] = [fuse, split, unroll];
/** A round does one pass; one of fusing reaches one more level of nests. */
const MOST_ROUNDS = 20;

export interface OptimiseOptions {
  /** Whether results stay the same bit for bit: sums in their order, and 0 where 0 + (−0) was. */
  readonly strict: boolean;
  /** Instructions of a called program that is inlined, at most. */
  readonly inlined?: number | undefined;
}

/** The same program, with less to do and to keep; so are those that it still calls. */
export function optimise(whole: Program, { strict, inlined }: OptimiseOptions): Program {
  const finish = (program: Program) => optimiseOne(program, strict);
  return finish(inline(whole, { strict, largest: inlined, finish }));
}

function optimiseOne(program: Program, strict: boolean): Program {
  if (!program.top.instructions.some(({ kind }) => kind === "loop")) return lower(program, strict);
  // What fuses as it is written does so while ops are taken apart: programs are not built more often than need be.
  const fused = new Edits(strict);
  fuse(surveyOf(program), fused);
  let best = emitted(program, fused, lowered);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const edits = next(best, strict);
    if (edits === undefined) break;
    best = emitted(best, edits);
  }
  return best;
}

function next(program: Program, strict: boolean): Edits | undefined {
  const survey = surveyOf(program);
  for (const pass of strict ? STRICT_PASSES : PASSES) {
    const edits = new Edits(strict);
    pass(survey, edits);
    if (edits.instead.size > 0) return edits;
  }
  return undefined;
}

/** The same program, with what some loops read again and again put side by side. */
export function packed(program: Program, packs: ReadonlyMap<Loop, readonly Pack[]>): Program {
  const edits = new Edits();
  for (const [loop, all] of packs) for (const pack of all) fill(pack, loop, edits);
  return emitted(program, edits);
}

function emitted(program: Program, edits: Edits, ops = asTheyAre): Program {
  const builder = new Builder({ strict: edits.strict, size: program.size });
  return prune(new Reemission(builder, ops(builder), undefined, edits).program(program));
}

const asTheyAre = (builder: Builder): Meaning<Scalar> => ({
  atom: (scalar) => scalar,
  apply: ({ op }, args) => builder.apply(op, args),
  emit: (scalar) => scalar,
});
