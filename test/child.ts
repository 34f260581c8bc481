/** Programs that need a Node process of their own, with its own heap: bundled, run, and asked for what they print. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";

/** Bundles a program of test/children and returns a function that runs it with arguments and parses its output. */
export async function child<T>(
  name: string,
): Promise<{ run(...args: readonly string[]): T; remove(): void }> {
  const directory = mkdtempSync(join(tmpdir(), "chainrule-"));
  const file = join(directory, `${name}.mjs`);
  const input = new URL(`children/${name}.ts`, import.meta.url).pathname;
  const bundle = await rolldown({ input, platform: "node", logLevel: "silent" });
  // As in the package itself: dead-code removal moves reads of variables past calls that change them.
  await bundle.write({ file, format: "esm", minify: false });
  await bundle.close();
  return {
    run(...args) {
      const { status, stdout, stderr, signal } = spawnSync(process.execPath, ["--expose-gc", file, ...args], {
        encoding: "utf8",
        maxBuffer: 2 ** 24,
      });
      if (status !== 0)
        throw new Error(`${name} ${args.join(" ")} ended with ${signal ?? `status ${status}`}:\n${stderr}`);
      return JSON.parse(stdout) as T;
    },
    remove: () => rmSync(directory, { recursive: true }),
  };
}
