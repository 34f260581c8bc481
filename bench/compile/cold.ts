/** How long it takes to trace, differentiate and compile the MLP: in a process that has just begun, and again and again. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median, quantile } from "../statistics.ts";
import { number, table } from "../table.ts";
import type { Command } from "./peers.ts";

const worker = fileURLToPath(new URL("compile-cold.mjs", import.meta.url));
const AIMS = { cold: 40, warm: 3 };

interface Times {
  /** Milliseconds of the first compilation, and of loading what compiles. */
  readonly cold: number;
  readonly load: number;
  readonly warm: number;
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
  console.log("\ntrace, differentiate and compile the MLP, ms of wall time");
  table(
    libraries.map((library) => {
      const of = (key: keyof Times) => {
        const sample = times.get(library)!.map((time) => time[key]);
        return `${number(median(sample))} (${number(quantile(sample, 0.25))} – ${number(quantile(sample, 0.75))})`;
      };
      return { library, cold: of("cold"), warm: of("warm"), "loading it": of("load") };
    }),
  );
  console.log(`aims: below ${AIMS.cold} cold, below ${AIMS.warm} warm`);
}
