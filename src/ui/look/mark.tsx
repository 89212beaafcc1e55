import type { Family } from "../../state/derived/rows.ts";

/** Colour of a row by its technique, as a CSS custom property. */
export function colourOf(row: { readonly id: string; readonly family: Family }): string {
  if (row.family === "original") return "var(--original)";
  return row.family === "combination" ? "var(--combination)" : `var(--${row.id.replace(/~.*/, "")})`;
}

/** Outlines in a box from -1 to 1: a second way, besides colour, to tell rows apart. */
export const shapes: Readonly<Record<Family, string>> = {
  original: "M-.9-.14H.9V.14H-.9z",
  weights: "M0-.85A.85.85 0 1 1 0 .85 .85.85 0 1 1 0-.85z",
  integer: "M-.76-.76H.76V.76H-.76z",
  structure: "M0-.9 .95.78H-.95z",
  training: "M0-1 1 0 0 1-1 0z",
  combination: "M0-1 .3-.3 1 0 .3.3 0 1-.3.3-1 0-.3-.3z",
};

export function Mark({ row }: { readonly row: { readonly id: string; readonly family: Family } }) {
  return (
    <svg className="mark" viewBox="-1.1 -1.1 2.2 2.2" aria-hidden="true">
      <path d={shapes[row.family]} fill={colourOf(row)} />
    </svg>
  );
}
