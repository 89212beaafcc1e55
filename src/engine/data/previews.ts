import type { Dataset } from "../../core/data/dataset.ts";
import { type ModelInput, pictureShape } from "../../core/data/inputs/model-input.ts";
import type { DataFacts } from "../facts/data.ts";

const most = 6;

/**
 * Some samples, unless told otherwise the first, as the model sees them: values of the first picture input, stretched from its smallest to its
 * largest over black to white. Empty where no input is a picture.
 */
export async function previewsOf(
  dataset: Dataset,
  inputs: readonly ModelInput[],
  start = 0,
  atMost = most,
): Promise<DataFacts["previews"]> {
  const at = inputs.findIndex((input) => pictureShape(input) !== null);
  if (at < 0 || dataset.count === 0) return [];
  const { width, height, channels, layout } = pictureShape(inputs[at]!)!;
  const count = Math.min(atMost, dataset.count - start);
  const values = (await dataset.read(start, count)).inputs[at]! as Float32Array;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of values) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  const level = (v: number): number => (high > low ? (255 * (v - low)) / (high - low) : 128);
  const pixels = width * height;
  return Array.from({ length: count }, (_, s) => {
    const rgba = new Uint8ClampedArray(pixels * 4);
    for (let p = 0; p < pixels; p++) {
      for (let c = 0; c < 3; c++) {
        const channel = Math.min(c, channels - 1);
        const i = layout === "nhwc" ? p * channels + channel : channel * pixels + p;
        rgba[4 * p + c] = level(Number(values[s * pixels * channels + i]));
      }
      rgba[4 * p + 3] = 255;
    }
    return { width, height, rgba };
  });
}
