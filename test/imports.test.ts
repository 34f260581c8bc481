/** Who may import whom: the order of the layers, no cycles, and a core that needs nothing. */
import { describe, expect, test } from "vitest";
import { codeFromText, importsAtRunTime, importsOf, type Source, sources } from "./sources.ts";

/**
 * Files (without `.ts`) and folders of src/, from the bottom up. Each may import from the layers before its own. Within
 * a layer the files may import each other, and so may those of one folder, but not two folders, nor file and folder.
 */
const LAYERS: readonly (readonly string[])[] = [
  ["elementary"],
  ["op"],
  ["ops"],
  [
    "formula",
    "dual",
    "define",
    "kernel",
    "tape",
    "sweep",
    "value",
    "graph",
    "explain",
    "methods",
    "tree",
    "weight",
  ],
  ["ir"],
  ["arrays", "loops", "folds", "parameters", "trace", "evaluate", "fn", "stopped"],
  ["transform"],
  ["functions", "compile"],
  ["index"],
  ["lang", "view"],
  ["cli"],
];

/** What the layers above the core may import besides src/. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  lang: ["acorn", "@lezer/common", "@lezer/python"],
  view: ["@viz-js/viz", "@resvg/resvg-js"],
  cli: ["commander"],
};
/** Where Node's own modules may be imported: what draws reads its fonts, the command line reads and writes. */
const WITH_NODE = ["view", "cli"];

const unitOf = (path: string) => path.replace(/^src\//, "").replace(/(\/.*|\.ts)$/, "");
const isFolder = (path: string) => path.split("/").length > 2;
const layerOf = (path: string) => LAYERS.findIndex((units) => units.includes(unitOf(path)));

/** Why `from` may not import `to`, both paths in src/; null if it may. */
function objection(from: string, to: string): string | null {
  const [here, there] = [layerOf(from), layerOf(to)];
  if (!to.startsWith("src/")) return "it is outside src/";
  if (there < 0) return "it is in no layer";
  if (here > there) return null;
  if (here < there) return "it is in a later layer";
  const together = isFolder(from) || isFolder(to) ? unitOf(from) === unitOf(to) : true;
  return together ? null : "it is beside it in the same layer";
}

/** A cycle among files, as the list of its files with the first one again at the end; null if there is none. */
function cycle(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const path: string[] = [];
  const search = (file: string): string[] | null => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return null;
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const found = search(next);
      if (found) return found;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const found = search(file);
    if (found) return found;
  }
  return null;
}

const all = sources("src");
const isOurs = (name: string) => name.endsWith(".ts");

describe("src", () => {
  test.each(all.map((source) => [source.path, source] as const))(
    "%s imports only what it may",
    (path, source) => {
      expect(layerOf(path), `${path} is in no layer`).toBeGreaterThanOrEqual(0);
      const unit = unitOf(path);
      const wrong = importsOf(source).flatMap((name) => {
        if (isOurs(name)) {
          const why = objection(path, name);
          return why === null ? [] : [`${name}: ${why}`];
        }
        if (name.startsWith("node:")) return WITH_NODE.includes(unit) ? [] : [`${name}: a module of Node`];
        return PACKAGES[unit]?.includes(name) ? [] : [`${name}: a package`];
      });
      expect(wrong).toEqual([]);
    },
  );

  // Types may refer to each other across files of a layer, as those of an interpreter and its values must; they are
  // gone when the code runs.
  test("has no cycle", () => {
    const graph = new Map(all.map((source) => [source.path, importsAtRunTime(source).filter(isOurs)]));
    expect(cycle(graph)).toBeNull();
  });

  test("makes no code from text", () => {
    expect(all.flatMap(codeFromText)).toEqual([]);
  });
});

describe("these checks", () => {
  const source = (text: string, path = "src/value.ts"): Source => ({ path, text });
  test("see every way to import, and nothing in comments and strings", () => {
    const text = `
      import a from "./a.ts"; import type { B } from "../b.ts";
      export * from "node:fs"; const c = await import("./c/c.ts"); let d: import("d").D;
      // import e from "./e.ts"
      const f = 'import f from "./f.ts"';`;
    expect(importsOf(source(text)).sort()).toEqual(["b.ts", "d", "node:fs", "src/a.ts", "src/c/c.ts"]);
  });
  test("tell imports of types from those that stay", () => {
    const text = `
      import type { A } from "./a.ts"; import { type B } from "./b.ts"; import { c } from "./c.ts";
      export type { D } from "./d.ts"; export { e } from "./e.ts";`;
    expect(importsAtRunTime(source(text))).toEqual(["src/b.ts", "src/c.ts", "src/e.ts"]);
  });
  test("know what may import what", () => {
    expect(objection("src/value.ts", "src/ops.ts")).toBeNull();
    expect(objection("src/value.ts", "src/tape.ts")).toBeNull();
    expect(objection("src/lang/run.ts", "src/lang/parse.ts")).toBeNull();
    expect(objection("src/ops.ts", "src/value.ts")).toMatch(/later/);
    expect(objection("src/lang/run.ts", "src/view/dot.ts")).toMatch(/beside/);
    expect(objection("src/cli/main.ts", "test/runs.ts")).toMatch(/outside/);
    expect(objection("src/cli/main.ts", "src/new.ts")).toMatch(/no layer/);
  });
  test("find a cycle", () => {
    const graph = { a: ["b"], b: ["c", "d"], c: [], d: ["e"], e: ["b"] };
    expect(cycle(new Map(Object.entries(graph)))).toEqual(["b", "d", "e", "b"]);
    expect(cycle(new Map(Object.entries({ ...graph, e: ["c"] })))).toBeNull();
  });
  test("find code made from text, however it is called", () => {
    const text = `eval("1"); globalThis.eval("1"); new Function("1"); Function("1"); setTimeout("1");
      evaluate("eval(1)"); setTimeout(() => {}); this.function = 1; // eval("1")`;
    expect(codeFromText(source(text))).toHaveLength(5);
  });
});
