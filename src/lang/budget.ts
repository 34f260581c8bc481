/** How much a program may use, and the meter that counts it. */
import { describe } from "../op.ts";
import { LangError } from "./errors.ts";
import type { Source, Span } from "./source.ts";

export interface Budget {
  /** Characters of source text. */
  readonly source: number;
  /** Brackets, blocks and operators inside one another in the source. */
  readonly nesting: number;
  /** Steps: expressions and statements evaluated, list elements and characters made. */
  readonly steps: number;
  /** Milliseconds of running. */
  readonly time: number;
  /** Function calls inside one another. */
  readonly depth: number;
  /** Nodes made on the graph. */
  readonly nodes: number;
  /** Elements of one list. */
  readonly list: number;
  /** Characters of one string. */
  readonly string: number;
  /** Digits of one integer, which Python's have any number of. */
  readonly digits: number;
}

export const defaultBudget: Budget = {
  source: 1_000_000,
  nesting: 200,
  steps: 20_000_000,
  time: 20_000,
  depth: 1_000,
  nodes: 1_000_000,
  list: 1_000_000,
  string: 1_000_000,
  digits: 4_000,
};

const WHAT: Record<keyof Budget, string> = {
  source: "characters of source text",
  nesting: "levels of nesting",
  steps: "steps",
  time: "milliseconds",
  depth: "function calls inside one another",
  nodes: "nodes",
  list: "elements in one list",
  string: "characters in one string",
  digits: "digits in one integer",
};

/**
 * The default budget with what is given in its place.
 *
 * @throws TypeError if a part is unknown, or not a number of at least 1; Infinity is one.
 */
export function completeBudget(given: Partial<Budget> = {}): Budget {
  for (const [name, limit] of Object.entries(given)) {
    if (!Object.hasOwn(defaultBudget, name))
      throw new TypeError(`budget: ${name} is no budget; there are ${Object.keys(defaultBudget).join(", ")}`);
    if (limit !== undefined && !(typeof limit === "number" && limit >= 1))
      throw new TypeError(`budget: ${name} is ${describe(limit)}; wanted a number of at least 1`);
  }
  const defined = Object.entries(given).filter(([, limit]) => limit !== undefined);
  return { ...defaultBudget, ...Object.fromEntries(defined) };
}

/** The error of a program that asks for more than its budget: names the budget, its limit, and how to raise it. */
export function overBudget(budget: Budget, part: keyof Budget, source: Source, at: Span): LangError {
  const limit = budget[part];
  const raised = `{ budget: { ${part}: ${10 * limit} } }`;
  const reason = `over budget: more than ${limit.toLocaleString("en-US")} ${WHAT[part]}; raise the budget "${part}" with run(source, ${raised})`;
  return new LangError("budget", reason, source, at);
}

/** Steps between two looks at the clock. */
const CLOCK_STEPS = 1024;

/**
 * Levels that the host's stack surely holds: of syntax, of lists inside one another, and of functions that `map`,
 * `sort` and the like call. A level takes less than 1,000 bytes of the 984 KB that Node gives.
 */
const LEVELS = 500;

/** Counts what a running program uses, and throws when that is more than its budget. */
export class Meter {
  readonly budget: Budget;
  readonly #source: Source;
  readonly #started = performance.now();
  #steps = 0;
  #clock = 0;
  #nodes = 0;
  #calls = 0;
  /** How deep the host's stack is in the program. */
  levels = 0;

  constructor(budget: Budget, source: Source) {
    this.budget = budget;
    this.#source = source;
  }

  over(part: keyof Budget, at: Span): never {
    throw overBudget(this.budget, part, this.#source, at);
  }

  step(at: Span, count = 1): void {
    this.#steps += count;
    if (this.#steps > this.budget.steps) this.over("steps", at);
    if (this.#steps >= this.#clock) this.clock(at);
  }
  /** Looks at the clock: to be called after anything slow. */
  clock(at: Span): void {
    this.#clock = this.#steps + CLOCK_STEPS;
    if (performance.now() - this.#started > this.budget.time) this.over("time", at);
  }
  node(at: Span, count = 1): void {
    this.#nodes += count;
    if (this.#nodes > this.budget.nodes) this.over("nodes", at);
  }
  /** A list of that many elements is about to be there, of which `made` are new. */
  list(length: number, at: Span, made = length): void {
    if (length > this.budget.list) this.over("list", at);
    this.step(at, made);
  }
  /** A string of that many characters is about to be made. */
  string(length: number, at: Span): void {
    if (length > this.budget.string) this.over("string", at);
    this.step(at, length >> 3);
  }

  /** Goes one level into an expression, a statement, a list or a function called back; `leave` comes back. */
  enter(at: Span): void {
    if (++this.levels > LEVELS) this.tooDeep(at);
  }
  leave(): void {
    this.levels--;
  }
  tooDeep(at: Span): never {
    const reason =
      "over budget: lists, or functions that functions such as `map` call, are too deep inside one another; " +
      `${LEVELS.toLocaleString("en-US")} levels are the most, and this budget can't be raised`;
    throw new LangError("budget", reason, this.#source, at);
  }
  enterCall(at: Span): void {
    if (++this.#calls > this.budget.depth) this.over("depth", at);
  }
  leaveCall(): void {
    this.#calls--;
  }
}
