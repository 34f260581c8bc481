/**
 * A row as the tape runs it. Calling a row's functions costs more than most ops do, since V8 boxes every double that
 * goes into or comes out of a call it can't inline. What can be read off a row once is therefore not called: an op
 * that is one instruction JavaScript has an operator for, and a rule that is a constant, an operand or the result.
 */
import { type Num, type Op, Operand, OperatorError, UNRECORDED } from "./op.ts";

/** How the sweep gets a local derivative. */
export const CALL = 0;
export const NONE = 1;
export const CONSTANT = 2;
export const X = 3;
export const Y = 4;
export const OUT = 5;
/** The op has no such operand. */
export const ABSENT = 6;

/** The operators of JavaScript that the table's instructions name. */
export const ADD = 1;
export const SUB = 2;
export const MUL = 3;
export const DIV = 4;
const OPERATORS: Readonly<Record<string, number>> = {
  "f64.add": ADD,
  "f64.sub": SUB,
  "f64.mul": MUL,
  "f64.div": DIV,
};

/** A rule on numbers: of (x, out), (x, y, out) or (x, y, z, out). */
type Slope = (x: number, y: number, z?: number, out?: number) => number;

export interface Kernel {
  readonly op: Op;
  readonly code: number;
  readonly arity: 1 | 2 | 3;
  /** 0, or the operator that computes the op. */
  readonly operator: number;
  readonly f: (x: number, y?: number, z?: number) => number;
  readonly dx: Slope | null;
  readonly dy: Slope | null;
  readonly dz: Slope | null;
}

/** Kernels by code. */
export const kernels: Kernel[] = [];
const MOST = 0x10000;
/** By code: the kinds of the rules of x and of y, or 0 where a rule must be called, or where there is a third. */
export const plans = new Uint8Array(MOST);
export const KIND_BITS = 3;
/** By 2·code + operand: a constant rule. */
export const constants = new Float64Array(2 * MOST);

/** The kernel of an op, made when a tape first meets it. @throws RangeError above 65,536 ops. */
export function kernelOf(op: Op): Kernel {
  return op.code === UNRECORDED ? register(op) : kernels[op.code]!;
}

function register(op: Op): Kernel {
  const code = kernels.length;
  if (code >= MOST) throw new RangeError(`${op.name}: a tape knows at most ${MOST} ops; define each op once`);
  const [x, y] = op.d.map((rule) => read(rule as Rule | null, op.arity));
  constants[2 * code] = x!.constant;
  constants[2 * code + 1] = y?.constant ?? 0;
  const kinds = [x!.kind, y?.kind ?? ABSENT] as const;
  if (op.arity < 3 && !kinds.includes(CALL)) plans[code] = kinds[0] | (kinds[1] << KIND_BITS);
  const [dx = null, dy = null, dz = null] = op.d as readonly (Slope | null)[];
  const operator = OPERATORS[op.instruction ?? ""] ?? 0;
  const kernel = { op, code, arity: op.arity, operator, f: op.f as Kernel["f"], dx, dy, dz };
  kernels.push(kernel);
  op.code = code;
  return kernel;
}

type Rule = (...operands: Num[]) => Num;

/** An operand that only knows itself. */
class Probe extends Operand {
  override apply(): Operand {
    return new Probe();
  }
}

/** What a rule gives for operands that are only names. One that loops over them must be called. */
function read(rule: Rule | null, arity: number): { kind: number; constant: number } {
  if (rule === null) return { kind: NONE, constant: 0 };
  const names = Array.from({ length: arity + 1 }, () => new Probe());
  let given: Num | undefined;
  try {
    given = rule(...names);
  } catch (error) {
    if (error instanceof OperatorError) throw error;
  }
  if (typeof given === "number") return { kind: CONSTANT, constant: given };
  const which = names.indexOf(given as Probe);
  const kind = which < 0 ? CALL : which === arity ? OUT : which === 0 ? X : which === 1 ? Y : CALL;
  return { kind, constant: 0 };
}

/** The op of two operands, computed. */
export function compute2(kernel: Kernel, x: number, y: number): number {
  switch (kernel.operator) {
    case ADD:
      return x + y;
    case SUB:
      return x - y;
    case MUL:
      return x * y;
    case DIV:
      return x / y;
    default:
      return kernel.f(x, y);
  }
}
