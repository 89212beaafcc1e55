// What has to be there before anything runs: dependencies, and for the tests a browser. Node's own modules only.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, utimesSync } from "node:fs";
import { createRequire } from "node:module";

export const root = new URL("..", import.meta.url);
const require = createRequire(import.meta.url);
const at = (path) => new URL(path, root);

/** Ends with one sentence. */
export function fail(sentence) {
  console.error(`error: ${sentence}`);
  process.exit(2);
}

/** Installs what package-lock.json lists, when node_modules is missing or older than the lock file. */
export function ensureDependencies() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node 20.19 or newer is needed; this is ${process.version}.`);
  const stamp = at("node_modules/.package-lock.json");
  const lock = at("package-lock.json");
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lock).mtimeMs) return;
  console.error("Installing dependencies…");
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (npm.status !== 0) fail("`npm ci` did not succeed; its messages are above.");
  if (existsSync(stamp)) utimesSync(stamp, new Date(), new Date());
}

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

const playwrightBrowser = () => {
  const path = require("playwright-core").chromium.executablePath();
  return existsSync(path) ? path : null;
};

const isDebianRoot = () =>
  process.getuid?.() === 0 &&
  existsSync("/etc/os-release") &&
  /^ID(_LIKE)?=.*debian/m.test(readFileSync("/etc/os-release", "utf8"));

/** Path of a Chromium: one that is installed, else Playwright's own, else Debian's package, else a sentence. */
export function ensureBrowser() {
  const found = () => [process.env.CHROME_PATH, ...installed].find((p) => p && existsSync(p));
  const ready = found() ?? playwrightBrowser();
  if (ready) return ready;
  console.error("Installing a browser for the tests…");
  spawnSync("npx", ["playwright", "install", "chromium"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    timeout: 300_000,
  });
  if (playwrightBrowser()) return playwrightBrowser();
  if (isDebianRoot()) {
    const apt = (...args) => execFileSync("apt-get", args, { stdio: ["ignore", 2, 2] });
    try {
      apt("update", "-qq");
      apt("install", "-y", "-qq", "chromium");
    } catch {
      // What follows says what to do.
    }
    if (found()) return found();
  }
  return fail("No Chrome or Chromium was found for the tests: install one, or set CHROME_PATH to it.");
}
