import type { Dataset } from "../core/data/dataset.ts";
import { errorSums, sqnrOf } from "../core/metrics/compare-outputs.ts";
import type { Runtime } from "../core/run/runtime.ts";
import type { Model } from "../core/tflite/model.ts";
import { writeModel } from "../core/tflite/write.ts";

/** The first output of a model, as written, for all samples. */
export async function firstOutputs(runtime: Runtime, model: Model, data: Dataset): Promise<Float32Array> {
  const { inputs, count } = await data.read(0, data.count);
  const session = await runtime.load(writeModel(model));
  try {
    return (await session.runMany(inputs, count))[0] as Float32Array;
  } finally {
    session.close();
  }
}

/** How far the first output of `made` is from that of `model`: signal to noise, dB. */
export async function sqnrOn(runtime: Runtime, model: Model, made: Model, data: Dataset): Promise<number> {
  const before = await firstOutputs(runtime, model, data);
  const sums = errorSums(before, await firstOutputs(runtime, made, data));
  return sqnrOf(sums.referenceSquares, sums.errorSquares);
}
