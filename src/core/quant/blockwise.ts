// int4 weights with a scale for each block of neighbours in a row. LiteRT's kernels read them so in FULLY_CONNECTED of
// float values (and in lookups): tflite/kernels/fully_connected.cc (EvalBlockwise4Bit) and XNNPACK, which wants blocks
// of a multiple of 32 and float16 scales. Scales are a tensor of their own that the weight's quantization names.
import { float16Values } from "../tensor/float16.ts";
import { uint16View } from "../tensor/views.ts";
import { constantBytes, type Model, type SubgraphIndex, type Tensor } from "../tflite/model.ts";

export const blockSizes = [32, 64, 128] as const;

/** A scale as files keep it: float16, rounded to the eight digits of a bfloat16 first, as the reference quantizer does. */
export function blockScale(scale: number): number {
  const power = 2 ** (Math.floor(Math.log2(scale)) - 7);
  return Math.max(roundEven(scale / power) * power, 2 ** -24);
}

function roundEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** From each block's largest magnitude, [weights / size]; rows must be a whole number of blocks. */
export function plainBlockScales(weights: Float32Array, size: number): Float32Array {
  const scales = new Float32Array(weights.length / size);
  for (let b = 0; b < scales.length; b++) {
    let most = 1e-9;
    for (let i = b * size; i < (b + 1) * size; i++) most = Math.max(most, Math.abs(weights[i]!));
    scales[b] = blockScale(most / 7);
  }
  return scales;
}

/** The scales of a tensor that has them by block, in the order of its values; null for any other. */
export function blockScalesOf(
  model: Model,
  subgraph: SubgraphIndex,
  tensor: Tensor,
): { readonly scales: Float32Array; readonly size: number } | null {
  const details = tensor.quantization?.details;
  if (details?.type !== "BlockwiseQuantization") return null;
  const source = model.subgraphs[subgraph]?.tensors[details.scales];
  const bytes = source === undefined ? null : constantBytes(model, source);
  if (bytes === null) return null;
  const table = float16Values();
  return { scales: Float32Array.from(uint16View(bytes), (bits) => table[bits]!), size: details.blockSize };
}
