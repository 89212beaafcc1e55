import type { Sort } from "../../state/derived/sort.ts";

interface Props {
  /** Null where the table is sorted by something else. */
  readonly direction: Sort["direction"] | null;
}

/** Two arrowheads that say a column can be sorted by; one of them, filled, that it is. Heads tell the same to screen readers. */
export const SortMark = ({ direction }: Props) => (
  <svg className="sort-mark" viewBox="0 0 12 16" aria-hidden="true" data-direction={direction ?? "none"}>
    {direction !== "descending" && <path d="M6 2.5 9.5 7h-7z" />}
    {direction !== "ascending" && <path d="M6 13.5 2.5 9h7z" />}
  </svg>
);
