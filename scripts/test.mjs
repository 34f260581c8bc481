/**
 * `npm test`: every check there is. Sets itself up on a fresh clone, runs all stages even after one has failed, and ends
 * with what each came to. Exits with 1 if any failed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { provideBrowser } from "./browser.mjs";
import { counts, resultsOf } from "./results.mjs";
import { build, install, runBin } from "./setup.mjs";

install();

const folder = mkdtempSync(join(tmpdir(), "chainrule-test-"));
const stages = [];
const results = [];

/** Runs one stage, which returns whether it passed or throws. */
function stage(name, what, check) {
  console.log(`\n── ${name}: ${what}`);
  const start = performance.now();
  let passed = false;
  try {
    passed = check();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  stages.push({ name, outcome: passed ? "passed" : "FAILED", note: `${seconds} s` });
  return passed;
}

/** A stage that is a run of vitest. One that failed without a failing test counts as one failure. */
function tests(name, what, args = [], env = {}) {
  const report = join(folder, `${stages.length}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const passed = stage(name, what, () => runBin("vitest", "vitest", ["run", ...args, ...reporters], env));
  const found = counts(resultsOf(report));
  results.push({ ...found, failed: found.failed || (passed ? 0 : 1) });
}

/** A stage that is not vitest's; it counts where it failed. */
function check(name, what, run) {
  results.push({ passed: 0, failed: stage(name, what, run) ? 0 : 1, skipped: [], failures: [] });
}

check("lint and format", "biome check", () =>
  runBin("@biomejs/biome", "biome", ["check", "--error-on-warnings"]),
);
check("types", "tsc, strict", () => runBin("typescript", "tsc", ["-p", "."]));
check("build", "tsdown, to dist/", build);
tests("tests", "unit, agreement, goldens, docs, package");
const { path, reason } = provideBrowser();
if (path)
  tests(
    "tests in Chromium",
    `agreement, compiled programs, elementary functions, in ${path}`,
    ["--config", "vitest.browser.config.ts"],
    { CHROME_PATH: path },
  );
else {
  console.log(`\n── tests in Chromium: skipped, for ${reason}`);
  stages.push({ name: `tests in Chromium: ${reason}`, outcome: "skipped", note: "" });
}
rmSync(folder, { recursive: true });

console.log();
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
// Again, and last: what a run printed above is long, and a log of it may hold only its end.
for (const { failures } of results)
  for (const failure of failures) console.log(`failed: ${failure.slice(0, 2000)}\n`);
for (const { skipped } of results) for (const name of skipped) console.log(`skipped: ${name}`);
for (const { name, outcome, note } of stages) console.log(`${outcome}  ${note.padStart(8)}  ${name}`);
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = stages.some(({ outcome }) => outcome === "FAILED") ? 1 : 0;
