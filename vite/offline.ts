import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { transformSync } from "esbuild";
import type { Plugin } from "vite";

/** Too large to fetch before somebody needs them, or no part of the page. */
const left = /^(litert|ready-made)\/|^_headers$|^sw\.js$|README|\.map$/;

/** Writes `sw.js`: the service worker with the list of the build's files, and a version that follows their content. */
export function offlineWorker(): Plugin {
  let folder = "";
  return {
    name: "offline-worker",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      const all = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(folder.length + 1)
            .split(sep)
            .join("/"),
        )
        .sort();
      const version = createHash("sha256");
      for (const file of all)
        if (file !== "sw.js") version.update(file).update(readFileSync(join(folder, file)));
      // Hosts answer the folder itself with index.html; some send index.html on to the folder.
      const files = all
        .filter((file) => !left.test(file))
        .map((file) => (file === "index.html" ? "./" : file));
      const source = readFileSync(new URL("../workers/offline.ts", import.meta.url), "utf8");
      const { code } = transformSync(source, {
        loader: "ts",
        format: "esm",
        minify: true,
        define: {
          pageFiles: JSON.stringify(files),
          pageVersion: JSON.stringify(version.digest("hex").slice(0, 16)),
        },
      });
      writeFileSync(join(folder, "sw.js"), code);
    },
  };
}
