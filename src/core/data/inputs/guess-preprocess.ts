import { isFloatType, type NumberType, shapeSize } from "../numbers.ts";
import { guessRate } from "../reading/audio.ts";
import { type ModelInput, pictureShape, sampleShape } from "./model-input.ts";
import type {
  ChannelLayout,
  ChannelOrder,
  Choice,
  DataOptions,
  Preprocess,
  ResizeMode,
  ValueRange,
} from "./preprocess.ts";

/** What is known of the data before they are read. */
export type DataNature =
  | { readonly kind: "pictures" }
  /** `rate`: samples a second of the first sound. */
  | { readonly kind: "audio"; readonly rate: number }
  /** `pixels`: whole numbers from 0 to 255 that can be those of a picture. */
  | { readonly kind: "numbers"; readonly type: NumberType; readonly pixels: boolean };

/** Settings for one input, each with the reason it was chosen for; `options` override everything. */
export function guessPreprocess(input: ModelInput, nature: DataNature, options: DataOptions): Preprocess {
  const chosen = "chosen by hand";
  const picture = pictureShape(input);
  const given = <T>(value: T | undefined): Choice<T> | null =>
    value === undefined ? null : { value, reason: chosen };
  return {
    resize: nature.kind === "pictures" ? (given(options.resize) ?? guessResize()) : null,
    channels: picture === null ? null : (given(options.channels) ?? guessChannels(input)),
    layout: picture === null ? null : (given(options.layout) ?? guessLayout(input)),
    range: given(options.range) ?? guessRange(input, nature),
    rate: nature.kind === "audio" ? (given(options.rate) ?? guessSoundRate(input, nature.rate)) : null,
  };
}

const guessResize = (): Choice<ResizeMode> => ({
  value: "crop",
  reason: "the middle of the picture keeps its proportions, as most classifiers are evaluated",
});

function guessChannels(input: ModelInput): Choice<ChannelOrder> {
  if (pictureShape(input)?.channels === 1) return { value: "grey", reason: "the input has one channel" };
  if (input.metadata?.colorSpace === "rgb") return { value: "rgb", reason: "the model's metadata says RGB" };
  return { value: "rgb", reason: "the usual order of TFLite models" };
}

function guessLayout(input: ModelInput): Choice<ChannelLayout> {
  const value = pictureShape(input)?.layout ?? "nhwc";
  const reason =
    input.evidence.layout === value
      ? "the first ops of the model read it so"
      : `the input's shape is ${input.shape.join("x")}`;
  return { value, reason };
}

function guessSoundRate(input: ModelInput, rate: number): Choice<number> {
  const told = input.metadata?.sampleRate ?? 0;
  if (told > 0) return { value: told, reason: "the model's metadata gives this rate" };
  const guess = guessRate(shapeSize(sampleShape(input)));
  if (guess !== null) return { value: guess.rate, reason: guess.reason };
  return { value: rate, reason: "the first file's own rate; the input's length tells none" };
}

const unchanged = (reason: string): Choice<ValueRange> => ({ value: { kind: "unchanged" }, reason });

function guessRange(input: ModelInput, nature: DataNature): Choice<ValueRange> {
  if (nature.kind === "audio") return unchanged("sound goes in with samples from -1 to 1");
  if (nature.kind === "numbers" && !nature.pixels) {
    return unchanged(
      isFloatType(nature.type) ? "the data are real numbers already" : "whole numbers are taken as they are",
    );
  }
  const { metadata, quantization, evidence } = input;
  if (metadata !== null && metadata.mean.length > 0 && metadata.std.length > 0) {
    return {
      value: { kind: "mean-std", mean: metadata.mean, std: metadata.std },
      reason: "the model's metadata gives this normalization",
    };
  }
  if (evidence.tableRows !== null) return unchanged("the input is an index into a table");
  if (quantization !== null) return rangeOfQuantization(input, quantization);
  if (evidence.rescales !== null) {
    const { low, high, reason } = evidence.rescales;
    return { value: { kind: "range", low, high }, reason };
  }
  if (input.type !== "FLOAT32" && input.type !== "FLOAT64" && input.type !== "FLOAT16") {
    return unchanged(`the input takes whole numbers of type ${input.type}`);
  }
  return plainGuess;
}

const plainGuess: Choice<ValueRange> = {
  value: { kind: "range", low: 0, high: 1 },
  reason: "pixels of 0 to 255; nothing in the model's file says otherwise, and 0 to 1 is the usual range",
};

/** Whether a range was chosen for want of any sign. */
export const isPlainGuess = (range: Choice<ValueRange>): boolean => range.reason === plainGuess.reason;

/** A quantized 8-bit input represents a range of real numbers: that is what pixels must be spread over. */
function rangeOfQuantization(
  input: ModelInput,
  { scale, zeroPoint }: { readonly scale: number; readonly zeroPoint: number },
): Choice<ValueRange> {
  const first = input.type === "UINT8" ? 0 : input.type === "INT8" ? -128 : -32767;
  const last = input.type === "UINT8" ? 255 : input.type === "INT8" ? 127 : 32767;
  const real = [scale * (first - zeroPoint), scale * (last - zeroPoint)] as const;
  const near = [[0, 1] as const, [-1, 1] as const, [0, 255] as const, [-128, 127] as const].find(
    ([low, high]) => Math.max(Math.abs(real[0] - low), Math.abs(real[1] - high)) <= 0.02 * (high - low),
  );
  const [low, high] = near ?? real;
  return {
    value: { kind: "range", low, high },
    reason: `the input's scale and zero point span ${real[0].toPrecision(3)} to ${real[1].toPrecision(3)}`,
  };
}

/** Whether numbers of this type and shape are taken for pixels. */
export function looksLikePixels(input: ModelInput, type: NumberType, stored: readonly number[]): boolean {
  const dimensions = (shape: readonly number[]): number => shape.filter((d) => d !== 1).length;
  return type === "uint8" && (dimensions(stored) >= 2 || dimensions(sampleShape(input)) >= 2);
}
