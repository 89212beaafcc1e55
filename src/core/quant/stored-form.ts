import type { Tensor } from "../tflite/model.ts";

/** How a constant is to be stored. */
export type StoredForm =
  /** Dense, in float32 where the file has float16. */
  | { readonly kind: "dense" }
  | { readonly kind: "float16"; readonly clamp: boolean }
  /** Symmetric integers, a scale for each step along the axis, or one in all. */
  | {
      readonly kind: "integer";
      readonly bits: 4 | 8;
      readonly axis: number | null;
      /** Chosen elsewhere, [channels], such that no value is beyond them; else each channel's own range. */
      readonly scales?: readonly number[];
      /** With `scales`, [values / block]: neighbours that share one, in place of a scale for each step. */
      readonly block?: number;
    };

export interface Demand {
  /** The tensor that holds the constant in the file: dense or sparse, float32, float16 or (for `dense`) any type. */
  readonly source: Tensor;
  readonly form: StoredForm;
}
