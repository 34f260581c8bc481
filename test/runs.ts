/**
 * How many cases a randomised test runs, and from which seeds.
 *
 * `npm test` runs a stated fraction of the full count; `npm run soak` sets CHAINRULE_SOAK and runs all of it. A test
 * runs once from a fixed seed, so that a failure stays found, and once from a fresh one, which it prints.
 */
import { randomInt } from "node:crypto";

/** The share of the full count that an ordinary test run does. */
export const FRACTION = 1 / 50;

/** Whether the full counts are asked for. */
export const soak = Boolean(process.env.CHAINRULE_SOAK);

/** The number of runs a test makes where its full count is `full`: all of them when soaking, else a fiftieth, rounded up. */
export function runs(full: number): number {
  return soak ? full : Math.ceil(full * FRACTION);
}

/**
 * A seed never used before, for the test to print beside its result; CHAINRULE_SEED sets it instead, to repeat a failure.
 */
export function freshSeed(): number {
  const given = process.env.CHAINRULE_SEED;
  if (given === undefined) return randomInt(2 ** 31);
  if (!/^\d{1,10}$/.test(given))
    throw new Error(`CHAINRULE_SEED is ${JSON.stringify(given)}; wanted a whole number`);
  return Number(given);
}
