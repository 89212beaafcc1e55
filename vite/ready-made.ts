import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { bundled, readyMadeFolder } from "../src/core/ready-made/bundled.ts";

const at = (...path: string[]): string => join(import.meta.dirname, "..", ...path);

const notice = (): string =>
  [
    "The models in this folder are Google's, from these packages, unchanged, under the Apache License 2.0",
    "(LICENSE.txt beside this file):",
    "",
    ...bundled.map(({ npm }) => `${npm.file}: ${npm.package} ${npm.version}`),
    "",
  ].join("\n");

/** Puts the published models that come with the page under `ready-made/`, each fetched when somebody opens it. */
export function readyMadeAssets(): Plugin {
  const files = (): Map<string, () => Buffer | string> =>
    new Map<string, () => Buffer | string>([
      ...bundled.map(
        ({ npm }) => [npm.file, () => readFileSync(at("node_modules", npm.package, npm.file))] as const,
      ),
      ["LICENSE.txt", () => readFileSync(at("LICENSE"))],
      ["NOTICE.txt", notice],
    ]);
  return {
    name: "ready-made-assets",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const [folder, name = ""] = new URL(request.url ?? "/", "http://localhost").pathname
          .split("/")
          .slice(-2);
        const read = folder === readyMadeFolder ? files().get(name) : undefined;
        if (read === undefined) return next();
        response.setHeader("Content-Type", "application/octet-stream");
        response.end(read());
      });
    },
    generateBundle() {
      for (const [name, read] of files())
        this.emitFile({ type: "asset", fileName: `${readyMadeFolder}/${name}`, source: read() });
    },
  };
}
