// Assembles src/core/kernels/simd/rows.wat into rows.generated.ts. Run: npm run generate:wasm
import { readFileSync, writeFileSync } from "node:fs";
import { assemble } from "./wasm-text.mjs";

const folder = new URL("../src/core/kernels/simd/", import.meta.url);
const hex = await assemble(readFileSync(new URL("rows.wat", folder), "utf8"));
writeFileSync(
  new URL("rows.generated.ts", folder),
  `// Generated from rows.wat by scripts/generate-wasm.mjs. Do not edit.\n\n// biome-ignore format: one line of bytes\nexport const rowsWasm = "${hex}";\n`,
);
