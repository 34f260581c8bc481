/** `chainrule compare`: the same computation at several levels, side by side. */
import { mkdirSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { nameOf } from "../explain.ts";
import { opSymbol } from "../formula.ts";
import { type Checked, check as checkGradients } from "../functions/check.ts";
import { countNodes, graph } from "../graph.ts";
import { expand } from "../transform/expand.ts";
import type { Value } from "../value.ts";
import { formatNumber } from "../view/number.ts";
import { toPng } from "../view/png.ts";
import { toSvg } from "../view/svg.ts";
import { type CheckOptions, fails, small, verdict } from "./check.ts";
import { Failure, reasonOf } from "./failure.ts";
import { checkFolder, checkTargets, writeAll } from "./files.ts";
import { jsonNode, jsonNumber, writeJson } from "./json.ts";
import {
  expanded,
  freshPass,
  nameOfProgram,
  runProgram,
  type Subject,
  type Wanted,
  wantRoot,
} from "./program.ts";
import { called, limited, PICTURE, tooLarge, tree } from "./show.ts";
import { beside, oneLine, table } from "./table.ts";
import { Talk } from "./talk.ts";
import { notes, output } from "./terminal.ts";

export interface CompareOptions extends CheckOptions {
  readonly expand?: Wanted;
  readonly out?: string;
}

/** The largest relative difference between levels that passes: rounding, and no more. */
const ROUNDING = 1e-10;

/** Levels that fit beside each other; a training loop makes hundreds of passes and no levels. */
const MOST = 6;

/** One way of computing the root. */
interface Level {
  readonly root: Value;
  /** As the program writes it: `o = n.tanh()`. */
  readonly title: string;
  readonly nodes: readonly Value[];
  readonly tree: string;
  /** The gradients of the leaves, checked, by the leaves' names. */
  readonly leaves: ReadonlyMap<string, Checked>;
}

/** A leaf at every level; undefined where a level has none of that name. */
interface Leaf {
  readonly name: string;
  readonly checked: readonly (Checked | undefined)[];
  readonly difference: number;
}

export async function compare(file: string | undefined, options: CompareOptions): Promise<number> {
  const { json, out } = options;
  if (out !== undefined) checkFolder("--out", out);
  const talk = new Talk(json ? notes : output);
  const subject = await runProgram(file, options, { print: (line) => talk.line(line) });
  const levels: Level[] = [];
  const pictures: (readonly [name: string, content: string | Uint8Array])[] = [];
  const roots = rootsOf(subject, options.expand);
  const suffixes = suffixesOf(roots.map(({ root }) => root));
  for (const [i, { root, title }] of roots.entries()) {
    nameAgain(root, subject.source);
    // Levels may share leaves, so that what is to be seen of one is taken before the pass of the next.
    freshPass(root, subject.execution);
    levels.push(levelOf(root, title, options));
    if (out === undefined) continue;
    const stem = file === undefined || file === "-" ? "graph" : basename(file, extname(file));
    pictures.push(...(await drawn(root, title, `${stem}-${suffixes[i]}`, options)));
  }
  const values = levels.map(({ root }) => root.data);
  const difference = spread(values);
  const leaves = leavesOf(levels);
  const passed =
    close(values) &&
    leaves.every(
      ({ checked }) =>
        close(checked.flatMap((one) => (one ? [one.analytic] : []))) &&
        !checked.some((one) => one && fails(one)),
    );
  const written = out === undefined ? [] : write(out, pictures);
  if (json) {
    writeJson(
      {
        passed,
        difference: jsonNumber(difference),
        leaves: leaves.map(jsonLeaf),
        levels: levels.map(jsonLevel),
      },
      output,
    );
    return passed ? 0 : 1;
  }
  const number = (x: number) => formatNumber(x, options.precision);
  const heading = `${called(levels.at(-1)!.root)} at ${levels.length} levels, from ${nameOfProgram(file)}`;
  talk.block([output.bold(heading), "", ...levelsTable(levels)].join("\n"));
  talk.block(gradientsTable(levels, leaves, options).join("\n"));
  talk.block(conclusions(levels, leaves, difference, passed, number).join("\n"));
  const trees = levels.map((level, i) => [
    output.bold(`(${i + 1}) ${level.title}`),
    ...level.tree.split("\n"),
  ]);
  talk.block(trees.reduce((left, right) => beside(left, right, Math.min(output.width, 200))).join("\n"));
  if (written.length > 0) talk.block(`wrote ${written.join(", ")}`);
  return passed ? 0 : 1;
}

/** The values to compare: the roots of the program's passes, or its only root, and that expanded. */
function rootsOf(subject: Subject, wanted: Wanted | undefined): { root: Value; title: string }[] {
  const { execution, source } = subject;
  const last = wantRoot(subject, "nothing to compare");
  const distinct = new Map(execution.passes.map(({ root }) => [root.id, root]));
  if (distinct.size > MOST)
    throw new Failure(`the program makes ${distinct.size} backward passes; up to ${MOST} are compared`);
  const roots = [...(distinct.size > 0 ? distinct.values() : [last])].map((root) => ({
    root,
    title: titleOf(root, source),
  }));
  if (wanted !== undefined)
    roots.push({
      root: expanded(last, wanted),
      title: `${called(last)} with ${wanted === "all" ? "all ops" : wanted.join(", ")} expanded`,
    });
  if (roots.length < 2)
    throw new Failure(
      "nothing to compare with: the program makes one backward pass; let it make another, or name ops to --expand",
    );
  return roots;
}

/**
 * Labels the nodes below `root` whose names a later level took over. What they keep as caption is the name, where others
 * have their text.
 */
function nameAgain(root: Value, source: string): void {
  for (const node of graph(root)) {
    const { label, caption, source: at } = node;
    if (label !== "" || caption === "" || at === undefined) continue;
    const text = source.slice(at.from, at.to).replace(/\s+/g, " ").trim();
    if (!text.startsWith(caption.replace(/…$/, ""))) node.label = caption;
  }
}

function titleOf(root: Value, source: string): string {
  const text = root.source ? oneLine(source.slice(root.source.from, root.source.to)) : called(root);
  const name = called(root);
  return name === text ? name : `${name} = ${text}`;
}

function levelOf(root: Value, title: string, options: CompareOptions): Level {
  const { tolerance } = options;
  const leaves = new Map<string, Checked>();
  for (const checked of checkGradients(root, { ...(tolerance !== undefined && { tolerance }) })) {
    // Leaves of one name are told apart by number, in order of creation.
    const name = called(checked.leaf);
    let numbered = name;
    for (let n = 2; leaves.has(numbered); n++) numbered = `${name} (${n})`;
    leaves.set(numbered, checked);
  }
  return { root, title, nodes: graph(root), tree: tree(root, options), leaves };
}

function leavesOf(levels: readonly Level[]): Leaf[] {
  const names = new Set(levels.flatMap(({ leaves }) => [...leaves.keys()]));
  return [...names].map((name) => {
    const checked = levels.map(({ leaves }) => leaves.get(name));
    return { name, checked, difference: spread(checked.flatMap((one) => (one ? [one.analytic] : []))) };
  });
}

/** The largest difference between two of some numbers, which is 0 where all are the same NaN or infinity. */
function spread(numbers: readonly number[]): number {
  const [first] = numbers;
  if (numbers.every((x) => Object.is(x, first))) return 0;
  return Math.max(...numbers) - Math.min(...numbers);
}

const close = (numbers: readonly number[]): boolean =>
  spread(numbers) <= ROUNDING * Math.max(1, ...numbers.map(Math.abs));

function levelsTable(levels: readonly Level[]): string[] {
  return table(
    [
      { title: "level" },
      { title: "" },
      { title: "ops" },
      { title: "nodes", right: true },
      { title: "line", right: true },
    ],
    levels.map(({ title, nodes, root }, i) => [
      `(${i + 1})`,
      title,
      oneLine(
        opsOf(root)
          .map((op) => opSymbol(op))
          .join(" "),
        48,
      ),
      String(nodes.length),
      root.source ? String(root.source.line) : "",
    ]),
    output,
  );
}

function gradientsTable(
  levels: readonly Level[],
  leaves: readonly Leaf[],
  options: CompareOptions,
): string[] {
  const number = (x: number) => formatNumber(x, options.precision);
  const cell = (x: number | undefined) => (x === undefined ? "–" : number(x));
  const root = called(levels.at(-1)!.root);
  const columns = [
    { title: `∂${root}/∂leaf` },
    { title: "data", right: true },
    ...levels.map((_, i) => ({ title: `grad (${i + 1})`, right: true })),
    { title: "|Δ|", right: true },
    { title: "numeric", right: true },
    { title: "error", right: true },
    { title: "" },
  ];
  return limited(leaves, options.limit, (some) =>
    table(
      columns,
      some.map(({ name, checked, difference }) => {
        const worst = worstOf(checked);
        return [
          name,
          cell(checked.find((one) => one)?.leaf.data),
          ...checked.map((one) => cell(one?.analytic)),
          small(difference),
          number(worst.numeric),
          small(worst.error),
          verdict(worst, number),
        ];
      }),
      output,
    ),
  );
}

/** The check that went worst: one that failed, else that of the largest error. */
function worstOf(checked: readonly (Checked | undefined)[]): Checked {
  const given = checked.filter((one) => one !== undefined);
  return given.find(fails) ?? given.reduce((worst, one) => (one.error > worst.error ? one : worst));
}

function conclusions(
  levels: readonly Level[],
  leaves: readonly Leaf[],
  difference: number,
  passed: boolean,
  number: (x: number) => string,
): string[] {
  const [{ root }] = levels as [Level];
  const name = called(root);
  const lines: string[] = [];
  const largest = leaves.reduce((most, leaf) => Math.max(most, leaf.difference), 0);
  const all = levels.length === 2 ? "both levels" : `all ${levels.length} levels`;
  lines.push(
    passed
      ? output.good(
          `${all[0]!.toUpperCase()}${all.slice(1)} agree: ${name} = ${number(root.data)}, |Δ| ${small(difference)}; gradients differ by at most ${small(largest)}.`,
        )
      : output.bad(
          `The levels do not agree, or a check failed: |Δ| of ${name} is ${small(difference)}, of gradients up to ${small(largest)}.`,
        ),
  );
  for (let i = 1; i < levels.length; i++) {
    const names = leadsTo(levels[i - 1]!.root, levels[i]!.root);
    if (names) lines.push(`Expanding ${names.join(" and ")} in (${i}) gives (${i + 1}), node for node.`);
  }
  return lines;
}

/** The ops of the graph below `root`, each once, in order of first use. */
const opsOf = (root: Value) => [...new Set(graph(root).flatMap(({ op }) => (op === null ? [] : [op])))];

/** The composite ops whose expansion makes of the graph below `a` that below `b`; undefined if there are none. */
function leadsTo(a: Value, b: Value): string[] | undefined {
  const there = new Set(opsOf(b));
  const names = opsOf(a).flatMap((op) => (op.expand && !there.has(op) ? [op.name] : []));
  return names.length > 0 && alike(expand(a, names), b) ? names : undefined;
}

/** Whether two graphs are the same but for identity: ops, parameters, names and numbers of leaves, and what is shared. */
function alike(a: Value, b: Value): boolean {
  if (countNodes(a) !== countNodes(b)) return false;
  const pairs = new Map<number, number>();
  const back = new Map<number, number>();
  const pending: (readonly [Value, Value])[] = [[a, b]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [x, y] = pair;
    if (pairs.has(x.id) || back.has(y.id)) {
      if (pairs.get(x.id) !== y.id || back.get(y.id) !== x.id) return false;
      continue;
    }
    pairs.set(x.id, y.id);
    back.set(y.id, x.id);
    if (x.op !== y.op) return false;
    if (
      x.op === null &&
      !(Object.is(x.data, y.data) && x.isConstant === y.isConstant && nameOf(x) === nameOf(y))
    )
      return false;
    const others = y.args;
    for (const [i, arg] of x.args.entries()) {
      const other = others[i]!;
      if (typeof arg === "number" || typeof other === "number") {
        if (!Object.is(arg, other)) return false;
      } else pending.push([arg, other]);
    }
  }
  return true;
}

/** What tells the pictures' files apart: the first op that only one graph has, or a number. */
function suffixesOf(roots: readonly Value[]): string[] {
  const names = roots.map((root) => opsOf(root).map(({ name }) => name));
  return names.map((own, i) => {
    const others = new Set(names.flatMap((other, j) => (i === j ? [] : other)));
    return own.find((name) => !others.has(name)) ?? String(i + 1);
  });
}

async function drawn(
  root: Value,
  title: string,
  name: string,
  { precision, limit = PICTURE }: CompareOptions,
): Promise<[name: string, content: string | Uint8Array][]> {
  const nodes = countNodes(root);
  if (nodes > limit) throw new Failure(`--out: ${tooLarge(nodes, limit)}, which may take long`);
  const options = { precision, limit, title };
  return [
    [`${name}.svg`, await toSvg(root, options)],
    [`${name}.png`, await toPng(root, options)],
  ];
}

/** Writes the pictures; gives their paths. */
function write(
  folder: string,
  pictures: readonly (readonly [name: string, content: string | Uint8Array])[],
): string[] {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new Failure(`--out: can't make the folder ${JSON.stringify(folder)}: ${reasonOf(error)}`);
  }
  const files = pictures.map(([name]) => join(folder, name));
  const targets = checkTargets(files.map((file) => ["--out", file]));
  writeAll(targets.map((target, i) => [target, pictures[i]![1]]));
  return files;
}

const jsonLevel = ({ title, root, nodes }: Level) => ({ title, root: root.id, nodes: nodes.map(jsonNode) });

const jsonLeaf = ({ name, checked, difference }: Leaf) => ({
  label: name,
  grads: checked.map((one) => (one ? jsonNumber(one.analytic) : null)),
  difference: jsonNumber(difference),
  numeric: checked.map((one) => (one ? jsonNumber(one.numeric) : null)),
  errors: checked.map((one) => (one ? jsonNumber(one.error) : null)),
  status: checked.map((one) => one?.status ?? null),
});
