/** Ops that are others together, to the bit, as those: what they share with their neighbours is then computed once. */
import { Builder } from "../ir/builder.ts";
import { Expr } from "../ir/expr.ts";
import { type Program, type Scalar, visitInstructions } from "../ir/program.ts";
import { newTrace, type Tracing } from "../ir/tracing.ts";
import type { Num, Op } from "../op.ts";
import { clamp, elu, eq, gt, leakyRelu, lt, max, min, relu, select, sign, square, step } from "../ops.ts";
import { Edits, type Meaning, Reemission } from "./reemit.ts";

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

/** Whether a program has ops to take apart. */
export function isLow({ top }: Program): boolean {
  let is = true;
  visitInstructions(top, (x) => {
    is &&= x.kind !== "op" || expansionOf(x.op) === undefined;
  });
  return is;
}

/** The program with every op taken apart that loses no bit by it. */
export function lower(program: Program, strict: boolean): Program {
  if (isLow(program)) return program;
  const builder = new Builder({ strict, size: program.size });
  return new Reemission(builder, lowered(builder), undefined, new Edits(true)).program(program);
}

/** What ops are in lower ones. */
export function lowered(builder: Builder): Meaning<Scalar> {
  const trace = { ...newTrace(), builder };
  return {
    atom: (scalar) => scalar,
    apply: ({ op }, args) => applyLowered(trace, op, args),
    emit: (scalar) => scalar,
  };
}

function applyLowered(trace: Tracing, op: Op, args: readonly Scalar[]): Scalar {
  const { builder } = trace;
  const expansion = expansionOf(op);
  if (expansion === undefined) return builder.apply(op, args);
  const whole = expansion(...args.map((x) => (x.kind === "const" ? x.value : new Lowered(trace, x))));
  return typeof whole === "number" ? builder.constant(whole) : (whole as Lowered).scalar;
}

/** An operand of an op that is taken apart; so are those that it becomes. */
class Lowered extends Expr {
  override apply(op: Op, ...operands: (Num | undefined)[]): Lowered {
    const { trace } = this;
    const args = operands
      .slice(0, op.arity)
      .map((x) => (typeof x === "number" ? trace.builder.constant(x) : (x as Lowered).scalar));
    return new Lowered(trace, applyLowered(trace, op, args));
  }
}
