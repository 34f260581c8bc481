/** One compiled program as a child process, in the protocol of `turns.ts`: the numbers and the work of `compile.c`. */
import { createInterface } from "node:readline";
import { compile } from "../src/compile/compile.ts";
import { type Case, caseOf, flat } from "./compiled.ts";

/** How many of the numbers of a gradient `compile.c` adds up, where not all. */
const FIRST: Record<string, number> = { lse: 3, det: 1 };

function rootOf(name: string, { value, args }: Case, result: unknown): number {
  // The gradient in alpha is left out of the sum.
  const part = name === "gmm" ? Object.values(result as object).slice(1) : result;
  const numbers = flat(value ? compile(value)(...args) : part);
  return numbers.slice(0, FIRST[name]).reduce((a, b) => a + b, 0);
}

const name = process.argv[2]!;
const given = caseOf(name);
const compiled = compile(given.f, { like: given.args });
const { run } = compiled;
let first = true;
for await (const line of createInterface({ input: process.stdin })) {
  if (first) {
    const root = rootOf(name, given, compiled(...given.args));
    console.log(JSON.stringify({ root }));
    first = false;
    continue;
  }
  const steps = Number(line);
  const start = performance.now();
  for (let k = 0; k < steps; k++) run();
  console.log(JSON.stringify({ ms: (performance.now() - start) / steps }));
}
