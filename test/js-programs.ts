/** Random JavaScript functions of two numbers and an array of three, as text. */
import fc from "fast-check";

/** What a function may do. */
export interface Kind {
  /** Whether statements may branch on the arguments; a choice may always. */
  readonly branches: boolean;
  /** Whether every operation has a derivative nearly everywhere and stays in its domain. */
  readonly smooth: boolean;
}

type Draw = fc.GeneratorValue;
/** Names that can be used at some place in the text. */
interface Names {
  /** What holds numbers. */
  readonly numbers: readonly string[];
  /** Those among them that can be assigned to. */
  readonly variables: readonly string[];
  /** Arrays of at least two numbers. */
  readonly arrays: readonly string[];
  /** Arrays that were made here. */
  readonly own: readonly string[];
  /** Whole numbers from 0 that do not depend on the arguments. */
  readonly counters: readonly string[];
  /** Functions of two numbers. */
  readonly functions: readonly string[];
  /** Whether names may be assigned to where expressions stand. */
  readonly assigns: boolean;
}

const LITERALS = ["0", "1", "2", "3", "0.5", "1.25", "1e-3", "7", ".1", "0x10", "1_0"];
const SMOOTH_LITERALS = ["1", "2", "0.5", "1.25", "3"];
const FUNCTIONS = [
  ...["abs", "sign", "sqrt", "cbrt", "exp", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan"],
  ...["asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"],
  ...["floor", "ceil", "round", "trunc"],
];
const SMOOTH_FUNCTIONS = ["sin", "cos", "tanh", "atan", "asinh"];
const CONSTANTS = ["Math.PI", "Math.E", "Math.LN2", "Math.SQRT1_2", "Number.EPSILON"];

class Writer {
  readonly #draw: Draw;
  readonly #kind: Kind;
  #names = 0;

  constructor(draw: Draw, kind: Kind) {
    this.#draw = draw;
    this.#kind = kind;
  }

  below(n: number): number {
    return this.#draw(fc.nat, { max: n - 1 });
  }
  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
  name(): string {
    return `v${this.#names++}`;
  }

  whole(size: number): string {
    const names = {
      ...{ numbers: ["x", "y"], variables: ["x", "y"], arrays: ["a"], own: [] },
      ...{ counters: [], functions: [], assigns: true },
    };
    const body = this.statements(size, names, 2, (inner) => `return ${this.number(inner, 3)};`);
    const head = this.pick(["(x, y, a) =>", "function (x, y, a)", "function whole(x, y, a)"]);
    return `${head} {\n${body}\n}`;
  }

  /** Statements, the last of which are what `end` gives for the names that there are then. */
  statements(count: number, names: Names, depth: number, end: (names: Names) => string): string {
    const lines: string[] = [];
    let known = names;
    for (let i = 0; i < count; i++) {
      const [line, next] = this.statement(known, depth);
      lines.push(line);
      known = next;
    }
    return [...lines, end(known)].join("\n");
  }
  block(names: Names, depth: number): string {
    return `{ ${this.statements(1 + this.below(2), names, depth, (inner) => this.assignment(inner))} }`;
  }

  assignment(names: Names): string {
    if (names.own.length > 0 && this.below(4) === 0)
      return `${this.pick(names.own)}[${this.below(2)}] ${this.pick(["=", "+=", "*="])} ${this.number(names, 2)};`;
    if (names.variables.length === 0) return ";";
    const to = this.pick(names.variables);
    if (this.below(8) === 0) return this.pick([`${to}++;`, `--${to};`]);
    return `${to} ${this.pick(["=", "+=", "-=", "*=", "="])} ${this.number(names, 2)};`;
  }

  statement(names: Names, depth: number): [string, Names] {
    const name = this.name();
    const numbers = [...names.numbers, name];
    const variables = [...names.variables, name];
    const expression = () => this.number(names, 3);
    switch (this.below(depth > 0 ? 15 : 9)) {
      case 0:
        return [`const ${name} = ${expression()};`, { ...names, numbers }];
      case 1:
        return [`${this.pick(["let", "var"])} ${name} = ${expression()};`, { ...names, numbers, variables }];
      case 2:
        return [this.assignment(names), names];
      case 3: {
        const arrays = [...names.arrays, name];
        const [made, own] = this.array(names);
        return [
          `const ${name} = ${made};`,
          { ...names, arrays, own: own ? [...names.own, name] : names.own },
        ];
      }
      case 4: {
        const rest = this.name();
        const pattern = this.pick([`[${name}, ${rest}]`, `[${name} = 3, ${rest} = 4]`]);
        return [`const ${pattern} = ${this.pick(names.arrays)};`, { ...names, numbers: [...numbers, rest] }];
      }
      case 5: {
        const other = this.name();
        const text = `const { p: ${name}, q: { r: [${other}] } } = { p: ${expression()}, q: { r: [${expression()}] } };`;
        return [text, { ...names, numbers: [...numbers, other] }];
      }
      case 6:
        return [
          `const ${name} = ${this.arrow(names, ["s", "t"], 2)};`,
          { ...names, functions: [...names.functions, name] },
        ];
      case 7: {
        const inner = { ...names, numbers: [...names.numbers, "s", "t"] };
        const body = `return ${this.number({ ...inner, assigns: false }, 2)};`;
        return [
          `function ${name}(s, t = 2) { ${body} }`,
          { ...names, functions: [...names.functions, name] },
        ];
      }
      case 8: {
        if (names.own.length === 0) return [this.assignment(names), names];
        return [`${this.pick(names.own)}.push(${expression()}, ${expression()});`, names];
      }
      case 9: {
        const condition = this.#kind.branches ? this.condition(names, 2) : this.counted(names);
        const otherwise = this.below(2) ? ` else ${this.block(names, depth - 1)}` : "";
        return [`if (${condition}) ${this.block(names, depth - 1)}${otherwise}`, names];
      }
      case 10:
      case 11: {
        const inner = { ...names, counters: [...names.counters, name], numbers };
        const early = this.pick(["", "", `if (${name} === 1) continue;`, `if (${name} > 1) break;`]);
        const body = this.block(inner, depth - 1);
        return [
          `for (let ${name} = 0; ${name} < ${1 + this.below(4)}; ${name}++) { ${early} ${body} }`,
          names,
        ];
      }
      case 12:
        return [
          `for (const ${name} of ${this.pick(names.arrays)}) ${this.block({ ...names, numbers, own: [] }, depth - 1)}`,
          names,
        ];
      case 13:
        return [
          `let ${name} = ${this.below(4)};\nwhile (${name}-- > 0) ${this.block(names, depth - 1)}`,
          names,
        ];
      default: {
        const inner = { ...names, numbers: [...names.numbers, "s", "t"] };
        return [`${this.pick(names.arrays)}.forEach((s, t) => ${this.block(inner, depth - 1)});`, names];
      }
    }
  }

  arrow(names: Names, parameters: readonly string[], depth: number): string {
    // A function that is called in a loop over an array would make that longer and longer; one that is called in a
    // side of a choice may not assign to what is around it.
    const inner = {
      ...names,
      ...{ numbers: [...names.numbers, ...parameters], variables: [], assigns: false, own: [] },
    };
    const head = `(${parameters.join(", ")}) =>`;
    if (this.below(3) > 0) return `${head} ${this.number(inner, depth)}`;
    const body = this.statements(1, inner, 0, (last) => `return ${this.number(last, depth)};`);
    return `${head} { ${body} }`;
  }

  /** An array of at least two numbers, and whether it is a new one. */
  array(names: Names): [string, boolean] {
    const some = this.pick(names.arrays);
    switch (this.below(7)) {
      case 0:
        return [some, names.own.includes(some)];
      case 1:
        return [`${some}.map(${this.arrow(names, ["s", "t"], 1)})`, true];
      case 2:
        return [`[...${some}, ${this.number(names, 1)}]`, true];
      case 3:
        return [
          `Array.from({ length: 3 }, (_, t) => ${this.number({ ...names, numbers: [...names.numbers, "t"], assigns: false }, 1)})`,
          true,
        ];
      case 4:
        return [`${some}.slice(0, 2).concat(${this.number(names, 1)})`, true];
      case 5:
        return [`new Array(3).fill(${this.number(names, 1)})`, true];
      default:
        return [`[${this.number(names, 2)}, ${this.number(names, 2)}]`, true];
    }
  }

  /** A condition that does not depend on the arguments. */
  counted(names: Names): string {
    return `${this.pick([...names.counters, "2"])} ${this.pick(["<", ">", "===", "!==", "<=", ">="])} ${this.below(3)}`;
  }
  condition(names: Names, depth: number): string {
    if (depth === 0 || this.below(3) > 0) {
      const compare = this.pick(["<", "<=", ">", ">=", "===", "!==", "==", "!="]);
      return `(${this.number(names, depth - 1)} ${compare} ${this.number(names, depth - 1)})`;
    }
    const inner = { ...names, assigns: false };
    if (this.below(3) === 0) return `!${this.condition(inner, depth - 1)}`;
    return `(${this.condition(names, depth - 1)} ${this.pick(["&&", "||"])} ${this.condition(inner, depth - 1)})`;
  }

  /** An expression that gives a number. */
  number(names: Names, depth: number): string {
    const { smooth } = this.#kind;
    const part = (inner = names) => this.number(inner, depth - 1);
    // Both sides of a choice may be computed.
    const side = () => part({ ...names, assigns: false });
    if (depth <= 0 || this.below(7) === 0) return this.leaf(names);
    switch (this.below(smooth ? 12 : 20)) {
      case 0:
      case 1:
      case 2:
        return `(${part()} ${this.pick(["+", "-", "*"])} ${part()})`;
      case 3:
        return smooth ? `(${part()} / (2 + (${part()}) ** 2))` : `(${part()} / ${part()})`;
      case 4:
        return `(${this.pick(["-", "+"])} ${part()})`;
      case 5:
      case 6:
        return `Math.${this.pick(smooth ? SMOOTH_FUNCTIONS : FUNCTIONS)}(${part()})`;
      case 7:
        return `(${this.condition(names, depth - 1)} ? ${side()} : ${side()})`;
      case 8:
        if (names.functions.length === 0) return this.leaf(names);
        return `${this.pick(names.functions)}(${part()}, ${part()})`;
      case 9: {
        const inner = { ...names, numbers: [...names.numbers, "p", "q"], assigns: false };
        const body = this.number(inner, depth - 1);
        return `${this.pick(names.arrays)}.reduce((p, q) => ${body}${this.pick(["", ", 1"])})`;
      }
      case 10:
        return `[${part()}, ${part()}][${this.below(2)}]`;
      case 11:
        return `({ p: ${part()}, q: ${part()} }).${this.pick(["p", "q"])}`;
      case 12:
        return `(${part()} % ${part()})`;
      case 13:
        return `((${part()}) ** ${this.pick(["2", "3", "0.5", "-1", part()])})`;
      case 14:
        return `Math.${this.pick(["max", "min"])}(${part()}, ${part()}${this.pick(["", `, ${part()}`])})`;
      case 15:
        return `Math.${this.pick(["atan2", "pow", "hypot"])}(${part()}, ${part()})`;
      case 16:
        return `(${part()} ${this.pick(["&&", "||", "??"])} ${side()})`;
      case 17:
        return `(${this.condition(names, depth - 1)} * ${part()})`;
      case 18:
        if (!names.assigns || names.variables.length === 0) return this.leaf(names);
        return `(${this.pick(names.variables)} ${this.pick(["=", "+="])} ${part()})`;
      default:
        return `(${part()}, ${part()})`;
    }
  }

  leaf(names: Names): string {
    const { smooth } = this.#kind;
    switch (this.below(5)) {
      case 0:
        return this.pick(smooth ? SMOOTH_LITERALS : LITERALS);
      case 1:
        return `${this.pick(names.arrays)}[${this.below(2)}]`;
      case 2:
        return this.pick([...names.numbers, ...CONSTANTS]);
      default:
        return this.pick(names.numbers);
    }
  }
}

/** The text of a function of x, y and a. */
export const functionText = (kind: Kind, size: number): fc.Arbitrary<string> =>
  fc.gen().map((draw) => new Writer(draw, kind).whole(size));

/** An argument: two numbers and an array of three. */
export const argument = (kind: Kind): fc.Arbitrary<[number, number, number[]]> => {
  const moderate = fc.double({ min: -2, max: 2, noNaN: true });
  const special = fc.constantFrom(0, -0, 1, -1, 0.5, 2, 1e300, -1e-310, Number.NaN, Infinity, -Infinity);
  const number = kind.smooth ? moderate : fc.oneof({ weight: 4, arbitrary: moderate }, special);
  return fc
    .tuple(number, number, fc.array(number, { minLength: 3, maxLength: 3 }))
    .map(([x, y, a]) =>
      kind.smooth ? [general(x, 0), general(y, 1), a.map((e, k) => general(e, k + 2))] : [x, y, a],
    );
};

/**
 * The number of position k, moved to where differences can tell what a comparison says: not near 0, and not equal to a
 * literal or to another argument, where a choice may have a value of its own at a single point.
 */
function general(x: number, k: number): number {
  const away = Math.abs(x) < 0.01 ? x + 0.3 : x;
  return away + (k + 1) / 701;
}
