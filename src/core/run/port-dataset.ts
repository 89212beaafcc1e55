import type { Dataset } from "../data/dataset.ts";
import type { Model } from "../tflite/model.ts";
import { modelInputs, toPortType } from "./ports.ts";

const known = new WeakMap<Dataset, Dataset>();

/**
 * The samples in the types of the model's own inputs, as the runtime takes them: where an input holds integers with a
 * scale, real numbers become those. The dataset itself where none does; else the same object for the same dataset.
 */
export function inPortTypes(model: Model, data: Dataset): Dataset {
  const ports = modelInputs(model);
  if (ports.every(({ quantization }) => quantization === null)) return data;
  const found = known.get(data);
  if (found !== undefined) return found;
  const wrapped: Dataset = {
    ...data,
    async read(start, count) {
      const chunk = await data.read(start, count);
      return { ...chunk, inputs: chunk.inputs.map((values, i) => toPortType(values, ports[i]!)) };
    },
  };
  known.set(data, wrapped);
  return wrapped;
}
