/** What the data adds up to, after it was opened for this model. */
export interface DataFacts {
  readonly count: number;
  readonly labelled: boolean;
  readonly classNames: readonly string[] | null;
  readonly source: string;
  /** The same for the same samples, read in the same way. */
  readonly fingerprint: string;
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  readonly findings: readonly {
    readonly code: string;
    readonly severity: "info" | "warning";
    readonly message: string;
  }[];
  /** How the samples are turned into the model's input, each choice with its reason. */
  readonly preprocessing: readonly {
    readonly setting: string;
    readonly value: string;
    readonly reason: string;
  }[];
  /** RGBA pixels of the first samples as the model sees them; empty for inputs that are no pictures. */
  readonly previews: readonly {
    readonly width: number;
    readonly height: number;
    readonly rgba: Uint8ClampedArray;
  }[];
}
