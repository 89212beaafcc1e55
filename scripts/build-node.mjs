// Bundles the command line and its workers into dist/node/, once, so that they start fast. Runs after an install
// and again when a source is newer than the bundle.
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { root } from "./set-up.mjs";

const workers = readdirSync(new URL("workers/node/", root)).filter((f) => f.endsWith(".worker.ts"));

const target = new URL("dist/node/", root);
mkdirSync(target, { recursive: true });
// Beside the target, so that source maps hold and files can be renamed.
const made = new URL(`file://${mkdtempSync(fileURLToPath(new URL("dist/node-", root)))}/`);

try {
  await build({
    absWorkingDir: fileURLToPath(root),
    entryPoints: [
      { in: "src/cli/main.ts", out: "cli" },
      ...workers.map((f) => ({ in: `workers/node/${f}`, out: f.replace(/\.ts$/, "") })),
    ],
    outdir: fileURLToPath(made),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "linked",
    logLevel: "warning",
  });
  place();
} finally {
  rmSync(made, { recursive: true, force: true });
}

/**
 * Renames file by file, so that a command line that runs or starts meanwhile finds all it needs: chunks carry their
 * hash in their name, entries come after them, and the one whose age tells that the bundle is old comes last.
 */
function place() {
  const rank = (file) => (file === "cli.mjs" ? 2 : file.includes(".worker.") ? 1 : 0);
  const files = readdirSync(made).sort((a, b) => rank(a) - rank(b));
  for (const file of files) renameSync(new URL(file, made), new URL(file, target));
  // What earlier bundles left may still be loaded by one that runs.
  const dayAgo = Date.now() - 24 * 3600 * 1000;
  for (const file of readdirSync(target)) {
    const url = new URL(file, target);
    if (!files.includes(file) && statSync(url, { throwIfNoEntry: false })?.mtimeMs < dayAgo)
      rmSync(url, { force: true });
  }
}
