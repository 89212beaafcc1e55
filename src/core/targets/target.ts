import type { NumberKind, OpView } from "./op-view.ts";

export const targetIds = [
  "android-cpu",
  "android-gpu",
  "hexagon",
  "nnapi",
  "edge-tpu",
  "ethos-u",
  "tflite-micro",
  "browser-wasm",
  "browser-webgpu",
  "desktop-cpu",
] as const;
export type TargetId = (typeof targetIds)[number];

/** As people know them. */
export const targetNames: Readonly<Record<TargetId, string>> = {
  "android-cpu": "Android CPU",
  "android-gpu": "Android GPU",
  hexagon: "Hexagon DSP",
  nnapi: "Android NNAPI",
  "edge-tpu": "Edge TPU",
  "ethos-u": "Arm Ethos-U",
  "tflite-micro": "TFLite Micro",
  "browser-wasm": "Browser, WebAssembly",
  "browser-webgpu": "Browser, WebGPU",
  "desktop-cpu": "Desktop CPU",
};

export const isTargetId = (id: string): id is TargetId => Object.hasOwn(targetNames, id);

/** Why a target does not take an op. */
export interface Problem {
  /** What is wrong, as the rest of a sentence that begins with the op, e.g. `has a fused activation`. */
  readonly reason: string;
  readonly mend?: string;
  /** False where no public source was read: the rule then warns and decides nothing. */
  readonly sure?: boolean;
}

/** A condition on an op; null where it holds. */
export type Limit = (op: OpView) => Problem | null;

/** What a target takes of one op. */
export interface OpRow {
  readonly kinds: readonly NumberKind[];
  readonly limits: readonly Limit[];
  /** A doubt about this row as a whole: the op is taken as far as known, with this warning. */
  readonly doubt?: string;
}

/** A fact about a target that people should know, with its source. */
export interface Note {
  readonly text: string;
  readonly source: string;
}

export interface Target {
  readonly id: TargetId;
  readonly label: string;
  /** One sentence: what runs the model there. */
  readonly summary: string;
  /** What runs the ops that the target does not take; null where nothing does and the model cannot run. */
  readonly fallback: string | null;
  /**
   * How the graph is cut: `pieces`, each run of taken ops is one; `prefix`, only what comes before the first op
   * that is not taken; `whole`, all or nothing.
   */
  readonly partition: "pieces" | "prefix" | "whole";
  readonly table: Readonly<Record<string, OpRow>>;
  /** Conditions on every op. */
  readonly limits: readonly Limit[];
  /** What keeps a model from being loaded at all, whatever could run its ops. */
  readonly refuses?: Limit;
  readonly notes: readonly Note[];
  /** Where the table was read. */
  readonly source: string;
  /** When it was read, e.g. `2026-08`. */
  readonly read: string;
}

/** Rows for many ops of the same kinds and limits: `rows("ADD MUL", "float int8", limit)`. */
export function rows(ops: string, kinds: string, ...limits: Limit[]): Record<string, OpRow> {
  const row: OpRow = { kinds: kinds.split(" ") as NumberKind[], limits };
  return Object.fromEntries(ops.split(/\s+/).map((op) => [op, row]));
}

/** Rows that no public source that was read confirms. */
export function doubtfulRows(
  ops: string,
  kinds: string,
  doubt: string,
  ...limits: Limit[]
): Record<string, OpRow> {
  const row: OpRow = { kinds: kinds.split(" ") as NumberKind[], limits, doubt };
  return Object.fromEntries(ops.split(/\s+/).map((op) => [op, row]));
}

/** Warns instead of deciding, for limits that are known from memory alone. */
export const unsure =
  (limit: Limit): Limit =>
  (op) => {
    const problem = limit(op);
    return problem === null ? null : { ...problem, sure: false };
  };

/** What to do about floats where only 8-bit integers are taken. */
export const quantizeFully = "Quantize the model to full integer int8, with a representative dataset.";
