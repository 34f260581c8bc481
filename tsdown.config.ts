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
  // Of a file of which something is used, bundlers keep every statement that could do something; one of which nothing is used they
  // leave out. What few need has therefore files of its own: docs/decisions/007-sizes.md. Declarations are not to be split.
  outputOptions: {
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        { name: "compile", test: /src\/compile\/[\w-]+\.ts$/ },
        {
          name: "optimise",
          test: /src\/transform\/(align|contract|exchange|fuse-loops|inline|land|lower|merge|optimise|pack|recompute|sink|split|unroll)\.ts$/,
        },
        { name: "elementary", test: /src\/elementary\/(?!math|numbers|coefficients)[\w-]+\.ts$/ },
        {
          name: "rewrite",
          test: /src\/transform\/(equations|expand|fuse|match|notation|pattern|rebuild|rewrite|rules|simplify|terms)\.ts$/,
        },
      ],
    },
  },
});
