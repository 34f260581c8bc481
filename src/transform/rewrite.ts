/**
 * Rewriting by rules. Terms are rewritten as they are built, operands first: what an op gives is in its final form,
 * and a rule's replacement is built in the same way. One pass over an expression therefore reaches the fixpoint, and
 * nothing is visited again.
 */
import { push } from "../ir/multimap.ts";
import type { Num, Op } from "../op.ts";
import { add, mul, pow } from "../ops.ts";
import { isAssociative, type Matching, matchOperands, mayMatch, partsOf, wholeOf } from "./match.ts";
import { Application, Literal, type Pattern, patternOf, toPattern, Variable } from "./pattern.ts";
import { COMMUTATIVE, type Term, Terms } from "./terms.ts";

/** What a rule says besides its two sides. */
export interface Says {
  /** False where the sides agree as real numbers, and on floats to rounding and where both are finite. */
  readonly exact?: boolean;
  /** What else must hold of the variables: a number of one that stands for a constant, a term of any other. */
  // biome-ignore lint/suspicious/noExplicitAny: a rule knows which of its variables are constants.
  readonly where?: (...bound: any[]) => boolean;
}
/** A rule: the left side, the right side that replaces it, and what is to be said about it. */
export type Rule = readonly [left: (...x: Num[]) => Num, right: (...x: Num[]) => Num, says?: Says];

export interface RewriterOptions {
  readonly rules?: readonly Rule[];
  /** Composite ops that are replaced by their constituents, in terms and in rules alike. */
  readonly expands?: (op: Op) => boolean;
  /** Whether sums and products are taken as such, whatever the order and grouping of their operands. */
  readonly associative?: boolean;
}

interface Prepared {
  readonly pattern: Application;
  readonly right: Rule[1];
  readonly where: Says["where"];
  readonly variables: number;
  /** What the operands must be, as far as that is quickly told. */
  readonly heads: readonly Head[];
  /** Whether both operands are one variable. */
  readonly isDouble: boolean;
  /** Whether two terms of a sum must have a factor in common, two factors of a product be powers of one base. */
  readonly sharesBase: boolean;
}

/** What a term must be to match a pattern: an application of an op, a number, or anything. */
type Head = Op | "number" | undefined;

function headOf(pattern: Pattern): Head {
  if (pattern instanceof Application) return pattern.op;
  return pattern instanceof Literal || pattern.kind === "constant" ? "number" : undefined;
}
const hasHead = ({ op, value }: Term, head: Head): boolean =>
  head === undefined || (head === "number" ? value !== undefined : op === head);

const known = new WeakMap<RewriterOptions, ReadonlyMap<Op, readonly Prepared[]>>();

function prepared(
  rules: readonly Rule[],
  expands: (op: Op) => boolean,
  associative: boolean,
): Map<Op, Prepared[]> {
  const all = new Map<Op, Prepared[]>();
  for (const [left, right, { where } = {}] of rules) {
    const pattern = lowered(patternOf(left, left.length), expands) as Application;
    const [p, q] = pattern.args;
    const one = {
      pattern,
      right,
      where,
      variables: left.length,
      heads: pattern.args.map(headOf),
      isDouble: p instanceof Variable && q instanceof Variable && p.index === q.index,
      sharesBase: associative && haveCommonBase(pattern),
    };
    push(all, pattern.op, one);
  }
  return all;
}

/** A world of terms in which rules hold. */
export class Rewriter extends Terms {
  /** By the op of their left sides. */
  readonly #rules: ReadonlyMap<Op, readonly Prepared[]>;
  readonly #expands: (op: Op) => boolean;
  readonly #associative: boolean;

  /** What is prepared of rules is kept with the options. There is room for some terms at once. */
  constructor(options: RewriterOptions = {}, room?: number) {
    super(room);
    const { expands = () => false, associative = false } = options;
    this.#expands = expands;
    this.#associative = associative;
    let rules = known.get(options);
    if (rules === undefined) {
      rules = prepared(options.rules ?? [], expands, associative);
      known.set(options, rules);
    }
    this.#rules = rules;
  }

