import { defineConfig } from "@playwright/test";

// Against the production build, in an installed Chromium (scripts/test.mjs finds or installs one).
export default defineConfig({
  testDir: "e2e",
  timeout: 90_000,
  workers: 1,
  // One more try on a busy machine; what needed it is reported as flaky.
  retries: 1,
  use: {
    baseURL: "http://localhost:4179",
    launchOptions: {
      executablePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: "node e2e/serve.mjs 4179",
    url: "http://localhost:4179",
    reuseExistingServer: false,
  },
});
