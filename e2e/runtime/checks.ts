// What the browser test asks of the runtime's browser host; runs in the page and in a worker.
import type { Runtime, TensorValues } from "../../src/core/run/runtime.ts";
import { readModel } from "../../src/core/tflite/read.ts";
import { writeModel } from "../../src/core/tflite/write.ts";
import { createBrowserRuntime, createBrowserRuntimePool } from "../../src/runtime/browser/host.ts";
import lstm from "../../src/test-fixtures/fm_lstm_fused.tflite?url";
import int8 from "../../src/test-fixtures/fm_mnv1.int8.tflite?url";
import int16 from "../../src/test-fixtures/fm_mnv1.int16x8.tflite?url";
import float from "../../src/test-fixtures/fm_mnv1.tflite?url";

const bytesOf = async (address: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetch(new URL(address, import.meta.url))).arrayBuffer());

const picture = Float32Array.from({ length: 784 }, (_, i) => ((i * 37) % 256) / 255);
const quantized = (scale: number, zeroPoint: number) =>
  Array.from(picture, (x) => Math.min(Math.round(x / scale) + zeroPoint, 32767));

const models: readonly [string, string, TensorValues][] = [
  ["float", float, picture],
  ["lstm", lstm, picture],
  ["int8", int8, Int8Array.from(quantized(1 / 255, -128))],
  ["int16", int16, Int16Array.from(quantized(3.0517443519784138e-5, 0))],
];

export interface Checked {
  readonly isolated: boolean;
  readonly inWorker: boolean;
  readonly runtime: string;
  readonly outputs: Record<string, number[]>;
  readonly webgpuFellBack: boolean;
}

/** Runs every model with so many threads. */
export async function checkOutputs(threads: number): Promise<Checked> {
  const runtime = await createBrowserRuntime({ threads });
  const outputs: Record<string, number[]> = {};
  for (const [name, address, input] of models) {
    const session = await runtime.load(await bytesOf(address), { threads });
    const [output] = await session.run([input]);
    outputs[name] = Array.from(output as Float32Array);
    session.close();
  }
  const asked = await runtime.load(await bytesOf(float), { accelerator: "webgpu" });
  const webgpuFellBack = !asked.fullyAccelerated;
  runtime.close();
  return {
    isolated: globalThis.crossOriginIsolated,
    inWorker: typeof document === "undefined",
    runtime: runtime.info.runtime,
    outputs,
    webgpuFellBack,
  };
}

const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

/** A model that aborts the runtime, one open beside it, and one loaded after. */
export async function checkDeath(threads: number): Promise<string[]> {
  const runtime: Runtime = await createBrowserRuntime({ threads });
  const before = await runtime.load(await bytesOf(float), { threads });
  const model = readModel(await bytesOf(int16));
  const graph = model.subgraphs[0]!;
  graph.tensors[graph.operators[0]!.outputs[0]!]!.quantization!.scale = [0];
  const results = [
    await outcomeOf(runtime.load(writeModel(model), { threads })),
    await outcomeOf(before.run([picture])),
    await outcomeOf(runtime.load(await bytesOf(float), { threads }).then((after) => after.run([picture]))),
  ];
  runtime.close();
  return results;
}

/** Whether a pool gives the samples of one call in their order. */
export async function checkPool(): Promise<boolean> {
  const pool = await createBrowserRuntimePool(2);
  const session = await pool.loadEverywhere(await bytesOf(float));
  const samples = Float32Array.from({ length: 784 * 5 }, (_, i) => ((i * 37) % 251) / 250);
  const [together] = await session.runMany([samples], 5);
  const apart: number[] = [];
  for (let i = 0; i < 5; i++) {
    const [one] = await session.run([samples.subarray(784 * i, 784 * (i + 1))]);
    apart.push(...(one as Float32Array));
  }
  pool.close();
  return apart.every((value, i) => value === together![i]);
}
