/** What ops cost, in primitives: additions, multiplications and the like. */
import type { Op } from "./op.ts";
import * as ops from "./ops.ts";

/** Also min and max: for NaN and −0 processors take several instructions to do what IEEE 754 and JavaScript say. */
const SLOW_INSTRUCTIONS = new Set<Op>([ops.div, ops.sqrt, ops.min, ops.max]);
/** Composite of a few primitives, without an instruction of their own. */
const SHORT = new Set<Op>([
  ...[ops.square, ops.sign, ops.step, ops.relu, ops.leakyRelu, ops.clamp, ops.select, ops.stopGradient],
  ...[ops.lt, ops.le, ops.gt, ops.ge, ops.eq],
]);

/** Primitives per application: 1 for an instruction, 4 for a division, root or extremum, 16 for an elementary function. */
export function weightOf(op: Op): number {
  if (SLOW_INSTRUCTIONS.has(op)) return 4;
  return op.instruction !== undefined || SHORT.has(op) ? 1 : 16;
}
