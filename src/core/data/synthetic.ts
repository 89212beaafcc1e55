// Seeded inputs for models without data: smooth pictures and signals, since white noise drives a network into
// states that no real input does. Natural pictures have amplitudes that fall with frequency (D. J. Field, 1987).
import { seededRandom } from "../random.ts";
import type { TensorValues } from "../run/runtime.ts";
import type { Dataset } from "./dataset.ts";
import { newValues } from "./encode-values.ts";
import { hashText } from "./hash.ts";
import { type ModelInput, pictureShape, sampleShape } from "./model-input.ts";

/** Real values that the samples lie between. */
export interface SyntheticRange {
  readonly low: number;
  readonly high: number;
}

type Random = () => number;

/** The range that the file's metadata gives for the input, else 0 to 1. */
export function expectedRange(input: ModelInput): SyntheticRange {
  const { metadata, evidence, quantization } = input;
  if (metadata !== null && metadata.mean.length > 0 && metadata.std.length > 0) {
    const mean = metadata.mean[0]!;
    const std = metadata.std[0] || 1;
    return { low: (0 - mean) / std, high: (255 - mean) / std };
  }
  if (evidence.rescales !== null) return evidence.rescales;
  if (quantization !== null) {
    const { scale, zeroPoint } = quantization;
    const [least, most] =
      input.type === "UINT8" ? [0, 255] : input.type === "INT16" ? [-32768, 32767] : [-128, 127];
    return { low: (least - zeroPoint) * scale, high: (most - zeroPoint) * scale };
  }
  return { low: 0, high: 1 };
}

/**
 * A dataset of `count` made-up samples: the same seed, the same samples. Values are real numbers in `range` (by
 * default what the model's metadata says), whole numbers below the table's rows for inputs that index a table.
 */
export function syntheticDataset(
  inputs: readonly ModelInput[],
  count: number,
  seed: number,
  range?: SyntheticRange,
): Dataset {
  const pictures = inputs.some((input) => pictureShape(input) !== null);
  return {
    count,
    provenance: {
      kind: "synthetic",
      description: `${count} synthetic ${pictures ? "smooth pictures" : "inputs"}, seed ${seed}`,
      seed,
    },
    labels: null,
    classNames: null,
    fingerprint: hashText(
      JSON.stringify(["synthetic", inputs.map((i) => [i.shape, i.type]), count, seed, range]),
    ),
    skipped: [],
    async read(start, n) {
      const chunk = inputs.map((input, k) => samplesOf(input, start, n, seed * 7919 + k * 104729, range));
      return { start, count: n, inputs: chunk };
    },
  };
}

function samplesOf(
  input: ModelInput,
  start: number,
  count: number,
  seed: number,
  range?: SyntheticRange,
): TensorValues {
  const shape = sampleShape(input);
  const elements = shape.reduce((n, d) => n * d, 1);
  const isReal = input.quantization !== null || input.type.startsWith("FLOAT");
  const values = newValues(isReal ? "FLOAT32" : input.type, elements * count);
  for (let s = 0; s < count; s++) {
    const random = seededRandom(seed + (start + s) * 2654435761);
    const write = (i: number, value: number): void => {
      const at = s * elements + i;
      if (values instanceof BigInt64Array) values[at] = BigInt(value);
      else values[at] = value;
    };
    if (isReal) {
      const { low, high } = range ?? expectedRange(input);
      const unit = smoothSample(input, elements, random);
      for (let i = 0; i < elements; i++) write(i, low + (high - low) * unit[i]!);
    } else {
      const below = input.type === "BOOL" ? 2 : (input.evidence.tableRows ?? 100);
      for (let i = 0; i < elements; i++) write(i, Math.floor(random() * below));
    }
  }
  return values;
}

/** Values of 0 to 1 in the order of the input's own layout. */
function smoothSample(input: ModelInput, elements: number, random: Random): Float32Array {
  const picture = pictureShape(input);
  if (picture === null) return stretch(waves(elements, 1, random));
  const { height, width, channels, layout } = picture;
  const grey = withShapes(stretch(waves(width, height, random)), width, height, random);
  const out = new Float32Array(elements);
  for (let c = 0; c < channels; c++) {
    const tint = stretch(waves(width, height, random));
    for (let p = 0; p < width * height; p++) {
      const at = layout === "nhwc" ? p * channels + c : c * width * height + p;
      out[at] = channels === 1 ? grey[p]! : 0.7 * grey[p]! + 0.3 * tint[p]!;
    }
  }
  return out;
}

/** A sum of cosines whose amplitude falls as 1 / frequency. */
function waves(width: number, height: number, random: Random): Float32Array {
  const out = new Float32Array(width * height);
  for (let k = 0; k < 12; k++) {
    const frequency = 0.5 * 1.6 ** (random() * 5);
    const angle = height === 1 ? 0 : random() * 2 * Math.PI;
    const fx = (2 * Math.PI * frequency * Math.cos(angle)) / width;
    const fy = (2 * Math.PI * frequency * Math.sin(angle)) / height;
    const phase = random() * 2 * Math.PI;
    const amplitude = (0.5 + random()) / frequency;
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) out[i] = out[i]! + amplitude * Math.cos(fx * x + fy * y + phase);
    }
  }
  return out;
}

function stretch(values: Float32Array): Float32Array {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of values) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  const span = high - low;
  return values.map((v) => (span > 0 ? (v - low) / span : 0.5));
}

/** A few plain ellipses, for the edges that pictures have. */
function withShapes(values: Float32Array, width: number, height: number, random: Random): Float32Array {
  for (let n = 2 + Math.floor(random() * 4); n > 0; n--) {
    const cx = random() * width;
    const cy = random() * height;
    const rx = (0.05 + random() * 0.25) * width;
    const ry = (0.05 + random() * 0.25) * height;
    const level = random();
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1) values[i] = 0.3 * values[i]! + 0.7 * level;
      }
    }
  }
  return values;
}
