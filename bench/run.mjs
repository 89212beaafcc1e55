// `npm run bench`: bundles the benchmark, as Node does not read TypeScript everywhere, and runs it.
//   npm run bench -- [--models mobilenet-14mb,...] [--techniques dynamic-int8,...] [--rounds 5]
//   npm run bench -- generate FOLDER
// With PEER_PYTHON set to a Python that has litert-quantizer, it runs beside ours, in turns.
import { build } from "esbuild";
import { root } from "../scripts/set-up.mjs";

await import("../scripts/build-node.mjs");
const outfile = new URL("dist/bench/run.mjs", root).pathname;
await build({
  absWorkingDir: root.pathname,
  entryPoints: ["bench/run.ts"],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  logLevel: "warning",
});
const { main } = await import(outfile);
await main(process.argv.slice(2));
