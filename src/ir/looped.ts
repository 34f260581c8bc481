/**
 * Users' ops that are made of others with loops. Where they are traced these are loops of the program, as those of any
 * function are; the derivative is that of an op which gives what they made and has the rules.
 */
import { attach, type Num, type Op, type Unary } from "../op.ts";
import type { Expr } from "./expr.ts";
import type { Scalar } from "./program.ts";
import { during, newTrace, type Tracing, tracing } from "./tracing.ts";

type Rule = ((...operands: Num[]) => Num) | null;
type Handle = (trace: Tracing, scalar: Scalar) => Expr;

/** What an op gives in a program. */
export function applied(trace: Tracing, op: Op, operands: readonly Scalar[], handle: Handle): Scalar {
  const { builder } = trace;
  const ruled = op.f === op.expand && tracing() === trace ? ruledOf(op, operands, handle) : undefined;
  if (ruled === undefined) return builder.apply(op, operands);
  const made = constituents(trace, op, operands, handle);
  return ruled === op ? made : builder.apply(ruled, [...operands, made]);
}

function constituents(trace: Tracing, op: Op, operands: readonly Scalar[], handle: Handle): Scalar {
  const given = operands.map((x) => (x.kind === "const" ? x.value : handle(trace, x)));
  const made = (op.expand as (...operands: Num[]) => Num)(...given);
  return typeof made === "number" ? trace.builder.constant(made) : (made as Expr).scalar;
}

/** By op, and by which of its operands are numbers and what they are, which may decide that: whether it is made with loops. */
const known = new WeakMap<Op, Map<string, boolean>>();
const ruledOps = new WeakMap<Op, Op>();

/**
 * What gives the derivative of an op that is made with loops, itself if that follows from the loops; undefined for one without
 * loops, or that cannot be traced, as one whose JavaScript branches on data.
 */
function ruledOf(op: Op, operands: readonly Scalar[], handle: Handle): Op | undefined {
  const numbers = operands.map((x) => (x.kind === "const" ? x.value : "")).join();
  let asked = known.get(op);
  if (asked === undefined) {
    asked = new Map();
    known.set(op, asked);
  }
  if (!asked.has(numbers)) {
    asked.set(numbers, false);
    const trial = newTrace();
    const { builder } = trial;
    const others = operands.map((x) => (x.kind === "const" ? x : builder.load(builder.input("", []), [])));
    try {
      during(trial, () => constituents(trial, op, others, handle));
      asked.set(
        numbers,
        builder.top.instructions.some(({ kind }) => kind === "loop" || kind === "call"),
      );
    } catch {}
  }
  if (!asked.get(numbers)) return undefined;
  if (op.isDerived) return op;
  let own = ruledOps.get(op);
  if (own === undefined) {
    own = ruled(op);
    ruledOps.set(op, own);
  }
  return own;
}

/** The op of the same operands and, behind them, a result that it gives; with the same rules. */
function ruled(op: Op): Op {
  const { name, arity, latex, torch } = op;
  const f = (...operands: Num[]) => operands.at(-1)!;
  const d = (op.d as readonly Rule[]).map(
    (rule) => rule && ((...x: Num[]) => rule(...x.slice(0, arity), x.at(-1)!)),
  );
  const made = { [name]: (...operands: Num[]) => f(...operands) }[name];
  return attach(
    made as never as Unary,
    (arity + 1) as 1,
    { f, expand: f, d: [...d, null], latex, torch } as never,
  );
}
