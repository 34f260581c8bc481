import { defineConfig } from "tsdown";

export default defineConfig({
  entry: {
    main: "main.ts",
    worker: "worker.ts",
    transform: "transform.ts",
    "compile-worker": "compile/worker.ts",
    "compile-cold": "compile/cold-worker.ts",
  },
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
