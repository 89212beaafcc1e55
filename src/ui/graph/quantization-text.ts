import type { TensorView } from "../../core/graph/view.ts";

/** Scales and zero points in words; the first of many scales stands for them. */
export const quantizationText = (q: NonNullable<TensorView["quantization"]>, digits = 4): string =>
  q.scales > 1
    ? `${q.scales} scales along axis ${q.axis}, the first ${q.firstScale.toPrecision(digits)}`
    : `scale ${q.firstScale.toPrecision(digits)}, zero point ${q.firstZeroPoint}`;
