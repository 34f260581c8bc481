/** `node compile-cold.mjs chainrule` or `rose`: see cold.ts. */
import { median } from "../statistics.ts";

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

const start = performance.now();
const compileOnce = await compilers[process.argv[2]!]!();
const loaded = performance.now();
await compileOnce();
const cold = performance.now() - loaded;
const warm: number[] = [];
for (let k = 0; k < 60; k++) {
  const from = performance.now();
  await compileOnce();
  warm.push(performance.now() - from);
}
console.log(JSON.stringify({ load: loaded - start, cold, warm: median(warm.slice(30)) }));
