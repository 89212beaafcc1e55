// `npm run bench`: bundles the benchmark, as Node does not read TypeScript everywhere, and runs it.
//   npm run bench -- [--models mobilenet-14mb,...] [--techniques dynamic-int8,...] [--rounds 5]
//   npm run bench -- generate FOLDER
//   npm run bench -- page resnet-178mb ...
//   npm run bench -- soak --minutes 20
//   npm run bench -- scaling [rounds] [a stage, e.g. dynamic-int8]
// With PEER_PYTHON set to a Python that has litert-quantizer, it runs beside ours, in turns.
import { build } from "esbuild";
import { root } from "../scripts/set-up.mjs";

await import("../scripts/build-node.mjs");

/** A benchmark of TypeScript, bundled into `folder`, as Node does not read TypeScript everywhere. */
async function bundled(name, folder) {
  const outfile = new URL(`${folder}${name}.mjs`, root).pathname;
  await build({
    absWorkingDir: root.pathname,
    entryPoints: [`bench/${name}.ts`],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  return await import(outfile);
}

const [what, ...rest] = process.argv.slice(2);
if (what === "page") await (await import("./page.mjs")).main(rest);
else if (what === "soak") await (await import("./soak.mjs")).main(rest);
else if (what === "scaling") {
  const [large] = await (await import("./page.mjs")).modelFiles(["resnet-178mb"]);
  // Beside the bundles of the workers that it starts.
  await (await bundled("scaling", "dist/node/")).scaling(large, Number(rest[0] ?? 5), rest[1]);
} else await (await bundled("run", "dist/bench/")).main(process.argv.slice(2));
process.exit();
