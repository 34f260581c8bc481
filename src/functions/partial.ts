/** Partial derivatives of straight-line programs, as programs that can be read. */
import type { Arr } from "../ir/program.ts";
import type { Num } from "../op.ts";
import { add } from "../ops.ts";
import { type Traced, trace } from "../trace.ts";
import { call } from "../transform/rebuild.ts";
import { simplify } from "../transform/simplify.ts";
import { jvp } from "./products.ts";

/**
 * The derivative of a program of numbers, without loops, with respect to its input numbered `wrt`: simplified by the
 * rules of algebra, so that it is the same as real numbers have it, and not at single points that a rule passes over.
 *
 * Forward mode: the derivative of a choice is a choice then, where a gradient adds up what arrives from its sides.
 *
 * @throws Error if the program has a loop or an array.
 */
export function partial(traced: Traced, wrt: number): Traced {
  const names = traced.inputs.map(({ path }) => path);
  const derivative = withParameters(names, (...args) => {
    const along = (x: Num) => applied(traced, args.with(wrt, x));
    return jvp(along)(args[wrt]!, 1).tangent;
  });
  return simplify(trace(derivative, ...names.map(() => 0)), { exact: false });
}

/** A function that calls its parameters by given names, as `trace` reads them from its text. */
export function withParameters<R>(names: readonly string[], f: (...args: Num[]) => R): (...args: Num[]) => R {
  const named = (...args: Num[]) => f(...args);
  return Object.defineProperty(named, "toString", { value: () => `(${names.join(", ")}) => …` });
}

/** The result of a straight-line program of numbers, of whatever the arguments are. */
function applied({ program }: Traced, args: readonly Num[]): Num {
  const scalars: Num[] = [];
  const cells = new Map<Arr, Num>();
  for (const [k, input] of program.inputs.entries()) cells.set(input, args[k]!);
  for (const instruction of program.top.instructions)
    switch (instruction.kind) {
      case "const":
        scalars[instruction.id] = instruction.value;
        break;
      case "op":
        scalars[instruction.id] = call(
          instruction.op,
          instruction.args.map(({ id }) => scalars[id]!),
        );
        break;
      case "load":
        scalars[instruction.id] = cells.get(instruction.array)!;
        break;
      case "alloc":
        if (instruction.shape.length > 0) throw new Error("partial: the program has an array");
        cells.set(instruction, instruction.initial);
        break;
      case "accumulate": {
        const { array, value, combine } = instruction;
        if (combine !== "add") throw new Error(`partial: the program has a ${combine} in a cell`);
        const before = cells.get(array)!;
        cells.set(array, before === 0 ? scalars[value.id]! : add(before, scalars[value.id]!));
        break;
      }
      default:
        throw new Error(`partial: the program has a ${instruction.kind}`);
    }
  return cells.get(program.outputs[0]!)!;
}
