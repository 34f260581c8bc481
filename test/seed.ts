/**
 * How much of the full counts randomised tests run, and from which fresh seed. Vitest calls the default export before
 * any test, so that all tests share one fresh seed and it is printed whether they pass or fail.
 */
import { randomInt } from "node:crypto";

/** The share of the full count that an ordinary test run does. */
export const FRACTION = 1 / 50;

/** Whether the full counts are asked for. */
export const soak = Boolean(process.env.CHAINRULE_SOAK);

/**
 * A seed never used before, the same in all tests of a run; CHAINRULE_SEED sets it instead, to repeat a failure.
 */
export function freshSeed(): number {
  const given = process.env.CHAINRULE_SEED;
  if (given === undefined) return randomInt(2 ** 31);
  if (!/^\d{1,10}$/.test(given))
    throw new Error(`CHAINRULE_SEED is ${JSON.stringify(given)}; wanted a whole number`);
  return Number(given);
}

export default function setup(): void {
  const seed = freshSeed();
  process.env.CHAINRULE_SEED = String(seed);
  const share = soak ? "their full counts" : `1/${1 / FRACTION} of their full counts`;
  console.log(`Randomised tests run ${share}, from fixed seeds and from the fresh seed ${seed};`);
  console.log(`CHAINRULE_SEED=${seed} repeats this run.\n`);
}
