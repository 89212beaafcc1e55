// How bytes that a person gave become what a model's input wants: each choice with its reason.
import { InputError } from "../../outcome.ts";

export type ResizeMode = "crop" | "fit" | "stretch";
export type ChannelOrder = "rgb" | "bgr" | "grey";
export type ChannelLayout = "nhwc" | "nchw";

/** What becomes of the values 0 to 255 of a pixel, or of any other value. Mean and std are in units of pixels. */
export type ValueRange =
  | { readonly kind: "unchanged" }
  | { readonly kind: "range"; readonly low: number; readonly high: number }
  | { readonly kind: "mean-std"; readonly mean: readonly number[]; readonly std: readonly number[] };

export interface Choice<T> {
  readonly value: T;
  readonly reason: string;
}

/** Settings of one input; null where a setting does not apply to it. */
export interface Preprocess {
  readonly resize: Choice<ResizeMode> | null;
  readonly channels: Choice<ChannelOrder> | null;
  readonly layout: Choice<ChannelLayout> | null;
  readonly range: Choice<ValueRange>;
  /** Samples a second that sound is brought to; null for other data. */
  readonly rate: Choice<number> | null;
}

/** What a person has set; anything left out is guessed. */
export interface DataOptions {
  readonly resize?: ResizeMode;
  readonly channels?: ChannelOrder;
  readonly layout?: ChannelLayout;
  readonly range?: ValueRange;
  readonly rate?: number;
  /** Only the first so many samples are opened. */
  readonly samples?: number;
  /** Class names in order, when the data don't bring them. */
  readonly classNames?: readonly string[];
  /** A file with the class names, one a line; hosts with a file system read it. */
  readonly namesFile?: string;
}

/** real = (pixel − mean[c]) / std[c], one entry for all channels or one for each; null leaves values as they are. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export function normalizationOf(range: ValueRange): Normalization | null {
  if (range.kind === "unchanged") return null;
  if (range.kind === "mean-std") return { mean: range.mean, std: range.std };
  const std = 255 / (range.high - range.low);
  return { mean: [range.low === 0 ? 0 : -range.low * std], std: [std] };
}

/** The range as a person writes it; `data.range` reads it again. */
export function rangeText(range: ValueRange): string {
  if (range.kind === "unchanged") return "unchanged";
  if (range.kind === "range") return `${range.low}..${range.high}`;
  return `mean ${range.mean.join(",")} std ${range.std.join(",")}`;
}

/** The settings as rows for a person, with the reason of each. */
export function preprocessRows(
  preprocess: Preprocess,
): { readonly setting: string; readonly value: string; readonly reason: string }[] {
  const rows = [];
  for (const setting of ["resize", "channels", "layout"] as const) {
    const choice = preprocess[setting];
    if (choice !== null) rows.push({ setting, value: choice.value as string, reason: choice.reason });
  }
  const { value, reason } = preprocess.range;
  rows.push({ setting: "range", value: rangeText(value), reason });
  if (preprocess.rate !== null) {
    rows.push({ setting: "rate", value: `${preprocess.rate.value}`, reason: preprocess.rate.reason });
  }
  return rows;
}

const optionNames = ["range", "resize", "channels", "layout", "mean", "std", "rate", "names"] as const;

/**
 * Reads options as they are written on a command line, without their `data.`: `range=-1..1` (or `unchanged`),
 * `resize=crop|fit|stretch`, `channels=rgb|bgr|grey`, `layout=nhwc|nchw`, `mean=` and `std=` with one number or
 * one for each channel, for pixels of 0 to 255 or, where none exceeds 1, of 0 to 1; `rate=` in samples a second;
 * `names=` a file of class names.
 */
export function parseDataOptions(given: Readonly<Record<string, string>>): DataOptions {
  // Where a model has several inputs their settings are shown as `input: setting`; all take the same.
  const options: Readonly<Record<string, string>> = Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key.replace(/^.*: /, ""), value]),
  );
  for (const key of Object.keys(options)) {
    if (!optionNames.some((name) => name === key)) {
      throw new InputError(
        "unknown-option",
        `There is no option data.${key}; there are ${optionNames.join(", ")}.`,
      );
    }
  }
  const range = options.mean !== undefined || options.std !== undefined ? meanStd(options) : undefined;
  if (range !== undefined && options.range !== undefined) {
    throw new InputError("conflicting-options", "Give either data.range or data.mean and data.std.");
  }
  return {
    resize: oneOf("resize", options.resize, ["crop", "fit", "stretch"]),
    channels: oneOf("channels", options.channels?.replace("gray", "grey"), ["rgb", "bgr", "grey"]),
    layout: oneOf("layout", options.layout, ["nhwc", "nchw"]),
    namesFile: options.names,
    rate: options.rate === undefined ? undefined : parseRate(options.rate),
    range: range ?? (options.range === undefined ? undefined : parseRange(options.range)),
  };
}

function oneOf<T extends string>(
  name: string,
  text: string | undefined,
  values: readonly T[],
): T | undefined {
  if (text === undefined) return undefined;
  const value = values.find((v) => v === text.trim().toLowerCase());
  if (value !== undefined) return value;
  throw new InputError("bad-option", `data.${name}=${text} is not one of ${values.join(", ")}.`);
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (Number.isInteger(rate) && rate > 0 && rate <= 1_000_000) return rate;
  throw new InputError("bad-option", `data.rate=${text} is no number of samples a second.`);
}

function parseRange(text: string): ValueRange {
  if (text.trim() === "unchanged") return { kind: "unchanged" };
  const normalization = /^\s*mean\s+(\S+)\s+std\s+(\S+)\s*$/i.exec(text);
  if (normalization !== null) return meanStd({ mean: normalization[1]!, std: normalization[2]! });
  const match = /^\s*(-?[\d.]+(?:e-?\d+)?)\s*\.\.\s*(-?[\d.]+(?:e-?\d+)?)\s*$/i.exec(text);
  // "0..1" could also be read as "0." and ".1": the greedy match takes "0." first, so split at the first "..".
  const [lowText, highText] = match === null ? [] : splitRange(text);
  const low = Number(lowText);
  const high = Number(highText);
  if (match === null || !Number.isFinite(low) || !Number.isFinite(high) || low >= high) {
    throw new InputError("bad-option", `data.range=${text} is no range such as 0..1 or -1..1.`);
  }
  return { kind: "range", low, high };
}

function splitRange(text: string): [string, string] {
  const at = text.indexOf("..");
  return [text.slice(0, at), text.slice(at + 2)];
}

function meanStd(options: Readonly<Record<string, string>>): ValueRange {
  const mean = numberList("mean", options.mean ?? "0");
  const std = numberList("std", options.std ?? "1");
  if (std.some((s) => s === 0)) throw new InputError("bad-option", "data.std must not be 0.");
  const ofUnit = options.std !== undefined && [...mean, ...std].every((v) => Math.abs(v) <= 1);
  const unit = ofUnit ? 255 : 1;
  return { kind: "mean-std", mean: mean.map((m) => m * unit), std: std.map((s) => s * unit) };
}

function numberList(name: string, text: string): number[] {
  const values = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (values.every((v) => Number.isFinite(v)) && values.length <= 4) return values;
  throw new InputError("bad-option", `data.${name}=${text} is no number or list of numbers.`);
}
