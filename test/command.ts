/** The command line, built for the tests that call it as a process. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

export interface Command {
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
export function buildCommand(): Command {
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
