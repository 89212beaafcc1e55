// `npm run bench`: bundles the benchmark, as Node does not read TypeScript everywhere, and runs it.
//   npm run bench -- [--models mobilenet-14mb,...] [--techniques dynamic-int8,...] [--rounds 5]
//   npm run bench -- generate FOLDER
//   npm run bench -- page resnet-178mb ...
//   npm run bench -- soak --minutes 20
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
const [what, ...rest] = process.argv.slice(2);
if (what === "page") await (await import("./page.mjs")).main(rest);
else if (what === "soak") await (await import("./soak.mjs")).main(rest);
else await (await import(outfile)).main(process.argv.slice(2));
process.exit();
