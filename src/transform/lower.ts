/** Ops that are others together, to the bit, as those: what they share with their neighbours is then computed once. */
import { Builder } from "../ir/builder.ts";
import { Expr, newTrace } from "../ir/expr.ts";
import { instructionsIn, type Program } from "../ir/program.ts";
import type { Num, Op } from "../op.ts";
import { elu, leakyRelu, relu, square } from "../ops.ts";
import { Reemission } from "./reemit.ts";

/** Those of the table whose expansion has the bits of their `f`. */
const EXACT = new Set<Op>([square, relu, leakyRelu, elu]);

const isExact = (op: Op): boolean => op.expand !== undefined && (EXACT.has(op) || op.f === op.expand);

/** The program with every op taken apart that loses no bit by it. */
export function lower(program: Program, strict: boolean): Program {
  let any = false;
  for (const x of instructionsIn(program.top)) any ||= x.kind === "op" && isExact(x.op);
  return any ? lower(expanded(program, strict), strict) : program;
}

function expanded(program: Program, strict: boolean): Program {
  const builder = new Builder({ strict });
  const trace = { ...newTrace(), builder };
  const apply = (op: Op, operands: readonly Num[]): Num => {
    if (isExact(op)) return (op.expand as (...operands: Num[]) => Num)(...operands);
    return (op as (...operands: Num[]) => Num)(...operands);
  };
  const emission = new Reemission<Num>(
    builder,
    {
      atom: (scalar) => (scalar.kind === "const" ? scalar.value : new Expr(trace, scalar)),
      apply: ({ op }, operands) => apply(op, operands),
      emit: (x) => (typeof x === "number" ? builder.constant(x) : (x as Expr).scalar),
    },
    undefined,
    { keepsCopies: true },
  );
  return emission.program(program);
}
