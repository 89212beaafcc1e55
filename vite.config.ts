import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { litertAssets } from "./vite/litert-assets.ts";

const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  base: "./",
  plugins: [react(), litertAssets()],
  build: { outDir: "dist/web", emptyOutDir: true, target: "es2023", chunkSizeWarningLimit: 1200 },
  worker: { format: "es" },
  server: { headers: isolation },
  preview: { headers: isolation, port: 4173, strictPort: true },
});
