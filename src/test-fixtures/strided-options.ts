import type { BuiltinOptions } from "../core/tflite/model.ts";

type Strided = Extract<BuiltinOptions, { type: "StridedSliceOptions" }>;

/** Options of a STRIDED_SLICE without masks, unless said otherwise. */
export const stridedOptions = (over: Partial<Omit<Strided, "type">> = {}): Strided => ({
  type: "StridedSliceOptions",
  beginMask: 0,
  endMask: 0,
  ellipsisMask: 0,
  newAxisMask: 0,
  shrinkAxisMask: 0,
  offset: false,
  ...over,
});
