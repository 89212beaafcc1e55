import { defineConfig } from "@playwright/test";

const browserName = (process.env.E2E_BROWSER ?? "chromium") as "chromium" | "firefox" | "webkit";
const port = process.env.E2E_PORT ?? "4179";

// Against the production build, in an installed Chromium (scripts/test.mjs finds or installs one).
export default defineConfig({
  testDir: "e2e",
  timeout: 90_000,
  workers: 1,
  // One more try on a busy machine; what needed it is reported as flaky.
  retries: 1,
  use: {
    // Only the test of offline work wants what an earlier visit stored.
    serviceWorkers: "block",
    baseURL: `http://localhost:${port}`,
    browserName,
    // An installed Firefox is driven as `moz-firefox`.
    ...(process.env.E2E_CHANNEL && { channel: process.env.E2E_CHANNEL }),
    ...(browserName === "chromium" && {
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
    }),
  },
  webServer: {
    command: `node e2e/serve.mjs ${port}`,
    url: `http://localhost:${port}`,
    reuseExistingServer: false,
  },
});
