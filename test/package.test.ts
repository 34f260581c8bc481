/**
 * What is published: the tarball that `npm pack` makes, what is in it, how it is imported, how large it is. Everything
 * here is done with that tarball and not with the working tree.
 */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { rolldown } from "rolldown";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isBuilt, root } from "../scripts/setup.mjs";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "chainrule-package-"));
/** A project that has the package and nothing else. */
const alone = join(folder, "alone");
/** A project that has the package as npm installs it. */
const consumer = join(folder, "consumer");
const unpacked = join(alone, "node_modules/chainrule");
let tarball: string;
let packed: string[];

function execute(cwd: string, command: string, args: readonly string[]) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    input: "",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  return { status, stdout, stderr: stderr + (error ? error.message : "") };
}
const node = (cwd: string, ...args: string[]) => execute(cwd, process.execPath, args);
const npm = (cwd: string, ...args: string[]) => {
  const path = process.env.npm_execpath;
  return path?.endsWith(".js") ? node(cwd, path, ...args) : execute(cwd, "npm", args);
};

beforeAll(() => {
  if (!isBuilt()) throw new Error("dist/ is older than src/; npm run build makes it anew");
  const { stdout, stderr } = npm(root, "pack", "--json", "--ignore-scripts", "--pack-destination", folder);
  const [{ filename, files }] = JSON.parse(stdout || `"${stderr}"`);
  tarball = join(folder, filename);
  packed = files.map(({ path }: { path: string }) => path);
  mkdirSync(unpacked, { recursive: true });
  expect(execute(folder, "tar", ["-xzf", tarball, "-C", unpacked, "--strip-components=1"]).status).toBe(0);
  mkdirSync(consumer);
  writeFileSync(join(consumer, "package.json"), '{ "private": true, "type": "module" }\n');
  const installed = npm(consumer, "install", tarball, "--prefer-offline", "--no-audit", "--no-fund");
  if (installed.status !== 0) throw new Error(`npm install of the tarball failed:\n${installed.stderr}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("package.json", () => {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  test("pins every version, and the lockfile agrees", () => {
    for (const kind of ["dependencies", "devDependencies"]) {
      for (const [name, version] of Object.entries(manifest[kind]))
        expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      expect(lock.packages[""][kind]).toEqual(manifest[kind]);
    }
    expect(lock.version).toBe(manifest.version);
  });
  test("the lockfile has every package it mentions, those for other platforms too, and names no server", () => {
    const missing = Object.entries<Record<string, object>>(lock.packages).flatMap(([path, entry]) =>
      Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }).filter(
        (name) =>
          !(`${path}/node_modules/${name}` in lock.packages || `node_modules/${name}` in lock.packages),
      ),
    );
    expect(missing).toEqual([]);
    expect(JSON.stringify(lock)).not.toMatch(/"resolved":/);
  });
  test("what dist/ imports is declared, and what is declared is imported", () => {
    const used = new Set(
      packed.filter((path) => path.endsWith(".js")).flatMap((path) => external(join(unpacked, path))),
    );
    const packages = [...used].filter((name) => !name.startsWith("node:") && name !== "chainrule");
    expect(packages.sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });
  test("the changelog knows the version", () => {
    expect(readFileSync(join(root, "CHANGELOG.md"), "utf8")).toMatch(
      new RegExp(`^## \\[(Unreleased|${manifest.version.replaceAll(".", "\\.")})\\]`, "m"),
    );
  });
});

describe("the tarball", () => {
  test("holds the build, the fonts and the papers, and nothing else", () => {
    const wanted =
      /^(dist\/.*\.(js|d\.ts)|assets\/fonts\/[\w-]+\.(ttf|txt)|(README|CHANGELOG)\.md|LICENSE|package\.json)$/;
    expect(packed.filter((path) => !wanted.test(path))).toEqual([]);
    for (const path of ["README.md", "CHANGELOG.md", "LICENSE", "dist/index.js", "dist/index.d.ts"])
      expect(packed).toContain(path);
    expect(packed.some((path) => path.endsWith(".ttf"))).toBe(true);
  });
  test("publint finds nothing", async () => {
    const { messages } = await publint({ pkgDir: unpacked, pack: false, strict: true });
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });
  test("Are The Types Wrong? finds nothing", () => {
    const attw = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");
    const { status, stdout, stderr } = node(
      root,
      attw,
      tarball,
      "--profile",
      "esm-only",
      "--format",
      "ascii",
    );
    expect(status, stdout + stderr).toBe(0);
  });
});

/** The neuron, by every entry point that `names` has; prints one gradient. */
const neuron = (names: string) => `
import * as chainrule from "chainrule";
${names}
const { value, expand, check, defineOp, exp } = chainrule;
const x = value(2), w = value(-3), b = value(6.8813735870195432);
const o = x.mul(w).add(b).tanh();
o.backward();
expand(o).backward();
if (check(o).some(({ status }) => status !== "ok")) throw new Error("check");
defineOp({ name: "f", expand: (y) => exp(y) })(o);
console.log(w.grad.toFixed(6));
`;

