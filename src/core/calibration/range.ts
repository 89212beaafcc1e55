export const calibrationMethods = ["minmax", "moving-average", "percentile", "mse", "entropy"] as const;
export type CalibrationMethod = (typeof calibrationMethods)[number];

/** A range of real values, in the tensor's own unit; always holds 0 once it is quantized. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface RangeOptions {
  readonly method: CalibrationMethod;
  /** Share of the values kept by `percentile`, in percent. */
  readonly percentile: number;
  /** Bits of the type that the range is for, and whether its zero point is 0. */
  readonly bits: 8 | 16;
  readonly symmetric: boolean;
}
