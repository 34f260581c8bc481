import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { findBrowser } from "./scripts/browser.mjs";

const { path: executablePath } = findBrowser();

/** What must hold in browsers as well, run in one: `npx vitest run --config vitest.browser.config.ts`. */
export default defineConfig({
  // Found only while tests run, it would have the page load anew.
  optimizeDeps: { include: ["fast-check"] },
  test: {
    include: [
      "test/agreement*.test.ts",
      "test/compiled*.test.ts",
      "test/elementary.test.ts",
      "test/policy.test.ts",
      "src/{compile,elementary}/**/*.test.ts",
    ],
    // Engines that refuse modules are put in place of the real one, for a library that is loaded anew: in Node alone.
    exclude: ["test/compiled-input.test.ts"],
    globalSetup: ["test/seed.ts"],
    testTimeout: 120_000,
    browser: {
      enabled: true,
      provider: playwright({ launchOptions: executablePath ? { executablePath } : {} }),
      instances: [{ browser: "chromium" }],
      headless: true,
      screenshotFailures: false,
      ui: false,
    },
  },
});
