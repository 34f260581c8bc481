import { defineConfig } from "vitest/config";

/** Full counts take minutes in a single test; see test/runs.ts. */
const soak = Boolean(process.env.CHAINRULE_SOAK);

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: ["test/seed.ts"],
    pool: "forks",
    // The default leaves one core out.
    maxWorkers: "100%",
    testTimeout: soak ? 3_600_000 : 60_000,
    hookTimeout: 60_000,
  },
});
