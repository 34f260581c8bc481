/** The primitives of src/elementary as JavaScript source: what a function of them does to numbers, as one plain function. */
import type { Lower, Part, Primitives } from "../src/elementary/primitives.ts";

/** Statements in order, within the block they stand in. */
interface Block {
  readonly outer: Block | null;
  readonly isLoop: boolean;
  readonly statements: (Expression | Choice | Several | Loop)[];
  /** Expressions by their text, so that none is written twice where one will do. */
  readonly known: Map<string, Expression>;
}

/** A number or a condition: its text with `$0`, `$1` … for its operands. */
class Expression {
  readonly users: Block[] = [];
  name: string | undefined;
  constructor(
    readonly template: string,
    readonly operands: readonly (Expression | string)[],
    readonly block: Block,
    /** Variables are assigned to, and never moved. */
    readonly isVariable = false,
  ) {}
}

class Choice {
  constructor(
    readonly condition: Expression,
    readonly results: readonly Expression[],
    readonly sides: readonly (readonly [Block, readonly (Expression | string)[]])[],
  ) {}
}

/** A call of a part with several results: the first is what it returns, the others are in `REST` until the next such call. */
class Several {
  constructor(
    readonly call: Expression,
    readonly results: readonly Expression[],
  ) {}
}

class Loop {
  constructor(
    readonly state: readonly Expression[],
    readonly start: readonly (Expression | string)[],
    readonly body: Block,
    readonly again: Expression,
    readonly next: readonly (Expression | string)[],
    /** How many statements of the body belong to the condition. */
    readonly before: number,
  ) {}
}

/** An expression longer than this gets a name, and two with a line of their own are easier to read than one. */
const LONGEST = 90;

/**
 * Source of a function of numbers. `tables` gives tables of numbers the names they have there; `called` is told of every
 * function called, which has its own name there, and says how many results it has.
 */
