/**
 * How many cases a randomised test runs, and from which seed.
 *
 * `npm test` runs a stated share of the full count; `npm run soak` sets CHAINRULE_SOAK and runs all of it. A test
 * runs once from a fixed seed, so that a failure stays found, and once from a fresh one (seed.ts).
 */
import { inject, TestRunner } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** Random cases that the test ran, for docs/reliability.md. */
    cases?: number;
  }
}

/** The share of the full count that tests run. */
export const FRACTION = inject("share");
/** Whether that is all of it. */
export const soak = FRACTION === 1;

/** Whether so many cases run that what tests say of their generators must hold. */
export const isEnough = FRACTION >= 1 / 50;

/** A seed never used before, the same in all tests of a run; CHAINRULE_SEED sets it instead, to repeat a failure. */
export const freshSeed = (): number => inject("freshSeed");

/**
 * The number of cases that a test is to run where its full count is `full`: a share of it, rounded up. To be asked for
 * once for each time that so many are run, for they are counted.
 */
export function runs(full: number): number {
  // Whole: fast-check goes on for ever towards a number of runs that it never meets.
  const count = Math.ceil(full * FRACTION);
  const test = TestRunner.getCurrentTest();
  if (test) test.meta.cases = (test.meta.cases ?? 0) + count;
  return count;
}
