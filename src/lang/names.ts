/** The ops of the table by the names that programs call them. */
import { isOp, type Op } from "../op.ts";
import * as table from "../ops.ts";
import { Builtin } from "./values.ts";

/** `leakyRelu` is `leaky_relu` to Python and PyTorch. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const OPS: readonly Op[] = Object.values(table).filter(isOp);

/** Every op, by its name and by that name in Python's spelling. */
export const opsByName: ReadonlyMap<string, Op> = new Map(
  OPS.flatMap((op) => [[op.name, op] as const, [snakeCase(op.name), op] as const]),
);

/** Every op that PyTorch has a function for, by PyTorch's name for it. */
export const opsByTorchName: ReadonlyMap<string, Op> = new Map(
  OPS.flatMap((op) => {
    const name = /^torch(?:\.nn\.functional)?\.(\w+)\(#1(?:, #2)?(?:, #3)?\)$/.exec(op.torch)?.[1];
    return name === undefined ? [] : [[name, op] as const];
  }),
);

/** An op as a function of the language; `name` is what errors call it. */
export function opFunction(op: Op, name = op.name): Builtin {
  const least = op.arity - (op.defaults?.length ?? 0);
  return new Builtin(name, (call) =>
    call.takes(least, op.arity).apply(op, ...call.args.map((arg) => call.numeric(arg))),
  );
}
