/** Where in a program its arrays are read and added to, and its loops: gathered once, for all who ask. */
import { push } from "./multimap.ts";
import {
  type Arr,
  type Block,
  type Instruction,
  type Loop,
  type Program,
  type Read,
  visitInstructions,
  type Write,
} from "./program.ts";

export type Access = Read | Write;
export type Accesses = ReadonlyMap<Arr, readonly Access[]>;

export interface Survey {
  readonly program: Program;
  /** Of arrays that are read or added to, in order. */
  readonly accesses: Accesses;
  /** In order; a loop comes before those in it. */
  readonly loops: readonly Loop[];
  /** Blocks of several loops. */
  readonly forks: ReadonlySet<Block>;
}

export function surveyOf(program: Program): Survey {
  const accesses = new Map<Arr, Access[]>();
  const loops: Loop[] = [];
  const blocks = new Set<Block>();
  const forks = new Set<Block>();
  visitInstructions(program.top, (x) => {
    noteAccesses(x, accesses);
    if (x.kind !== "loop") return;
    loops.push(x);
    if (blocks.has(x.block)) forks.add(x.block);
    blocks.add(x.block);
  });
  return { program, accesses, loops, forks };
}

/** Adds the accesses of an instruction to those of their arrays. */
export function noteAccesses(x: Instruction, accesses: Map<Arr, Access[]>): void {
  if (x.kind === "load" || x.kind === "accumulate") push(accesses, x.array, x);
  else if (x.kind === "call") for (const part of [...x.args, ...x.results]) push(accesses, part.array, part);
}
