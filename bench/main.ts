/**
 * `npm run bench`: time and memory of the eager engine beside engines of other designs, and compiled code beside C. Medians and quartiles, all
 * from one run in which the engines take turns. `npm run bench -- mlp` runs one workload, and
 * `npm run bench -- compile:lse` one part of it.
 */
import { spawnSync } from "node:child_process";
import { availableParallelism, cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { random } from "../test/random.ts";
import { compiled } from "./compile/bench.ts";
import { median, quantile } from "./statistics.ts";
import { number, table } from "./table.ts";
import { measure, type Peer, type Timing, takeTurns } from "./turns.ts";
import { type Case, PARAMETERS } from "./workloads.ts";

const SEED = 20261123;
const ROUNDS = 15;
const POINTS = 100;

const worker = fileURLToPath(new URL("worker.mjs", import.meta.url));
const transforms = fileURLToPath(new URL("transform.mjs", import.meta.url));
// Scripts of a package run in its root.
const PEERS = "bench/peers.py";
/** Chains of millions of plain objects need more than Node's default. */
const NODE = [process.execPath, "--expose-gc", "--max-old-space-size=8192", worker];
const engine = (name: string, steps: number): Peer => ({ name, command: [...NODE, name], steps });

function python(name: string, module: string, steps: number): Peer | undefined {
  const pythons = [process.env.PYTHON ?? "python3", "/usr/bin/python3"];
  const found = pythons.find(
    (p) => spawnSync(p, ["-c", `import ${module}`], { stdio: "ignore" }).status === 0,
  );
  if (found === undefined)
    console.log(`${name} is left out: neither ${pythons.join(" nor ")} imports ${module}`);
  return found === undefined ? undefined : { name, command: [found, PEERS, name], steps };
}

/** Two half moons, as in micrograd's demo, and parameters as it draws them. */
function mlpCase(): Case & { workload: "mlp" } {
  const next = random(SEED);
  const noise = () => 0.1 * (next() + next() + next() + next() - 2);
  const labels = Array.from({ length: POINTS }, (_, i) => (i % 2 === 0 ? -1 : 1));
  const points = labels.map((label) => {
    const t = Math.PI * next();
    const [x, y] = label < 0 ? [Math.cos(t), Math.sin(t)] : [1 - Math.cos(t), 0.5 - Math.sin(t)];
    return [x + noise(), y + noise()];
  });
  const parameters = Array.from({ length: PARAMETERS }, () => 2 * next() - 1);
  return { workload: "mlp", points, labels, parameters };
}

/** Nodes that a step of the MLP makes, leaves included. */
const MLP_NODES = POINTS * (2 + 80 + 528 + 32 + 6) + 1 + 2 + 2 * PARAMETERS + 4;

const range = (sample: readonly number[]) =>
  `${number(quantile(sample, 0.25))} – ${number(quantile(sample, 0.75))}`;

function report(title: string, nodes: number, timings: readonly Timing[]): void {
  const [ours] = timings as [Timing, ...Timing[]];
  const expected = ours.answer.root;
  console.log(`\n${title}`);
  const rows = timings.map(({ name, rounds, answer: { root } }) => {
    if (!(Math.abs(root - expected) <= 1e-9 * Math.abs(expected)))
      throw new Error(`bench: ${name} computes ${root} where ${ours.name} computes ${expected}`);
    const ratios = rounds.map((ms, i) => ms / ours.rounds[i]!);
    const ms = median(rounds);
    return {
      engine: name,
      "ms per step": number(ms),
      quartiles: range(rounds),
      fastest: number(Math.min(...rounds)),
      "ns per node": number((ms * 1e6) / nodes),
      "times ours": number(median(ratios)),
      "quartiles ": range(ratios),
    };
  });
  table(rows);
}

const present = (peers: readonly (Peer | undefined)[]) => peers.filter((peer) => peer !== undefined);

const workloads: Record<string, (parts: readonly string[]) => Promise<void>> = {
  async mlp() {
    const peers = [
      engine("chainrule", 20),
      engine("objects", 20),
      engine("fields", 20),
      engine("closures", 1),
      python("micrograd", "micrograd", 1),
      python("torch", "torch", 1),
      python("torch-vectors", "torch", 50),
    ];
    const timings = await takeTurns(present(peers), mlpCase(), ROUNDS);
    report(`MLP(2,[16,16,1]) loss over ${POINTS} points, ${number(MLP_NODES)} nodes`, MLP_NODES, timings);
  },
  async mix() {
    const size = 60_000;
    const peers = [
      engine("chainrule", 10),
      engine("objects", 20),
      engine("fields", 20),
      engine("closures", 1),
    ];
    report(
      `twelve ops by turns, ${number(size)} nodes`,
      size,
      await takeTurns(peers, { workload: "mix", size }, ROUNDS),
    );
  },
  async chain() {
    const size = 5_000_000;
    const peers = [engine("chainrule", 1), engine("objects", 1), engine("fields", 1)];
    const timings = await takeTurns(peers, { workload: "chain", size }, 5, 1);
    report(`a chain ${number(size)} deep`, size, timings);
  },
  async memory() {
    const size = 1_000_000;
    console.log(`\nmemory of a graph of ${number(size)} nodes of which the root is held, after a collection`);
    const rows: Record<string, string>[] = [];
    for (const name of ["chainrule", "objects", "fields", "closures"]) {
      const { bytes } = await measure(engine(name, 1), { workload: "memory", size });
      rows.push({ engine: name, "bytes per node": number(bytes) });
    }
    table(rows);
  },
  async compile(parts) {
    await compiled(ROUNDS, parts);
  },
  async transform() {
    spawnSync(process.execPath, [...NODE.slice(1, -1), transforms], { stdio: "inherit" });
  },
};

/** Workloads, the parts of one behind a colon: `compile:mlp,gmm`. */
const asked = process.argv.slice(2).map((argument) => {
  const [name, parts] = argument.split(":") as [string, string?];
  return { name, parts: parts?.split(",") ?? [] };
});
const unknown = asked.find(({ name }) => !(name in workloads));
if (unknown !== undefined)
  throw new Error(`bench: no workload ${unknown.name}; there are ${Object.keys(workloads).join(", ")}`);

console.log(
  `node ${process.version}, ${availableParallelism()} × ${cpus()[0]!.model}, ${number(totalmem() / 2 ** 30)} GiB, ` +
    `${new Date().toISOString().slice(0, 10)}, seed ${SEED}; medians of ${ROUNDS} rounds by turns`,
);
const all = Object.keys(workloads).map((name) => ({ name, parts: [] }));
for (const { name, parts } of asked.length > 0 ? asked : all) await workloads[name]!(parts);
