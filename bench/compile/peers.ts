/** Who runs beside ours: what is found here is compiled into out/, and of the rest a line says how to get it. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packagePath } from "./packages.ts";

/** The command of a child process for a work. */
export type Command = (work: string) => readonly string[];

// Scripts of a package run in its root; this file is bundled into out/bench.
const SOURCES = "bench/compile";
const OUT = fileURLToPath(new URL("../peers", import.meta.url));
const worker = fileURLToPath(new URL("compile-worker.mjs", import.meta.url));
export const MLP_WASM = join(OUT, "mlp.wasm");

const node =
  (engine: string): Command =>
  (work) => [process.execPath, worker, engine, work];

/** Whether what was made is newer than all that it was made of. */
function current(out: string): boolean {
  const made = statSync(out, { throwIfNoEntry: false });
  const sources = ["c", "codipack"].flatMap((folder) =>
    readdirSync(join(SOURCES, folder)).map((file) => statSync(join(SOURCES, folder, file))),
  );
  return made !== undefined && sources.every(({ mtimeMs }) => mtimeMs < made.mtimeMs);
}

/** Makes `out` with a compiler, where need be; if that fails, says what is left out and how to get it. */
function builds(what: string, hint: string, out: string, [program, ...given]: readonly string[]): boolean {
  if (current(out)) return true;
  const args = [...given, "-o", out];
  const { status, error, stderr } = spawnSync(program!, args, { encoding: "utf8" });
  if (status === 0) return true;
  const why =
    error?.message ??
    stderr
      .trim()
      .split("\n")
      .find((line) => line.includes("error")) ??
    stderr;
  console.log(`${what} is left out (${hint}): ${why}`);
  return false;
}

function gcc(): Record<string, Command> {
  const out = join(OUT, "c");
  const command = ["gcc", "-O3", "-march=native", `${SOURCES}/c/main.c`, "-lm"];
  if (!builds("C", "needs gcc", out, command)) return {};
  return {
    C: (work) => [out, work],
    "C, row by row": (work) => [out, `${work}-rows`],
    "C, samples innermost": (work) => [out, `${work}-samples`],
  };
}

function clang(): Record<string, Command> {
  const flags = ["--target=wasm32", "-O3", "-msimd128", "-mbulk-memory", "-nostdlib", "-Wl,--no-entry"];
  const command = ["clang", ...flags, `${SOURCES}/c/wasm.c`];
  if (!builds("C as WebAssembly", "needs clang and wasm-ld", MLP_WASM, command)) return {};
  return { "C as wasm, row by row": node("wasm-rows"), "C as wasm, samples innermost": node("wasm-samples") };
}

function codipack(): Record<string, Command> {
  const out = join(OUT, "codipack");
  const include = process.env.CODIPACK ? [`-I${process.env.CODIPACK}`] : [];
  // Forced inlining is what CoDiPack's manual advises for speed.
  const flags = ["-std=c++17", "-O3", "-march=native", "-DNDEBUG", "-DCODI_ForcedInlines=1", ...include];
  const command = ["g++", ...flags, `${SOURCES}/codipack/main.cpp`];
  const hint = "needs g++ and, in $CODIPACK, the include folder of https://github.com/SciCompKL/CoDiPack";
  if (!builds("CoDiPack", hint, out, command)) return {};
  return { CoDiPack: (work) => [out, work], "C++, value alone": (work) => [out, work, "value"] };
}

function packages(): Record<string, Command> {
  const found: Record<string, Command> = {};
  const names = {
    Rose: ["rose", "rose"],
    "jax-js": ["@jax-js/jax", "jax"],
    tfjs: ["@tensorflow/tfjs", "tensorflow"],
  };
  for (const [title, [name, engine]] of Object.entries(names))
    if (packagePath(name!) !== undefined) found[title] = node(engine!);
    else console.log(`${title} is left out (npm i --no-save ${name}, or have it in a folder of $NODE_PATH)`);
  return found;
}

export function findPeers(): ReadonlyMap<string, Command> {
  mkdirSync(OUT, { recursive: true });
  const ours = { views: node("views"), arrays: node("arrays"), value: node("value") };
  const inJavaScript = { JavaScript: node("javascript"), "central differences": node("differences") };
  return new Map(
    Object.entries({ ...ours, ...inJavaScript, ...gcc(), ...clang(), ...codipack(), ...packages() }),
  );
}
