// The table's rows, derived from the variants: what each cell shows and what it is worth beside the original.
import type { Failure, Progress } from "../../core/outcome.ts";
import type {
  AccuracyFacts,
  FidelityFacts,
  LatencyFacts,
  LatencyFigure,
  VariantFacts,
  VariantId,
} from "../../engine/facts/variant.ts";
import { techniqueMeta } from "../catalog.ts";
import type { LatencyEntry, StudioState, Task, Variant, VariantTask } from "../model.ts";
import { isFurther, isOriginal, needsData, settingsOf, titleOf, usesData } from "../variants.ts";
import type { TrainingView } from "../work/training.ts";
import { memo, memoByKey } from "./memo.ts";

/** One cell: a value, or what stands in its place. */
export type Cell<T> =
  | { readonly kind: "none" }
  | { readonly kind: "pending" }
  | { readonly kind: "running"; readonly progress: Progress | null }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "stopped" }
  | {
      readonly kind: "value";
      readonly value: T;
      readonly ratio: number | null;
      /** Whether the difference to the original is smaller than what the measurement can tell. */
      readonly isNoise?: boolean;
    };

export type RowStatus =
  | { readonly kind: "original" }
  | { readonly kind: "idle" }
  | { readonly kind: "needs-data" }
  | { readonly kind: "waiting" }
  | { readonly kind: "running"; readonly progress: Progress | null }
  | { readonly kind: "checking" }
  /** `untried`: the file is sound, but too large to be run here. */
  | { readonly kind: "done"; readonly unchanged: string | null; readonly untried: Failure | null }
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly failure: Failure; readonly task: VariantTask };

export type Family = "original" | "weights" | "integer" | "structure" | "training" | "combination";

export interface Row {
  readonly id: VariantId;
  readonly label: string;
  readonly family: Family;
  readonly summary: string;
  readonly needs: string;
  /** Whether it was made with the newest data; null where data makes no difference, or there is no file. */
  readonly madeWith: "this" | "other" | "none" | null;
  readonly hardware: string;
  readonly expected: string;
  readonly status: RowStatus;
  readonly facts: VariantFacts | null;
  /** Grows with each making. */
  readonly run: number;
  /** Zeros or few different values, which only the download shows. */
  readonly structured: boolean;
  readonly training: TrainingView | null;
  readonly size: Cell<number>;
  readonly gzip: Cell<number>;
  readonly latency: Cell<LatencyFacts>;
  /** What the original took beside this row, where it has taken another time since; milliseconds. */
  readonly originalThen: number | null;
  readonly fidelity: Cell<FidelityFacts>;
  readonly accuracy: Cell<AccuracyFacts>;
}

/** Whether most of a model's weights are float16 as it comes. */
export const isHalf = (model: StudioState["model"]): boolean => model?.weightTypes[0]?.type === "float16";

/** What a technique is expected to make of a model's size. */
export const expectedSize = (meta: ReturnType<typeof techniqueMeta>, half: boolean): string =>
  (half ? meta.expectedOfFloat16 : undefined) ?? meta.expectedSize;

/** Rows in the order of the variants; a row is the same object until something in it changes. */
export const selectRows = (() => {
  const rowOf = memoByKey(buildRow);
  const all = memo(
    (variants: readonly Variant[], hasData: boolean, dataRun: number, half: boolean): readonly Row[] => {
      const source = variants.find((v) => isOriginal(v.id));
      const sizes = source?.make.state === "done" ? source.make.value.size.file : null;
      const gzip = source?.gzip.state === "done" ? source.gzip.value : null;
      const timed = source?.latency.state === "done" ? headline(source.latency.value.facts) : null;
      return variants.map((variant) =>
        rowOf(variant.id, variant, sizes, gzip, timed, hasData, dataRun, half),
      );
    },
  );
  return (state: StudioState) =>
    all(state.variants, state.data.state === "done", state.dataRun, isHalf(state.model));
})();

function buildRow(
  variant: Variant,
  size: number | null,
  gzip: number | null,
  timed: LatencyFigure | null,
  hasData: boolean,
  dataRun: number,
  half: boolean,
): Row {
  const metas = variant.steps.map((step) => techniqueMeta(step.technique));
  const facts = variant.make.state === "done" ? variant.make.value : null;
  const made = facts !== null;
  const source = isOriginal(variant.id);
  const ran = source || variant.fidelity.state === "done";
  return {
    id: variant.id,
    label: labelFor(variant),
    family: familyOf(variant),
    summary: source ? "The file as you opened it." : summaryOf(variant, metas),
    needs: needsData(variant) ? "Needs data" : usesData(variant) ? "Better with data" : "No data",
    madeWith: made ? madeWith(variant, dataRun) : null,
    hardware: metas.at(-1)?.hardware ?? "",
    expected: metas.length === 1 ? expectedSize(metas[0]!, half) : "",
    status: statusOf(variant, hasData),
    facts,
    run: variant.run,
    structured: metas.some((meta) => meta.kind === "structure"),
    training: variant.training,
    size: cell(variant.make, made, ({ size: { file } }) => file, size),
    gzip: cell(variant.gzip, made, (value) => value, gzip),
    latency: latencyCell(variant.latency, made && ran),
    originalThen: source ? null : originalThen(variant.latency, timed),
    fidelity: source ? { kind: "none" } : cell(variant.fidelity, made, (value) => value, null),
    accuracy: cell(variant.accuracy, made && ran && hasData, (value) => value, null),
  };
}

