/** The level of an op is arbitrary: a composite op replaced by what it is made of. */
import { Expr } from "../ir/expr.ts";
import type { Callee } from "../ir/program.ts";
import { newTrace } from "../ir/tracing.ts";
import { describe, isOp, type Num, numberOf, type Op, Operand } from "../op.ts";
import * as ops from "../ops.ts";
import { isTraced, type Traced, traced } from "../trace.ts";
import { isValue, type Value } from "../value.ts";
import { call, rebuild } from "./rebuild.ts";
import { type Meaning, Reemission, rebuilt } from "./reemit.ts";

/** Composite ops: names of the table's, ops themselves, or all of the table. */
export type Which = readonly (string | Op)[] | "all";

/**
 * The graph below a root, or a traced program, with the named ops replaced by their constituents, one level down, or
 * with `"all"` composite ops replaced down to those that have none. Values and gradients stay the same but for
 * rounding. Of a graph leaves are shared with the old one; labels stay, an expanded op's on the node that has its value.
 *
 * In a program differences and negations stay: its constructors make them of sums and of products with −1.
 *
 * @throws TypeError if `x` is neither, or `which` neither `"all"` nor a list of ops and names of the table; Error if
 *   one of them is not composite.
 */
export function expand(x: Value, which?: Which): Value;
export function expand<R>(x: Traced<R>, which?: Which): Traced<R>;
export function expand(x: Value | Traced, which: Which = "all"): Value | Traced {
  if (!isValue(x) && !isTraced(x))
    throw new TypeError(`expand: root is ${describe(x)}; wanted a Value, or what trace gives`);
  const wanted = new Set(which === "all" ? [] : compositeOps("expand", which));
  const apply = (op: Op, operands: readonly Num[]): Num => {
    if (which === "all") return expandAll(op, operands);
    return wanted.has(op) ? constituents(op, operands) : call(op, operands);
  };
  return isValue(x) ? rebuild(x, { apply }) : expandProgram(x, apply);
}

function expandProgram(
  { program, inputs, captured, result }: Traced,
  apply: (op: Op, operands: readonly Num[]) => Num,
): Traced {
  const emission = (calleeOf: (callee: Callee) => Callee) => {
    const tracing = newTrace();
    const { builder } = tracing;
    const meaning: Meaning<Num> = {
      atom: (scalar) => (scalar.kind === "const" ? scalar.value : new Expr(tracing, scalar)),
      apply: ({ op }, operands) => apply(op, operands),
      emit: (x) => (typeof x === "number" ? builder.constant(x) : (x as Expr).scalar),
    };
    return new Reemission(builder, meaning, calleeOf);
  };
  return traced(rebuilt(program, emission), inputs, captured, result);
}

/** The ops that a caller has named. @throws TypeError for what is no op, Error for an op without constituents. */
export function compositeOps(where: string, which: unknown): Op[] {
  if (!Array.isArray(which))
    throw new TypeError(
      `${where}: which is ${describe(which)}; wanted "all" or a list of ops, e.g. ["tanh"]`,
    );
  return which.map((item: unknown) => {
    const op = isOp(item) ? item : (ops as Record<string, unknown>)[String(item)];
    if (!isOp(op)) throw new TypeError(`${where}: ${describe(item)} is no op`);
    if (op.expand === undefined)
      throw new Error(`${where}: ${op.name} is a primitive op; it has no constituents`);
    return op;
  });
}

const constituents = (op: Op, operands: readonly Num[]): Num =>
  (op.expand as (...operands: readonly Num[]) => Num)(...operands);

/** An operand of another interpretation to which applying a composite op means expanding it. */
class Expanded extends Operand {
  readonly operand: Operand;
  constructor(operand: Operand) {
    super();
    this.operand = operand;
  }
  /** The number, if it is known. */
  get data(): number {
    return numberOf(this.operand);
  }
  override get rank(): number {
    return this.operand.rank + 1;
  }
  override apply(op: Op, ...operands: (Num | undefined)[]): Expanded {
    const given = operands.slice(0, op.arity) as Num[];
    if (op.expand) return lift(constituents(op, given)) as Expanded;
    return lift(call(op, given.map(lower))) as Expanded;
  }
}
const lift = (x: Num): Num => (typeof x === "number" || x instanceof Expanded ? x : new Expanded(x));
const lower = (x: Num): Num => (x instanceof Expanded ? x.operand : x);

const expandAll = (op: Op, operands: readonly Num[]): Num => lower(call(op, operands.map(lift)));
