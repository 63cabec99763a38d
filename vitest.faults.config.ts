/** `npm run test:faults`: what takes longer than a commit should wait for. */
import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

const { include, ...test } = base.test ?? {};

export default mergeConfig(
  { ...base, test },
  defineConfig({
    test: { include: ["src/**/*.faults.ts"], testTimeout: 600_000, fileParallelism: false },
  }),
);
