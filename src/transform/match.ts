/**
 * The matcher. A pattern matches a term if its variables can be given terms so that the two are the same, up to the
 * order of the operands of commutative ops. With `associative`, sums and products are taken with all their terms and
 * factors, in any order and grouping, and a coefficient or an exponent that is not written is 1.
 */
import type { Op } from "../op.ts";
import { add, mul, pow } from "../ops.ts";
import { type Application, Literal, type Pattern, Variable } from "./pattern.ts";
import { COMMUTATIVE, Term, type Terms } from "./terms.ts";

export interface Matching {
  readonly terms: Terms;
  /** What the variables stand for, by their index. */
  readonly bound: (Term | undefined)[];
  readonly associative: boolean;
  /** By how much, relative to its size, a constant may differ from the pattern's. */
  readonly tolerance: number;
  /** Whether what is bound is wanted; if not, other ways to match are tried. */
  readonly accept: () => boolean;
}

/** What is still to be matched: with a term, or with the product of some, which is made when it is known to be wanted. */
interface Goal {
  readonly pattern: Pattern;
  readonly term: Term | readonly Term[];
  readonly next: Goal | undefined;
}

/** Sums and products of more terms or factors are one term, one factor: what is done per node stays bounded. */
const MOST = 12;

export const isAssociative = (op: Op): boolean => op === add || op === mul;

/** The terms of a sum or the factors of a product, in order; the whole, if it is neither or has too many. */
export function partsOf(op: Op, term: Term): readonly Term[] {
  if (term.op !== op) return [term];
  const parts: Term[] = [];
  const pending: Term[] = [term];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.op === op) pending.push(next.args[1]!, next.args[0]!);
    else parts.push(next);
    if (parts.length + pending.length > MOST) return [term];
  }
  return parts;
}

/** A sum or product of parts that are in their order already. */
export function wholeOf(terms: Terms, op: Op, parts: readonly Term[]): Term {
  const [first, second, ...others] = parts as [Term, ...Term[]];
  if (second === undefined) return first;
  // A coefficient is a factor of all the rest.
  if (op === mul && first.value !== undefined)
    return terms.intern(mul, [first, wholeOf(terms, mul, [second, ...others])]);
  return others.reduce((whole, part) => terms.intern(op, [whole, part]), terms.intern(op, [first, second]));
}

/** Whether operands can be what an application's pattern asks for; the variables are then bound. */
export function matchOperands(
  matching: Matching,
  { op, args: patterns }: Application,
  args: readonly Term[],
): boolean {
  const [p, q, r] = patterns as [Pattern, Pattern?, Pattern?];
  const [x, y, z] = args as [Term, Term?, Term?];
  if (q === undefined || y === undefined) return solve(matching, goal(p, x));
  if (r !== undefined && z !== undefined) return solve(matching, goal(p, x, goal(q, y, goal(r, z))));
  if (solve(matching, goal(p, x, goal(q, y)))) return true;
  return COMMUTATIVE.has(op) && solve(matching, goal(p, y, goal(q, x)));
}

const goal = (pattern: Pattern, term: Goal["term"], next?: Goal): Goal => ({ pattern, term, next });
/** The goal behind all the others. */
function atLast(pattern: Pattern, term: Goal["term"], goals: Goal | undefined): Goal {
  return goals ? goal(goals.pattern, goals.term, atLast(pattern, term, goals.next)) : goal(pattern, term);
}

function solve(matching: Matching, given: Goal | undefined): boolean {
  if (given === undefined) return matching.accept();
  const { pattern, next } = given;
  const term = given.term instanceof Term ? given.term : wholeOf(matching.terms, mul, given.term);
  if (pattern instanceof Variable) return bind(matching, pattern, term, next);
  if (pattern instanceof Literal)
    return term.value !== undefined && isLike(matching, term.value, pattern.value) && solve(matching, next);
  const { op, args } = pattern;
  if (matching.associative) {
    if (op === mul) return product(matching, args as [Pattern, Pattern], term, next);
    if (op === pow && term.op !== pow) return power(matching, args as [Pattern, Pattern], term, next);
  }
  if (term.op !== op) return false;
  let all = next;
  for (let k = args.length - 1; k >= 0; k--) all = goal(args[k]!, term.args[k]!, all);
  if (solve(matching, all)) return true;
  if (!COMMUTATIVE.has(op)) return false;
  return solve(matching, goal(args[0]!, term.args[1]!, goal(args[1]!, term.args[0]!, next)));
}

