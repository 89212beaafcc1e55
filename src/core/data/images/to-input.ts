import type { TensorValues } from "../../run/runtime.ts";
import { encodeValues } from "../encode-values.ts";
import { type ModelInput, pictureShape } from "../model-input.ts";
import { type Normalization, normalizationOf, type Preprocess } from "../preprocess.ts";
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
  const planes = channelValues(sized, shape.channels, preprocess);
  const normalization = normalizationOf(preprocess.range.value);
  const pixels = shape.width * shape.height;
  const values = new Float32Array(pixels * shape.channels);
  for (let c = 0; c < shape.channels; c++) {
    const table = valueTable(normalization, c);
    const plane = planes[c]!;
    for (let i = 0; i < pixels; i++) {
      values[shape.layout === "nhwc" ? i * shape.channels + c : c * pixels + i] = table[plane[i]!]!;
    }
  }
  encodeValues(values, input, target, at);
}

/** One plane of bytes for each channel of the input, in its order; a fourth channel is opaque alpha. */
function channelValues(image: RgbImage, channels: number, preprocess: Preprocess): Uint8Array[] {
  const pixels = image.width * image.height;
  const plane = (value: (at: number) => number): Uint8Array =>
    Uint8Array.from({ length: pixels }, (_, i) => value(i * 3));
  const { data } = image;
  if (channels === 1 || preprocess.channels?.value === "grey") {
    const grey = plane((at) => luma(data[at]!, data[at + 1]!, data[at + 2]!));
    return Array.from({ length: channels }, () => grey);
  }
  const order = preprocess.channels?.value === "bgr" ? [2, 1, 0] : [0, 1, 2];
  const planes = order.map((c) => plane((at) => data[at + c]!));
  if (channels === 4) planes.push(new Uint8Array(pixels).fill(255));
  return planes;
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
