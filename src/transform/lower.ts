/** Ops that are others together, to the bit, as those: what they share with their neighbours is then computed once. */
import { Builder } from "../ir/builder.ts";
import { Expr, newTrace } from "../ir/expr.ts";
import { instructionsIn, type Program } from "../ir/program.ts";
import type { Num, Op } from "../op.ts";
import { clamp, elu, eq, gt, leakyRelu, lt, max, min, relu, select, sign, square, step } from "../ops.ts";
import { Reemission } from "./reemit.ts";

type Expansion = (...operands: Num[]) => Num;

/** What has the bits of an op's `f`, where its `expand` has not or there is none. */
const OTHERS = new Map<Op, Expansion>([
  [step, (x) => select(eq(x!, x!), gt(x!, 0), Number.NaN)],
  [sign, (x) => select(gt(x!, 0), 1, select(lt(x!, 0), -1, x!))],
  [clamp, (x, low, high) => min(max(x!, low!), high!)],
]);
/** Ops of the table whose `expand` has the bits of `f`. */
const EXACT = new Set<Op>([square, relu, leakyRelu, elu]);

const expansionOf = (op: Op): Expansion | undefined =>
  OTHERS.get(op) ?? (EXACT.has(op) || op.f === op.expand ? (op.expand as Expansion) : undefined);

/** The program with every op taken apart that loses no bit by it. */
export function lower(program: Program, strict: boolean): Program {
  let any = false;
  for (const x of instructionsIn(program.top)) any ||= x.kind === "op" && expansionOf(x.op) !== undefined;
  return any ? lower(expanded(program, strict), strict) : program;
}

function expanded(program: Program, strict: boolean): Program {
  const builder = new Builder({ strict });
  const trace = { ...newTrace(), builder };
  const apply = (op: Op, operands: readonly Num[]): Num =>
    (expansionOf(op) ?? (op as Expansion))(...operands);
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