function bind(matching: Matching, { index, kind }: Variable, term: Term, next: Goal | undefined): boolean {
  const { bound } = matching;
  const before = bound[index];
  if (before !== undefined) return before === term && solve(matching, next);
  if (kind === "constant" && term.value === undefined) return false;
  bound[index] = term;
  if (solve(matching, next)) return true;
  bound[index] = undefined;
  return false;
}

function isLike({ tolerance }: Matching, x: number, wanted: number): boolean {
  if (Object.is(x, wanted)) return true;
  return tolerance > 0 && wanted !== 0 && Math.abs(x - wanted) <= tolerance * Math.abs(wanted);
}

const isOne = (pattern: Pattern, kind: Variable["kind"]): pattern is Variable =>
  pattern instanceof Variable && pattern.kind === kind;

/** One factor is what one side of the pattern asks for, and the product of the others what the other side does. */
function product(
  matching: Matching,
  [p, q]: readonly [Pattern, Pattern],
  term: Term,
  next: Goal | undefined,
): boolean {
  const { terms } = matching;
  const one = () => terms.constant(1);
  const factors = partsOf(mul, term);
  // A coefficient stands first.
  if (isOne(p, "constant")) {
    const [c, ...others] = factors as [Term, ...Term[]];
    if (c.value === undefined) return solve(matching, goal(p, one(), goal(q, term, next)));
    if (others.length > 0) return solve(matching, goal(p, c, goal(q, others, next)));
    return isOne(q, "rest") && solve(matching, goal(p, c, goal(q, one(), next)));
  }
  const [single, remaining] = p instanceof Variable && !(q instanceof Variable) ? [q, p] : [p, q];
  if (factors.length === 1)
    return isOne(remaining, "rest") && solve(matching, goal(single, term, goal(remaining, one(), next)));
  for (let k = 0; k < factors.length; k++) {
    if (!mayMatch(single, factors[k]!, true)) continue;
    const others = factors.filter((_, i) => i !== k);
    // Variables for what is left say nothing until all else matches.
    const goals =
      remaining instanceof Variable ? atLast(remaining, others, next) : goal(remaining, others, next);
    if (solve(matching, goal(single, factors[k]!, goals))) return true;
  }
  return false;
}

/** What is no power is one with the exponent 1. */
function power(
  matching: Matching,
  [base, exponent]: readonly [Pattern, Pattern],
  term: Term,
  next: Goal | undefined,
): boolean {
  if (!isOne(exponent, "constant") || term.value !== undefined) return false;
  return solve(matching, goal(exponent, matching.terms.constant(1), goal(base, term, next)));
}

/** Whether a term may match a pattern, as far as ops say. A quick answer, for the many that do not. */
export function mayMatch(pattern: Pattern, term: Term, associative: boolean): boolean {
  if (pattern instanceof Variable) return pattern.kind !== "constant" || term.value !== undefined;
  if (pattern instanceof Literal) return term.value !== undefined && isNear(term.value, pattern.value);
  const { op, args } = pattern;
  if (associative && op === mul)
    return args.every((arg) => arg instanceof Variable || someFactor(term, (f) => mayMatch(arg, f, true)));
  if (associative && op === pow && isOne(args[1]!, "constant"))
    return mayMatch(args[0]!, term.op === pow ? term.args[0]! : term, true);
  if (term.op !== op) return false;
  if (args.length === 1) return mayMatch(args[0]!, term.args[0]!, associative);
  if (associative) return op !== pow || mayMatch(args[0]!, term.args[0]!, true);
  if (args.every((arg, k) => mayMatch(arg, term.args[k]!, false))) return true;
  return (
    COMMUTATIVE.has(op) &&
    mayMatch(args[0]!, term.args[1]!, false) &&
    mayMatch(args[1]!, term.args[0]!, false)
  );
}

const isNear = (x: number, y: number) => Object.is(x, y) || Math.abs(x - y) < 1e-9 * Math.abs(y);

/** Whether a factor of a product is such, or the term, where it is none. Factors stand to the left. */
function someFactor(term: Term, isSuch: (factor: Term) => boolean): boolean {
  let part = term;
  for (let k = 0; part.op === mul && k < MOST; k++) {
    const [x, y] = part.args as [Term, Term];
    if (x.value !== undefined) {
      part = y;
      continue;
    }
    if (isSuch(y)) return true;
    part = x;
  }
  return isSuch(part);
}
