/** How long it takes to trace, differentiate and compile the MLP: in a process that has just begun, and again and again. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { quantile } from "../statistics.ts";
import { number, table } from "../table.ts";
import type { Command } from "./peers.ts";

const worker = fileURLToPath(new URL("compile-cold.mjs", import.meta.url));
const AIMS = { cold: 40, warm: 3 };

/** Milliseconds; of CPU with the threads of V8, which on an idle machine run beside. */
export interface Sample {
  readonly wall: number;
  readonly cpu: number;
}
export interface Times {
  /** The first compilation, without loading what compiles; that; and the median of later ones. */
  readonly cold: Sample;
  readonly load: Sample;
  readonly warm: Sample;
}

/** Each round is a process of its own, ours and Rose's by turns. */
export function compileTimes(rounds: number, peers: ReadonlyMap<string, Command>): void {
  const libraries = ["chainrule", ...(peers.has("Rose") ? ["rose"] : [])];
  const times = new Map(libraries.map((library) => [library, [] as Times[]]));
  for (let round = 0; round < rounds; round++)
    for (const library of libraries) {
      const { stdout, stderr, status } = spawnSync(process.execPath, [worker, library], { encoding: "utf8" });
      if (status !== 0) throw new Error(`bench: ${library} does not compile: ${stderr}`);
      times.get(library)!.push(JSON.parse(stdout) as Times);
    }
  console.log("\ntrace, differentiate and compile the MLP, ms: medians and quartiles of processes");
  table(
    libraries.flatMap((library) =>
      (["cold", "warm", "load"] as const).map((phase) => {
        const of = (clock: keyof Sample) => {
          const sample = times.get(library)!.map((time) => time[phase][clock]);
          const [q1, q2, q3] = [0.25, 0.5, 0.75].map((q) => number(quantile(sample, q)));
          return `${q2} (${q1} – ${q3})`;
        };
        const aim = phase !== "load" && library === "chainrule" ? `below ${AIMS[phase]}` : "";
        return { library, phase, wall: of("wall"), CPU: of("cpu"), aim };
      }),
    ),
  );
}
