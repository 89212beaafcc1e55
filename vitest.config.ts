import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx", "workers/**/*.test.ts", "bench/**/*.test.ts"],
    testTimeout: 60_000,
  },
});
