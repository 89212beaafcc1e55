import type { TensorValues } from "../run/runtime.ts";

/** Some consecutive samples, ready for the float model: one array per model input, samples one after the other. */
export interface SampleChunk {
  readonly start: number;
  readonly count: number;
  /**
   * `inputs[i]` has `count` times the elements of input i (batch 1): real values (float32) for float and for
   * quantized inputs, the input's own type elsewhere.
   */
  readonly inputs: readonly TensorValues[];
}

/** Wanted outputs, read in parts as the samples are. */
export interface SampleTargets {
  /** Numbers of each sample. */
  readonly size: number;
  /** `size` numbers for each of `count` samples, one after the other. */
  read(start: number, count: number): Promise<Float32Array>;
}

/** Where samples come from; every figure measured on them says so. */
export type DataProvenance =
  | { readonly kind: "files"; readonly description: string }
  | { readonly kind: "synthetic"; readonly description: string; readonly seed: number };

/**
 * A representative dataset or an evaluation set: a fixed list of samples that is read in chunks, so that the
 * decoded samples never sit in memory together.
 */
export interface Dataset {
  readonly count: number;
  readonly provenance: DataProvenance;
  /**
   * Class index of each sample, or null where there are none; −1 where a sample has no label, or could not be
   * decoded when it was read (its values then repeat another sample's, and it is among `skipped`).
   */
  readonly labels: Int32Array | null;
  readonly classNames: readonly string[] | null;
  /** What the model should answer where that is no class: numbers or masks. Absent where there are none. */
  readonly targets?: SampleTargets | null;
  /** Stable under equal content and settings; caches are keyed by it. */
  readonly fingerprint: string;
  /** Samples that could not be read and were left out. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  read(start: number, count: number): Promise<SampleChunk>;
}
