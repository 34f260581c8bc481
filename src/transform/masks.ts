/** Choices that adjoints go through: late, once, so that what products on the way made of the other side is not seen. */
import type { Builder } from "../ir/builder.ts";
import type { Scalar } from "../ir/program.ts";
import { eq, select } from "../ops.ts";

/**
 * A choice that an adjoint has yet to go through: it counts where `condition` is not 0, or with `inverted` where it is
 * 0, and is 0 elsewhere, whatever infinite slopes or NaN its products have met on the side that was not taken.
 */
interface Choice {
  readonly condition: Scalar;
  readonly inverted: boolean;
}
/** The same of an adjoint that comes from one that has gone through its choices, and counts where that is not 0. */
interface Chosen {
  readonly chosen: Scalar;
}
export type Mask = Choice | Chosen;
/** A part of an adjoint, and what it has yet to go through. */
export interface Share {
  readonly g: Scalar;
  readonly mask: Mask | undefined;
}
/** Whether two parts of an adjoint go through the same. */
export function isSame(a: Mask | undefined, b: Mask | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if ("chosen" in a || "chosen" in b) return "chosen" in a && "chosen" in b && a.chosen === b.chosen;
  return a.condition === b.condition && a.inverted === b.inverted;
}

function choiceOf(builder: Builder, mask: Mask): Choice {
  if (!("chosen" in mask)) return mask;
  return { condition: builder.apply(eq, [mask.chosen, builder.constant(0)]), inverted: true };
}

/** A mask and one more choice, of which the first or the second side is meant. */
export function through(builder: Builder, mask: Mask | undefined, condition: Scalar, first: boolean): Mask {
  if (mask === undefined) return { condition, inverted: !first };
  const outer = choiceOf(builder, mask);
  const never = builder.constant(outer.inverted ? 1 : 0);
  const sides = first ? [outer.condition, never] : [never, outer.condition];
  return { condition: builder.apply(select, [condition, ...sides]), inverted: outer.inverted };
}

/** The adjoint behind the choices. They are made here once, and not by each product on the way. */
export function chosen(builder: Builder, { g, mask }: Share): Scalar {
  if (mask === undefined || ("chosen" in mask && mask.chosen === g)) return g;
  const { condition, inverted } = choiceOf(builder, mask);
  const zero = builder.constant(0);
  return builder.apply(select, [condition, ...(inverted ? [zero, g] : [g, zero])]);
}
