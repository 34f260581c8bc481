/** Where `npm test` looks for a Chromium. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findBrowser } from "../scripts/browser.mjs";

const folder = mkdtempSync(join(tmpdir(), "chainrule-browser-"));
const program = join(folder, "google-chrome");
writeFileSync(program, "");
afterAll(() => rmSync(folder, { recursive: true }));

test("CHROME_PATH is the one, and must be a program", () => {
  chmodSync(program, 0o755);
  expect(findBrowser({ CHROME_PATH: program, PATH: "" })).toEqual({ path: program });
  const missing = join(folder, "none");
  const { path, reason } = findBrowser({ CHROME_PATH: missing, PATH: folder });
  expect(path).toBeUndefined();
  expect(reason).toBe(`CHROME_PATH is ${missing}, which cannot be run`);
});

test("the PATH is searched for what can be run", () => {
  chmodSync(program, 0o755);
  const PATH = [join(folder, "none"), folder].join(delimiter);
  expect(findBrowser({ PATH }, [])).toEqual({ path: program });
  chmodSync(program, 0o644);
  expect(findBrowser({ PATH }, []).reason).toMatch(/no Chromium on the PATH, and CHROME_PATH is not set/);
});