const summaryOf = ({ rules }: Variant, metas: readonly { readonly summary: string }[]): string =>
  [
    ...metas.map(({ summary }) => summary),
    ...(rules.length === 0 ? [] : ["Rules say of single ops how they are stored and computed."]),
  ].join(" ");

function madeWith(variant: Variant, dataRun: number): Row["madeWith"] {
  const { madeOn } = variant;
  if (!usesData(variant)) return null;
  if (madeOn === null) return "none";
  return madeOn === dataRun ? "this" : "other";
}

/** Rows that the data that is there now would change. */
export const selectOutdated = memo((rows: readonly Row[], hasData: boolean): readonly Row[] =>
  hasData
    ? rows.filter(
        ({ madeWith, status }) => status.kind === "done" && madeWith !== null && madeWith !== "this",
      )
    : [],
);

/** Rows with the same techniques are told apart by their settings. */
function labelFor(variant: Variant): string {
  if (isOriginal(variant.id)) return "Original";
  const title = titleOf(variant);
  const settings = isFurther(variant.id) && variant.name === "" ? settingsOf(variant.steps) : "";
  return settings === "" ? title : `${title} (${settings})`.replace(") (", ", ");
}

function familyOf({ id, steps, rules }: Variant): Family {
  if (isOriginal(id)) return "original";
  if (steps.length > 1 || rules.length > 0) return "combination";
  const meta = techniqueMeta(steps[0]!.technique);
  if (meta.kind === "structure") return "structure";
  if (meta.data !== "required") return "weights";
  return meta.id === "qat" ? "training" : "integer";
}

function statusOf(variant: Variant, hasData: boolean): RowStatus {
  const { make, fidelity } = variant;
  if (isOriginal(variant.id)) return { kind: "original" };
  switch (make.state) {
    case "running":
      return { kind: "running", progress: make.progress };
    case "failed":
      return { kind: "failed", failure: make.failure, task: "make" };
    case "cancelled":
      return { kind: "stopped" };
    case "idle":
      if (needsData(variant) && !hasData) return { kind: "needs-data" };
      return { kind: variant.wanted ? "waiting" : "idle" };
    case "done":
      if (fidelity.state === "cancelled") return { kind: "stopped" };
      if (fidelity.state === "done") return { kind: "done", unchanged: make.value.unchanged, untried: null };
      if (fidelity.state !== "failed") return { kind: "checking" };
      return fidelity.failure.code === "runtime-out-of-memory"
        ? { kind: "done", unchanged: make.value.unchanged, untried: fidelity.failure }
        : { kind: "failed", failure: fidelity.failure, task: "fidelity" };
  }
}

function cell<S, T extends S | number>(
  task: Task<S>,
  expected: boolean,
  read: (value: S) => T,
  reference: number | null,
): Cell<T> {
  switch (task.state) {
    case "idle":
      return { kind: expected ? "pending" : "none" };
    case "running":
      return { kind: "running", progress: task.progress };
    case "failed":
      return { kind: "failed", failure: task.failure };
    case "cancelled":
      return { kind: "stopped" };
    case "done": {
      const value = read(task.value);
      return {
        kind: "value",
        value,
        ratio: typeof value === "number" && reference ? value / reference : null,
      };
    }
  }
}

function latencyCell(task: Task<LatencyEntry>, expected: boolean): Cell<LatencyFacts> {
  if (task.state !== "done") return cell<LatencyEntry, never>(task, expected, () => undefined as never, null);
  const { facts, baseline } = task.value;
  const mine = headline(facts);
  const theirs = baseline && headline(baseline);
  if (!mine || !theirs) return { kind: "value", value: facts, ratio: null };
  return { kind: "value", value: facts, ratio: mine.median / theirs.median, isNoise: overlap(mine, theirs) };
}

const overlap = (a: LatencyFigure, b: LatencyFigure): boolean => a.low <= b.high && b.low <= a.high;

function originalThen(task: Task<LatencyEntry>, now: LatencyFigure | null): number | null {
  const then = task.state === "done" && task.value.baseline ? headline(task.value.baseline) : null;
  return then === null || now === null || overlap(then, now) ? null : then.median;
}

/** The figure to show first: all threads where there are several. */
export const headline = (facts: LatencyFacts) => facts.allThreads ?? facts.oneThread;

/** The output that suffered most: a model is as good as its worst output. */
export const worstOutput = (facts: FidelityFacts) =>
  facts.outputs.reduce((worst, output) => (output.sqnr < worst.sqnr ? output : worst), facts.outputs[0]!);
