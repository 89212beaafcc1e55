import type { SampleChunk } from "../data/dataset.ts";
import type { Model } from "../tflite/model.ts";
import { type ModelPort, modelInputs, modelOutputs, toPortType, toReal } from "./ports.ts";
import type { LoadOptions, Runtime, Session } from "./runtime.ts";

/** A loaded model that takes samples and gives real numbers, in the order of the file's inputs and outputs. */
export interface RealSession {
  readonly session: Session;
  readonly inputs: readonly ModelPort[];
  readonly outputs: readonly ModelPort[];
  /** `result[o]` holds the chunk's samples of output o, one after the other. */
  run(chunk: SampleChunk): Promise<Float32Array[]>;
  close(): void;
}

/**
 * Loads `bytes`, the file of `model`. Shapes must be fixed; see `fixDynamicShapes`.
 */
export async function openRealSession(
  runtime: Runtime,
  model: Model,
  bytes: Uint8Array,
  options?: LoadOptions,
): Promise<RealSession> {
  const session = await runtime.load(bytes, options);
  const inputs = modelInputs(model);
  const outputs = modelOutputs(model);
  return {
    session,
    inputs,
    outputs,
    async run(chunk) {
      const values = inputs.map((port, i) => toPortType(chunk.inputs[i]!, port));
      const results = await session.runMany(values, chunk.count);
      return results.map((result, o) => toReal(result, outputs[o]!));
    },
    close: () => session.close(),
  };
}
