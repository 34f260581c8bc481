/**
 * How much of the full counts randomised tests run, and from which fresh seed. Vitest calls the default export before
 * any test and hands what it provides to every test, in Node and in browsers: so all share one fresh seed, and it is
 * printed whether they pass or fail.
 */
import { randomInt } from "node:crypto";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    readonly freshSeed: number;
    /** The share of the full counts that randomised tests run. */
    readonly share: number;
  }
}

/** The share that an ordinary run does in Node; a browser, where the same tests run again, does less. */
const IN_NODE = 1 / 50;
const IN_BROWSER = 1 / 200;

let fresh: number | undefined;

/** CHAINRULE_SEED repeats a run. */
function seed(): number {
  const given = process.env.CHAINRULE_SEED;
  if (given === undefined) return randomInt(2 ** 31);
  if (!/^\d{1,10}$/.test(given))
    throw new Error(`CHAINRULE_SEED is ${JSON.stringify(given)}; wanted a whole number`);
  return Number(given);
}

/** Called for every project, of which a browser makes one beside the root. */
export default function setup(project: TestProject): void {
  const part = project.config.browser.enabled ? IN_BROWSER : IN_NODE;
  const share = process.env.CHAINRULE_SOAK ? 1 : part;
  const isFirst = fresh === undefined;
  fresh ??= seed();
  project.provide("freshSeed", fresh);
  project.provide("share", share);
  if (!isFirst) return;
  const counts = share === 1 ? "their full counts" : `1/${1 / share} of their full counts`;
  console.log(`Randomised tests run ${counts}, from fixed seeds and from the fresh seed ${fresh};`);
  console.log(`CHAINRULE_SEED=${fresh} repeats this run.\n`);
}
