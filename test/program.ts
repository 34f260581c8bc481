/**
 * Random straight-line programs over the op table, as fast-check makes and shrinks them. Results stay between 1e-3 and
 * 30 in size (or are exactly 0, of an op that has whole results), operands in the row's domain and away from its kinks,
 * so that a program is as well conditioned as its sums allow; how well, `runNaive` with errors put in tells.
 */
import fc from "fast-check";
import type { Num, Op } from "../src/op.ts";
import * as ops from "../src/ops.ts";
import { type Value, value } from "../src/value.ts";
import { constant, type Dual, naive } from "./naive.ts";

const table: readonly Op[] = Object.values(ops);
const [SMALLEST, LARGEST] = [1e-3, 30];
const NEAR_KINK = 1e-3;

/** An operand is the index of an earlier result, inputs first, or a plain number. */
type Operand = { readonly at: number } | { readonly literal: number };
interface Step {
  readonly op: string;
  readonly operands: readonly Operand[];
}
export interface Program {
  readonly inputs: readonly number[];
  readonly steps: readonly Step[];
}

// These take wider operands than the domain that the other tests sample.
const WIDE = new Set<Op>([
  ops.add,
  ops.sub,
  ops.mul,
  ops.neg,
  ops.abs,
  ops.min,
  ops.max,
  ops.sin,
  ops.cos,
  ops.relu,
]);
const callable = new Map(table.map((op) => [op.name, op as (...operands: Num[]) => Num]));
const forward = (op: Op) => op.f as (...operands: number[]) => number;

interface Draw {
  readonly op: number;
  readonly picks: readonly [number, number, number];
  readonly literal: number;
  readonly literalAt: number;
}

const draw: fc.Arbitrary<Draw> = fc.record({
  op: fc.nat(table.length - 1),
  picks: fc.tuple(fc.nat(1 << 20), fc.nat(1 << 20), fc.nat(1 << 20)),
  literal: fc.double({ min: 0, max: 1, noNaN: true }),
  literalAt: fc.nat(11),
});

/** An input of the program: not near 0, where sums are ill conditioned. */
const input = fc.double({ min: -3, max: 3, noNaN: true }).map((x) => (Math.abs(x) < 0.01 ? x + 0.5 : x));

/** Programs of 1 to `most` ops over 1 to 6 inputs. */
export function program(most: number): fc.Arbitrary<Program> {
  // Not every draw becomes an op, hence the spare ones.
  const draws = fc
    .integer({ min: 1, max: most })
    .chain((n) => fc.tuple(fc.constant(n), fc.array(draw, { minLength: 3 * n + 5, maxLength: 3 * n + 5 })));
  return fc
    .tuple(fc.array(input, { minLength: 1, maxLength: 6 }), draws)
    .map(([inputs, [size, steps]]) => assemble(inputs, size, steps));
}

function assemble(inputs: number[], size: number, draws: Draw[]): Program {
  const values = [...inputs];
  const steps: Step[] = [];
  const unused = new Set(values.keys());
  for (const { op: code, picks, literal, literalAt } of draws) {
    if (steps.length === size) break;
    // Towards the end unused results are combined, so that most of the program counts.
    const combining = unused.size > size - steps.length;
    const op = combining ? [ops.add, ops.sub, ops.mul, ops.hypot][code % 4]! : table[code]!;
    const operands: Operand[] = [];
    for (let i = 0; i < op.arity; i++) {
      const [low, high] = op.domain[i]!;
      const [from, to] = WIDE.has(op) ? [-LARGEST, LARGEST] : [low, high];
      const plain = op.parameters?.includes(i)
        ? literalAt < 8 || low === high
        : op.arity > 1 && literalAt === i;
      const inDomain = [...values.keys()].filter((k) => values[k]! >= from && values[k]! <= to);
      const taken = new Set(operands.map((o) => ("at" in o ? o.at : -1)));
      const fresh = inDomain.filter((k) => unused.has(k) && !taken.has(k));
      const choice = fresh.length > 0 && (picks[i]! % 5 > 0 || combining) ? fresh : inDomain;
      if (plain && !combining)
        operands.push({ literal: low === high ? Math.round(literal * 4) : low + (high - low) * literal });
      else if (choice.length > 0) operands.push({ at: choice[picks[i]! % choice.length]! });
    }
    if (operands.length < op.arity || operands.every((o) => "literal" in o)) continue;
    const xs = operands.map((o) => ("at" in o ? values[o.at]! : o.literal));
    const out = forward(op)(...xs);
    const magnitude = Math.abs(out);
    if (
      !(magnitude <= LARGEST && (magnitude >= SMALLEST || (out === 0 && op.d.every((rule) => rule === null))))
    )
      continue;
    if (op.kink && Math.abs((op.kink as (...xs: number[]) => number)(...xs)) < NEAR_KINK) continue;
    steps.push({ op: op.name, operands });
    for (const o of operands) if ("at" in o) unused.delete(o.at);
    unused.add(values.length);
    values.push(out);
  }
  // Nothing fitted: an op that always does.
  if (steps.length === 0) steps.push({ op: ops.add.name, operands: [{ at: 0 }, { literal: 3.5 }] });
  return { inputs, steps };
}

/** The program in the eager engine. */
export function runEager({ inputs, steps }: Program): { leaves: Value[]; nodes: Value[] } {
  const leaves = inputs.map((x) => value(x));
  const nodes = [...leaves];
  for (const { op, operands } of steps)
    nodes.push(callable.get(op)!(...operands.map((o) => ("at" in o ? nodes[o.at]! : o.literal))) as Value);
  return { leaves, nodes };
}

/**
 * The program in naive arithmetic. Each time a result is read, its value and its gradient are each multiplied by
 * 1 + `error()`: with one factor for both, or for all who read it, the terms of a gradient that cancel exactly, as those
 * of x / x, would still do so, and those that rounding leaves do not.
 */
export function runNaive({ inputs, steps }: Program, error?: () => number): Dual[] {
  const n = inputs.length;
  function off(x: Dual): Dual {
    if (error === undefined) return x;
    const [inValue, inGradient] = [1 + error(), 1 + error()];
    return { v: x.v * inValue, g: x.g.map((g) => g * inGradient) };
  }
  const nodes: Dual[] = inputs.map((v, k) => ({ v, g: inputs.map((_, i) => (i === k ? 1 : 0)) }));
  for (const { op, operands } of steps) {
    const [x, y, z] = operands.map((o) => ("at" in o ? off(nodes[o.at]!) : constant(o.literal, n)));
    nodes.push(naive[op]!(x!, y!, z!));
  }
  nodes.push(off(nodes.pop()!));
  return nodes;
}

const kinks = new Map(
  table.flatMap((op) => (op.kink ? [[op.name, op.kink as (...xs: number[]) => number]] : [])),
);

/** On which side of its kink each op is: programs that agree in this are, as far as rows tell, on one smooth piece. */
export function pieceOf(p: Program): string {
  const nodes = runNaive(p);
  const sides = p.steps.map(({ op, operands }) =>
    Math.sign(kinks.get(op)?.(...operands.map((o) => ("at" in o ? nodes[o.at]!.v : o.literal))) ?? 0),
  );
  return sides.join();
}

/** The program as text, for a failing test to print. */
export function print({ inputs, steps }: Program): string {
  const lines = steps.map(({ op, operands }, k) => {
    const args = operands.map((o) => ("at" in o ? `v${o.at}` : String(o.literal)));
    return `v${inputs.length + k} = ${op}(${args.join(", ")})`;
  });
  return [...inputs.map((x, k) => `v${k} = ${x}`), ...lines].join("\n");
}
