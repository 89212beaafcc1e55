import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { litertAssets } from "./vite/litert-assets.ts";
import { offlineWorker } from "./vite/offline.ts";
import { readyMadeAssets } from "./vite/ready-made.ts";

const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Lets Chromium compile the charts' functions while they load, off the main thread: the first one takes a third less. */
const compileCharts = ({ name }: { readonly name: string }): string =>
  name === "charts" ? "//# allFunctionsCalledOnLoad" : "";

const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** What the page waits for is one file; of what is fetched ahead, small shared parts come together. */
const codeSplitting = {
  groups: [
    { name: "first", tags: ["$initial" as const], priority: 2 },
    {
      name: "charts",
      test: /node_modules.(recharts|d3-|victory|@reduxjs|immer|redux|reselect)/,
      priority: 1,
    },
    { name: "shared", minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 12_000 },
  ],
};

/** Shared files are named after all that share them; the first word and the hash will do. */
const short = (name = "part"): string => `assets/${name.replace(/~.*/, "")}-[hash]`;
const output = {
  postBanner: compileCharts,
  codeSplitting,
  chunkFileNames: ({ name }: { readonly name: string }): string => `${short(name)}.js`,
  assetFileNames: ({ names }: { readonly names: readonly string[] }): string =>
    `${short(names[0]?.replace(/\.\w+$/, ""))}[extname]`,
};

export default defineConfig({
  base: "./",
  define: { "import.meta.env.VITE_STUDIO_VERSION": JSON.stringify(version) },
  plugins: [react(), litertAssets(), readyMadeAssets(), offlineWorker()],
  build: {
    outDir: "dist/web",
    emptyOutDir: true,
    target: "es2023",
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { output, checks: { bundlerTimings: false } },
  },
  worker: { format: "es" },
  server: { headers: isolation },
  preview: { headers: isolation, port: 4173, strictPort: true },
});
