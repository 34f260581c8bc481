/** Programs and graphs rewritten by rules into ones that have less to do, or that read better. */
import { graph } from "../graph.ts";
import { Builder } from "../ir/builder.ts";
import type { Apply, Callee, Program, Scalar } from "../ir/program.ts";
import { describe, type Num, type Op } from "../op.ts";
import { div, neg, square, sub } from "../ops.ts";
import { isTraced, type Traced, traced } from "../trace.ts";
import { isValue, Value } from "../value.ts";
import { call, inherit } from "./rebuild.ts";
import { type Meaning, Reemission, rebuilt } from "./reemit.ts";
import { Rewriter, type RewriterOptions } from "./rewrite.ts";
import { algebra, identities, notation } from "./rules.ts";
import type { Term, Terms } from "./terms.ts";

export interface SimplifyOptions {
  /**
   * Whether only rules are applied that hold for floats bit for bit, NaN, ±Infinity and −0 included: so unless given.
   * With `false` those of algebra are too: results stay the same to rounding where both are finite, and read better.
   */
  readonly exact?: boolean;
}

/**
 * The graph below `root`, or a traced program, rewritten by the rules of `rules.ts` until none applies. Equal parts
 * become one. Of a graph the leaves are shared with the old one; the root's label stays, and so do those of nodes that
 * are still there.
 *
 * @throws TypeError if `x` is neither.
 */
export function simplify(x: Value, options?: SimplifyOptions): Value;
export function simplify<R>(x: Traced<R>, options?: SimplifyOptions): Traced<R>;
export function simplify(x: Value | Traced, { exact = true }: SimplifyOptions = {}): Value | Traced {
  if (typeof exact !== "boolean")
    throw new TypeError(`simplify: exact is ${describe(exact)}; wanted true or false`);
  const passes = exact ? exactly : forReading;
  const worlds = (room?: number) => passes.map((options) => new Rewriter(options, room));
  if (isValue(x)) return simplifyGraph(x, worlds());
  if (isTraced(x)) return simplifyProgram(x, worlds(x.program.size));
  throw new TypeError(`simplify: x is ${describe(x)}; wanted a Value or what trace gives`);
}

const isExact = ([, , says]: (typeof notation)[number]) => says?.exact !== false;
const exactRules = [...identities, ...notation.filter(isExact)];
const exactly: readonly RewriterOptions[] = [{ rules: exactRules }];

/** Notation that algebra does without. */
const SUGAR: ReadonlySet<Op> = new Set<Op>([neg, sub, div, square]);
const forReading: readonly RewriterOptions[] = [
  { rules: [...identities, ...algebra], expands: (op) => SUGAR.has(op), associative: true },
  { rules: [...identities, ...notation] },
];

/** What stands for terms elsewhere, made when it is asked for. Operands are made first, without recursion. */
class Translation<T> {
  readonly known: (T | undefined)[] = [];
  readonly #make: (term: Term, args: readonly T[]) => T;

  constructor(make: (term: Term, args: readonly T[]) => T) {
    this.#make = make;
  }

  of(root: Term): T {
    const { known } = this;
    // Filled from the front: V8 makes a dictionary of an array whose end is written first.
    while (known.length <= root.id) known.push(undefined);
    const pending = [root];
    for (let term = pending.at(-1); term !== undefined; term = pending.at(-1)) {
      if (known[term.id] === undefined) {
        const before = pending.length;
        for (let k = 0; k < term.args.length; k++)
          if (known[term.args[k]!.id] === undefined) pending.push(term.args[k]!);
        if (pending.length > before) continue;
        known[term.id] = this.#make(
          term,
          term.args.map((arg) => known[arg.id]!),
        );
      }
      pending.pop();
    }
    return known[root.id]!;
  }
}

/** Takes terms of the first pass through all the others. */
function throughPasses([, ...others]: readonly Terms[]): (term: Term) => Term {
  const translations = others.map((pass) => {
    const make = (term: Term, args: readonly Term[]) => {
      if (term.op) return pass.apply(term.op, args);
      return term.value === undefined ? pass.atom(term.subject) : pass.constant(term.value);
    };
    return new Translation<Term>(make);
  });
  return (term) => translations.reduce((t, translation) => translation.of(t), term);
}

function simplifyGraph(root: Value, passes: readonly Terms[]): Value {
  const [first] = passes as [Terms];
  const terms = new Map<number, Term>();
  const nodes = graph(root);
  for (const node of nodes) {
    const { op } = node;
    const operand = (arg: Value | number) =>
      typeof arg === "number" ? first.constant(arg) : terms.get(arg.id)!;
    terms.set(
      node.id,
      op !== null
        ? first.apply(op, node.args.map(operand))
        : node.isConstant
          ? first.constant(node.data)
          : first.atom(node),
    );
  }
  const last = throughPasses(passes);
  const values = new Translation<Num>((term, args) =>
    term.op ? call(term.op, args) : (term.value ?? (term.subject as Value)),
  );
  const result = values.of(last(terms.get(root.id)!));
  if (typeof result === "number") return inherit(new Value(result), root);
  const made = result as Value;
  // The root comes first, so that its label is the one that stays.
  for (const node of [...nodes].reverse()) {
    if (node.isLeaf || (!node.label && !node.caption && !node.source)) continue;
    const to = values.known[last(terms.get(node.id)!).id];
    if (isValue(to) && !to.isLeaf && !to.label) inherit(to, node);
  }
  return made;
}

function simplifyProgram({ program, inputs, captured, result }: Traced, passes: readonly Terms[]): Traced {
  const [first] = passes as [Terms];
  const last = throughPasses(passes);
  const emission = (calleeOf: (callee: Callee) => Callee, { size }: Program) => {
    const builder = new Builder({ size });
    const termOf: Term[] = [];
    const scalars = new Translation<Scalar>((term, args) => {
      if (term.op) return builder.apply(term.op, args);
      return term.value === undefined ? (term.subject as Scalar) : builder.constant(term.value);
    });
    const meaning: Meaning<Term> = {
      atom: (scalar) => {
        termOf[scalar.id] ??= scalar.kind === "const" ? first.constant(scalar.value) : first.newAtom(scalar);
        return termOf[scalar.id]!;
      },
      apply: ({ op }: Apply, args) => first.apply(op, args),
      emit: (term) => {
        const scalar = scalars.of(last(term));
        termOf[scalar.id] ??= term;
        return scalar;
      },
    };
    return new Reemission(builder, meaning, calleeOf);
  };
  return traced(rebuilt(program, emission), inputs, captured, result);
}
