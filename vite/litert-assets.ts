import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

// The stack-switching build is left out: nothing here asks for it, and it cannot have threads.
const variants = ["litert_wasm_threaded_internal", "litert_wasm_internal", "litert_wasm_compat_internal"];
const names = variants.flatMap((variant) => [`${variant}.js`, `${variant}.wasm`]);

/**
 * Puts the runtime's files, unchanged, under `litert/` beside `assets/`: from our own origin, where a threaded
 * module has to come from, and at fixed names, by which its own workers find it.
 */
export function litertAssets(): Plugin {
  const folder = join(dirname(createRequire(import.meta.url).resolve("@litertjs/core/package.json")), "wasm");
  return {
    name: "litert-assets",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = new URL(request.url ?? "/", "http://localhost").pathname;
        const name = names.find((candidate) => path.endsWith(`/litert/${candidate}`));
        if (!name) return next();
        response.setHeader("Content-Type", name.endsWith(".wasm") ? "application/wasm" : "text/javascript");
        // The threaded build's own workers start from this file and need the page's isolation on their response.
        response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.end(readFileSync(join(folder, name)));
      });
    },
    generateBundle() {
      for (const name of names) {
        this.emitFile({
          type: "asset",
          fileName: `litert/${name}`,
          source: readFileSync(join(folder, name)),
        });
      }
    },
  };
}
