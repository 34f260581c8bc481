/** Programs as compilers want them: most calls inlined, loops fused, arrays between them contracted, copies read where they were made of. */
import { Builder } from "../ir/builder.ts";
import type { Program, Scalar } from "../ir/program.ts";
import { prune } from "../ir/prune.ts";
import { type Survey, surveyOf } from "../ir/survey.ts";
import { alignments } from "./align.ts";
import { contractions } from "./contract.ts";
import { exchanges } from "./exchange.ts";
import { fusions } from "./fuse-loops.ts";
import { inline } from "./inline.ts";
import { landings } from "./land.ts";
import { lower, lowered } from "./lower.ts";
import { merges } from "./merge.ts";
import { type Changes, type Meaning, Reemission } from "./reemit.ts";
import { sinks } from "./sink.ts";
import { shortLoops } from "./unroll.ts";

/** Each pass fuses loops in one more level of their nests. */
const MOST_PASSES = 20;

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
  let best = emitted(program, fusing(surveyOf(program), strict) ?? {}, strict, lowered);
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const survey = surveyOf(best);
    const changes =
      fusing(survey, strict) ?? (strict ? undefined : moving(survey)) ?? unrolling(survey, strict);
    if (changes === undefined) break;
    best = emitted(best, changes, strict);
  }
  return best;
}

function fusing(survey: Survey, strict: boolean): Changes | undefined {
  const fused = fusions(survey, strict);
  const contracted = contractions(survey, fused?.fused);
  return fused || contracted ? { ...fused, ...(contracted && { contracted }) } : undefined;
}

const moving = (survey: Survey): Changes | undefined =>
  landings(survey) ?? sinks(survey) ?? merges(survey) ?? alignments(survey);

function unrolling(survey: Survey, strict: boolean): Changes | undefined {
  const unrolled = shortLoops(survey.program);
  const exchanged = strict ? undefined : exchanges(survey, unrolled);
  return unrolled || exchanged ? { ...(unrolled && { unrolled }), ...exchanged } : undefined;
}

/** The same program, with what some loops read again and again put side by side. */
export const packed = (program: Program, packs: NonNullable<Changes["packed"]>): Program =>
  emitted(program, { packed: packs }, false);

function emitted(program: Program, changes: Changes, strict: boolean, ops = asTheyAre): Program {
  const builder = new Builder({ strict, size: program.size });
  return prune(
    new Reemission(builder, ops(builder), undefined, { ...changes, keepsCopies: strict }).program(program),
  );
}

const asTheyAre = (builder: Builder): Meaning<Scalar> => ({
  atom: (scalar) => scalar,
  apply: ({ op }, args) => builder.apply(op, args),
  emit: (scalar) => scalar,
});
