/** Something that a person should know about the data, as data. */
export interface Finding {
  readonly code: string;
  readonly severity: "info" | "warning";
  readonly message: string;
}
