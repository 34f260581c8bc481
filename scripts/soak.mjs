/**
 * `npm run soak`: the randomised tests at their full counts, and every other test beside them. Writes what came of it
 * into docs/reliability.md. Exits with 1 if a test failed. `npm run soak -- test/fuzz-lang src/view` runs the test files
 * whose paths contain one of these, and the page says so.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join, relative } from "node:path";
import { counts, resultsOf } from "./results.mjs";
import { root, runBin, setUp } from "./setup.mjs";

const PAGE = join(root, "docs/reliability.md");
const BEGIN = "<!-- written by npm run soak -->";
const END = "<!-- end -->";

const filters = process.argv.slice(2);
setUp();
const folder = mkdtempSync(join(tmpdir(), "chainrule-soak-"));
const report = join(folder, "vitest.json");
const started = new Date();
const succeeded = runBin(
  "vitest",
  "vitest",
  ["run", ...filters, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
  { CHAINRULE_SOAK: "1" },
);
const minutes = (Date.now() - started) / 60_000;
const files = resultsOf(report);
const { passed, failed } = counts(files);
const rows = randomised(files);
rmSync(folder, { recursive: true });
if (files.length === 0) {
  console.error("vitest ended without a report; docs/reliability.md stays as it is");
  process.exit(1);
}

const page = readFileSync(PAGE, "utf8");
const before = page.slice(0, page.indexOf(BEGIN) + BEGIN.length);
const after = page.slice(page.indexOf(END));
writeFileSync(PAGE, `${before}\n${summary()}${table()}\n${after}`);
console.log(`\nWritten to ${relative(root, PAGE)}`);
console.log(`\n${passed} passed, ${failed || (succeeded ? 0 : 1)} failed`);
process.exitCode = succeeded ? 0 : 1;

/**
 * Per group of randomised tests (a file's outermost `describe`, or a test without one): its tests, cases, seeds,
 * seconds and whether all passed.
 */
function randomised(files) {
  const groups = new Map();
  for (const { name, assertionResults } of files)
    for (const { ancestorTitles, title, status, duration, meta } of assertionResults) {
      const file = relative(root, name);
      if (meta?.cases === undefined) continue;
      const what = ancestorTitles[0] ?? title.replace(/[,:]? *\(?seed \d+\)?/, "");
      const key = `${file}: ${what}`;
      if (!groups.has(key))
        groups.set(key, { key, tests: 0, cases: 0, seeds: new Set(), seconds: 0, failed: 0 });
      const group = groups.get(key);
      group.tests++;
      group.cases += meta.cases;
      group.seconds += (duration ?? 0) / 1000;
      group.failed += status === "passed" ? 0 : 1;
      for (const [, seed] of title.matchAll(/seed (\d+)/g)) group.seeds.add(seed);
    }
  return [...groups.values()];
}

function summary() {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `
| | |
| --- | --- |
| Date | ${started.toISOString().slice(0, 10)} |
| Machine | ${availableParallelism()} cores, ${gigabytes} GiB of memory, ${process.platform} ${process.arch} |
| Node | ${process.versions.node} |
| Duration | ${minutes.toFixed(1)} minutes |
| Files | ${filters.length === 0 ? "all" : filters.map((filter) => `\`${filter}\``).join(", ")} |
| Tests | ${passed} passed, ${failed} failed |
`;
}

function table() {
  const lines = rows.map(({ key, tests, cases, seeds, seconds, failed }) => {
    const result = failed ? `**${failed} failed**` : "passed";
    return `| ${key.replaceAll("|", "\\|")} | ${tests} | ${cases.toLocaleString("en")} | ${[...seeds].join(", ") || "fixed"} | ${seconds.toFixed(1)} | ${result} |`;
  });
  return `
| Randomised tests | Tests | Cases | Seeds | Seconds | Result |
| --- | ---: | ---: | --- | ---: | --- |
${lines.join("\n")}
`;
}