describe("imported", () => {
  test("alone, `chainrule` needs no other package, and makes no code from text", () => {
    writeFileSync(join(alone, "core.mjs"), neuron(""));
    expect(node(alone, "--disallow-code-generation-from-strings", "core.mjs")).toEqual({
      status: 0,
      stdout: "2.000000\n",
      stderr: "",
    });
    // And there is nothing to import by accident.
    expect(existsSync(join(alone, "node_modules/acorn"))).toBe(false);
    expect(node(alone, "-e", 'import("chainrule/lang")').stderr).toMatch(/Cannot find package/);
  });

  test("installed, every entry works, under a policy that forbids code from text", () => {
    const program = neuron(`
      import { run } from "chainrule/lang";
      import { toDot, toPng, toSvg, toTree } from "chainrule/view";
      import manifest from "chainrule/package.json" with { type: "json" };
      if (manifest.name !== "chainrule") throw new Error("package.json");
      const { root } = run("x = Value(2.0)\\no = (2*x).exp()\\no.backward()");
      if (!(root instanceof chainrule.Value)) throw new Error("two Values");
      if (!toDot(root).startsWith("digraph") || !toTree(root).includes("exp")) throw new Error("text");
      if (!(await toSvg(root)).startsWith("<svg") || (await toPng(root)).length < 1000) throw new Error("picture");`);
    writeFileSync(join(consumer, "all.mjs"), program);
    const { status, stdout, stderr } = node(
      consumer,
      "--disallow-code-generation-from-strings",
      "--no-warnings",
      "all.mjs",
    );
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "2.000000\n", stderr: "" });
  });

  test("bundled, the methods and the notebooks' hook are still there", async () => {
    const source = `import "chainrule/view"; import { value } from "chainrule";
      const x = value(1); console.log(typeof x.tanh, typeof x[Symbol.for("Jupyter.display")]);`;
    writeFileSync(join(consumer, "bundled.mjs"), source);
    const others = /^(node:|@viz-js|@resvg)/;
    const bundle = await rolldown({ input: join(consumer, "bundled.mjs"), external: others });
    await bundle.write({ file: join(consumer, "bundle.mjs"), codeSplitting: false });
    expect(node(consumer, "bundle.mjs").stdout).toBe("function function\n");
  });

  test("the command runs where npm put it", () => {
    const bin = join(consumer, "node_modules/.bin/chainrule");
    const { status, stdout, stderr } = execute(consumer, bin, [
      "run",
      "-e",
      "x = Value(3.0); y = x*x",
      "--json",
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const { nodes } = JSON.parse(stdout);
    expect(nodes.map(({ data, grad }: Record<string, number>) => [data, grad])).toEqual([
      [3, 6],
      [9, 1],
    ]);
    expect(execute(consumer, bin, ["--version"]).stdout.trim()).toBe(manifest.version);
  });

  test.each(Object.keys(manifest.exports))("%s leads to files that are there", (name) => {
    const target = manifest.exports[name];
    for (const path of typeof target === "string" ? [target] : Object.values<string>(target))
      expect(existsSync(join(unpacked, path)), path).toBe(true);
  });

  test("nothing but the exports can be imported", () => {
    expect(node(consumer, "-e", 'import("chainrule/dist/index.js")').stderr).toMatch(
      /ERR_PACKAGE_PATH_NOT_EXPORTED/,
    );
  });
});

