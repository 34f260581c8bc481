import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { freshSeed, runs } from "../../test/runs.ts";
import { Builder } from "../ir/builder.ts";
import type { Scalar } from "../ir/program.ts";
import type { Num, Op } from "../op.ts";
import * as ops from "../ops.ts";
import { Application, type Pattern, patternOf, Variable } from "./pattern.ts";
import { Rewriter, type Rule } from "./rewrite.ts";
import { algebra, identities, notation, readings } from "./rules.ts";
import { COMMUTATIVE, type Term } from "./terms.ts";

const SPECIAL = [
  ...[0, -0, 1, -1, 0.5, 2, -2, 3, -3.7, 1024, 1e-310, 5e-324, -5e-324, 1e308, -1e308],
  ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
];
const rows = [...new Set([...identities, ...notation, ...readings, ...algebra])];
const isExact = ([, , says]: Rule) => says?.exact !== false;
/** A row as it is written. */
const text = ([left, right]: Rule) =>
  `${left} → ${right}`.replace(/\(0,\s*\w+\.(\w+)\)/g, "$1").replace(/\s+/g, " ");

/** Which of a row's variables stand for constants. */
function constantsOf([left]: Rule): boolean[] {
  const kinds = new Array<boolean>(left.length).fill(false);
  const visit = (pattern: Pattern): void => {
    if (pattern instanceof Variable) kinds[pattern.index] ||= pattern.kind === "constant";
    if (pattern instanceof Application) pattern.args.forEach(visit);
  };
  visit(patternOf(left, left.length));
  return kinds;
}

const world = new Rewriter();
const something = world.apply(ops.sin, [world.atom("something")]);
/** Whether a row is about these numbers; a variable that is no constant could be any term. */
function isAbout(rule: Rule, numbers: readonly number[]): boolean {
  const isConstant = constantsOf(rule);
  return rule[2]?.where?.(...numbers.map((x, k) => (isConstant[k] ? x : something))) ?? true;
}
const sides = ([left, right]: Rule, numbers: readonly number[]) =>
  [left(...numbers), right(...numbers)] as [number, number];

describe("every row's sides agree", () => {
  const exact = rows.filter(isExact);
  test.each(exact.map((rule) => [text(rule), rule] as const))("bit for bit: %s", (_, rule) => {
    const points = SPECIAL.map((x) => [x]);
    let all: number[][] = [[]];
    for (let k = 0; k < rule[0].length; k++)
      all = all.flatMap((point) => points.map(([x]) => [...point, x!]));
    let count = 0;
    const check = (point: readonly number[]) => {
      if (!isAbout(rule, point)) return;
      count++;
      const [left, right] = sides(rule, point);
      expect(Object.is(left, right), `at ${point}: ${left} and ${right}`).toBe(true);
    };
    all.forEach(check);
    expect(count).toBeGreaterThan(0);
    const any = fc.array(fc.double(), { minLength: rule[0].length, maxLength: rule[0].length });
    for (const seed of [1, freshSeed()]) fc.assert(fc.property(any, check), { seed, numRuns: runs(10_000) });
  });

  const CONSTANTS = [-3, -2, -1.5, -1, -0.5, 0.5, 1, 2, 3, 4, 6, 1 / 3, 1 / 7];
  const number = fc.double({ min: -3, max: 3, noNaN: true }).map((x) => (Math.abs(x) < 0.3 ? x + 0.6 : x));
  const real = rows.filter((rule) => !isExact(rule));
  test.each(real.map((rule) => [text(rule), rule] as const))("to rounding: %s", (_, rule) => {
    const isConstant = constantsOf(rule);
    const point = fc
      .tuple(...isConstant.map((yes) => (yes ? fc.constantFrom(...CONSTANTS) : number)))
      .filter((numbers) => isAbout(rule, numbers));
    let compared = 0;
    let asked = 0;
    for (const seed of [1, freshSeed()]) {
      const numRuns = runs(20_000);
      asked += numRuns;
      fc.assert(
        fc.property(point, (numbers) => {
          const [left, right] = sides(rule, numbers);
          if (!Number.isFinite(left) || !Number.isFinite(right)) return;
          compared++;
          expect(Math.abs(left - right)).toBeLessThan(1e-9 * (1 + Math.abs(left)));
        }),
        { seed, numRuns },
      );
    }
    expect(compared).toBeGreaterThan(asked / 8);
  });

  test("operands of commutative ops may be exchanged, bit for bit", () => {
    for (const op of COMMUTATIVE)
      for (const x of SPECIAL)
        for (const y of SPECIAL)
          expect(
            Object.is((op as (x: Num, y: Num) => Num)(x, y), (op as (x: Num, y: Num) => Num)(y, x)),
          ).toBe(true);
  });
});

