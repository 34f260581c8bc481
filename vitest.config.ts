import { defineConfig } from "vitest/config";

/** Full counts take minutes in a single test; see test/runs.ts. */
const soak = Boolean(process.env.CHAINRULE_SOAK);

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // Needs a page: vitest.browser.config.ts.
    exclude: ["test/policy.test.ts"],
    globalSetup: ["test/seed.ts"],
    setupFiles: ["test/modules.ts"],
    pool: "forks",
    // The default leaves one core out.
    maxWorkers: "100%",
    // Generous: a test that hangs is to be found, a slow machine is not.
    testTimeout: soak ? 3_600_000 : 120_000,
    hookTimeout: 240_000,
  },
});
