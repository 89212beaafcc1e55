import type { TensorTypeName } from "../../tflite/tensor-types.ts";

/** What an input wants, as far as the model file tells. Made by `describeInputs`; plain data. */
export interface ModelInput {
  readonly name: string;
  /** As in the file; −1 counts as 1. The first dimension is the batch. */
  readonly shape: readonly number[];
  /** Axes behind the batch that the file leaves open; they are run at 1. Absent where there are none. */
  readonly open?: readonly number[];
  readonly type: TensorTypeName;
  /** Set where the input is quantized: real = scale * (stored − zeroPoint). */
  readonly quantization: { readonly scale: number; readonly zeroPoint: number } | null;
  /** From the file's own metadata: per-channel normalization and value range. */
  readonly metadata: InputMetadata | null;
  /** From the ops that read the input. */
  readonly evidence: InputEvidence;
}

/** NormalizationOptions and Stats of the TFLite metadata, in units of 8-bit pixels: real = (pixel − mean) / std. */
export interface InputMetadata {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
  /** `RGB`, `GRAYSCALE` or null. */
  readonly colorSpace: "rgb" | "grey" | null;
  /** Samples a second of sound; 0 where it is not told. */
  readonly sampleRate: number;
}

export interface InputEvidence {
  /** Order of dimensions where an op that reads the input says it. */
  readonly layout: "nhwc" | "nchw" | null;
  /** Entries of the table that the input indexes (EMBEDDING_LOOKUP, GATHER), or null where it is no index. */
  readonly tableRows: number | null;
  /** Real range that the model's own first arithmetic turns into a small one, e.g. a built-in rescaling by 1/255. */
  readonly rescales: { readonly low: number; readonly high: number; readonly reason: string } | null;
}

export const noEvidence: InputEvidence = { layout: null, tableRows: null, rescales: null };

/** The input as samples are given to it: real values where it is quantized, its own type elsewhere. */
export const realInput = (input: ModelInput): ModelInput =>
  input.quantization === null ? input : { ...input, type: "FLOAT32", quantization: null };

/** Dimensions of one sample: the shape without its batch. */
export function sampleShape(input: Pick<ModelInput, "shape">): number[] {
  const shape = input.shape.map((d) => (d < 0 ? 1 : d));
  return shape.length > 1 && shape[0] === 1 ? shape.slice(1) : shape;
}

/** Height, width and channels where the input looks like a picture, with the order of its dimensions. */
export interface PictureShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly layout: "nhwc" | "nchw";
}

/** A picture has three dimensions of which the channels are 1, 3 or 4, or two equal ones of at least 8. */
export function pictureShape(input: Pick<ModelInput, "shape" | "evidence">): PictureShape | null {
  const shape = sampleShape(input);
  const isCount = (d: number | undefined): boolean => d === 1 || d === 3 || d === 4;
  const [a, b, c] = shape;
  if (shape.length === 3) {
    const nhwc = isCount(c) && a! >= 4 && b! >= 4;
    const nchw = isCount(a) && b! >= 4 && c! >= 4;
    if (nchw && (!nhwc || input.evidence.layout === "nchw")) {
      return { height: b!, width: c!, channels: a!, layout: "nchw" };
    }
    return nhwc ? { height: a!, width: b!, channels: c!, layout: "nhwc" } : null;
  }
  if (shape.length === 2 && a! >= 8 && a === b) return { height: a!, width: b!, channels: 1, layout: "nhwc" };
  return null;
}
