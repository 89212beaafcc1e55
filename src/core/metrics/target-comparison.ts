// The original's and a variant's outputs against what the data say they should be: masks and real numbers.
import { argmax } from "./compare-outputs.ts";
import { type Interval, meanInterval } from "./intervals.ts";

/** `mask`: a class for each place of a picture; `values`: a number for each element. */
export type TargetKind = "mask" | "values";

/**
 * How targets of `targetSize` numbers a sample are read for an output; null where they don't fit it. Masks come
 * as one class a place, or as one channel a class like the output itself.
 */
export function targetKind(
  outputIsMask: boolean,
  elements: number,
  channels: number,
  targetSize: number,
): TargetKind | null {
  if (outputIsMask && (targetSize === elements || targetSize * channels === elements)) return "mask";
  return targetSize === elements ? "values" : null;
}

/** One output of both models over all samples seen so far. */
export class TargetComparison {
  private readonly candidate: number[] = [];
  private readonly differences: number[] = [];

  constructor(
    readonly kind: TargetKind,
    /** Elements of one sample of the output, and of its last dimension. */
    private readonly elements: number,
    private readonly channels: number,
    private readonly targetSize: number,
  ) {}

  add(reference: Float32Array, candidate: Float32Array, targets: Float32Array, count: number): void {
    for (let s = 0; s < count; s++) {
      const target = targets.subarray(s * this.targetSize, (s + 1) * this.targetSize);
      const own = this.score(candidate.subarray(s * this.elements, (s + 1) * this.elements), target);
      const other = this.score(reference.subarray(s * this.elements, (s + 1) * this.elements), target);
      // A mask without a single place to judge says nothing.
      if (Number.isNaN(own) || Number.isNaN(other)) continue;
      this.candidate.push(own);
      this.differences.push(own - other);
    }
  }

  /** Mean over classes of intersection over union, averaged over samples. */
  get meanIou(): Interval | null {
    return this.kind === "mask" ? meanInterval(this.candidate) : null;
  }

  get meanAbsoluteError(): Interval | null {
    return this.kind === "values" ? meanInterval(this.candidate) : null;
  }

  /** The variant's measure less the original's, on the same samples. */
  get difference(): Interval {
    return meanInterval(this.differences);
  }

  private score(output: Float32Array, target: Float32Array): number {
    return this.kind === "mask" ? this.overlap(output, target) : absoluteError(output, target);
  }

  private overlap(output: Float32Array, target: Float32Array): number {
    const { channels } = this;
    const classes = Math.max(2, channels);
    const places = output.length / channels;
    const both = new Float64Array(classes);
    const either = new Float64Array(classes);
    const threshold = output.some((v) => v < 0 || v > 1) ? 0 : 0.5;
    const perClass = channels > 1 && target.length === output.length;
    for (let i = 0; i < places; i++) {
      const answer = channels > 1 ? argmax(output, i * channels, channels) : Number(output[i]! > threshold);
      const truth = perClass ? argmax(target, i * channels, channels) : maskClass(target[i]!, channels);
      // 255 and whatever is no class marks places that are not judged.
      if (!(truth >= 0 && truth < classes)) continue;
      either[answer]!++;
      if (answer === truth) both[answer]!++;
      else either[truth]!++;
    }
    let sum = 0;
    let present = 0;
    for (let c = 0; c < classes; c++) {
      if (either[c] === 0) continue;
      sum += both[c]! / either[c]!;
      present++;
    }
    return present === 0 ? Number.NaN : sum / present;
  }
}

/** Binary masks come as 0 and 1, as 0 and 255, or as shares. */
function maskClass(value: number, channels: number): number {
  if (Number.isNaN(value)) return -1;
  return channels > 1 ? Math.round(value) : Number(value > 0.5);
}

function absoluteError(output: Float32Array, target: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < output.length; i++) sum += Math.abs(output[i]! - target[i]!);
  return sum / Math.max(1, output.length);
}
