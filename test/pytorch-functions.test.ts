/** Derivatives of functions against numbers that PyTorch gave, made by test/fixtures/make_pytorch_functions.py. */
import { describe, expect, test } from "vitest";
import { at } from "../src/arrays.ts";
import { hessian, jacobian } from "../src/functions/jacobian.ts";
import { jvp } from "../src/functions/products.ts";
import type { Num } from "../src/op.ts";
import * as ops from "../src/ops.ts";
import { evaluate, trace } from "../src/trace.ts";
import { readFixture } from "./fixture.ts";

interface Program {
  readonly inputs: number[];
  readonly ops: [op: string, ...operands: (number | [number])[]][];
  readonly outputs: number[];
  readonly direction: number[];
  readonly value: number[];
  readonly jacobian: number[][];
  readonly jvp: number[];
  readonly hessian: number[][];
}
const { functions } = await readFixture<{ functions: Program[] }>("pytorch-functions.json");
const TOLERANCE = 1e-10;

const call = new Map(Object.values(ops).map((op) => [op.name, op as unknown as (...operands: Num[]) => Num]));

/** The results of all ops, inputs first. */
function resultsOf({ inputs, ops: instructions }: Program, x: readonly Num[]): Num[] {
  const results = inputs.map((_, k) => at(x, k));
  for (const [name, ...operands] of instructions)
    results.push(call.get(name)!(...operands.map((o) => (typeof o === "number" ? results[o]! : o[0]))));
  return results;
}
const vector = (program: Program) => (x: readonly Num[]) => {
  const results = resultsOf(program, x);
  return program.outputs.map((k) => results[k]!);
};
const total = (program: Program) => (x: readonly Num[]) => vector(program)(x).reduce((a, b) => ops.add(a, b));

const flat = (x: unknown): number[] => (Array.isArray(x) ? x.flatMap(flat) : [x as number]);

/** Expects elements to agree relative to the largest. */
function agree(what: string, got: unknown, want: unknown): void {
  const [a, b] = [flat(got), flat(want)];
  expect(a.length, what).toBe(b.length);
  const size = Math.max(...b.map(Math.abs));
  a.forEach((y, k) => {
    if (!(Math.abs(y - b[k]!) <= TOLERANCE * size))
      throw new Error(`${what}: element ${k} is ${y}, wanted ${b[k]}`);
  });
}

const ways: [string, (f: (x: number[]) => unknown, x: number[]) => unknown][] = [
  ["eager", (f, x) => f(x)],
  ["traced", (f, x) => evaluate(trace(f, x), x)],
];

test("there are a hundred of them, with choices, maxima and second derivatives", () => {
  expect(functions.length).toBe(100);
  const used = new Set(functions.flatMap((program) => program.ops.map(([name]) => name)));
  expect([...used]).toEqual(expect.arrayContaining(["select", "max", "min", "hypot", "div", "erf", "log"]));
  for (const program of functions) expect(flat(program.hessian).some((y) => y !== 0)).toBe(true);
});

describe.each(ways)("%s", (_, run) => {
  test("values", () => {
    for (const [k, program] of functions.entries())
      agree(`function ${k}`, run(vector(program), program.inputs), program.value);
  });
  test.each(["forward", "reverse"] as const)("Jacobians, %s", (mode) => {
    for (const [k, program] of functions.entries())
      agree(`function ${k}`, run(jacobian(vector(program), { mode }), program.inputs), program.jacobian);
  });
  test("derivatives along a direction", () => {
    for (const [k, program] of functions.entries()) {
      const along = (x: readonly Num[]) => jvp(vector(program))(x, program.direction).tangent;
      agree(`function ${k}`, run(along, program.inputs), program.jvp);
    }
  });
  test("Hessians", () => {
    for (const [k, program] of functions.entries())
      agree(`function ${k}`, run(hessian(total(program)), program.inputs), program.hessian);
  });
});
