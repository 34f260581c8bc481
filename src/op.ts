/**
 * What an op is. The table of them is `ops.ts`; this file is its vocabulary.
 *
 * An op is a function with its row attached. Called on numbers it computes; called on an `Operand` (a `Value` of the
 * eager engine, a formula being printed, a dual number) it lets that operand say what applying the op means. One
 * derivative rule, written in ops, therefore serves every interpretation.
 */
/** What JavaScript's operators on operands throw, a TypeError by name too. */
export class OperatorError extends TypeError {}
/** Anything an op can be applied to besides a plain number. */
export abstract class Operand {
  /** What applying `op` means in this interpretation. `y` and `z` are given as far as the op's arity goes. */
  abstract apply(op: Op, x: Num, y?: Num, z?: Num): Operand;
  /**
   * Where operands of several interpretations meet, the one of highest rank is asked. An interpretation that wraps
   * operands of others, as a dual number does, ranks above them.
   */
  get rank(): number {
    return 0;
  }
  /** JavaScript's operators would make NaN or false of an operand, and a wrong derivative without a word: they throw. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new OperatorError(
      "JavaScript's operators do not work on operands of ops: write add(a, b), mul(a, b), select(gt(a, b), x, y) …",
    );
  }
}

/** An operand of an op: a plain number, or something that knows how to apply ops. */
export type Num = number | Operand;

/**
 * A local derivative ∂out/∂operand as a function of the operands and the result, written in ops; `null` where no
 * gradient flows (a comparison, a step, a condition): the derivative is zero wherever it exists.
 */
export type Rule1 = ((x: Num, out: Num) => Num) | null;
export type Rule2 = ((x: Num, y: Num, out: Num) => Num) | null;
export type Rule3 = ((x: Num, y: Num, z: Num, out: Num) => Num) | null;

/** A closed interval from which tests and checks sample an operand. */
export type Interval = readonly [from: number, to: number];

/** What every row says of its op, whatever the arity. */
interface Common {
  readonly name: string;
  /**
   * Where tests may sample each operand: an interval per operand, [−3, 3] unless a row says otherwise. `d` exists there, but
   * where `kink` is 0.
   */
  readonly domain: readonly Interval[];
  /** LaTeX, with `#1`, `#2`, `#3` for the operands; the name as a function's unless a row says otherwise. */
  readonly latex: string;
  /** The same op in PyTorch, as an expression in `#1`, `#2`, `#3`; `torch`'s function of its name unless a row says otherwise. */
  readonly torch: string;
  /** The infix or prefix symbol that text and pictures show, e.g. `+`. Without one they show the name. */
  readonly symbol?: string;
  /** Operands that have a default when they are left out, last ones first to be so. */
  readonly defaults?: readonly number[];
  /**
   * Operand positions in which a plain number is part of the op and not a node of the graph: the 2 of `x**2`, the
   * bounds of a clamp. No gradient is computed for it there.
   */
  readonly parameters?: readonly number[];
  /**
   * The one WebAssembly instruction that computes the op, where there is one. Where there is none, the function of its name
   * in `elementary/` computes it, to the bit as `f` does; and where there is none either, `expand`.
   */
  readonly instruction?: string;
  /** Whether the rules are no more than what follows from `expand`. */
  readonly isDerived?: boolean;
  /** The number that stands for the op on tapes, given when one first records it. */
  code: number;
  /** What is pinned: values at kinks and special points, and on whose authority. One sentence or two. */
  readonly note?: string;
}

export interface Row1 extends Common {
  readonly f: (x: number) => number;
  readonly d: readonly [Rule1];
  readonly expand?: (x: Num) => Num;
  /** Zero exactly where the derivative does not exist, and continuous near there. */
  readonly kink?: (x: number) => number;
}
export interface Row2 extends Common {
  readonly f: (x: number, y: number) => number;
  readonly d: readonly [Rule2, Rule2];
  readonly expand?: (x: Num, y: Num) => Num;
  readonly kink?: (x: number, y: number) => number;
}
export interface Row3 extends Common {
  readonly f: (x: number, y: number, z: number) => number;
  readonly d: readonly [Rule3, Rule3, Rule3];
  readonly expand?: (x: Num, y: Num, z: Num) => Num;
  readonly kink?: (x: number, y: number, z: number) => number;
}

export interface Unary extends Row1 {
  (x: number): number;
  <T extends Operand>(x: T): T;
  (x: Num): Num;
  readonly arity: 1;
}
export interface Binary extends Row2 {
  (x: number, y: number): number;
  <T extends Operand>(x: T | number, y: T): T;
  <T extends Operand>(x: T, y: T | number): T;
  (x: Num, y: Num): Num;
  readonly arity: 2;
}
/** A binary op whose second operand has a default. */
export interface Parametric extends Row2 {
  (x: number, y?: number): number;
  <T extends Operand>(x: T | number, y: T): T;
  <T extends Operand>(x: T, y?: T | number): T;
  (x: Num, y?: Num): Num;
  readonly arity: 2;
}
export interface Ternary extends Row3 {
  (x: number, y: number, z: number): number;
  <T extends Operand>(x: T, y: T | number, z: T | number): T;
  <T extends Operand>(x: T | number, y: T, z: T | number): T;
  <T extends Operand>(x: T | number, y: T | number, z: T): T;
  (x: Num, y: Num, z: Num): Num;
  readonly arity: 3;
}
export type Op = Unary | Binary | Parametric | Ternary;

type Usual = "domain" | "latex" | "torch";
/** A row as it is written: `f` may be left to `expand`, and what is as usual is left out. */
type Written<R extends Common & { f: unknown; expand?: unknown }> = Omit<R, "f" | "code" | Usual> &
  Partial<Pick<R, Usual>> &
  ({ readonly f: R["f"] } | { readonly f?: never; readonly expand: NonNullable<R["expand"]> });

/** The op of one operand that `row` describes. */
export function unary(row: Written<Row1>): Unary {
  const { name, f = row.expand as (x: number) => number } = row;
  const op = {
    [name](x: Num, extra?: unknown): Num {
      if (typeof x === "number" && extra === undefined) return f(x);
      return interpret(op, 1, x, undefined, undefined, extra);
    },
  }[name] as Unary;
  return attach(op, 1, { ...row, f });
}

/** The op of two operands that `row` describes. */
export function binary(row: Written<Row2> & { readonly defaults?: never }): Binary;
export function binary(row: Written<Row2>): Parametric;
export function binary(row: Written<Row2>): Binary | Parametric {
  const { name, f = row.expand as (x: number, y: number) => number, defaults = [] } = row;
  const [fallback] = defaults;
  const op = {
    [name](x: Num, y: Num | undefined = fallback, extra?: unknown): Num {
      if (typeof x === "number" && typeof y === "number" && extra === undefined) return f(x, y);
      return interpret(op, 2, x, y, undefined, extra);
    },
  }[name] as Binary;
  return attach(op, 2, { ...row, f });
}

/** The op of three operands that `row` describes. */
export function ternary(row: Written<Row3>): Ternary {
  const { name, f = row.expand as (x: number, y: number, z: number) => number } = row;
  const op = {
    [name](x: Num, y: Num, z: Num, extra?: unknown): Num {
      if (typeof x === "number" && typeof y === "number" && typeof z === "number" && extra === undefined)
        return f(x, y, z);
      return interpret(op, 3, x, y, z, extra);
    },
  }[name] as Ternary;
  return attach(op, 3, { ...row, f });
}

/**
 * The columns in one order, so that all ops have one hidden class and reading a column stays fast. `name` is the
 * function's own already: defining it afterwards would make the function's properties a dictionary.
 */
export function attach<O extends Op>(
  op: O,
  arity: O["arity"],
  row: Omit<O, "arity" | "code" | Usual> & Partial<Pick<O, Usual>>,
): O {
  const operands = ["#1", "#2", "#3"].slice(0, arity);
  const names = operands.join(", ");
  const { f, d, expand, domain = operands.map(() => [-3, 3]), kink, symbol } = row as Partial<O>;
  const latex = row.latex ?? `\\operatorname{${op.name.replace(/[_$]/g, "\\$&")}}\\left(${names}\\right)`;
  const torch = row.torch ?? `torch.${op.name}(${names})`;
  const { defaults, parameters, instruction, isDerived, note } = row as Partial<O>;
  const columns = { arity, f, d, expand, domain, kink, symbol, latex, torch };
  return Object.assign(op, columns, { defaults, parameters, instruction, isDerived, note, code: UNRECORDED });
}

/** The code of an op that no tape has met. */
export const UNRECORDED = -1;

/** The path of every call that is not all numbers: an operand that is none says what the op means. */
function interpret(op: Op, arity: 1 | 2 | 3, x: unknown, y: unknown, z: unknown, extra: unknown): Num {
  if (extra !== undefined || !isNum(x) || !(arity < 2 || isNum(y)) || !(arity < 3 || isNum(z)))
    throw refusal(op, [x, y, z].slice(0, arity), extra);
  let speaker = x as Operand;
  if (typeof y === "object" && (typeof x === "number" || (y as Operand).rank > x.rank))
    speaker = y as Operand;
  if (typeof z === "object" && (typeof speaker === "number" || (z as Operand).rank > speaker.rank))
    speaker = z as Operand;
  return speaker.apply(op, x, y as Num | undefined, z as Num | undefined);
}

/** That an iteration has not ended in the steps that it may take. */
export class StepsError extends RangeError {}

/** The number that something is. @throws TypeError if that is not known. */
export function numberOf(x: Num): number {
  if (typeof x === "number") return x;
  if (typeof (x as { data?: unknown }).data !== "number")
    throw new TypeError(`${describe(x)} has no number here; wanted a number or a Value`);
  return (x as unknown as { data: number }).data;
}

const isNum = (x: unknown): x is Num => typeof x === "number" || x instanceof Operand;

function refusal(op: Op, operands: unknown[], extra: unknown): TypeError {
  const { name, arity } = op;
  if (extra !== undefined) {
    const names = ["x", "y", "z"].slice(0, arity).join(", ");
    return new TypeError(
      `${name} takes ${arity} operand${arity === 1 ? "" : "s"} and got more; ` +
        `as a callback write (${names}) => ${name}(${names}), because arrays pass the index too`,
    );
  }
  const at = operands.findIndex((operand) => !isNum(operand));
  const others = arity === 1 ? "" : ", …";
  const hint = hasLength(operands[at]) ? `, as in vec(length(x), (i) => ${name}(at(x, i)${others}))` : "";
  return new TypeError(
    `${name}: operand ${at + 1} is ${describe(operands[at])}; wanted a number or a Value${hint}`,
  );
}

/** Whether something is an array of whatever kind. */
export const hasLength = (x: unknown): boolean => typeof x === "object" && x !== null && "length" in x;

const nouns = new Map<unknown, string>();
/** Has errors call the objects of a class what users know them as: its own name is the library's, or a bundler's. */
export const setNoun = (kind: unknown, noun: string) => nouns.set(kind, noun);

/** A value as an error message shows it: its kind always, its contents where they are short. */
export function describe(x: unknown): string {
  if (x === undefined || x === null) return String(x);
  if (typeof x === "string") return `the string ${JSON.stringify(x.length > 40 ? `${x.slice(0, 40)}…` : x)}`;
  if (typeof x === "function") return x.name ? `the function ${x.name}` : "a function";
  if (Array.isArray(x)) return `an array of ${x.length}`;
  if (typeof x === "object") {
    const made = Object.getPrototypeOf(x)?.constructor;
    const noun = nouns.get(made);
    if (noun) return noun;
    const kind = made?.name;
    // Two copies of a library have classes of the same name that know nothing of each other.
    if (kind === "Value") return "a Value of another library, or of another copy of this one";
    return kind && kind !== "Object" ? `an object of class ${kind}` : "a plain object";
  }
  return `the ${typeof x} ${String(x)}`;
}

/** @throws TypeError unless `f` is a function. */
export function checkFunction(where: string, f: unknown, name = "f"): void {
  if (typeof f !== "function") throw new TypeError(`${where}: ${name} is ${describe(f)}; wanted a function`);
}

/** @throws TypeError unless `options` is an object of options that are `known`, or not given. */
export function checkOptions(where: string, options: unknown, known: readonly string[]): void {
  if (options !== undefined && (typeof options !== "object" || options === null || hasLength(options)))
    throw new TypeError(`${where}: options is ${describe(options)}; wanted an object, as { ${known[0]}: … }`);
  for (const name in options as object | undefined)
    if (!known.includes(name))
      throw new TypeError(
        `${where}: there is no option ${JSON.stringify(name)}; there ${known.length === 1 ? "is" : "are"} ${known.join(", ")}`,
      );
}

/** Whether `x` is an op: a row of the table, or one made by `defineOp`. */
export function isOp(x: unknown): x is Op {
  return typeof x === "function" && "arity" in x && "f" in x && "d" in x;
}
