/** The command line, built for the tests that call it as a process. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";

export const root = fileURLToPath(new URL("..", import.meta.url));

interface Command {
  /** The built program. */
  readonly main: string;
  /** Runs it to its end in the project's folder, with no colours, since nothing it writes to is a terminal. */
  run(
    args: readonly string[],
    options?: { readonly input?: string; readonly cwd?: string },
  ): SpawnSyncReturns<string>;
  remove(): void;
}

/** Builds it into a folder of its own: within the project, so that it finds the fonts, and beside dist/, which others use. */
function buildCommand(): Command {
  mkdirSync(join(root, "out"), { recursive: true });
  const folder = mkdtempSync(join(root, "out/.cli-"));
  const tsdown = join(root, "node_modules/tsdown/dist/run.mjs");
  const built = spawnSync(
    process.execPath,
    [tsdown, "--no-dts", "--logLevel", "error", "--out-dir", folder],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  if (built.status !== 0) throw new Error(`the build failed:\n${built.stdout}${built.stderr}`);
  const main = join(folder, "cli/main.js");
  return {
    main,
    run: (args, { input = "", cwd = root } = {}) =>
      spawnSync(process.execPath, [main, ...args], { cwd, input, encoding: "utf8", maxBuffer: 1 << 28 }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The command, for the tests of a file. */
export let command: Command;
/** An empty folder, for one test. */
export let folder: string;

/** To be called once by a file of tests, before them. */
export function useCommand(): void {
  beforeAll(() => {
    command = buildCommand();
  });
  afterAll(() => command?.remove());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "chainrule-cli-"));
    return () => rmSync(folder, { recursive: true, force: true });
  });
}

/** Runs a command that must succeed; gives its output. */
export function output(...args: string[]): string {
  const { status, stdout, stderr } = command.run(args);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}

/** Runs a command that must be refused: exit code 2, a message of few lines, no stack trace, no output. */
export function refusal(args: string[], options?: { input?: string; cwd?: string }): string {
  const { status, stdout, stderr } = command.run(args, options);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^error: ./);
  expect(stderr).not.toMatch(/^\s+at .*:\d+|node:internal/m);
  expect(stderr.split("\n").length).toBeLessThan(7);
  return stderr;
}

/** A node as --json gives it. */
export interface Node {
  id: number;
  label: string | null;
  caption: string | null;
  op: string | null;
  data: number | string;
  grad: number | string;
  operands: number[];
  parameters?: (number | string)[];
}

export const NEURON = "examples/neuron.py";
/** The gradients of its leaves. */
export const LEAVES = { x1: -1.5, x2: 0.5, w1: 1, w2: 0, b: 0.5 };