export function toJavaScript(
  lower: Lower | Part,
  tables: ReadonlyMap<readonly number[], string>,
  called: (f: Lower | Part) => number,
): { readonly text: string; readonly results: number } {
  const { name } = lower;
  const names = new Set<string>();
  // The primitives come first.
  const arity = lower.length - 1;
  const newBlock = (outer: Block | null, isLoop = false): Block => ({
    outer,
    isLoop,
    statements: [],
    known: new Map(),
  });
  const top = newBlock(null);
  let open = top;
  let variables = 0;

  const within = <R>(block: Block, build: () => R): R => {
    const before = open;
    open = block;
    try {
      return build();
    } finally {
      open = before;
    }
  };
  const ids = new Map<Expression, number>();
  const idOf = (x: Expression) => {
    if (!ids.has(x)) ids.set(x, ids.size);
    return ids.get(x);
  };
  const use = (x: Expression | string) => {
    if (typeof x !== "string") x.users.push(open);
  };
  const literal = (x: number): string => {
    if (Object.is(x, -0)) return "-0";
    if (Number.isNaN(x)) return "Number.NaN";
    return x < 0 ? `(${x})` : `${x}`;
  };
  const make =
    (template: string) =>
    (...given: (Expression | number | string)[]): Expression => {
      const operands = given.map((x) => (typeof x === "number" ? literal(x) : x));
      const key = `${template} ${operands.map((x) => (typeof x === "string" ? x : `#${idOf(x)}`)).join(" ")}`;
      for (let block: Block | null = open; block !== null; block = block.outer) {
        const found = block.known.get(key);
        if (found !== undefined) return found;
      }
      const made = new Expression(template, operands, open);
      operands.forEach(use);
      open.known.set(key, made);
      open.statements.push(made);
      return made;
    };
  const variable = () => {
    const made = new Expression("", [], open, true);
    made.name = `v${variables++}`;
    return made;
  };
  const given = (x: Expression | number) => {
    const y = typeof x === "number" ? literal(x) : x;
    use(y);
    return y;
  };

  const named = (table: readonly number[]): string => {
    const known = tables.get(table);
    if (known === undefined) throw new Error(`${name}: a table without a name`);
    return known;
  };
  const call = (f: Lower | Part): number => {
    names.add(f.name);
    return called(f);
  };

  const p: Primitives<Expression, Expression> = {
    add: make("($0 + $1)"),
    sub: make("($0 - $1)"),
    mul: make("($0 * $1)"),
    div: make("($0 / $1)"),
    neg: make("(-$0)"),
    abs: make("Math.abs($0)"),
    sqrt: make("Math.sqrt($0)"),
    floor: make("Math.floor($0)"),
    min: make("Math.min($0, $1)"),
    max: make("Math.max($0, $1)"),
    copysign: make("copysign($0, $1)"),
    lt: make("($0 < $1)"),
    le: make("($0 <= $1)"),
    eq: make("($0 === $1)"),
    and: make("($0 && $1)"),
    or: make("($0 || $1)"),
    not: make("!$0"),
    select: make("($0 ? $1 : $2)"),
    pow2: make("pow2($0)"),
    exponent: make("exponent($0)"),
    lookup: (table, i) => make("($1[$0 | 0] as number)")(i, named(table)),
    polynomial: (c, x) => make("polynomial($1, $0)")(x, named(c)),
    part: <X extends readonly (Expression | number)[], R extends readonly Expression[]>(
      f: (p: Primitives<Expression, Expression>, ...xs: X) => R,
      ...xs: X
    ): R => {
      const results = call(f as Part);
      const template = `${f.name}(${xs.map((_, k) => `$${k}`).join(", ")})`;
      if (results === 1) return [make(template)(...xs)] as readonly Expression[] as R;
      const made = new Expression(template, xs.map(given), open);
      const several = new Several(made, Array.from({ length: results }, variable));
      open.statements.push(several);
      return several.results as R;
    },
    call: (f, x) => {
      call(f);
      return make(`${f.name}($0)`)(x);
    },
    call2: (f, x, y) => {
      call(f);
      return make(`${f.name}($0, $1)`)(x, y);
    },
    branch: (condition, common, rare) => {
      use(condition);
      const sides = [rare, common].map((side) => {
        const block = newBlock(open);
        const results = within(block, () => side().map(given));
        return [block, results] as const;
      });
      const results = sides[0]![1].map(variable);
      open.statements.push(new Choice(condition, results, sides));
      return results;
    },
    loop: (start, again, next) => {
      const from = start.map(given);
      const body = newBlock(open, true);
      const state = start.map(variable);
      const holds = within(body, () => again(state));
      const before = body.statements.length;
      within(body, () => use(holds));
      const to = within(body, () => next(state).map(given));
      open.statements.push(new Loop(state, from, body, holds, to, before));
      return state;
    },
  };

  const operands = ["x", "y", "z", "w"].slice(0, arity).map((letter) => {
    const made = new Expression("", [], top, true);
    made.name = letter;
    return made;
  });
  const outcome = (lower as (...given: unknown[]) => Expression | readonly Expression[])(p, ...operands);
  const results = (outcome instanceof Expression ? [outcome] : outcome).map(given);

  /** Whether an expression stands where it is used: once, and not in a loop that it is not in itself. */
  const moves = (x: Expression): boolean => {
    if (x.isVariable || x.users.length !== 1) return false;
    for (let block = x.users[0]!; block !== x.block; block = block.outer!) if (block.isLoop) return false;
    return true;
  };
  let constants = 0;
  const lines: string[] = [];
  const text = (x: Expression | string): string => {
    if (typeof x === "string") return x;
    return x.name ?? x.template.replace(/\$(\d)/g, (_, k) => text(x.operands[Number(k)]!));
  };
  /** Names what is too long, innermost first. */
  const prepare = (x: Expression | string): void => {
    if (typeof x === "string" || x.name !== undefined) return;
    for (const operand of x.operands) prepare(operand);
    if (text(x).length > LONGEST) declare(x);
  };
  const declare = (x: Expression) => {
    const right = text(x);
    x.name = `t${constants++}`;
    lines.push(`const ${x.name} = ${right};`);
  };
  const value = (x: Expression | string): string => {
    prepare(x);
    return text(x);
  };
  const emit = (statements: Block["statements"]): void => {
    for (const statement of statements) {
      if (statement instanceof Expression) {
        if (statement.users.length === 0 || moves(statement)) continue;
        for (const operand of statement.operands) prepare(operand);
        declare(statement);
      } else if (statement instanceof Choice) {
        const used = statement.results.map((result) => result.users.length > 0);
        const condition = value(statement.condition);
        for (const [k, { name }] of statement.results.entries())
          if (used[k]) lines.push(`let ${name}: number;`);
        for (const [k, [block, results]] of statement.sides.entries()) {
          lines.push(k === 0 ? `if (${condition}) {` : "} else {");
          emit(block.statements);
          for (const [i, result] of results.entries())
            if (used[i]) lines.push(`${statement.results[i]!.name} = ${value(result)};`);
        }
        lines.push("}");
      } else if (statement instanceof Several) {
        const [first, ...others] = statement.results;
        const called = value(statement.call);
        lines.push(first!.users.length > 0 ? `const ${first!.name} = ${called};` : `${called};`);
        for (const [k, { name, users }] of others.entries())
          if (users.length > 0) lines.push(`const ${name} = REST[${k}] as number;`);
      } else {
        const { state, start, body, again, next, before } = statement;
        for (const [k, { name }] of state.entries()) lines.push(`let ${name}: number = ${value(start[k]!)};`);
        lines.push("for (;;) {");
        emit(body.statements.slice(0, before));
        lines.push(`if (!${value(again)}) break;`);
        emit(body.statements.slice(before));
        const values = next.map(value);
        if (values.length === 1) lines.push(`${state[0]!.name} = ${values[0]};`);
        else {
          const fresh = values.map((v) => {
            const name = `t${constants++}`;
            lines.push(`const ${name} = ${v};`);
            return name;
          });
          for (const [k, { name }] of state.entries()) lines.push(`${name} = ${fresh[k]};`);
        }
        lines.push("}");
      }
    }
  };
  emit(top.statements);
  const texts = results.map(value);
  // What is put into REST must not be lost to a call.
  const calls = (text: string) => [...text.matchAll(/\w+(?=\()/g)].some(([name]) => names.has(name));
  const [returned, ...rest] =
    results.length === 1
      ? texts
      : texts.map((text) => {
          if (!calls(text)) return text;
          const name = `t${constants++}`;
          lines.push(`const ${name} = ${text};`);
          return name;
        });
  for (const [k, text] of rest.entries()) lines.push(`REST[${k}] = ${text};`);
  const parameters = operands.map(({ name }) => `${name}: number`).join(", ");
  let depth = 1;
  const indented = [...lines, `return ${returned};`].map((line) => {
    if (line.startsWith("}")) depth--;
    const shown = "  ".repeat(depth) + line;
    if (line.endsWith("{")) depth++;
    return shown;
  });
  const source = `function ${name}(${parameters}): number {\n${indented.join("\n")}\n}\n`;
  return { text: source, results: results.length };
}
