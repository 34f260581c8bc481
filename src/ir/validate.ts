/** What every program must satisfy, checked after each pass. */
import { type Affine, offsetFrom, plus } from "./affine.ts";
import { printInstruction } from "./print.ts";
import {
  type Accumulate,
  type Arr,
  type Block,
  type Instruction,
  instructionsIn,
  type Load,
  type Loop,
  loopsAround,
  type Program,
} from "./program.ts";

/** @throws Error that names the rule broken and the instruction. */
export function validate(program: Program): void {
  const position = new Map<Instruction | Arr, number>();
  let at = 0;
  for (const input of program.inputs) position.set(input, at++);
  const accesses = new Map<Arr, { loads: Load[]; accumulations: Accumulate[] }>();
  const fail = (instruction: Instruction, rule: string): never => {
    throw new Error(`invalid program: ${rule}: ${printInstruction(instruction)}`);
  };

  for (const instruction of instructionsIn(program.top)) {
    position.set(instruction, at++);
    for (const used of operandsOf(instruction)) {
      if (!position.has(used)) fail(instruction, "an operand comes later");
      if (!used.block.contains(instruction.block))
        fail(instruction, "an operand is in a block that is closed");
    }
    const indices = instruction.kind === "loop" ? [instruction.extent] : indicesOf(instruction);
    for (const { terms } of indices)
      for (const { loop } of terms)
        if (!loop.body.contains(instruction.block)) fail(instruction, "an index is used outside its loop");
    if (instruction.kind === "index" && !instruction.loop.body.contains(instruction.block))
      fail(instruction, "an index is used outside its loop");
    if (instruction.kind !== "load" && instruction.kind !== "accumulate") continue;
    if (instruction.index.length !== instruction.array.shape.length)
      fail(instruction, "one index per dimension");
    let known = accesses.get(instruction.array);
    if (!known) {
      known = { loads: [], accumulations: [] };
      accesses.set(instruction.array, known);
    }
    if (instruction.kind === "load") known.loads.push(instruction);
    else {
      if (instruction.array.kind === "input") fail(instruction, "an input is accumulated into");
      known.accumulations.push(instruction);
    }
  }

  for (const { loads, accumulations } of accesses.values())
    for (const load of loads)
      for (const accumulation of accumulations)
        if (!isAfter(load, accumulation, position))
          fail(load, "an element is read before its last accumulation");
  for (const output of program.outputs)
    if (!position.has(output)) throw new Error("invalid program: an output is missing");
}

/** Whether every read of an element comes after every accumulation to it, as far as the indices show. */
function isAfter(load: Load, accumulation: Accumulate, position: Map<Instruction | Arr, number>): boolean {
  const shared = commonBlock(load.block, accumulation.block);
  const textually = position.get(accumulation)! < position.get(load)!;
  // Only loops inside which the array lives on can bring an earlier read together with a later write.
  const loops = loopsAround(shared, load.array.block);
  // Without the same iteration of all of them in common, order decides per loop, the outermost first.
  for (const loop of loops) {
    const distance = distanceIn(loop, load, accumulation);
    if (distance === "never") return true;
    if (distance === undefined) return false;
    if (distance === 0) continue;
    // The element read at iteration i is accumulated to at iteration i + distance.
    return loop.order === "up" ? distance < 0 : loop.order === "down" ? distance > 0 : false;
  }
  return textually || isApart(load, accumulation);
}

/** By how many iterations the accumulation to an element is later than its reading, if the indices fix it. */
function distanceIn(loop: Loop, load: Load, accumulation: Accumulate): number | "never" | undefined {
  for (let d = 0; d < load.index.length; d++) {
    const read = offsetFrom(load.index[d]!, loop);
    const written = offsetFrom(accumulation.index[d]!, loop);
    if (read !== undefined && written !== undefined) return read - written;
  }
  return isApart(load, accumulation) ? "never" : undefined;
}

/** Whether some dimension's indices differ by a constant that is not 0. */
function isApart(load: Load, accumulation: Accumulate): boolean {
  return load.index.some((read: Affine, d) => {
    const written = accumulation.index[d]!;
    if (read.data !== written.data || read.data !== undefined) return false;
    const difference = plus(read, written, -1)!;
    return difference.terms.length === 0 && difference.constant !== 0;
  });
}

function commonBlock(a: Block, b: Block): Block {
  let block = a;
  while (!block.contains(b)) block = block.parent!;
  return block;
}

const indicesOf = (instruction: Instruction): readonly Affine[] =>
  instruction.kind === "load" || instruction.kind === "accumulate" ? instruction.index : [];

/** The scalars and arrays an instruction reads. */
export function operandsOf(instruction: Instruction): (Exclude<Instruction, Loop> | Arr)[] {
  const data = (affines: readonly Affine[]) =>
    affines.flatMap((affine) => (affine.data ? [affine.data] : []));
  switch (instruction.kind) {
    case "op":
      return [...instruction.args];
    case "load":
      return [instruction.array, ...data(instruction.index)];
    case "accumulate":
      return [instruction.array, instruction.value, ...data(instruction.index)];
    case "loop":
      return data([instruction.extent]);
    default:
      return [];
  }
}
