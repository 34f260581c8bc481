/**
 * Whatever the text, running it gives an answer or a clean error: no crash, no hang, no object of the host. Texts are
 * random characters, random words of the two languages, programs that work, broken at random places, and programs that
 * parse and make no sense.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Builtin,
  Closure,
  Fields,
  LangError,
  type Language,
  type LangValue,
  List,
  Namespace,
  run,
} from "../src/lang/index.ts";
import { Value } from "../src/value.ts";
import { brokenProgram, randomText, senselessProgram } from "./lang-texts.ts";
import { freshSeed, runs } from "./runs.ts";

const FULL = 100_000;

/** Small enough that a program which uses it up does so at once. */
const budget = { steps: 4_000, nodes: 1_000, time: 2_000, list: 5_000, string: 5_000, depth: 200 };

/** Looks through everything that can be reached from a value; throws at what the language does not have. */
function inspect(values: Iterable<LangValue>): void {
  const pending = [...values];
  const seen = new Set<LangValue>();
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (value === null || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof List) pending.push(...value.items);
    else if (value instanceof Fields) pending.push(...value.entries.values());
    else if (value instanceof Namespace || value instanceof Builtin) pending.push(...value.members.values());
    else if (typeof value === "object") expect(value instanceof Value || value instanceof Closure).toBe(true);
    else expect(["number", "bigint", "boolean", "string"]).toContain(typeof value);
  }
}

function answersOrFailsCleanly(source: string, language: Language | "auto"): void {
  try {
    const { names, printed, leaves, root } = run(source, { language, budget });
    inspect([...names.values(), ...leaves, root ?? null]);
    expect(printed.every((line) => typeof line === "string")).toBe(true);
  } catch (error) {
    if (!(error instanceof LangError)) throw error;
    expect(error.line).toBeGreaterThanOrEqual(1);
    expect(error.column).toBeGreaterThanOrEqual(1);
    expect(error.from).toBeLessThanOrEqual(source.length);
    expect(error.excerpt).toContain("^");
    // What a bug of the host's would be called here; the language's own errors do not speak like that.
    expect(error.reason).not.toMatch(
      /is not a function|of undefined|of null|is not iterable|\[object |BigInt|Maximum|Invalid (?:array|string|count)/,
    );
  }
}

const fresh = freshSeed();
describe.each([
  { name: "a fixed seed", seed: 20240501 },
  { name: `the fresh seed ${fresh}`, seed: fresh },
])("from $name", ({ seed }) => {
  const check = <T>(arbitrary: fc.Arbitrary<T>, property: (example: T) => void) =>
    fc.assert(fc.property(arbitrary, property), { seed, numRuns: runs(FULL / 12) });
  for (const language of ["python", "javascript"] as const) {
    test(`random texts as ${language}`, () => {
      check(randomText, (source) => answersOrFailsCleanly(source, language));
    }, 600_000);
    test(`senseless programs in ${language}`, () => {
      check(senselessProgram(language), ({ source }) => answersOrFailsCleanly(source, language));
    }, 600_000);
  }
  test("broken programs in their own language", () => {
    check(brokenProgram, ({ source, language }) => answersOrFailsCleanly(source, language));
  }, 600_000);
  test("broken programs in whichever language they are", () => {
    check(brokenProgram, ({ source }) => answersOrFailsCleanly(source, "auto"));
  }, 600_000);
});
