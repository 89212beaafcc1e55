/** Rows of weights, [rows, columns], as they were and as integers, with the mean of what each column is multiplied by. */
export interface MeanErrorsArgs {
  /** Float32 [rows · columns]. */
  readonly weights: Float32Array;
  /** As many, in steps of the row's scale. */
  readonly integers: Int8Array;
  /** One for each row, or a single one. */
  readonly scales: Float32Array;
  /** Float64 [columns]. */
  readonly columns: Float64Array;
}

/** By how much each row's mean output falls when its weights become integers; float64 [rows]. */
export function meanErrors({ weights, integers, scales, columns }: MeanErrorsArgs): Float64Array {
  const width = columns.length;
  const errors = new Float64Array(weights.length / width);
  for (let r = 0, at = 0; r < errors.length; r++) {
    const scale = scales[scales.length === 1 ? 0 : r]!;
    let exact = 0;
    let rounded = 0;
    for (let k = 0; k < width; k++, at++) {
      exact += weights[at]! * columns[k]!;
      rounded += integers[at]! * columns[k]!;
    }
    errors[r] = exact - rounded * scale;
  }
  return errors;
}
