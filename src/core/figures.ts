// Figures as people read them. MB are 10^6 bytes; minus is a true minus; a space that does not break parts number and unit.
import { thousands } from "./thousands.ts";

const space = "\u00a0";

function digits(value: number, significant: number): string {
  const text = value.toPrecision(significant);
  return text.includes("e") ? Number(text).toFixed(0) : text;
}

/** `14.0 MB`, `232 kB`, `96 B`. */
export function bytes(value: number): string {
  if (value < 1000) return `${value}${space}B`;
  const unit = value < 999_500 ? "kB" : value < 999_500_000 ? "MB" : "GB";
  const scaled = value / { kB: 1e3, MB: 1e6, GB: 1e9 }[unit];
  return `${digits(scaled, 3)}${space}${unit}`;
}

/** `14,002,656 bytes`. */
export const exactBytes = (value: number): string => `${thousands(value)} bytes`;

/** `3.21 ms`, `0.45 ms`, `1.20 s`; nothing finer than a microsecond, which no clock here can tell. */
export function milliseconds(value: number): string {
  if (value >= 1000) return `${digits(value / 1000, 3)}${space}s`;
  if (value > 0 && value < 0.001) return `<0.001${space}ms`;
  return value < 1 ? `${value.toFixed(value < 0.1 ? 3 : 2)}${space}ms` : `${digits(value, 3)}${space}ms`;
}

/** A share as `92.1 %`. */
export const percent = (share: number, places = 1): string => `${(share * 100).toFixed(places)}${space}%`;

/** A ratio to the original as the change it means: `−74.3 %`, `+1.2 %`, `±0 %`; from twice on as `2.4× slower`. */
export function change(ratio: number, more: "slower" | "larger" = "larger"): string {
  if (ratio >= 2) return `${digits(ratio, 2)}×${space}${more}`;
  const rounded = Math.round((ratio - 1) * 1000) / 10;
  return rounded === 0 ? `±0${space}%` : `${rounded < 0 ? "−" : "+"}${Math.abs(rounded).toFixed(1)}${space}%`;
}

/** A difference of shares in percentage points: `−0.4 pt`. */
export function points(difference: number): string {
  const rounded = Math.round(difference * 1000) / 10;
  return rounded === 0
    ? `±0${space}pt`
    : `${rounded < 0 ? "−" : "+"}${Math.abs(rounded).toFixed(1)}${space}pt`;
}

/** `41.3 dB`; `exact` where nothing differs. */
export const decibels = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? "exact" : `${value.toFixed(1)}${space}dB`;

/** `3.49 M`, `650 k`, `96`: counts of parameters, operations. */
export function count(value: number): string {
  if (value < 1000) return `${value}`;
  const unit = value < 999_500 ? "k" : value < 999_500_000 ? "M" : "G";
  return `${digits(value / { k: 1e3, M: 1e6, G: 1e9 }[unit], 3)}${space}${unit}`;
}
