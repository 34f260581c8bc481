/**
 * `expand` backwards: what an op of the table is made of, found and replaced by the op. What it is made of is what its
 * row says; there is no second definition. Everything is compared in the lowest form, so that it does not matter at
 * which level it was written.
 */
import { Builder } from "../ir/builder.ts";
import { push } from "../ir/multimap.ts";
import type { Callee, Scalar } from "../ir/program.ts";
import { describe, type Num, type Op, Operand } from "../op.ts";
import * as ops from "../ops.ts";
import { isTraced, type Traced, traced } from "../trace.ts";
import { isValue, type Value } from "../value.ts";
import { compositeOps, type Which } from "./expand.ts";
import { type Matching, matchOperands } from "./match.ts";
import { Application, Literal, type Pattern, sizeOf, Variable } from "./pattern.ts";
import { type Made, rebuild } from "./rebuild.ts";
import { type Meaning, Reemission, rebuilt } from "./reemit.ts";
import { Rewriter } from "./rewrite.ts";
import { readings } from "./rules.ts";
import type { Term } from "./terms.ts";

/** An operand that takes note of the lowest ops that are applied to it. */
class Any extends Operand {
  readonly used = new Set<Op>();
  override apply(inner: Op, ...operands: (Num | undefined)[]): Any {
    if (inner.expand) (inner.expand as (...x: Num[]) => Num)(...(operands as Num[]));
    else this.used.add(inner);
    return this;
  }
}

const composite = (Object.values(ops) as readonly Op[]).filter((op) => op.expand !== undefined);

/** Composite ops of more than sums, products and powers: what `fuse` looks for unless told otherwise. */
export const fusible: readonly Op[] = composite.filter((op) => !isArithmetic(op));

/**
 * The graph below a root, or a traced program, with what ops are made of replaced by the ops: those of `which`, `"all"`
 * of the table, or `fusible` unless given. Operands of commutative ops may stand in either order, and the parts at any
 * level: `(e − 1) / (e + 1)`, or `add(e, -1)` times a power of −1. Where several ops match, the largest is taken. What
 * is used elsewhere stays there. Of a graph leaves are shared with the old one; labels stay, but for those of nodes that
 * an op has absorbed.
 *
 * @throws TypeError if `x` is neither, or `which` neither `"all"` nor a list of ops and names of the table; Error if
 *   one of them is not composite.
 */
export function fuse(x: Value, which?: Which): Value;
export function fuse<R>(x: Traced<R>, which?: Which): Traced<R>;
export function fuse(x: Value | Traced, which: Which = fusible): Value | Traced {
  if (!isValue(x) && !isTraced(x))
    throw new TypeError(`fuse: root is ${describe(x)}; wanted a Value, or what trace gives`);
  const sought = which === "all" ? composite : compositeOps("fuse", which);
  return isValue(x) ? fuseGraph(x, sought) : fuseProgram(x, sought);
}

/** An op as its constituents look in the lowest form. */
interface Shape {
  readonly op: Op;
  readonly pattern: Application;
  readonly size: number;
  /** The op's last operands, where they are the defaults. */
  readonly defaults: readonly number[];
}

/** Finds ops among nodes N, which are told about in order, operands first. */
class Recognition<N> {
  readonly #lowest = lowestForms();
  /** By the outermost op of what they look for, large ones first. */
  readonly #shapes = new Map<Op, Shape[]>();
  /** The first node that has the value of a term. */
  readonly #nodes = new Map<Term, N>();
  readonly #found = new Map<Term, Made<N>>();

