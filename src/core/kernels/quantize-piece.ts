import type { ChannelLayout } from "./abs-max.ts";

/** Part of a weight tensor to quantize: the channels `first` up to `end` of its layout. */
export interface QuantizePiece {
  /** All values of the tensor: float32, or float16 as its bits. */
  readonly values: Float32Array | Uint16Array;
  readonly layout: ChannelLayout;
  readonly first: number;
  readonly end: number;
  /** Where the integers go, one byte each, in the layout of `values`; only the piece's own are written. */
  readonly integers: Int8Array;
  /** Where the scales go, float32 [channels]; a channel with a NaN or an infinity gets NaN as its scale. */
  readonly scales: Float32Array;
  /** True where `scales` are given: chosen elsewhere, such that every value is within them. */
  readonly scaled?: boolean;
}
