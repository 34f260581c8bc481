/**
 * Terms: expressions in which equal parts are one object, so that whether two parts are the same is a comparison. Of
 * the interpretations of ops it is the one that rewriting works on.
 */
import { finish, mix, Table } from "../ir/interning.ts";
import { kernelOf } from "../kernel.ts";
import { type Num, type Op, Operand } from "../op.ts";
import { add, eq, hypot, logaddexp, max, min, mul } from "../ops.ts";

/** Ops whose operands may be exchanged, bit for bit. */
export const COMMUTATIVE: ReadonlySet<Op> = new Set<Op>([add, mul, min, max, hypot, logaddexp, eq]);

const NONE: readonly Term[] = [];

/** A constant, an op applied to terms, or an atom: something that rewriting does not look into. */
export class Term extends Operand {
  readonly terms: Terms;
  /** Order of creation: operands come before what is made from them. */
  readonly id: number;
  readonly op: Op | undefined;
  readonly args: readonly Term[];
  /** The number that a constant is. */
  readonly value: number | undefined;
  /** What an atom stands for. */
  readonly subject: unknown;

  constructor(
    terms: Terms,
    id: number,
    op: Op | undefined,
    args: readonly Term[],
    value: number | undefined,
    subject: unknown,
  ) {
    super();
    this.terms = terms;
    this.id = id;
    this.op = op;
    this.args = args;
    this.value = value;
    this.subject = subject;
  }

  override apply(op: Op, ...operands: (Num | undefined)[]): Term {
    return this.terms.apply(
      op,
      operands.slice(0, op.arity).map((x) => this.terms.lift(x!)),
    );
  }
}

/** A world of terms. What two of them share is a question only within one. */
export class Terms {
  readonly all: Term[] = [];
  readonly #constants = new Map<number, Term>();
  #minusZero: Term | undefined;
  readonly #atoms = new Map<unknown, Term>();
  /** Where to find applications, by what they are made of. */
  readonly #table: Table;

  /** An empty world with room for some terms; there may be more. */
  constructor(room = 0) {
    this.#table = new Table(room);
  }

  constant(value: number): Term {
    if (Object.is(value, -0)) {
      this.#minusZero ??= this.#add(undefined, NONE, -0, undefined);
      return this.#minusZero;
    }
    let known = this.#constants.get(value);
    if (known === undefined) {
      known = this.#add(undefined, NONE, value, undefined);
      this.#constants.set(value, known);
    }
    return known;
  }

  atom(subject: unknown): Term {
    let known = this.#atoms.get(subject);
    if (known === undefined) {
      known = this.newAtom(subject);
      this.#atoms.set(subject, known);
    }
    return known;
  }

  /** The atom of what no term stands for yet, if its caller knows which do. */
  newAtom(subject: unknown): Term {
    return this.#add(undefined, NONE, undefined, subject);
  }

  lift(x: Num): Term {
    return typeof x === "number" ? this.constant(x) : (x as Term);
  }

  /** What applying an op to terms is: here no more than that. */
  apply(op: Op, args: readonly Term[]): Term {
    return this.folded(op, args) ?? this.intern(op, args);
  }

  /** The number that an op gives, where all its operands are numbers. */
  folded(op: Op, args: readonly Term[]): Term | undefined {
    for (let k = 0; k < args.length; k++) if (args[k]!.value === undefined) return undefined;
    return this.constant((op.f as (...x: number[]) => number)(...args.map((arg) => arg.value!)));
  }

  /** The one term of an op and operands. Of a commutative op the first order that was asked for stays. */
  intern(op: Op, args: readonly Term[]): Term {
    let first = args[0]!.id;
    let second = args.length > 1 ? args[1]!.id : -1;
    const third = args.length > 2 ? args[2]!.id : -1;
    const commutes = COMMUTATIVE.has(op);
    if (commutes && first > second) [first, second] = [second, first];
    const table = this.#table;
    const h = finish(mix(mix(mix(kernelOf(op).code, first), second), third));
    for (let k = table.first(h); k >= 0; k = table.next()) {
      const known = this.all[k]!;
      if (known.op === op && isOf(known.args, args, commutes)) return known;
    }
    const made = this.#add(op, args, undefined, undefined);
    table.add(made.id);
    return made;
  }

  #add(op: Op | undefined, args: readonly Term[], value: number | undefined, subject: unknown): Term {
    const made = new Term(this, this.all.length, op, args, value, subject);
    this.all.push(made);
    return made;
  }
}

function isOf(known: readonly Term[], args: readonly Term[], commutes: boolean): boolean {
  if (commutes && known[0] === args[1] && known[1] === args[0]) return true;
  return known[0] === args[0] && known[1] === args[1] && known[2] === args[2];
}
