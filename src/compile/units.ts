/** Which WebAssembly function each instruction goes to: long blocks are split, for engines refuse or crawl on long functions. */
import type { Block, Instruction, Loop, Program } from "../ir/program.ts";

/** Instructions of one function, at most, where a block can be split. */
const LONGEST = 4000;

/** A run of instructions of one block, which becomes a function of its own. */
export interface Unit {
  readonly block: Block;
  readonly from: number;
  to: number;
}

export interface Units {
  /** The units of a block that is split. */
  readonly of: ReadonlyMap<Block, readonly Unit[]>;
  /** The unit of each instruction, by id. Undefined: the main function. */
  readonly by: readonly (Unit | undefined)[];
}

export function unitsOf(program: Program, longest = LONGEST): Units {
  const sizes = new Map<Block, number>();
  const measure = (block: Block): number => {
    let size = 0;
    for (const instruction of block.instructions) {
      if (instruction.kind === "loop") measure(instruction.body);
      size += sizeOf(instruction);
    }
    sizes.set(block, size);
    return size;
  };
  const sizeOf = (instruction: Instruction): number => {
    if (instruction.kind === "call") return 1 + instruction.args.length + instruction.results.length;
    return instruction.kind === "loop" ? 2 + sizes.get(instruction.body)! : 1;
  };
  measure(program.top);

  const of = new Map<Block, Unit[]>();
  const by = new Array<Unit | undefined>(program.size);
  const split = (block: Block): Unit[] => {
    const units: Unit[] = [];
    let size = Number.POSITIVE_INFINITY;
    block.instructions.forEach((instruction, k) => {
      size += sizeOf(instruction);
      if (size > longest) {
        units.push({ block, from: k, to: k });
        size = sizeOf(instruction);
      }
      units.at(-1)!.to = k + 1;
    });
    return units;
  };
  const assign = (block: Block, unit: Unit | undefined): void => {
    const units = sizes.get(block)! > longest ? split(block) : undefined;
    if (units) of.set(block, units);
    let k = 0;
    block.instructions.forEach((instruction, at) => {
      if (units && at >= units[k]!.to) k++;
      const own = units ? units[k] : unit;
      by[instruction.id] = own;
      if (instruction.kind === "loop") assign(instruction.body, own);
    });
  };
  assign(program.top, undefined);
  return { of, by };
}

/** The loops around a unit, the outermost first: their indices are its parameters. */
export function loopsAroundUnit({ block }: Unit): Loop[] {
  const loops: Loop[] = [];
  for (let b: Block = block; b.loop; b = b.parent!) loops.unshift(b.loop);
  return loops;
}
