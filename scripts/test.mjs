/**
 * `npm test`: every check there is. Sets itself up on a fresh clone, runs all stages even after one has failed, and ends
 * with what each came to. Exits with 1 if any failed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { counts, resultsOf } from "./results.mjs";
import { build, install, runBin } from "./setup.mjs";

install();

const folder = mkdtempSync(join(tmpdir(), "chainrule-test-"));
const report = join(folder, "vitest.json");
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
  results.push({ name, passed, seconds: (performance.now() - start) / 1000 });
}

stage("lint and format", "biome check", () =>
  runBin("@biomejs/biome", "biome", ["check", "--error-on-warnings"]),
);
stage("types", "tsc, strict", () => runBin("typescript", "tsc", ["-p", "."]));
stage("build", "tsdown, to dist/", build);
stage("tests", "unit, agreement, goldens, docs, package", () =>
  runBin("vitest", "vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]),
);

const { passed, failed, skipped } = counts(resultsOf(report));
rmSync(folder, { recursive: true });

console.log();
for (const name of skipped) console.log(`skipped: ${name}`);
for (const { name, passed, seconds } of results)
  console.log(`${passed ? "passed" : "FAILED"}  ${seconds.toFixed(1).padStart(6)} s  ${name}`);
// A stage that failed without a failing test counts as one failure, so that the last line never says 0 wrongly.
const others = results.filter((result) => !result.passed && (result.name !== "tests" || failed === 0)).length;
console.log(`\n${passed} passed, ${failed + others} failed`);
process.exitCode = results.every((result) => result.passed) ? 0 : 1;
