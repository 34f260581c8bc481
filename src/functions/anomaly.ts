/** Finding where a NaN or an infinity came from. */
import { explain, nameOf } from "../explain.ts";
import { type Value, value, watched } from "../value.ts";

/** The first op that made a NaN or an infinity out of finite numbers. */
export class AnomalyError extends Error {
  override readonly name = "AnomalyError";
  /** `forward`: the node's own data; `backward`: what the node sends to one of its operands. */
  readonly phase: "forward" | "backward";
  readonly node: Value;
  /** The data of the node's operands. */
  readonly operands: readonly number[];
  /** Where the node was made: file, line and column, or line and column of a program's text. */
  readonly madeAt: string;

  constructor(message: string, phase: "forward" | "backward", node: Value, madeAt: string) {
    super(message);
    this.phase = phase;
    this.node = node;
    this.operands = numbers(node);
    this.madeAt = madeAt;
  }
}

const numbers = (node: Value): number[] => node.args.map((arg) => (typeof arg === "number" ? arg : arg.data));

/**
 * Runs `f`, and watches every op that it records and every backward pass that it makes: the first that makes NaN or
 * ±Infinity out of finite numbers throws. Slower than running without, since every node notes where it was made.
 *
 * @throws AnomalyError that names the node, its operands' data and where it was made.
 */
export function anomaly<T>(f: () => T): T {
  const stacks = new Map<number, string>();
  const own = ownFiles();
  const madeAt = (node: Value): string => {
    const { source } = node;
    return source ? `line ${source.line}, column ${source.column}` : place(stacks.get(node.id) ?? "", own);
  };
  return watched(
    {
      made(node) {
        stacks.set(node.id, stack());
        if (Number.isFinite(node.data) || !numbers(node).every(Number.isFinite)) return;
        throw new AnomalyError(
          `${shown(node)} = ${node.data}, from finite operands; made at ${madeAt(node)}`,
          "forward",
          node,
          madeAt(node),
        );
      },
      passing(root, seed) {
        for (const { from, to, local, formula, upstream, product, sum } of explain(root, { seed })) {
          if (Number.isFinite(product) && Number.isFinite(sum)) continue;
          if (![upstream, from.data, ...numbers(from)].every(Number.isFinite)) continue;
          const what = Number.isFinite(product)
            ? `the sum of gradients of ${nameOf(to)} is ${sum}`
            : `the gradient that ${nameOf(from)} sends to ${nameOf(to)} is ${upstream} · ${local} = ${product}, with the local derivative ${formula}`;
          throw new AnomalyError(
            `${what}; ${shown(from)} = ${from.data} was made at ${madeAt(from)}`,
            "backward",
            from,
            madeAt(from),
          );
        }
      },
    },
    f,
  );
}

/** `log(x = 0)`, as an error shows a node. */
function shown(node: Value): string {
  const operands = node.args.map((arg) =>
    typeof arg === "number" ? String(arg) : `${nameOf(arg)} = ${arg.data}`,
  );
  const label = node.label || node.caption;
  return `${label ? `${label}: ` : ""}${node.op!.name}(${operands.join(", ")})`;
}

const stack = (): string => new Error().stack ?? "";

/** The frames of a stack, as `file:line:column`. */
const frames = (text: string): string[] =>
  text
    .split("\n")
    .flatMap((line) => /((?:file:|https?:|node:|\/|[A-Za-z]:\\).*:\d+:\d+)\)?$/.exec(line)?.[1] ?? []);
const fileOf = (frame: string): string => frame.replace(/:\d+:\d+$/, "");

/** The files that stand on the stack between an op's call and the watcher: the library's own. */
function ownFiles(): Set<string> {
  const files = new Set<string>();
  const collect = () => {
    for (const frame of frames(stack())) files.add(fileOf(frame));
  };
  const before = new Set(frames(stack()).slice(1).map(fileOf));
  watched({ made: collect, passing: collect }, () => value(1).neg());
  for (const file of before) if (file !== fileOf(frames(stack())[0] ?? "")) files.delete(file);
  return files;
}

/** The innermost frame that is not the library's. */
function place(text: string, own: ReadonlySet<string>): string {
  return frames(text).find((frame) => !own.has(fileOf(frame))) ?? "an unknown place";
}
