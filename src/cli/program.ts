/** What `run`, `check` and `compare` begin with: a program's text, run, and the value it is about. */

import { graph } from "../graph.ts";
import type { Budget } from "../lang/budget.ts";
import { nearest } from "../lang/errors.ts";
import { defaultBudget, type Execution, type Language, type LangValue, run } from "../lang/index.ts";
import * as ops from "../ops.ts";
import { expand } from "../transform/expand.ts";
import { fuse } from "../transform/fuse.ts";
import { simplify } from "../transform/simplify.ts";
import { isValue, type Value, zeroGrad } from "../value.ts";
import { Failure } from "./failure.ts";
import { readText } from "./files.ts";
import { oneLine } from "./table.ts";
import { note } from "./terminal.ts";

/** The options that say which program and which value. */
export interface ProgramOptions {
  readonly e?: string;
  readonly language?: Language;
  readonly root?: string;
  readonly budget?: Partial<Budget>;
}

/** What becomes of what a program prints and draws, when it does. */
export interface Listener {
  readonly print: (line: string) => void;
  readonly draw?: (value: Value) => void;
}

export interface Subject {
  readonly source: string;
  readonly execution: Execution;
  /** The value that the program is about; undefined if it makes none. */
  readonly root: Value | undefined;
  /** The seed of the program's last backward pass; undefined if it made none. */
  readonly seed: number | undefined;
}

/** What errors and headings call the program. */
export const nameOfProgram = (file: string | undefined): string =>
  file === undefined ? "-e" : file === "-" ? "<stdin>" : file;

/**
 * Runs the program in `file`, or that of `-e`.
 * @throws Failure if there is not exactly one of them, it can't be read, or it has no value of the name of `--root`.
 * @throws LangError for what is wrong with the program.
 */
export async function runProgram(
  file: string | undefined,
  { e: code, language, root: name, budget }: ProgramOptions,
  listener: Listener,
): Promise<Subject> {
  if (file !== undefined && code !== undefined)
    throw new Failure(
      `a program is wanted once: ${JSON.stringify(file)} is a file, and -e gives another program`,
    );
  if (file === undefined && code === undefined)
    throw new Failure("a program is wanted: a FILE, - for the standard input, or -e CODE");
  const source = code ?? (await readText(file!));
  const filename = nameOfProgram(file);
  const execution = run(source, {
    filename,
    ...(language && { language }),
    ...(budget && { budget }),
    ...listener,
  });
  const seed = execution.passes.at(-1)?.seed;
  return { source, execution, seed, root: name === undefined ? execution.root : rootNamed(name, execution) };
}

/** The value that `--root` names. A pass that the program made is shown as it is, so its root can't be another. */
function rootNamed(name: string, { names, leaves, passes, root }: Execution): Value {
  // A name comes before a label, and of nodes that bear one label the newest is meant.
  const labelled = [...leaves, ...(root ? graph(root) : [])].filter(({ label }) => label !== "");
  const values = new Map<string, LangValue>(labelled.map((node) => [node.label, node]));
  for (const [own, value] of names) values.set(own, value);
  const named = values.get(name);
  if (named === undefined) {
    const close = nearest(name, values.keys());
    throw new Failure(
      `--root: the program has no value ${oneLine(name)}${close ? `; did you mean ${close}?` : ""}`,
    );
  }
  if (!isValue(named)) throw new Failure(`--root: ${oneLine(name)} is not a Value in the program`);
  if (passes.length > 0 && named.id !== root?.id)
    throw new Failure(
      `--root ${oneLine(name)}: the program calls backward() itself, on another value, and that pass is what is shown; ` +
        "leave out one of the two",
    );
  return named;
}

/** The root a command can't do without. */
export function wantRoot({ root }: Subject, what: string): Value {
  if (root === undefined) throw new Failure(`${what}: the program makes no Value, e.g. x = Value(2.0)`);
  return root;
}

/** Clears what passes have left, also in labelled leaves that the root does not reach, and makes a pass of its own. */
export function freshPass(root: Value, { leaves }: Pick<Execution, "leaves">, seed = 1): void {
  for (const leaf of leaves) leaf.zeroGrad();
  zeroGrad(root);
  root.backward({ seed });
}

/** What `--expand` asks for: ops' names, or all of them. */
export type Wanted = readonly string[] | "all";

/**
 * Reads `--expand tanh,sigmoid` or `--expand all`.
 * @throws Failure for a name that is no composite op's.
 */
export function parseExpand(text: string): Wanted {
  const names = text.split(",").map((name) => name.trim());
  if (names.includes("all")) return "all";
  const composite = Object.values(ops).filter((op) => op.expand !== undefined);
  for (const name of names) {
    if (composite.some((op) => op.name === name)) continue;
    if (Object.hasOwn(ops, name)) throw new Failure(`${name} is a primitive op: it is made of no others`);
    const close = nearest(name, ["all", ...composite.map((op) => op.name)]);
    throw new Failure(`there is no op ${oneLine(name) || '""'}${close ? `; did you mean ${close}?` : ""}`);
  }
  return names;
}

/** How a graph is to be rewritten. */
export interface Rewriting {
  readonly expand?: Wanted;
  readonly fuse?: true;
  readonly simplify?: true;
  readonly algebra?: true;
}

/** The root's graph rewritten as asked for; the root itself where nothing is. */
export function rewritten(
  root: Value,
  { expand: wanted, fuse: fuses, simplify: simplifies, algebra }: Rewriting,
): Value {
  let made = root;
  if (wanted !== undefined) made = expanded(made, wanted);
  if (fuses) made = fused(made);
  if (simplifies || algebra) made = simplify(made, { exact: !algebra });
  return made;
}

/** The root's graph with constituents fused into ops. Says if there are none. */
function fused(root: Value): Value {
  const made = fuse(root);
  const opsOf = (value: Value) => graph(value).map(({ op }) => op?.name);
  if (opsOf(made).join() === opsOf(root).join())
    note("--fuse: the graph has no constituents of an op, or each is asked for elsewhere");
  return made;
}

/** The root's graph with ops replaced by what they are made of. Says which of them it does not have. */
export function expanded(root: Value, wanted: Wanted): Value {
  const present = new Set(graph(root).flatMap(({ op }) => (op?.expand ? [op.name] : [])));
  const missing = wanted === "all" ? [] : wanted.filter((name) => !present.has(name));
  if (wanted === "all" && present.size === 0) note("--expand: all ops of the graph are primitive");
  if (missing.length > 0) note(`--expand: the graph has no ${missing.join(", ")}`);
  return expand(root, wanted);
}

/** Reads `--budget steps=1e9`, any number of times. */
export function parseBudget(text: string, before: Partial<Budget> = {}): Partial<Budget> {
  const [, part = "", amount = ""] = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(text) ?? [];
  if (!Object.hasOwn(defaultBudget, part))
    throw new Failure(
      `${oneLine(text)} is no budget; wanted PART=N, where PART is ${Object.keys(defaultBudget).join(", ")}`,
    );
  const limit = Number(amount);
  if (!(limit >= 1))
    throw new Failure(`the budget of ${part} is ${oneLine(amount)}; wanted a number of at least 1`);
  return { ...before, [part]: limit };
}
