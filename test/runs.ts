/**
 * How many cases a randomised test runs.
 *
 * `npm test` runs a stated fraction of the full count; `npm run soak` sets CHAINRULE_SOAK and runs all of it. A test
 * runs once from a fixed seed, so that a failure stays found, and once from a fresh one (seed.ts).
 */
import { appendFileSync } from "node:fs";
import { relative } from "node:path";
import { expect } from "vitest";
import { FRACTION, soak } from "./seed.ts";

export { FRACTION, freshSeed, soak } from "./seed.ts";

/** The number of runs a test makes where its full count is `full`: all of them when soaking, else a fiftieth, rounded up. */
export function runs(full: number): number {
  // Whole: fast-check goes on for ever towards a number of runs that it never meets.
  const count = Math.ceil(soak ? full : full * FRACTION);
  record(count);
  return count;
}

/** For docs/reliability.md: which test ran how many cases. */
function record(count: number): void {
  const log = process.env.CHAINRULE_RUNS;
  const { currentTestName: test, testPath } = expect.getState();
  if (log === undefined || test === undefined || testPath === undefined) return;
  appendFileSync(log, `${JSON.stringify({ file: relative(process.cwd(), testPath), test, count })}\n`);
}
