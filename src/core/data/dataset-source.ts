import type { Content } from "./content.ts";
import type { DataProvenance } from "./dataset.ts";
import type { ImageFormat } from "./images/header.ts";
import type { ModelInput } from "./inputs/model-input.ts";
import type { Preprocess } from "./inputs/preprocess.ts";
import type { StoredArray } from "./reading/stored-array.ts";

/** Where the values of one model input come from. */
export type InputSource =
  | {
      readonly kind: "array";
      readonly array: StoredArray;
      /** Dimensions of one sample as stored. */
      readonly stored: readonly number[];
      /** Axes of `stored` in the input's order, or null. */
      readonly axes: readonly number[] | null;
      /** First element of a sample within its row, and elements of a row; rows can feed several inputs (CSV). */
      readonly offset: number;
      readonly rowSize: number;
    }
  | { readonly kind: "images"; readonly files: readonly ImageFile[] }
  | { readonly kind: "audio"; readonly files: readonly Content[] };

export interface ImageFile {
  readonly content: Content;
  readonly format: ImageFormat;
}

/**
 * A dataset as data: cloneable, small (pixels stay packed or in their files, arrays lie in shared memory), so
 * that every worker can open it and read its own part.
 */
export interface DatasetSource {
  readonly count: number;
  /** Row of the underlying files or arrays of each sample. */
  readonly rows: Int32Array;
  readonly provenance: DataProvenance;
  /** −1 where a sample has none. In shared memory where there is any. */
  readonly labels: Int32Array | null;
  readonly classNames: readonly string[] | null;
  /** Wanted outputs, first dimension by `targetRows[sample]`; null where there are none. */
  readonly targets: StoredArray | null;
  readonly targetRows: Int32Array | null;
  readonly fingerprint: string;
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  readonly inputs: readonly {
    readonly input: ModelInput;
    readonly source: InputSource;
    readonly preprocess: Preprocess;
  }[];
}
