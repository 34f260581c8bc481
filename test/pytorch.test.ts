import { describe, expect, test } from "vitest";
import type { Num } from "../src/op.ts";
import * as ops from "../src/ops.ts";
import { type Value, value } from "../src/value.ts";
import { asPyTorch, CHAINS, DIFFERENCES } from "./differences.ts";
import { number, readFixture, type Stored } from "./fixture.ts";

/** Against numbers that PyTorch gave, made by test/fixtures/make_pytorch.py. */

type Instruction = [op: string, ...operands: (number | [Stored])[]];
interface Program {
  inputs: Stored[];
  ops: Instruction[];
  value: Stored;
  grads: Stored[];
}
const fixture = await readFixture<{
  torch: string;
  expressions: Record<string, string>;
  points: Record<string, Stored[][]>;
  chains: Record<string, Program>;
  programs: (Program & { conditions: number[] })[];
}>("pytorch.json");

const TOLERANCE = 1e-12;
const table = Object.values(ops);
const call = new Map<string, (...operands: Num[]) => Num>(
  table.map((op) => [op.name, op as (...operands: Num[]) => Num]),
);

const agrees = (got: number, want: number, condition = 1) =>
  got === want || Object.is(got, want) || Math.abs(got - want) <= TOLERANCE * condition * Math.abs(want);

test("ops-table.json, which make_pytorch.py reads, is the table", async () => {
  const rows = table.map((op) =>
    JSON.stringify({
      name: op.name,
      arity: op.arity,
      torch: op.torch,
      domain: op.domain,
      parameters: op.parameters ?? [],
      flows: op.d.map((rule) => rule !== null),
    }),
  );
  await expect(`[\n${rows.join(",\n")}\n]\n`).toMatchFileSnapshot("fixtures/ops-table.json");
});

test("pytorch.json was made from the table's expressions", () => {
  expect(fixture.expressions).toEqual(Object.fromEntries(table.map((op) => [op.name, op.torch])));
});

/** The value and the derivative in each operand, by one backward pass. */
function evaluate(op: (typeof table)[number], operands: number[]): number[] {
  // A parameter that takes no gradient is an order, and PyTorch takes it as a plain number too.
  const leaves = operands.map((x, i) => (op.parameters?.includes(i) && op.d[i] === null ? x : value(x)));
  const out = call.get(op.name)!(...leaves) as Value;
  out.backward();
  return [out.data, ...leaves.map((leaf) => (typeof leaf === "number" ? 0 : leaf.grad))];
}

/** The sign of a zero counts in a value, entry 0; in a gradient, a sum, it does not. */
const matches = (got: number, want: number, entry: number) =>
  agrees(got, want) && (entry > 0 || got !== 0 || Object.is(got, want));

const used = new Set<object>();

describe("every op at ordinary and awkward points, value and derivatives within 1e-12", () => {
  for (const op of table) {
    test(op.name, () => {
      const wrong: string[] = [];
      const points = fixture.points[op.name]!.map((row) => row.map(number));
      expect(points.length).toBeGreaterThanOrEqual(60);
      for (const point of points) {
        const operands = point.slice(0, op.arity);
        const theirs = point.slice(op.arity);
        const got = evaluate(op, operands);
        const difference = DIFFERENCES.find((row) => row.op === op.name && row.where(...operands));
        const ours = difference?.ours(...operands);
        const want = theirs.map((y, i) =>
          ours === undefined || ours[i] === asPyTorch ? y : (ours[i] as number),
        );
        if (!theirs.every((y, i) => matches(want[i]!, y, i))) used.add(difference!);
        if (!got.every((y, i) => matches(y, want[i]!, i)))
          wrong.push(`${op.name}(${operands.join(", ")}) = [${got}], wanted [${want}]`);
      }
      expect(wrong).toEqual([]);
    });
  }

  test("every listed difference is one", () => {
    expect(DIFFERENCES.filter((row) => !used.has(row)).map(({ op, reason }) => `${op}: ${reason}`)).toEqual(
      [],
    );
  });
});

function run({ inputs, ops: instructions }: Program): { got: number[]; nodes: Value[] } {
  const leaves = inputs.map((x) => value(number(x)));
  const nodes = [...leaves];
  for (const [name, ...operands] of instructions) {
    const resolved = operands.map((o) => (typeof o === "number" ? nodes[o]! : number(o[0])));
    nodes.push(call.get(name)!(...resolved) as Value);
  }
  const out = nodes.at(-1)!;
  out.backward();
  return { got: [out.data, ...leaves.map((leaf) => leaf.grad)], nodes };
}

describe("infinite slopes where the gradient is 0: PyTorch's 0·∞ is NaN, ours passes nothing down", () => {
  test.each(Object.entries(CHAINS))("%s", (title, want) => {
    const program = fixture.chains[title]!;
    expect(program.grads).toContain("NaN");
    expect(number(program.value)).toBe(want.value);
    const { got } = run(program);
    expect(got[0]).toBe(want.value);
    expect(got.slice(1).map((grad) => grad + 0)).toEqual(want.grads); // + 0: -0 counts as 0
  });
});

test("random programs of 1 to 60 ops: value and gradients within 1e-12 times their condition", () => {
  const { programs } = fixture;
  expect(programs.length).toBeGreaterThanOrEqual(300);
  expect(new Set(programs.map((p) => p.ops.length)).size).toBe(60);
  const wrong = programs.flatMap((program, k) => {
    const want = [program.value, ...program.grads].map(number);
    return run(program).got.flatMap((y, i) =>
      agrees(y, want[i]!, program.conditions[i]!)
        ? []
        : [`program ${k}, ${i === 0 ? "value" : `gradient ${i - 1}`}: ${y}, wanted ${want[i]}`],
    );
  });
  expect(wrong).toEqual([]);
});
