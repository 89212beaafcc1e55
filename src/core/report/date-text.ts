const months = "January February March April May June July August September October November December".split(
  " ",
);

/** `29 November 2026, 01:08 UTC`, the same wherever it is written; what is no date stays as it came. */
export function dateText(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const day = `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${day}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
}