describe("every row", () => {
  const SUGAR = new Set<Op>([ops.neg, ops.sub, ops.div, ops.square]);
  const isAlgebra = (rule: Rule) => algebra.includes(rule);
  test.each(rows.map((rule) => [text(rule), rule] as const))("replaces what it says: %s", (_, rule) => {
    const options = isAlgebra(rule) ? { associative: true, expands: (op: Op) => SUGAR.has(op) } : {};
    const plain = new Rewriter(options);
    const rewriter = new Rewriter({ ...options, rules: [rule] });
    const isConstant = constantsOf(rule);
    const constants = [-4, -3, -2, -0.5, 0, 0.5, 1 / 3, 2, 3, 4, 6];
    let choices: Num[][] = [[]];
    for (const [k, yes] of isConstant.entries())
      choices = choices.flatMap((some) =>
        yes
          ? constants.map((c): Num[] => [...some, c])
          : [[...some, rewriter.apply(ops.tanh, [rewriter.atom(k)])]],
      );
    const wanted = choices.find((some) => rule[2]?.where?.(...some) ?? true)!;
    const [left, right] = rule;
    const result = rewriter.lift(left(...wanted));
    expect(result).toBe(rewriter.lift(right(...wanted)));
    // And without the row it is something else.
    const names = (x: Term, terms: Rewriter): Term =>
      x.op
        ? terms.apply(
            x.op,
            x.args.map((arg) => names(arg, terms)),
          )
        : terms.lift(x.value ?? terms.atom(x.subject));
    const inPlain = wanted.map((x) => (typeof x === "number" ? x : names(x as Term, plain)));
    if (isConstant.includes(false))
      expect(plain.lift(left(...inPlain))).not.toBe(plain.lift(right(...inPlain)));
  });
});

test("what the constructors of programs do is among the exact rows", () => {
  const builder = new Builder();
  const terms = new Rewriter({ rules: [...identities, ...notation].filter(isExact) });
  const inputs = ["x", "y"].map((name) => builder.load(builder.input(name, []), []));
  const of = new Map<Scalar, Term>();
  const show = (term: Term): string => {
    const args = term.args.map(show);
    if (term.op && COMMUTATIVE.has(term.op)) args.sort();
    return term.op ? `${term.op.name}(${args})` : String(term.value ?? (term.subject as Scalar).id);
  };
  const termOf = (scalar: Scalar): Term => {
    const known = of.get(scalar);
    if (known) return known;
    const made =
      scalar.kind === "op"
        ? terms.intern(scalar.op, scalar.args.map(termOf))
        : scalar.kind === "const"
          ? terms.constant(scalar.value)
          : terms.atom(scalar);
    of.set(scalar, made);
    return made;
  };
  const operands = [
    ...inputs,
    ...inputs.map((x) => builder.apply(ops.neg, [x])),
    ...[1, -1, 0, -0, 2].map((c) => builder.constant(c)),
  ];
  let count = 0;
  for (const op of [ops.add, ops.sub, ops.mul, ops.div, ops.pow, ops.neg, ops.select] as Op[]) {
    let all: Scalar[][] = [[]];
    for (let k = 0; k < op.arity; k++) all = all.flatMap((some) => operands.map((x) => [...some, x]));
    for (const args of all) {
      const built = builder.apply(op, args);
      if (built.kind === "op" && built.op === op && built.args.every((arg) => args.includes(arg))) continue;
      count++;
      const rewritten = terms.apply(op, args.map(termOf));
      const again = (scalar: Scalar): Term =>
        scalar.kind === "op" ? terms.apply(scalar.op, scalar.args.map(again)) : termOf(scalar);
      expect(show(rewritten), `${op.name}(${args.map((arg) => show(termOf(arg)))})`).toBe(show(again(built)));
    }
  }
  expect(count).toBeGreaterThan(50);
});