  constructor(sought: readonly Op[]) {
    const shapes = sought.flatMap(shapesOf).sort((a, b) => b.size - a.size);
    for (const shape of shapes) push(this.#shapes, shape.pattern.op, shape);
  }

  constant(value: number): Term {
    return this.#lowest.constant(value);
  }
  atom(node: N): Term {
    return this.#lowest.atom(node);
  }
  apply(op: Op, args: readonly Term[]): Term {
    return this.#lowest.apply(op, args);
  }
  /** Says which node stands for a term, if none did before. */
  meet(term: Term, node: N): void {
    if (!this.#nodes.has(term)) this.#nodes.set(term, node);
  }

  /** The largest op that makes `term`, which `op` makes from `args`, of nodes that are visible, if it absorbs more. */
  find(term: Term, op: Op, args: readonly Term[], isVisible: (node: N) => boolean): Made<N> | undefined {
    // 1·x is what x is.
    if (args.includes(term)) return this.#found.get(term);
    for (const shape of (term.op && this.#shapes.get(term.op)) ?? []) {
      let found: Made<N> | undefined;
      const bound = new Array<Term | undefined>(shape.op.arity - shape.defaults.length).fill(undefined);
      const accept = () => {
        const operands = bound as readonly Term[];
        // A composite op is not taken apart so that one with fewer constituents can be found.
        if (op.expand && countBetween(term, operands) <= countBetween(term, args)) return false;
        const parts = operands.map((operand) => this.#partFor(operand, isVisible));
        if (parts.includes(undefined)) return false;
        found = { op: shape.op, args: [...(parts as Made<N>["args"]), ...shape.defaults] };
        return true;
      };
      const matching: Matching = { terms: this.#lowest, bound, associative: false, tolerance: 1e-15, accept };
      if (!matchOperands(matching, shape.pattern, term.args)) continue;
      this.#found.set(term, found!);
      return found;
    }
    return undefined;
  }

  /** What has a term's value: a number, a node, or a constant times a node. */
  #partFor(term: Term, isVisible: (node: N) => boolean): N | number | Made<N> | undefined {
    if (term.value !== undefined) return term.value;
    const node = this.#nodes.get(term);
    if (node !== undefined && isVisible(node)) return node;
    if (term.op !== ops.mul || term.args[0]!.value === undefined) return undefined;
    const factor = this.#nodes.get(term.args[1]!);
    if (factor === undefined || !isVisible(factor)) return undefined;
    return { op: ops.mul, args: [term.args[0]!.value, factor] };
  }
}

const toLowest = { rules: readings, expands: (op: Op) => op.expand !== undefined };
const lowestForms = () => new Rewriter(toLowest);

/** How many applications of ops there are in `term` above `operands`. */
function countBetween(term: Term, operands: readonly Term[]): number {
  const seen = new Set<Term>(operands);
  let count = 0;
  const pending = [term];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next) || next.op === undefined) continue;
    seen.add(next);
    count++;
    pending.push(...next.args);
  }
  return count;
}

/** What an op looks like: with all its operands as variables, and with defaults for those that have them. */
function shapesOf(op: Op): Shape[] {
  const { defaults = [] } = op;
  const forms = defaults.length > 0 ? [[], defaults] : [[]];
  return forms.map((given) => {
    const lowest = lowestForms();
    const variables = Array.from({ length: op.arity - given.length }, (_, i) => new Variable(i, "any"));
    const operands: Num[] = [...variables.map((variable) => lowest.atom(variable)), ...given];
    const pattern = toPattern(lowest.lift((op.expand as (...x: Num[]) => Num)(...operands)));
    if (!(pattern instanceof Application))
      throw new Error(`fuse: ${op.name} is made of no ops; there is nothing to find`);
    return { op, pattern, size: sizeOf(pattern), defaults: given };
  });
}

function toPattern(term: Term): Pattern {
  if (term.value !== undefined) return new Literal(term.value);
  return term.op ? new Application(term.op, term.args.map(toPattern)) : (term.subject as Variable);
}

function isArithmetic(op: Op): boolean {
  const any = new Any();
  any.apply(op, any, any, any);
  return [...any.used].every((inner) => [ops.add, ops.mul, ops.pow].includes(inner as typeof ops.add));
}

function fuseGraph(root: Value, sought: readonly Op[]): Value {
  const recognition = new Recognition<Value>(sought);
  const terms = new Map<number, Term>();
  const operand = (arg: Value | number): Term => {
    if (typeof arg === "number") return recognition.constant(arg);
    let known = terms.get(arg.id);
    if (known === undefined) {
      known = arg.isConstant ? recognition.constant(arg.data) : recognition.atom(arg);
      terms.set(arg.id, known);
      recognition.meet(known, arg);
    }
    return known;
  };
  const reading = (node: Value) => {
    const args = node.args.map(operand);
    const term = recognition.apply(node.op!, args);
    const made = recognition.find(term, node.op!, args, () => true);
    terms.set(node.id, term);
    recognition.meet(term, node);
    return made;
  };
  return rebuild(root, { reading });
}

function fuseProgram({ program, inputs, captured, result }: Traced, sought: readonly Op[]): Traced {
  return traced(
    rebuilt(program, (calleeOf) => recognizing(sought, calleeOf)),
    inputs,
    captured,
    result,
  );
}

/** Builds a program anew with the ops that are found in it. */
function recognizing(sought: readonly Op[], calleeOf: (callee: Callee) => Callee): Reemission<Scalar> {
  const recognition = new Recognition<Scalar>(sought);
  const builder = new Builder();
  const terms: Term[] = [];
  const known = (scalar: Scalar, term: Term) => {
    terms[scalar.id] ??= term;
    recognition.meet(term, scalar);
    return scalar;
  };
  const make = ({ op, args }: Made<Scalar>): Scalar =>
    builder.apply(
      op,
      args.map((arg) =>
        typeof arg === "number" ? builder.constant(arg) : "op" in arg && !("id" in arg) ? make(arg) : arg,
      ),
    );
  const isVisible = (scalar: Scalar) => scalar.block.contains(builder.current);
  const meaning: Meaning<Scalar> = {
    atom: (scalar) =>
      terms[scalar.id]
        ? scalar
        : known(
            scalar,
            scalar.kind === "const" ? recognition.constant(scalar.value) : recognition.atom(scalar),
          ),
    apply: ({ op }, args) => {
      const operands = args.map((arg) => terms[arg.id]!);
      const term = recognition.apply(op, operands);
      const made = recognition.find(term, op, operands, isVisible);
      return known(make(made ?? { op, args }), term);
    },
    emit: (scalar) => scalar,
  };
  return new Reemission(builder, meaning, calleeOf);
}
