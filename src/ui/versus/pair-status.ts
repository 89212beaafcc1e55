// How a row of two graphs is told: by sign and word, and by colour besides.
import type { AlignedOp } from "../../core/compare/align.ts";
import { changedParts, type PairRow } from "./pair-rows.ts";

export type Status = AlignedOp["status"];

export const statusSigns: Readonly<Record<Status, string>> = {
  same: "=",
  changed: "≠",
  removed: "−",
  added: "+",
};

/** What a box says of its row: `weights, output`, `only here`; nothing where both are alike. */
export function statusText(row: PairRow): string {
  switch (row.status) {
    case "same":
      return "";
    case "changed":
      return changedParts(row).join(", ");
    default:
      return "only here";
  }
}
