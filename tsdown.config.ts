import { defineConfig } from "tsdown";

// One output file per entry plus shared chunks, so that the core, the language, the pictures and
// the command line share one op table and one Value class.
export default defineConfig({
  entry: {
    index: "src/index.ts",
    "lang/index": "src/lang/index.ts",
    "view/index": "src/view/index.ts",
    "cli/main": "src/cli/main.ts",
  },
  format: "esm",
  // For "node" the core would import node:module, in a helper that it does not call.
  platform: "neutral",
  deps: { neverBundle: [/^node:/] },
  target: "node20",
  dts: true,
  // The default of removing dead code also moves reads of variables past calls that change them.
  minify: false,
  fixedExtension: false,
});
