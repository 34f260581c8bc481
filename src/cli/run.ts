/** `chainrule run`: a program's values, gradients and pictures. */
import { explain, outdated } from "../explain.ts";
import { countNodes, graph } from "../graph.ts";
import { toLatex } from "../transform/notation.ts";
import type { Value } from "../value.ts";
import { toDot } from "../view/dot.ts";
import { toPng } from "../view/png.ts";
import { toSvg } from "../view/svg.ts";
import { Failure } from "./failure.ts";
import { checkTargets, type Target, writeAll } from "./files.ts";
import { jsonNode, writeJson } from "./json.ts";
import {
  freshPass,
  type ProgramOptions,
  type Rewriting,
  rewritten,
  runProgram,
  type Subject,
  wantRoot,
} from "./program.ts";
import {
  called,
  PICTURE,
  type ShowOptions,
  sentence,
  tooLarge,
  tree,
  valuesTable,
  whereNaN,
} from "./show.ts";
import { jsonContribution, story } from "./story.ts";
import { Talk } from "./talk.ts";
import { note, notes, output } from "./terminal.ts";

export interface RunOptions extends ProgramOptions, ShowOptions, Rewriting {
  readonly svg?: string;
  readonly png?: string;
  readonly dot?: string;
  readonly latex?: true;
  readonly json?: true;
  readonly explain?: true;
}

export async function run(file: string | undefined, options: RunOptions): Promise<number> {
  const targets = checkTargets(wantedFiles(options), options.e === undefined ? file : undefined);
  // With --json the output is JSON and nothing else.
  const stream = options.json ? notes : output;
  const talk = new Talk(stream);
  const subject = await runProgram(file, options, {
    print: (line) => talk.line(line),
    draw: (value) => talk.block(tree(value, options)),
  });
  const shown = show(subject, options);
  const { root, seed } = shown;
  if (targets.length > 0)
    writeAll(await drawn(wantRoot(subject, targets[0]!.asked) && root!, targets, options));
  const latex = options.latex && written(wantRoot(subject, "--latex") && root!, options);
  const nan = root && whereNaN(root, seed, shown.nodes);
  const changed = options.explain && root && outdated(root);
  if (options.json) {
    const passOf = options.explain && root && !changed ? explain(root, { seed }).map(jsonContribution) : null;
    const nodes = shown.nodes.map(jsonNode);
    writeJson(
      {
        root: root?.id ?? null,
        nodes,
        ...(latex !== undefined && { latex }),
        ...(options.explain && { explain: passOf }),
      },
      output,
    );
  } else {
    const blocks: string[] = [];
    if (shown.nodes.length > 0) blocks.push(valuesTable(shown.nodes, root, options).join("\n"));
    if (nan) blocks.push(output.bad(sentence(nan)));
    // The story calls nodes without a name by number, which the tree shows beside formulas.
    if (root) blocks.push(tree(root, options, options.explain && !changed ? "formula" : "none"));
    if (root && options.explain && !changed) blocks.push(story(root, seed, options).join("\n"));
    if (latex !== undefined) blocks.push(latex);
    const files = targets.map(({ file }) => file);
    if (files.length > 0) blocks.push(`wrote ${files.join(", ")}`);
    for (const block of blocks) talk.block(block);
  }
  if (changed)
    note(
      `--explain: data was set after ${called(changed)} was computed, so the pass made before can't be told`,
    );
  if (!root && !options.json) note("the program makes no Value, so there is no graph to show");
  return 0;
}

interface Shown {
  readonly root: Value | undefined;
  /** ∂root/∂root of the pass that is shown. */
  readonly seed: number;
  /** The root's graph and every labelled leaf of the program, in order of creation. */
  readonly nodes: readonly Value[];
}

/** The value to show, with a backward pass made from it: the program's own, if it made one and it is still of use. */
function show({ execution, root, seed }: Subject, rewriting: Rewriting): Shown {
  if (root === undefined) return { root, seed: 1, nodes: execution.leaves };
  const shown = rewritten(root, rewriting);
  if (shown !== root || seed === undefined) freshPass(shown, execution, seed);
  const nodes = new Map([...execution.leaves, ...graph(shown)].map((node) => [node.id, node]));
  return { root: shown, seed: seed ?? 1, nodes: [...nodes.values()].sort((a, b) => a.id - b.id) };
}

/** The root's formula in LaTeX. */
function written(root: Value, { limit = PICTURE }: RunOptions): string {
  const nodes = countNodes(root);
  if (nodes > limit) throw new Failure(`--latex: ${tooLarge(nodes, limit, "written")}`);
  // What was found to be a number has a name and no formula.
  return root.isLeaf && root.label ? `${toLatex(root)} = ${toLatex(root.data)}` : toLatex(root);
}

const KINDS = ["svg", "png", "dot"] as const;

const wantedFiles = (options: RunOptions): [asked: string, file: string][] =>
  KINDS.flatMap((kind) => (options[kind] === undefined ? [] : [[`--${kind}`, options[kind]]]));

/** The contents of the files, all of them before any is written. */
async function drawn(
  root: Value,
  targets: readonly Target[],
  { precision, limit = PICTURE }: RunOptions,
): Promise<[Target, string | Uint8Array][]> {
  const nodes = countNodes(root);
  if (nodes > limit)
    throw new Failure(`${targets[0]!.asked}: ${tooLarge(nodes, limit)}, which may take long`);
  const contents: [Target, string | Uint8Array][] = [];
  for (const target of targets) {
    const draw = { "--svg": toSvg, "--png": toPng, "--dot": toDot }[target.asked]!;
    contents.push([target, await draw(root, { precision, limit })]);
  }
  return contents;
}
