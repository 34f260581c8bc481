/** The simple interpreter of programs: the oracle that every other way of running them is tested against. */
import { valueOfIndex } from "./ir/affine.ts";
import { indexError, isIndex, nameOf } from "./ir/expr.ts";
import type { Arr, Block, Loop, Part, Program, Scalar } from "./ir/program.ts";
import { sizeOf } from "./tree.ts";

/** What a run did, for those who count. */
export interface Counts {
  /** Ops applied, and accumulations made as the ops `add`, `max` or `min`; each weighted by `weight`. */
  ops: number;
}

/**
 * Runs a program on the elements of its inputs, row by row, and returns those of its outputs.
 *
 * @throws RangeError if an index is out of range or not whole, naming it.
 */
export function run(
  program: Program,
  inputs: readonly Float64Array[],
  counts?: Counts,
  weight = (_: string) => 1,
): Float64Array[] {
  return runInto(program, inputs, [], counts, weight);
}

/** As `run`; the arrays in `given`, which a caller has, are added to in place of those that the outputs would be. */
function runInto(
  program: Program,
  inputs: readonly Float64Array[],
  given: readonly Float64Array[],
  counts: Counts | undefined,
  weight: (name: string) => number,
): Float64Array[] {
  const scalars = new Float64Array(program.size);
  const arrays = new Map<Arr, Float64Array>();
  const indices = new Map<Loop, number>();
  for (const [k, input] of program.inputs.entries()) arrays.set(input, inputs[k]!);
  const standIns = new Map(given.map((elements, k) => [program.outputs[k]!, elements]));
  const indexOf = (loop: Loop) => indices.get(loop)!;
  const scalar = (x: Scalar) => scalars[x.id]!;

  const address = ({ array, index }: Part): number => {
    let at = 0;
    index.forEach((affine, d) => {
      const i = valueOfIndex(affine, indexOf, scalar);
      const n = array.shape[d]!;
      if (!isIndex(i, n)) {
        const before = index.slice(0, d).map((outer) => valueOfIndex(outer, indexOf, scalar));
        throw indexError(i, n, nameOf(array), before);
      }
      at = at * n + i;
    });
    return at;
  };

  const part = (given: Part): Float64Array => {
    const size = sizeOf(given.array.shape.slice(given.index.length));
    const at = address(given) * size;
    return arrays.get(given.array)!.subarray(at, at + size);
  };

  const runBlock = (block: Block): void => {
    for (const instruction of block.instructions) {
      switch (instruction.kind) {
        case "const":
          scalars[instruction.id] = instruction.value;
          break;
        case "index":
          scalars[instruction.id] = indexOf(instruction.loop);
          break;
        case "op": {
          // As many operands as the op has: Math.max, given an undefined one, says NaN.
          const call = instruction.op.f as (...operands: number[]) => number;
          scalars[instruction.id] = call(...instruction.args.map(scalar));
          if (counts) counts.ops += weight(instruction.op.name);
          break;
        }
        case "load":
          scalars[instruction.id] = arrays.get(instruction.array)![address(instruction)]!;
          break;
        case "alloc":
          arrays.set(
            instruction,
            standIns.get(instruction) ??
              new Float64Array(sizeOf(instruction.shape)).fill(instruction.initial),
          );
          break;
        case "accumulate": {
          const elements = arrays.get(instruction.array)!;
          const to = address(instruction);
          const value = scalar(instruction.value);
          if (instruction.combine === "add") elements[to]! += value;
          else if (instruction.combine === "max") elements[to] = Math.max(elements[to]!, value);
          else elements[to] = Math.min(elements[to]!, value);
          if (counts) counts.ops += weight(instruction.combine);
          break;
        }
        case "call": {
          const { callee, args, results } = instruction;
          runInto(callee.program, args.map(part), results.map(part), counts, weight);
          break;
        }
        case "loop": {
          const n = valueOfIndex(instruction.extent, indexOf, scalar);
          for (let k = 0; k < n; k++) {
            indices.set(instruction, instruction.order === "down" ? n - 1 - k : k);
            runBlock(instruction.body);
          }
          break;
        }
      }
    }
  };
  runBlock(program.top);
  return program.outputs.map((output) => arrays.get(output)!);
}
