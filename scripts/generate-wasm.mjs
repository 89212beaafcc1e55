// Assembles the .wat files into .generated.ts files beside them. Run: npm run generate:wasm
import { readFileSync, writeFileSync } from "node:fs";
import { assemble } from "./wasm-text.mjs";

const sources = [
  { folder: "../src/core/kernels/simd/", name: "rows" },
  { folder: "../src/core/linalg/simd/", name: "panel" },
];

for (const { folder, name } of sources) {
  const place = new URL(folder, import.meta.url);
  const hex = await assemble(readFileSync(new URL(`${name}.wat`, place), "utf8"));
  writeFileSync(
    new URL(`${name}.generated.ts`, place),
    `// Generated from ${name}.wat by scripts/generate-wasm.mjs. Do not edit.\n\n// biome-ignore format: one line of bytes\nexport const ${name}Wasm = "${hex}";\n`,
  );
}