  override apply(op: Op, args: readonly Term[]): Term {
    const number = this.folded(op, args);
    if (number) return number;
    if (op.expand !== undefined && this.#expands(op))
      return this.lift((op.expand as (...x: Num[]) => Num)(...args));
    if (this.#associative && isAssociative(op)) return this.#collect(op, args);
    const rules = this.#rules.get(op);
    if (rules !== undefined)
      for (let k = 0; k < rules.length; k++) {
        if (!this.#isCandidate(rules[k]!, args)) continue;
        const made = this.#rewritten(rules[k]!, args);
        if (made !== undefined) return made;
      }
    return this.intern(op, args);
  }

  /** Whether a rule may be about its op on these operands. A quick answer, for nearly all that it is asked of are not. */
  #isCandidate({ pattern, heads, isDouble }: Prepared, args: readonly Term[]): boolean {
    if (this.#associative) return true;
    const x = args[0]!;
    if (args.length === 1) return hasHead(x, heads[0]);
    const y = args[1]!;
    if (isDouble && x !== y) return false;
    if (hasHead(x, heads[0]) && hasHead(y, heads[1])) return args.length === 2 || hasHead(args[2]!, heads[2]);
    return hasHead(x, heads[1]) && hasHead(y, heads[0]) && COMMUTATIVE.has(pattern.op);
  }

  /** What a rule makes of its op on these operands; undefined if it is not about them. */
  #rewritten({ pattern, right, where, variables }: Prepared, args: readonly Term[]): Term | undefined {
    if (!this.#mayMatch(pattern, args)) return undefined;
    const bound = new Array<Term | undefined>(variables).fill(undefined);
    const values = () => bound.map((term) => (term as Term).value ?? (term as Term));
    const accept = () => where === undefined || where(...values());
    const matching: Matching = { terms: this, bound, associative: this.#associative, tolerance: 0, accept };
    return matchOperands(matching, pattern, args) ? this.lift(right(...values())) : undefined;
  }

  #mayMatch({ op, args: [p, q, r] }: Application, [x, y, z]: readonly Term[]): boolean {
    const associative = this.#associative;
    if (q === undefined) return mayMatch(p!, x!, associative);
    if (mayMatch(p!, x!, associative) && mayMatch(q, y!, associative))
      return r === undefined || mayMatch(r, z!, associative);
    return COMMUTATIVE.has(op) && mayMatch(p!, y!, associative) && mayMatch(q, x!, associative);
  }

  /**
   * A sum or a product: rules are tried on any two of its parts, since those of one operand have been tried among
   * themselves. What no rule is about is put in order.
   */
  #collect(op: Op, [x, y]: readonly Term[]): Term {
    const settled = [...partsOf(op, x!)];
    const pending = [...partsOf(op, y!)];
    for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
      const made = this.#reaction(op, settled, part);
      if (made) pending.push(...partsOf(op, made));
      else settled.push(part);
    }
    return wholeOf(this, op, inOrder(op, settled));
  }

  /** What a rule makes of a part and one of those settled, which is then removed. */
  #reaction(op: Op, settled: Term[], part: Term): Term | undefined {
    for (const rule of this.#rules.get(op) ?? []) {
      const [p, q] = rule.pattern.args as [Pattern, Pattern];
      const [isP, isQ] = [mayMatch(p, part, true), mayMatch(q, part, true)];
      if (!isP && !isQ) continue;
      for (let k = 0; k < settled.length; k++) {
        const other = settled[k]!;
        if (rule.sharesBase && !this.#shareBase(other, part)) continue;
        if (!(isQ && mayMatch(p, other, true)) && !(isP && mayMatch(q, other, true))) continue;
        const made = this.#rewritten(rule, [other, part]);
        if (made === undefined) continue;
        settled.splice(k, 1);
        return made;
      }
    }
    return undefined;
  }

  readonly #bases: (readonly Term[])[] = [];
  /** What the factors of a term are powers of. */
  #basesOf(term: Term): readonly Term[] {
    this.#bases[term.id] ??= partsOf(mul, term).flatMap((factor) =>
      factor.value !== undefined ? [] : [factor.op === pow ? factor.args[0]! : factor],
    );
    return this.#bases[term.id]!;
  }
  #shareBase(x: Term, y: Term): boolean {
    const bases = this.#basesOf(y);
    return this.#basesOf(x).some((base) => bases.includes(base));
  }
}

/** Whether the operands of a sum or product have a base in common, other than in what is left of a product. */
function haveCommonBase({ op, args }: Application): boolean {
  if (!isAssociative(op)) return false;
  const [x, y] = args.map((arg) =>
    (op === add && arg instanceof Application && arg.op === mul ? arg.args : [arg]).map(baseOf),
  ) as [number[], number[]];
  return x.some((index) => index >= 0 && y.includes(index));
}

/** The index of the variable that a factor's pattern is a power of; −1 if it is something else. */
function baseOf(factor: Pattern): number {
  const base = factor instanceof Application && factor.op === pow ? factor.args[0]! : factor;
  return base instanceof Variable && base.kind === "any" ? base.index : -1;
}

/** The pattern with ops replaced by their constituents, as terms are built. */
function lowered(pattern: Pattern, expands: (op: Op) => boolean): Pattern {
  if (!(pattern instanceof Application)) return pattern;
  const { op } = pattern;
  const args = pattern.args.map((arg) => lowered(arg, expands));
  if (args.every((arg) => arg instanceof Literal))
    return new Literal((op.f as (...x: number[]) => number)(...args.map((arg) => arg.value)));
  if (op.expand === undefined || !expands(op)) return new Application(op, args);
  return lowered(toPattern((op.expand as (...x: Num[]) => Num)(...args)), expands);
}

/** Terms of a sum by falling degree, its constant last; of a product constants, variables, functions, sums. */
function inOrder(op: Op, parts: Term[]): Term[] {
  const rank = op === add ? (term: Term) => (term.value === undefined ? -degreeOf(term) : 1e9) : factorRank;
  const ranked = parts.map((term) => ({ term, rank: rank(term) }));
  ranked.sort((a, b) => a.rank - b.rank || a.term.id - b.term.id);
  return ranked.map(({ term }) => term);
}

/** The sum of the exponents of variables. */
const degreeOf = (term: Term): number =>
  partsOf(mul, term).reduce((degree, factor) => degree + exponentOf(factor), 0);

function exponentOf(factor: Term): number {
  if (factor.op === undefined) return factor.value === undefined ? 1 : 0;
  const [base, exponent] = factor.args;
  return factor.op === pow && base!.op === undefined ? (exponent!.value ?? 0) : 0;
}

function factorRank(term: Term): number {
  if (term.value !== undefined) return 0;
  const base = term.op === pow ? term.args[0]! : term;
  if (base.op === undefined) return 1;
  return base.op === add ? 3 : 2;
}
