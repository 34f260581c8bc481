/**
 * `npm run bench -- compile`: compiled gradients on views, beside C by hand, compiled and run by turns with them; a
 * call with plain arrays, beside JavaScript by hand; and how long it takes to compile.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "../src/compile/compile.ts";
import { grad } from "../src/functions/grad.ts";
import { mlpCase, rosenbrock } from "./compiled.ts";
import { median, quantile } from "./statistics.ts";
import { number, table } from "./table.ts";
import { type Timing, takeTurns } from "./turns.ts";

const worker = fileURLToPath(new URL("compile-worker.mjs", import.meta.url));

/** Steps per round, ours and C's: some 10 ms each. */
const works = {
  mlp: ["MLP(2,[16,16,1]), 100 points", 500],
  llsq: ["llsq, n = 1024, m = 128", 100],
  lse: ["lse, n = 160 000", 10],
  det: ["det of 8×8 by minors", 30],
  ode: ["ode, n = 10 000, s = 10; C: value alone", 15],
  gmm: ["gmm, d = 10, k = 25, n = 1000", 4],
  lstm: ["lstm, l = 2, c = 1024; C: value alone", 5],
  kmeans: ["kmeans, k = 10, n = 10 000, d = 16, Newton direction", 8],
} as const;

const spread = (sample: readonly number[]) =>
  `${number(quantile(sample, 0.25))} – ${number(quantile(sample, 0.75))}`;

function row(work: string, [ours, theirs]: readonly [Timing, Timing?], scale = 1e3) {
  const ratios = theirs ? ours.rounds.map((ms, i) => ms / theirs.rounds[i]!) : [];
  return {
    gradient: work,
    "ours, µs": number(median(ours.rounds) * scale),
    "by hand, µs": theirs ? number(median(theirs.rounds) * scale) : "–",
    "ours / by hand": theirs ? number(median(ratios)) : "–",
    quartiles: theirs ? spread(ratios) : "–",
  };
}

export async function compiled(rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "chainrule-bench-"));
  const c = join(folder, "compile");
  const flags = ["-O3", "-march=native", "bench/compile.c", "-o", c, "-lm"];
  const gcc = spawnSync("gcc", flags, { encoding: "utf8" });
  if (gcc.status !== 0) console.log(`C is left out: ${gcc.error?.message ?? gcc.stderr}`);
  console.log("\ncompiled gradients, on views, beside gcc -O3 -march=native");
  const lines = [];
  for (const [name, [work, steps]] of Object.entries(works)) {
    const ours = { name: "chainrule", command: [process.execPath, worker, name], steps };
    const peers = gcc.status === 0 ? [ours, { name: "C", command: [c, name], steps }] : [ours];
    const timings = (await takeTurns(peers, { workload: "compile" }, rounds)) as [Timing, Timing?];
    const [{ root }, theirs] = timings;
    if (theirs && !(Math.abs(root - theirs.root) <= 1e-9 * Math.max(1, Math.abs(root))))
      throw new Error(`bench: ${name}: C computes ${theirs.root} where chainrule computes ${root}`);
    lines.push(row(work, timings));
  }
  rmSync(folder, { recursive: true });
  table(lines);
  console.log("\na call with plain arrays, beside JavaScript by hand");
  table([row("Rosenbrock's function of 10 variables", calls(rounds))]);
  const { cold, warm } = compilations();
  console.log(`\ntrace, differentiate and compile the MLP: ${number(cold)} ms cold, ${number(warm)} ms warm`);
}

/** The gradient of Rosenbrock's function, and the same by hand. */
function calls(rounds: number): [Timing, Timing] {
  const x = Array.from({ length: 10 }, (_, i) => i / 5 - 1);
  const byHand = (x: readonly number[]): number[] => {
    const g = new Array<number>(x.length).fill(0);
    for (let i = 0; i + 1 < x.length; i++) {
      const d = x[i + 1]! - x[i]! * x[i]!;
      g[i]! += -400 * d * x[i]! - 2 * (1 - x[i]!);
      g[i + 1]! += 200 * d;
    }
    return g;
  };
  const both = [compile(grad(rosenbrock)) as (x: number[]) => number[], byHand].map((f, k) => ({
    name: k === 0 ? "chainrule" : "JavaScript",
    f,
    rounds: [] as number[],
    root: f(x).reduce((a, b) => a + b, 0),
  })) as [Timing & { f: (x: number[]) => number[]; rounds: number[] }, Timing & { rounds: number[] }];
  if (!(Math.abs(both[0].root - both[1].root) < 1e-9))
    throw new Error("bench: Rosenbrock's gradients differ");
  const STEPS = 50_000;
  let kept = 0;
  for (let round = -2; round < rounds; round++)
    for (const { f, rounds } of both as (typeof both)[0][]) {
      const start = performance.now();
      for (let k = 0; k < STEPS; k++) {
        x[0] = k / STEPS;
        kept += f(x)[0]!;
      }
      if (round >= 0) rounds.push((performance.now() - start) / STEPS);
    }
  if (Number.isNaN(kept)) throw new Error("bench: a gradient is NaN");
  return both;
}

function compilations(): { cold: number; warm: number } {
  const once = () => {
    const start = performance.now();
    compile(mlpCase.f, { like: mlpCase.args });
    return performance.now() - start;
  };
  // Rosenbrock's function has gone before: what is cold is this program, not the compiler.
  const cold = once();
  return { cold, warm: median(Array.from({ length: 100 }, once).slice(50)) };
}
