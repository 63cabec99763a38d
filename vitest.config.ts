import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    globalSetup: ["src/test/postgres-setup.ts", "src/test/kafka/setup.ts"],
    pool: "forks", // DuckDB's native binding does not like worker threads
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
