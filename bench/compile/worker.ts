/** A child process in the protocol of turns.ts: `node compile-worker.mjs ENGINE WORK`. Times are CPU time, as in c/serve.h. */
import { createInterface } from "node:readline";
import { arrays, value, views } from "./chainrule.ts";
import type { Engine } from "./engine.ts";
import { differences, javascript } from "./javascript.ts";
import { MLP_WASM } from "./peers.ts";
import { rose } from "./rose.ts";
import { jax, tensorflow } from "./tensors.ts";
import { wasm } from "./wasm.ts";

const engines: Record<string, Engine> = {
  views,
  arrays,
  value,
  javascript,
  differences,
  rose,
  jax,
  tensorflow,
  "wasm-rows": () => wasm(MLP_WASM, "rows"),
  "wasm-samples": () => wasm(MLP_WASM, "samples"),
};

const [engine, work] = process.argv.slice(2) as [string, string];
const { run, gradient } = await engines[engine]!(work);
let asked = false;
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(asked ? { ms: time(Number(line)) } : { gradient: gradient() }));
  asked = true;
}

function time(steps: number): number {
  const start = process.cpuUsage();
  for (let k = 0; k < steps; k++) run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e3 / steps;
}
