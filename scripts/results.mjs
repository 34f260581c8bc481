/** Reading what vitest and the tests leave behind. */
import { existsSync, readFileSync } from "node:fs";

/** The test files in vitest's JSON report; none if it did not come to write it. */
export function resultsOf(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).testResults : [];
}

/**
 * How many tests passed and failed, the names of those skipped, and what those that failed said. A file that could not
 * be run is a failure.
 */
export function counts(files) {
  const tests = files.flatMap((file) => file.assertionResults);
  const having = (status) => tests.filter((test) => test.status === status);
  const broken = files.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  return {
    passed: having("passed").length,
    failed: having("failed").length + broken.length,
    skipped: tests.filter((test) => !["passed", "failed"].includes(test.status)).map((test) => test.fullName),
    failures: [
      ...having("failed").map((test) => `${test.fullName}\n${test.failureMessages.join("\n")}`),
      ...broken.map((file) => `${file.name}\n${file.message}`),
    ],
  };
}
