// The report's content from what is known: figures from the store, checksums and verdicts from outside.
import type { ReportContent, ReportVariant } from "../../core/report/content.ts";
import { type TargetId, targetNames } from "../../core/targets/target.ts";
import type { TargetFacts } from "../../engine/facts/answers.ts";
import type { AccuracyFacts, VariantId } from "../../engine/facts/variant.ts";
import type { StudioState } from "../model.ts";
import { recipeOf } from "../recipes.ts";
import { isOriginal } from "../variants.ts";
import { headline, type Row, selectRows, worstOutput } from "./rows.ts";

export interface ReportExtras {
  /** ISO 8601. */
  readonly created: string;
  readonly studioVersion: string;
  readonly browser: string;
  readonly checksums: ReadonlyMap<VariantId, string>;
  readonly verdicts: ReadonlyMap<VariantId, TargetFacts>;
}

/** Everything that is known now. Rows that were not made are left out. */
export function reportContent(state: StudioState, extras: ReportExtras): ReportContent {
  if (state.model === null) throw new Error("a report needs a model");
  const { data, environment, target } = state;
  const made = selectRows(state).filter((row) => row.facts !== null);
  return {
    created: extras.created,
    studioVersion: extras.studioVersion,
    model: state.model,
    data:
      data.state === "done"
        ? {
            source: data.value.source,
            samples: data.value.count,
            labelled: data.value.labelled,
            preprocessing: data.value.preprocessing.map(({ setting, value }) => ({ setting, value })),
          }
        : null,
    environment: [
      { name: "Browser", value: extras.browser },
      ...(environment === null
        ? []
        : [
            { name: "Cores", value: String(environment.cores) },
            { name: "Shared memory", value: environment.shared ? "yes" : "no" },
            { name: "WebGPU interface", value: environment.webgpu ? "offered by the browser" : "none" },
          ]),
      ...(target === null ? [] : [{ name: "Target", value: targetNames[target] }]),
    ],
    variants: made.map((row) => variantOf(row, state, extras, target)),
  };
}

function variantOf(
  row: Row,
  state: StudioState,
  { checksums, verdicts }: ReportExtras,
  target: TargetId | null,
): ReportVariant {
  const facts = row.facts!;
  const made = state.variants.find(({ id }) => id === row.id) ?? { steps: [] };
  const timed = row.latency.kind === "value" ? headline(row.latency.value) : null;
  const verdict = target === null ? undefined : verdicts.get(row.id);
  return {
    label: row.label,
    fileName: facts.fileName,
    recipe: isOriginal(row.id) ? null : recipeOf(made, target),
    checksum: checksums.get(row.id) ?? null,
    size: { ...facts.size, gzip: row.gzip.kind === "value" ? row.gzip.value : null },
    latency:
      timed && row.latency.kind === "value"
        ? {
            value: timed.median,
            low: timed.low,
            high: timed.high,
            how: `${row.latency.value.threads} threads, ${timed.runs} runs, ${row.latency.value.environment}`,
          }
        : null,
    fidelity: fidelityOf(row),
    accuracy: row.accuracy.kind === "value" ? accuracyOf(row.accuracy.value) : null,
    estimates: (verdict?.estimates ?? []).flatMap((estimate) =>
      estimate.state === "estimated"
        ? [{ device: estimate.device.label, low: estimate.low, high: estimate.high, measured: false }]
        : [],
    ),
    targets:
      verdict === undefined || target === null
        ? []
        : [{ target: targetNames[target], verdict: verdict.judgement.verdict }],
    warnings: facts.warnings.map(({ message }) => message),
  };
}

function fidelityOf(row: Row): ReportVariant["fidelity"] {
  if (row.fidelity.kind !== "value") return null;
  const { samples, synthetic } = row.fidelity.value;
  const { cosine, sqnr, argmaxAgreement } = worstOutput(row.fidelity.value);
  return { cosine, sqnr, agreement: argmaxAgreement, samples, synthetic };
}

function accuracyOf(facts: AccuracyFacts): ReportVariant["accuracy"] {
  const [metric, value] = facts.top1
    ? (["top-1", facts.top1] as const)
    : facts.meanIou
      ? (["mean IoU", facts.meanIou] as const)
      : facts.agreement
        ? (["agreement with the original", facts.agreement] as const)
        : (["cosine to the original", facts.cosine] as const);
  return { metric, value, samples: facts.samples, difference: facts.difference };
}
