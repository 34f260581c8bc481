/** `node compile-cold.mjs chainrule` or `rose`: see cold.ts. */
import { median } from "../statistics.ts";
import type { Sample, Times } from "./cold.ts";

const compilers: Record<string, () => Promise<() => unknown>> = {
  async chainrule() {
    const [{ compile }, { mlpCase }] = await Promise.all([
      import("../../src/compile/compile.ts"),
      import("./cases.ts"),
    ]);
    return () => compile(mlpCase.f, { like: mlpCase.args });
  },
  async rose() {
    const { importRose, mlp } = await import("./rose.ts");
    const rose = await importRose();
    return () => rose.compile(mlp(rose));
  },
};

async function timed<T>(f: () => T): Promise<Sample & { readonly result: Awaited<T> }> {
  const [start, from] = [performance.now(), process.cpuUsage()];
  const result = await f();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(from);
  return { result, wall, cpu: (user + system) / 1e3 };
}

const { result: compileOnce, ...load } = await timed(compilers[process.argv[2]!]!);
const { wall, cpu } = await timed(compileOnce);
const warm: Sample[] = [];
for (let k = 0; k < 100; k++) warm.push(await timed(compileOnce));
const of = (key: keyof Sample) => median(warm.slice(60).map((sample) => sample[key]));
const times: Times = { load, cold: { wall, cpu }, warm: { wall: of("wall"), cpu: of("cpu") } };
console.log(JSON.stringify(times));
