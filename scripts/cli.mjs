// Starts the command line from its bundle, made first where it is missing or older than a source.
import { existsSync, readdirSync, statSync } from "node:fs";
import { ensureDependencies, root } from "./set-up.mjs";

const bundle = new URL("dist/node/cli.mjs", root);

function newest(folder) {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const url = new URL(entry.isDirectory() ? `${entry.name}/` : entry.name, folder);
    time = Math.max(time, entry.isDirectory() ? newest(url) : statSync(url).mtimeMs);
  }
  return time;
}

const sources = ["src/", "workers/"].map((f) => new URL(f, root));
ensureDependencies();
if (!existsSync(bundle) || sources.some((s) => newest(s) > statSync(bundle).mtimeMs)) {
  await import("./build-node.mjs");
}
// npm runs scripts in the project's folder; paths are meant as seen from where it was called.
if (process.env.npm_lifecycle_event === "cli" && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
const { main } = await import(bundle.href);
await main(process.argv.slice(2));
