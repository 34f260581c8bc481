/** The level of an op is arbitrary: a composite op in a graph replaced by what it is made of. */
import { describe, isOp, type Num, type Op, Operand } from "../op.ts";
import * as ops from "../ops.ts";
import { checkValue, type Value } from "../value.ts";
import { call, rebuild } from "./rebuild.ts";

/**
 * The graph below `root` with the named ops replaced by their constituents, one level down, or with `"all"` composite
 * ops replaced down to those that have none. Values and leaf gradients stay the same but for rounding. Leaves are
 * shared with the old graph; labels stay, an expanded op's on the node that has its value.
 *
 * @throws TypeError if `which` is neither `"all"` nor a list of ops and names of the table; Error if one of them is
 *   not composite.
 */
export function expand(root: Value, which: readonly (string | Op)[] | "all" = "all"): Value {
  checkValue("expand", root);
  if (which === "all") return rebuild(root, { apply: expandAll });
  const wanted = new Set(namesOf(which));
  return rebuild(root, {
    apply: (op, operands) =>
      wanted.has(op.name) && op.expand ? constituents(op, operands) : call(op, operands),
  });
}

function namesOf(which: unknown): string[] {
  if (!Array.isArray(which))
    throw new TypeError(`expand: which is ${describe(which)}; wanted "all" or a list of ops, e.g. ["tanh"]`);
  return which.map((item: unknown) => {
    const op = isOp(item) ? item : (ops as Record<string, unknown>)[String(item)];
    if (!isOp(op)) throw new TypeError(`expand: ${describe(item)} is no op`);
    if (op.expand === undefined)
      throw new Error(`expand: ${op.name} is a primitive op; it has no constituents`);
    return op.name;
  });
}

const constituents = (op: Op, operands: readonly Num[]): Num =>
  (op.expand as (...operands: readonly Num[]) => Num)(...operands);

/** A value to which applying a composite op means expanding it. */
class Expanded extends Operand {
  readonly value: Value;
  constructor(value: Value) {
    super();
    this.value = value;
  }
  override get rank(): number {
    return 1;
  }
  override apply(op: Op, ...operands: (Num | undefined)[]): Expanded {
    const given = operands.slice(0, op.arity) as Num[];
    if (op.expand) return lift(constituents(op, given)) as Expanded;
    return lift(call(op, given.map(lower))) as Expanded;
  }
}
const lift = (x: Num): Num => (typeof x === "number" || x instanceof Expanded ? x : new Expanded(x as Value));
const lower = (x: Num): Num => (x instanceof Expanded ? x.value : x);

const expandAll = (op: Op, operands: readonly Num[]): Num => lower(call(op, operands.map(lift)));
