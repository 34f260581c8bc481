/** Ops of a user's own. */
import { Dual } from "./dual.ts";
import {
  type Binary,
  binary,
  describe,
  type Interval,
  type Num,
  StepsError,
  type Ternary,
  ternary,
  type Unary,
  unary,
} from "./op.ts";

/** An op of one to three operands, in other ops. */
type Expansion = (x: Num, y: Num, z: Num) => Num;
type Rule = (...operands: Num[]) => Num;
type Numbers<P extends unknown[]> = { [K in keyof P]: number };
type OpOf<F extends Expansion> = Parameters<F>["length"] extends 1
  ? Unary
  : Parameters<F>["length"] extends 2
    ? Binary
    : Ternary;

/** What a user says of an op of their own. Every column but the first two has a sensible default. */
export interface Definition<F extends Expansion> {
  readonly name: string;
  /** The op in other ops. Its number of parameters is the op's arity. */
  readonly expand: F;
  /** The op on numbers, where `expand` is slow or inaccurate. */
  readonly f?: (...operands: Numbers<Parameters<F>>) => number;
  /**
   * ∂out/∂operand, one rule per operand, of the operands and the result, in ops; null where no gradient flows.
   * Derived from `expand` unless given.
   */
  readonly d?: readonly (Rule | null)[];
  /** Where checks may sample each operand; [−3, 3] unless given. */
  readonly domain?: readonly Interval[];
  readonly latex?: string;
  readonly torch?: string;
  readonly note?: string;
}

/**
 * An op of the user's own, to be called like those of the table. Define it once, not in a loop: a tape knows at most
 * 65,536 ops.
 *
 *     const swish = defineOp({ name: "swish", expand: (x, b) => mul(x, sigmoid(mul(b, x))) });
 *
 * @throws TypeError if a column is missing or malformed, or `expand` or a rule derived from it gives no number for
 *   numbers in the middle of the domain.
 */
export function defineOp<F extends Expansion>(definition: Definition<F>): OpOf<F> {
  if (typeof definition !== "object" || definition === null)
    throw new TypeError(`defineOp: definition is ${describe(definition)}; wanted { name, expand, … }`);
  const { name, expand } = definition;
  if (typeof name !== "string" || !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name))
    throw new TypeError(`defineOp: name is ${describe(name)}; wanted an identifier`);
  if (typeof expand !== "function")
    throw new TypeError(`defineOp: expand of ${name} is ${describe(expand)}; wanted a function in ops`);
  const arity = expand.length;
  if (arity < 1 || arity > 3)
    throw new TypeError(
      `defineOp: expand of ${name} takes ${arity} operands; wanted 1, 2 or 3, without defaults`,
    );
  checkColumns(definition as Definition<Expansion>, arity);
  const given = definition.d ?? derived(expand as unknown as Rule, arity);
  const names = ["#1", "#2", "#3"].slice(0, arity).join(", ");
  const { domain = Array.from({ length: arity }, (): Interval => [-3, 3]) } = definition;
  const stated = Object.entries(definition).filter(([, column]) => column !== undefined);
  const row = {
    torch: `${name}(${names})`,
    ...Object.fromEntries(stated),
    domain,
    d: given,
    isDerived: !definition.d,
  };
  const middle = domain.map(([from, to]) => (from + to) / 2);
  checkGives(`expand of ${name}`, expand as unknown as Rule, middle);
  if (!definition.d) for (const rule of given) checkGives(`a derivative of ${name}`, rule as Rule, middle);
  const make = { 1: unary, 2: binary, 3: ternary }[arity] as (row: unknown) => unknown;
  return make(row) as OpOf<F>;
}

function checkColumns(definition: Definition<Expansion>, arity: number): void {
  const { name, f, d, domain } = definition;
  const refuse = (column: string, given: unknown, wanted: string): never => {
    throw new TypeError(`defineOp: ${column} of ${name} is ${describe(given)}; wanted ${wanted}`);
  };
  if (f !== undefined && typeof f !== "function") refuse("f", f, "a function of numbers");
  if (d !== undefined) {
    const rules: unknown = d;
    if (!Array.isArray(rules)) refuse("d", rules, "an array of rules");
    if (d.length !== arity)
      throw new TypeError(
        `defineOp: ${name} has ${arity} operands and ${d.length} rules in d; wanted one each`,
      );
    for (const [i, rule] of d.entries())
      if (rule !== null && typeof rule !== "function") refuse(`d[${i}]`, rule, "a function in ops, or null");
  }
  const isInterval = (x: unknown) =>
    Array.isArray(x) && x.length === 2 && x.every((end) => typeof end === "number") && x[0]! <= x[1]!;
  if (domain !== undefined && !(Array.isArray(domain) && domain.length === arity && domain.every(isInterval)))
    refuse("domain", domain, `${arity} pairs [from, to]`);
  for (const column of ["latex", "torch", "note"] as const)
    if (definition[column] !== undefined && typeof definition[column] !== "string")
      refuse(column, definition[column], "a string");
}

function checkGives(what: string, f: Rule, operands: readonly number[]): void {
  let x: unknown;
  try {
    x = f(...operands);
  } catch (error) {
    // An iteration that does not end there is no fault of the definition.
    if (error instanceof StepsError) return;
    throw error;
  }
  if (typeof x !== "number")
    throw new TypeError(`defineOp: ${what}, called on numbers, gives ${describe(x)}; wanted a number`);
}

/** Rules from the constituents' rules, by forward mode: ∂out/∂operand is the tangent that a tangent of 1 there gives. */
function derived(expand: (...operands: Num[]) => Num, arity: number): ((...operands: Num[]) => Num)[] {
  return Array.from({ length: arity }, (_, i) => (...given: Num[]) => {
    const operands = given.slice(0, arity).map((x, j) => (i === j ? new Dual(x, 1) : x));
    const out = expand(...operands);
    return out instanceof Dual ? out.tangent : 0;
  });
}
