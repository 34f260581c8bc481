/** C by hand, compiled to WebAssembly by clang (c/wasm.c), in the same engine as ours. */
import { readFileSync } from "node:fs";
import { instantiate } from "../../src/compile/engine.ts";
import { caseOf, flat } from "./cases.ts";
import type { Run } from "./engine.ts";

type Exports = Record<"parameters" | "points" | "labels" | "slopes", () => number> &
  Record<"prepare" | "rows" | "samples", () => void> & { readonly memory: { readonly buffer: ArrayBuffer } };

export function wasm(path: string, layout: "rows" | "samples"): Run {
  const exports = instantiate(readFileSync(path), {}) as unknown as Exports;
  const view = (at: number, length: number) => new Float64Array(exports.memory.buffer, at, length);
  const [parameters, points, labels] = caseOf("mlp").args.map(flat) as [number[], number[], number[]];
  view(exports.parameters(), parameters.length).set(parameters);
  view(exports.points(), points.length).set(points);
  view(exports.labels(), labels.length).set(labels);
  exports.prepare();
  const run = exports[layout];
  return {
    run,
    gradient: () => {
      run();
      return [...view(exports.slopes(), parameters.length + 1)];
    },
  };
}
