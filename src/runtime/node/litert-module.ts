import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { compileFunction } from "node:vm";
import type { ModuleFactory } from "../litert/bindings.ts";
import { LiteRtInstance } from "../litert/instance.ts";
import { RuntimeLog } from "../litert/log.ts";
import { hasRelaxedSimd } from "../wasm-features.ts";

/** `plain` uses relaxed SIMD, `compat` does without. Both run on one thread. */
export type NodeVariant = "plain" | "compat";

const scriptOf: Record<NodeVariant, string> = {
  plain: "litert_wasm_internal",
  compat: "litert_wasm_compat_internal",
};

/** The fastest build that this Node can run. */
export const bestNodeVariant = (): NodeVariant => (hasRelaxedSimd() ? "plain" : "compat");

/** Where the runtime's files are. Looked up through the package, so it holds from a bundle and from the sources. */
function wasmDirectory(): string {
  return join(dirname(createRequire(import.meta.url).resolve("@litertjs/core/package.json")), "wasm");
}

/** Starts a fresh copy of the runtime, with a heap of its own, in this thread. */
export async function startInstance(variant: NodeVariant): Promise<LiteRtInstance> {
  const directory = wasmDirectory();
  const script = join(directory, `${scriptOf[variant]}.js`);
  const log = new RuntimeLog();
  const factory = evaluateScript(script);
  const module = await factory({
    wasmBinary: readFileSync(script.replace(/\.js$/, ".wasm")),
    locateFile: (file) => join(directory, file),
    print: log.add,
    printErr: log.add,
  });
  return new LiteRtInstance(module, log);
}

/**
 * Runs the runtime's script as the CommonJS module it is. `require` cannot: its package declares ES modules. `self`
 * stands for the browser's global object, which the compat build asks for the number of processors.
 */
function evaluateScript(path: string): ModuleFactory {
  const exported: { exports: unknown } = { exports: {} };
  const parameters = ["module", "exports", "require", "__filename", "__dirname", "self"];
  const run = compileFunction(readFileSync(path, "utf8"), parameters, { filename: path });
  const self = { navigator: { hardwareConcurrency: 1 } };
  run(exported, exported.exports, createRequire(path), path, dirname(path), self);
  return exported.exports as ModuleFactory;
}
