const paths = {
  download: "M8 2.5v8m0 0 3.2-3.2M8 10.5 4.8 7.3M2.8 13.2h10.4",
  open: "M2.5 12.5v-9h4l1.5 2h5.5v7z",
  plus: "M8 3v10M3 8h10",
  play: "M5 3.2v9.6L12.6 8z",
  close: "m4 4 8 8m0-8-8 8",
  retry: "M13 8a5 5 0 1 1-1.6-3.7M13 2.6v2.6h-2.6",
  chevron: "m6 3.5 4.5 4.5L6 12.5",
  warning: "M8 2.4 14.3 13H1.7zM8 6.5v3m0 1.7v.2",
  check: "m3 8.5 3.2 3.2L13 4.8",
  best: "M8 1.8 9.9 6l4.6.4-3.5 3 1.1 4.5L8 11.5l-4.1 2.4L5 9.4l-3.5-3L6.1 6z",
  search: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zm3.3 7.8 3.4 3.4",
  pair: "M2.5 3.5h4.2v9H2.5zm6.8 0h4.2v9H9.3z",
  share: "M8 10V2.5m0 0L5 5.4m3-2.9 3 2.9M3.5 8.5v5h9v-5",
  data: "M2.5 3.5h11v9h-11zm0 6.5 3-3 2.8 2.8L10 8l3.5 3.5M10.6 6.2h.1",
  sun: "M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1v1.4M8 13.6V15M1 8h1.4M13.6 8H15M3 3l1 1m8 8 1 1M3 13l1-1m8-8 1-1",
  moon: "M13 9.6A5.6 5.6 0 0 1 6.4 3a5.4 5.4 0 1 0 6.6 6.6z",
  auto: "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12",
} as const;

export type IconName = keyof typeof paths;

/** A line drawing beside a text that says the same; screen readers pass it over. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
