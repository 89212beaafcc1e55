// Holds the import arrows: core <- techniques <- engine <- state <- ui. esbuild lists every import; each must go
// from a layer to one that it may know. Tests may use whatever they check against.
import { readdirSync } from "node:fs";
import { build } from "esbuild";
import { root } from "./set-up.mjs";

const base = new URL(".", root).pathname;

/** What each layer may import besides itself. The longest matching prefix names a file's layer. */
const mayImport = {
  "src/core/": [],
  "src/techniques/": ["src/core/"],
  "src/runtime/": ["src/core/"],
  "src/engine/": ["src/core/", "src/techniques/", "src/runtime/"],
  "src/state/": ["src/core/", "src/techniques/", "src/engine/"],
  "src/ui/": ["src/core/", "src/techniques/", "src/engine/", "src/state/"],
  "src/cli/": ["src/core/", "src/techniques/", "src/runtime/", "src/engine/"],
  "workers/": ["src/core/", "src/techniques/", "src/runtime/", "src/engine/"],
  "bench/": ["src/core/", "src/techniques/", "src/runtime/", "src/engine/"],
};
// The hosts of the runtime and of the engine name the worker entries that they start.
const hosts = /^src\/(engine|runtime)\/(browser|node)\//;

const files = ["src", "workers", "bench"]
  .flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root), { recursive: true }).map((f) => `${folder}/${f}`),
  )
  .filter((f) => /\.tsx?$/.test(f) && !/\.d\.ts$|\.test\.tsx?$/.test(f));

const layerOf = (file) => Object.keys(mayImport).find((prefix) => file.startsWith(prefix));

const { metafile } = await build({
  absWorkingDir: base,
  entryPoints: files,
  bundle: true,
  splitting: true,
  format: "esm",
  write: false,
  metafile: true,
  outdir: "unused",
  packages: "external",
  logLevel: "error",
  loader: { ".css": "empty", ".svg": "empty", ".png": "empty" },
  external: ["*?worker", "*?url"],
});

const wrong = [];
for (const [file, { imports }] of Object.entries(metafile.inputs)) {
  const from = layerOf(file);
  for (const { path } of imports) {
    const to = layerOf(path);
    if (!from || !to || from === to || mayImport[from].includes(to)) continue;
    if (to === "workers/" && hosts.test(file)) continue;
    wrong.push(`${file} imports ${path}, but ${from} may not know ${to}`);
  }
}
for (const line of wrong) console.error(line);
console.log(`${Object.keys(metafile.inputs).length} files, ${wrong.length} arrows the wrong way`);
process.exitCode = wrong.length === 0 ? 0 : 1;