describe("types", () => {
  const program = `
import { add, type Binary, check, expand, explain, graph, mul, value, type Value } from "chainrule";
import { LangError, run } from "chainrule/lang";
import { toPng, toSvg, toTree } from "chainrule/view";
const x: Value = value(2, "x");
const y: Value = mul(2, x).add(1).pow(2).clamp(0, 100);
const n: number = add(1, 2);
const op: Binary = add;
export const grads: number[] = graph(y).map((node) => node.grad);
export const formulas: string[] = explain(y).map((row) => row.formula);
export const errors: number[] = check(expand(y, ["clamp"])).map(({ error }) => error);
export const pictures: [Promise<string>, Promise<Uint8Array>, string] = [toSvg(y), toPng(y), toTree(y)];
export const printed: readonly string[] = run("print(1)").printed;
export { LangError, n, op };
// @ts-expect-error: a string is no number
value("2");
// @ts-expect-error: tanh takes no operand as a method
x.tanh(2);
// @ts-expect-error: no operators
x * y;
`;
  test.each(["nodenext", "bundler"] as const)(
    "a strict consumer compiles, resolution %s",
    (moduleResolution) => {
      const file = join(consumer, `types-${moduleResolution}.ts`);
      writeFileSync(file, program);
      const { config } = {
        config: {
          strict: true,
          noEmit: true,
          target: "es2022",
          lib: ["es2022"],
          types: [],
          moduleResolution,
        },
      };
      const module = moduleResolution === "nodenext" ? "nodenext" : "esnext";
      const { options, errors } = ts.convertCompilerOptionsFromJson({ ...config, module }, consumer);
      expect(errors).toEqual([]);
      const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([file], options));
      expect(
        diagnostics.map(
          ({ file, messageText }) =>
            `${file ? relative(consumer, file.fileName) : ""}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
        ),
      ).toEqual([]);
    },
  );
});

/** The modules that a built file names. */
const named = (path: string) =>
  ts.preProcessFile(readFileSync(path, "utf8"), true, true).importedFiles.map(({ fileName }) => fileName);
const external = (path: string) =>
  named(path)
    .filter((name) => !name.startsWith("."))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)![0]);

/** A built file and all of the build that it imports. */
function closure(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  for (const name of named(path)) if (name.startsWith(".")) closure(join(dirname(path), name), found);
  return found;
}

/**
 * Ceilings in bytes: what each entry adds to a page, as one minified and gzipped file, other packages left out; and the
 * tarball as it is. Raised only in a commit that says why.
 */
const CEILINGS: Readonly<Record<string, number>> = {
  "dist/index.js": 94_200,
  "dist/lang/index.js": 66_000,
  "dist/view/index.js": 31_000,
  "dist/cli/main.js": 98_000,
  tarball: 391_500,
};

/** One file of all that an entry imports, without white space and long names, but with every statement. */
async function bundled(entry: string): Promise<string> {
  const bundle = await rolldown({ input: join(unpacked, entry), external: /^[^./]/, logLevel: "silent" });
  const minify = { compress: false, mangle: true, codegen: { removeWhitespace: true } };
  const { output } = await bundle.generate({ minify, codeSplitting: false });
  return output.map((chunk) => ("code" in chunk ? chunk.code : "")).join("\n");
}

/**
 * Ceilings in bytes of what users' bundles carry for what they use, minified and gzipped. What was aimed at and what is in the
 * way: docs/decisions/007-sizes.md. Raised only in a commit that says why.
 */
const USES: Readonly<Record<string, number>> = {
  value: 17_500,
  grad: 33_780,
  "grad, compile": 72_880,
  "everything but compile": 59_150,
  everything: 96_420,
};

/** A bundle that exports what is used. */
async function bundleOf(names: readonly string[]): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names.join(", ")} } from "chainrule"`, resolveDir: alone },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  return outputFiles[0]!.contents;
}

describe("sizes", () => {
  test.each(Object.entries(CEILINGS))("%s is at most %i bytes", async (entry, ceiling) => {
    const content =
      entry === "tarball" ? readFileSync(tarball) : gzipSync(await bundled(entry), { level: 9 });
    expect(content.length).toBeLessThanOrEqual(ceiling);
    // A ceiling far above says nothing.
    expect(content.length).toBeGreaterThan(0.8 * ceiling);
  });
  test.each(Object.entries(USES))("a bundle of %s is at most %i bytes, and works", async (use, ceiling) => {
    const all = Object.keys(await import(pathToFileURL(join(unpacked, "dist/index.js")).href));
    const names =
      {
        everything: all,
        "everything but compile": all.filter((name) => !name.startsWith("compile")),
      }[use] ?? use.split(", ");
    const content = await bundleOf(names);
    const size = gzipSync(content, { level: 9 }).length;
    expect(size).toBeLessThanOrEqual(ceiling);
    expect(size).toBeGreaterThan(0.95 * ceiling);

    const file = join(folder, `${names.length} of ${names[0]}.mjs`);
    writeFileSync(file, content);
    const used = await import(pathToFileURL(file).href);
    expect(Object.keys(used).sort()).toEqual([...names].sort());
    // What is there gives the derivative of x tanh x at 0.5.
    const slope = Math.tanh(0.5) + 0.5 / Math.cosh(0.5) ** 2;
    const f = (x: { tanh(): number; mul(y: unknown): number }) => x.mul(x.tanh());
    if (used.grad) expect(used.grad(f)(0.5)).toBeCloseTo(slope, 14);
    if (used.compile) expect(used.compile(used.grad(f))(0.5)).toBeCloseTo(slope, 14);
    if (!used.value) return;
    const x = used.value(0.5);
    x.mul(x.tanh()).backward();
    expect(x.grad).toBeCloseTo(slope, 14);
  });
  test("every built file belongs to an entry", () => {
    const entries = ["dist/index.js", "dist/lang/index.js", "dist/view/index.js", "dist/cli/main.js"];
    const reached = new Set(entries.flatMap((entry) => [...closure(join(unpacked, entry))]));
    const built = readdirSync(join(unpacked, "dist"), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".js"))
      .map((path) => join(unpacked, "dist", path));
    expect(built.filter((path) => !reached.has(path)).map((path) => relative(unpacked, path))).toEqual([]);
  });
});

test("the core imports nothing: no package, none of Node's modules", () => {
  for (const path of closure(join(unpacked, "dist/index.js"))) expect(external(path), path).toEqual([]);
});
