// npm test: installs what is missing, then everything: format and lint, types, arrows, unit tests, and the page in
// a real browser. Ends with `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser, ensureDependencies, root } from "./set-up.mjs";

ensureDependencies();
const browser = ensureBrowser();
const reports = mkdtempSync(join(tmpdir(), "tflite-studio-"));
const env = { ...process.env, CHROME_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, "e2e.json") };

let passed = 0;
let failed = 0;

/** Runs one step; counts it as one test unless `count` reads a report of its own. */
function step(name, command, args, count) {
  console.log(`\n▸ ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: ["ignore", 1, 2], env });
  const [good, bad] = count?.() ?? (status === 0 ? [1, 0] : [0, 1]);
  passed += good;
  failed += bad;
  // A runner that ended badly without a failing test (a crash, no test found) is a failure of its own.
  if (count && status !== 0 && bad === 0) failed += 1;
}

const reading = (file, read) => () => {
  try {
    return read(JSON.parse(readFileSync(join(reports, file), "utf8")));
  } catch {
    return [0, 1];
  }
};

step("format and lint", "npx", ["biome", "ci", "."]);
step("types: core", "npx", ["tsc", "-p", "tsconfig.core.json"]);
step("types: page", "npx", ["tsc", "-p", "tsconfig.json"]);
step("types: node", "npx", ["tsc", "-p", "tsconfig.node.json"]);
step("import arrows", "node", ["scripts/check-arrows.mjs"]);
step("dependencies", "node", ["scripts/check-dependencies.mjs"]);
step("build for node", "node", ["scripts/build-node.mjs"]);
step("build for the browser", "npx", ["vite", "build", "--logLevel", "warn"]);
step(
  "unit tests",
  "npx",
  [
    "vitest",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${join(reports, "unit.json")}`,
  ],
  reading("unit.json", (r) => [
    r.numPassedTests,
    r.numFailedTests + r.numFailedTestSuites * (r.numFailedTests === 0),
  ]),
);
step(
  "end to end",
  "npx",
  ["playwright", "test", "--reporter=list,json"],
  reading("e2e.json", (r) => [r.stats.expected + r.stats.flaky, r.stats.unexpected]),
);

rmSync(reports, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
