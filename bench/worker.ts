/**
 * A child process of the benchmark: one engine and one workload, so that neither another engine's types in the
 * machine code nor its garbage is in the figures. Lines in, lines out: the case, then a number of steps at a time.
 */
import { createInterface } from "node:readline";
import { value } from "../src/value.ts";
import type { Engine, Scalar } from "./engine.ts";
import { closures } from "./engines/closures.ts";
import { fields } from "./engines/fields.ts";
import { objects } from "./engines/objects.ts";
import { type Case, grow, prepare } from "./workloads.ts";

const engines = { chainrule: { value: (data: number) => value(data) }, objects, fields, closures };

const name = process.argv[2] as keyof typeof engines;
serve(engines[name] as never);

async function serve<S extends Scalar<S>>(engine: Engine<S>): Promise<void> {
  let step: (() => number) | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    if (step !== undefined) {
      reply(time(step, Number(line)));
      continue;
    }
    const given = JSON.parse(line) as Case;
    if (given.workload === "memory") {
      reply({ bytes: bytesPerNode(engine, given.size) });
      return;
    }
    step = prepare(engine, given);
    reply({ root: step() });
  }
}

const reply = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`);

function time(step: () => number, steps: number): { ms: number } {
  const start = performance.now();
  for (let i = 0; i < steps; i++) step();
  return { ms: (performance.now() - start) / steps };
}

/** After a collection, with no handle held but the root's. */
function bytesPerNode<S extends Scalar<S>>(engine: Engine<S>, size: number): number {
  grow(engine, 1000);
  const before = held();
  const root = grow(engine, size);
  const after = held();
  // Reading the root here keeps it, and so the graph, until now.
  return root.grad === 1 ? (after - before) / size : Number.NaN;
}

function held(): number {
  for (let i = 0; i < 4; i++) globalThis.gc!();
  // `external` counts array buffers too.
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
