// Bundles the command line and its workers into dist/node/, once, so that they start fast. Runs after an install
// and again when a source is newer than the bundle.
import { readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";
import { root } from "./set-up.mjs";

const workers = readdirSync(new URL("workers/node/", root)).filter((f) => f.endsWith(".worker.ts"));

rmSync(new URL("dist/node/", root), { recursive: true, force: true });

await build({
  absWorkingDir: new URL(".", root).pathname,
  entryPoints: [
    { in: "src/cli/main.ts", out: "cli" },
    ...workers.map((f) => ({ in: `workers/node/${f}`, out: f.replace(/\.ts$/, "") })),
  ],
  outdir: "dist/node",
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
