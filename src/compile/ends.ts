/**
 * Loops that may end early, as those of `whileLoop` do: an iteration that finds the condition false hands on what it was
 * handed, and so do all that follow it, for they do the same with the same. One of them is enough.
 */
import { type Affine, isConstant, isSame, offsetFrom } from "../ir/affine.ts";
import { type Arr, instructionsIn, type Loop, type Scalar, type Write } from "../ir/program.ts";
import { readsOf, writesOf } from "../ir/validate.ts";
import { select } from "../ops.ts";

/**
 * The scalar of a loop's body without which an iteration changes nothing; undefined if there is none, or if iterations
 * differ in anything but what they are handed. `handed` are the arrays whose rows the loop hands from one iteration to
 * the next, and that nobody reads but for the last.
 */
export function conditionOf(loop: Loop, handed: ReadonlySet<Arr>): Scalar | undefined {
  if (loop.order !== "up" || !isConstant(loop.extent)) return undefined;
  const varies = ({ terms }: Affine) => terms.some((term) => term.loop === loop);
  let condition: Scalar | undefined;
  for (const instruction of instructionsIn(loop.body)) {
    if (instruction.kind === "index" && instruction.loop === loop) return undefined;
    if (instruction.kind === "loop" && varies(instruction.extent)) return undefined;
    for (const { array, index } of readsOf(instruction))
      if (!handed.has(array) && index.some(varies)) return undefined;
    for (const write of writesOf(instruction)) {
      if (loop.body.contains(write.array.block)) {
        if (write.index.some(varies)) return undefined;
        continue;
      }
      const choice = handed.has(write.array) ? choiceOf(write, loop) : undefined;
      condition ??= choice;
      if (choice === undefined || choice !== condition) return undefined;
    }
  }
  return condition?.block === loop.body ? condition : undefined;
}

/** What decides whether a row gets something new or, bit for bit, what the row before it has. */
function choiceOf(write: Write, loop: Loop): Scalar | undefined {
  if (write.kind !== "accumulate" || write.combine !== "add") return undefined;
  const { array, index, value } = write;
  // What is added to 0 is never −0, in any row; what is added to −0 stays as it is.
  if (array.kind !== "alloc" || array.initial !== 0) return undefined;
  if (value.kind !== "op" || value.op !== select) return undefined;
  const [condition, , old] = value.args;
  const isBefore = (d: number, affine: Affine) => {
    const row = offsetFrom(index[d]!, loop);
    return row === undefined ? isSame(affine, index[d]!) : offsetFrom(affine, loop) === row - 1;
  };
  return old?.kind === "load" && old.array === array && old.index.every((affine, d) => isBefore(d, affine))
    ? condition
    : undefined;
}
