import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx", "workers/**/*.test.ts", "bench/**/*.test.ts"],
    // As the command line does, so that every kernel is compared with its reference under it.
    setupFiles: ["src/test-fixtures/node/v8-settings.ts"],
    testTimeout: 60_000,
  },
});
