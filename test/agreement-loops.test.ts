/**
 * Agreement on random programs of loops in loops: plain JavaScript loops on numbers = the library on numbers = on
 * values = traced and evaluated; reverse = forward = differences of the plain loops; second derivatives by four
 * routes. Programs are valid after tracing, after each derivative and after pruning.
 */
import { describe, expect, test } from "vitest";
import {
  type Check,
  checkGradient,
  checkSecond,
  checkValues,
  curvature,
  type Sample,
  sample,
  slope,
  wrongWith,
} from "./nest-checks.ts";
import { print } from "./nest-languages.ts";
import { type Node, nest, shrink, simpler } from "./nests.ts";
import { freshSeed, isEnough, runs, soak } from "./runs.ts";

const TIMEOUT = soak ? 3_600_000 : 120_000;

/** What a message says but for its numbers: shrinking must not wander from one failure to another. */
const kindOf = (wrong: string) => wrong.split("\n")[0]!.replace(/-?\d[\d.e+-]*/g, "#");

function failure(program: Node, seed: number, check: Check): string | undefined {
  const drawn = sample(program, seed);
  return drawn && wrongWith(drawn, [check]);
}

/** Runs a check on random programs. @throws Error with the smallest program found that fails. */
function hold(check: Check, from: number, count: number, size: number): Sample[] {
  const samples: Sample[] = [];
  for (let seed = from; samples.length < count; seed++) {
    const program = nest(seed, size);
    const drawn = sample(program, seed);
    if (drawn === undefined) continue;
    samples.push(drawn);
    const wrong = wrongWith(drawn, [check]);
    if (wrong === undefined) continue;
    const fails = (p: Node) => {
      const again = failure(p, seed, check);
      return again !== undefined && kindOf(again) === kindOf(wrong) ? again : undefined;
    };
    const least = shrink(program, wrong, fails, simpler);
    throw new Error(`seed ${seed}: ${least.failure}\n${print(least.program)}`);
  }
  return samples;
}

const kinds = ({ kind, parts }: Node): string[] => [kind, ...parts.flatMap(kinds)];

// Programs of neighbouring seeds are unrelated.
describe.each([1, freshSeed()])("from seed %i", (seed) => {
  test("values: plain loops = numbers = values = traced", { timeout: TIMEOUT }, () => {
    const samples = hold(checkValues, seed, runs(20_000), 60);
    if (!isEnough) return;
    // The generator does what it should.
    expect(new Set(samples.flatMap(({ program }) => kinds(program))).size).toBe(22);
    expect(Math.max(...samples.map(({ ops }) => ops))).toBeGreaterThan(2000);
  });

  test("gradients: reverse = forward = differences", { timeout: TIMEOUT }, () => {
    const samples = hold(checkGradient, seed, runs(5000), 40);
    if (!isEnough) return;
    expect(samples.filter((drawn) => slope(drawn) !== undefined).length / samples.length).toBeGreaterThan(
      0.5,
    );
  });

  test("second derivatives by four routes", { timeout: TIMEOUT }, () => {
    const samples = hold(checkSecond, seed, runs(2000), 30);
    if (!isEnough) return;
    expect(samples.filter((drawn) => curvature(drawn) !== undefined).length / samples.length).toBeGreaterThan(
      0.5,
    );
  });
});
