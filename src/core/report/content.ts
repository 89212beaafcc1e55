import type { ModelFacts } from "../graph/facts.ts";
import type { Recipe } from "./recipe.ts";

/** A value with its 95 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** One row of the report: the original or a variant, with what was measured; null where it was not. */
export interface ReportVariant {
  readonly label: string;
  readonly fileName: string;
  /** Null for the original. */
  readonly recipe: Recipe | null;
  readonly checksum: string | null;
  readonly size: { readonly file: number; readonly gzip: number | null; readonly weights: number };
  /** Milliseconds, median with its interval, and how they were measured. */
  readonly latency: (Interval & { readonly how: string }) | null;
  /** Of outputs against the original's, the worst output. */
  readonly fidelity: {
    readonly cosine: number;
    /** dB; infinite where nothing differs. */
    readonly sqnr: number;
    readonly agreement: number | null;
    readonly samples: number;
    readonly synthetic: boolean;
  } | null;
  readonly accuracy: {
    readonly metric: string;
    readonly value: Interval;
    readonly samples: number;
    readonly difference: (Interval & { readonly isNoise: boolean }) | null;
  } | null;
  /** Latency elsewhere, marked as what it is. */
  readonly estimates: readonly {
    readonly device: string;
    readonly low: number;
    readonly high: number;
    readonly measured: boolean;
  }[];
  readonly targets: readonly { readonly target: string; readonly verdict: string }[];
  readonly warnings: readonly string[];
}

/** Everything that a report says. Dates and versions come from outside, so that the same content is the same file. */
export interface ReportContent {
  /** ISO 8601. */
  readonly created: string;
  readonly studioVersion: string;
  readonly model: ModelFacts;
  readonly data: {
    readonly source: string;
    readonly samples: number;
    readonly labelled: boolean;
    /** How samples became inputs, e.g. `resize` and `crop`. */
    readonly preprocessing?: readonly { readonly setting: string; readonly value: string }[];
  } | null;
  /** E.g. browser, cores, threads, accelerator, versions of the runtime. */
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  /** The original first. */
  readonly variants: readonly ReportVariant[];
}

/** The report as JSON, for programs: all figures, recipes, checksums and versions. Infinite values as text. */
export const reportJson = (content: ReportContent): string =>
  `${JSON.stringify({ format: "tflite-studio-report", version: 1, ...content }, jsonNumber, 2)}\n`;

const jsonNumber = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
