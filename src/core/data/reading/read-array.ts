import type { TensorValues } from "../../run/runtime.ts";
import type { DataHost } from "../content.ts";
import type { InputSource } from "../dataset-source.ts";
import { type ModelInput, pictureShape, realInput } from "../inputs/model-input.ts";
import { type Normalization, normalizationOf, type Preprocess } from "../inputs/preprocess.ts";
import { type NumberView, readNumbers, shapeSize } from "../numbers.ts";
import { encodeValues } from "./encode-values.ts";
import { transposition } from "./layout.ts";
import { readElements } from "./stored-array.ts";

type ArraySource = InputSource & { kind: "array" };

/** Writes the samples of `rows` into `target`, one after the other. Consecutive rows are read together. */
export async function readArraySamples(
  host: DataHost,
  source: ArraySource,
  input: ModelInput,
  preprocess: Preprocess,
  rows: Int32Array,
  target: TensorValues,
): Promise<void> {
  const size = shapeSize(source.stored);
  const convert = converter(source, input, preprocess);
  for (let done = 0; done < rows.length; ) {
    let run = 1;
    while (done + run < rows.length && rows[done + run] === rows[done]! + run) run++;
    const view = await readElements(host, source.array, rows[done]! * source.rowSize, run * source.rowSize);
    for (let i = 0; i < run; i++)
      convert(view, i * source.rowSize + source.offset, target, (done + i) * size);
    done += run;
  }
}

type Convert = (view: NumberView, from: number, target: TensorValues, at: number) => void;

function converter(source: ArraySource, given: ModelInput, preprocess: Preprocess): Convert {
  const input = realInput(given);
  const size = shapeSize(source.stored);
  const { type } = source.array;
  const order = elementOrder(source, input, preprocess);
  const normalization = normalizationOf(preprocess.range.value) ?? storedScale(source, given);
  const channel = channelOfElement(input, size);
  const plain = order === null && normalization === null;
  return (view, from, target, at) => {
    if (plain && sameValues(view, type, target, input)) {
      (target as Float32Array).set(view.subarray(from, from + size) as Float32Array, at);
      return;
    }
    let real = readNumbers(view, type, from, size);
    if (order !== null) real = real.map((_, k) => real[order[k]!]!);
    if (normalization !== null) normalize(real, normalization, channel);
    encodeValues(real, input, target, at);
  };
}

/** Arrays in a quantized input's own type hold its stored values: real = (q − zero point) * scale. */
function storedScale(source: ArraySource, input: ModelInput): Normalization | null {
  if (input.quantization === null || source.array.type !== input.type.toLowerCase()) return null;
  return { mean: [input.quantization.zeroPoint], std: [1 / input.quantization.scale] };
}

/** Whether stored values are the input's values already, bit for bit. */
function sameValues(view: NumberView, type: string, target: TensorValues, input: ModelInput): boolean {
  return type === input.type.toLowerCase() && view.constructor === target.constructor;
}

/** real = (value − mean) / std, rounded to float32 only when it is stored. */
export function normalize(values: Float64Array, n: Normalization, channel: (k: number) => number): void {
  const [mean, std] = [n.mean[0]!, n.std[0]!];
  if (n.mean.length === 1 && n.std.length === 1) {
    for (let k = 0; k < values.length; k++) values[k] = (values[k]! - mean) / std;
    return;
  }
  for (let k = 0; k < values.length; k++) {
    const c = channel(k);
    values[k] = (values[k]! - (n.mean[c] ?? mean)) / (n.std[c] ?? std);
  }
}

/** The channel that element k of a sample belongs to; 0 where the input is no picture. */
export function channelOfElement(input: ModelInput, size: number): (k: number) => number {
  const picture = pictureShape(input);
  if (picture === null || picture.channels === 1) return () => 0;
  const plane = size / picture.channels;
  return picture.layout === "nhwc" ? (k) => k % picture.channels : (k) => Math.floor(k / plane);
}

/** Place in the stored sample of each element of the input, or null where they agree. */
function elementOrder(source: ArraySource, input: ModelInput, preprocess: Preprocess): Int32Array | null {
  const order = source.axes === null ? null : transposition(source.stored, source.axes);
  const picture = pictureShape(input);
  if (preprocess.channels?.value !== "bgr" || picture?.channels !== 3) return order;
  const size = shapeSize(source.stored);
  const channel = channelOfElement(input, size);
  const step = picture.layout === "nhwc" ? 1 : size / 3;
  const flipped = Int32Array.from({ length: size }, (_, k) => k + (2 - 2 * channel(k)) * step);
  return order === null ? flipped : flipped.map((k) => order[k]!);
}
