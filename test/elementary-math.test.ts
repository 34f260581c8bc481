/** src/elementary/math.ts is made from the functions over the primitives. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { elementaryMath } from "../scripts/elementary-math.ts";

test("src/elementary/math.ts is what the functions over the primitives give", () => {
  const path = new URL("../src/elementary/math.ts", import.meta.url);
  const wanted = elementaryMath();
  if (process.env.UPDATE_DOCS === "1") writeFileSync(path, wanted);
  // Not compared by expect: its difference of two long files takes minutes.
  expect(readFileSync(path, "utf8") === wanted, "npm run docs writes it anew").toBe(true);
});
