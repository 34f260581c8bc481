/**
 * `npm run docs`: writes anew what the documentation's tests compare: docs/ops.md, the outputs shown in README.md and
 * docs/guide/, and the pictures that their programs draw.
 */
import { runBin, setUp } from "./setup.mjs";

setUp();
process.exitCode = runBin("vitest", "vitest", ["run", "test/docs.test.ts", "test/elementary-math.test.ts"], {
  UPDATE_DOCS: "1",
})
  ? 0
  : 1;
