import type { TensorValues } from "../../run/runtime.ts";
import { type ModelInput, pictureShape } from "../inputs/model-input.ts";
import { type Normalization, normalizationOf, type Preprocess } from "../inputs/preprocess.ts";
import { encodeValues } from "../reading/encode-values.ts";
import type { RgbaImage } from "./pixels.ts";
import { type RgbImage, resizeTo } from "./resize.ts";

/** A decoded picture at the input's size. */
export function sizedPicture(image: RgbaImage, input: ModelInput, preprocess: Preprocess): RgbImage {
  const shape = pictureShape(input);
  if (shape === null) throw new Error(`${input.name} is no picture input`);
  return resizeTo(image, shape.width, shape.height, preprocess.resize?.value ?? "crop");
}

/** Writes a picture of the input's size into its values at `at`, as the settings say. */
export function pictureToInput(
  sized: RgbImage,
  input: ModelInput,
  preprocess: Preprocess,
  target: TensorValues,
  at: number,
): void {
  const shape = pictureShape(input);
  if (shape === null) throw new Error(`${input.name} is no picture input`);
  const { channels, layout } = shape;
  const pixels = shape.width * shape.height;
  const direct = target instanceof Float32Array;
  const values = direct ? target.subarray(at, at + pixels * channels) : new Float32Array(pixels * channels);
  const normalization = normalizationOf(preprocess.range.value);
  const { data } = sized;
  const grey = channels === 1 || preprocess.channels?.value === "grey" ? greyPlane(data, pixels) : null;
  const isBgr = preprocess.channels?.value === "bgr";
  const [step, plane] = layout === "nhwc" ? [channels, 1] : [1, pixels];
  for (let c = 0; c < channels; c++) {
    const table = valueTable(normalization, c);
    let to = c * plane;
    if (c === 3) {
      // A fourth channel is alpha; everything is opaque by now.
      for (let i = 0; i < pixels; i++, to += step) values[to] = table[255]!;
    } else if (grey !== null) {
      for (let i = 0; i < pixels; i++, to += step) values[to] = table[grey[i]!]!;
    } else {
      const end = pixels * 3;
      for (let from = isBgr ? 2 - c : c; from < end; from += 3, to += step) values[to] = table[data[from]!]!;
    }
  }
  if (!direct) encodeValues(values, input, target, at);
}

function greyPlane(data: Uint8Array, pixels: number): Uint8Array {
  const grey = new Uint8Array(pixels);
  for (let i = 0, from = 0; i < pixels; i++, from += 3) {
    grey[i] = luma(data[from]!, data[from + 1]!, data[from + 2]!);
  }
  return grey;
}

/** Rec. 601 luma in 16-bit fixed point, as common image libraries compute it. */
export const luma = (r: number, g: number, b: number): number =>
  (r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16;

/** The real value of each of the 256 pixel values. */
export function valueTable(n: Normalization | null, channel: number): Float32Array {
  const mean = n === null ? 0 : (n.mean[channel] ?? n.mean[0]!);
  const std = n === null ? 1 : (n.std[channel] ?? n.std[0]!);
  return Float32Array.from({ length: 256 }, (_, p) => (p - mean) / std);
}
