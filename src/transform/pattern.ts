/** Patterns: the interpretation of ops that says which terms an expression is like. Variables stand for any term. */
import { type Num, type Op, Operand } from "../op.ts";

export type Pattern = Variable | Literal | Application;

abstract class Part extends Operand {
  override apply(op: Op, ...operands: (Num | undefined)[]): Application {
    return new Application(op, operands.slice(0, op.arity).map(toPattern));
  }
}

/** What a variable stands for: any term, a constant, or what is left of a product, which is 1 if nothing is. */
type Kind = "any" | "constant" | "rest";

export class Variable extends Part {
  readonly kind: Kind;
  readonly index: number;
  constructor(index: number, kind: Kind) {
    super();
    this.index = index;
    this.kind = kind;
  }
}
export class Literal extends Part {
  readonly value: number;
  constructor(value: number) {
    super();
    this.value = value;
  }
}
export class Application extends Part {
  readonly op: Op;
  readonly args: readonly Pattern[];
  constructor(op: Op, args: readonly Pattern[]) {
    super();
    this.op = op;
    this.args = args;
  }
}

export const toPattern = (x: Num | undefined): Pattern =>
  typeof x === "number" ? new Literal(x) : (x as Pattern);

const ofKind = (x: Num, kind: Kind): Num => (x instanceof Variable ? new Variable(x.index, kind) : x);
/** In a pattern: a variable that stands for a number. On numbers the number itself. */
export const constant = (x: Num): Num => ofKind(x, "constant");
/** In a pattern: a variable that stands for the other factors of a product, or for 1 where there are none. */
export const rest = (x: Num): Num => ofKind(x, "rest");

/** The pattern that an expression with `variables` variables is. */
export function patternOf(expression: (...variables: Num[]) => Num, variables: number): Pattern {
  return toPattern(expression(...Array.from({ length: variables }, (_, i) => new Variable(i, "any"))));
}

/** How many applications of ops a pattern has. */
export function sizeOf(pattern: Pattern): number {
  return pattern instanceof Application ? pattern.args.reduce((size, arg) => size + sizeOf(arg), 1) : 0;
}
