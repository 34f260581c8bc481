import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["main.ts", "worker.ts", "transform.ts", "compile-worker.ts"],
  // bench/gradbench imports the package as its users do.
  alias: { chainrule: new URL("../src/index.ts", import.meta.url).pathname },
  outDir: "../out/bench",
  format: "esm",
  platform: "node",
  target: "node20",
  dts: false,
  // As in the package itself: docs/decisions/003-bundler-minification.md.
  minify: false,
  logLevel: "warn",
});
