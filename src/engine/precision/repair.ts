import type { Dataset } from "../../core/data/dataset.ts";
import type { CancelSignal, OnProgress } from "../../core/outcome.ts";
import type { Precision } from "../../core/quant/plan.ts";
import { type RepairMeasurement, type RepairResult, repair } from "../../core/repair/repair.ts";
import { type OperatorIndex, operatorName } from "../../core/tflite/model.ts";
import { halves } from "../data/hold-back.ts";
import type {
  RepairFacts,
  RepairLimits,
  RepairMeasure,
  RepairStepFacts,
  SensitivityFacts,
} from "../facts/precision.ts";
import type { Evaluation, Runnable } from "../measure/evaluate.ts";
import type { PrecisionLab } from "./precision-lab.ts";

interface RepairArgs {
  readonly lab: PrecisionLab;
  readonly sensitivity: SensitivityFacts;
  readonly limits: RepairLimits;
  readonly data: Dataset;
  evaluate(variant: Runnable, data: Dataset): Promise<Evaluation>;
  readonly onStep: (step: RepairStepFacts) => void;
  readonly signal: CancelSignal;
  readonly progress: OnProgress;
}

/** With fewer samples than this, counting decisions is too coarse, and the expected agreement is asked as well. */
const enoughToCount = 2000;

/**
 * Keeps ops at the next better precision, the noisiest per byte first, until the exported file is within the limits,
 * then leaves out what turns out not to matter. Where 16 bits do not suffice, ops are tried in float.
 */
export async function repairVariant(args: RepairArgs): Promise<RepairFacts> {
  const { lab, sensitivity } = args;
  const { choosing, heldBack } = halves(args.data);
  const tried: RepairStepFacts[] = [];
  let measure: RepairMeasure = "cosine";
  const attempt = async (kept: ReadonlyMap<OperatorIndex, Precision>): Promise<RepairMeasurement> => {
    const made = await lab.make(kept);
    const judged = judge(await args.evaluate(made, choosing));
    measure = judged.measure;
    return { loss: judged.loss, bytes: made.bytes.length };
  };
  const stage = (float: boolean): Promise<RepairResult<OperatorIndex>> => {
    const precision = (o: OperatorIndex): Precision => (float ? "float" : lab.better(o));
    let seen = 0;
    return repair({
      candidates: sensitivity.ops.map(({ op, alone, bytes }) => ({
        op,
        gain: alone,
        bytes: Math.max(64, bytes),
      })),
      measure: (ops) => attempt(new Map(ops.map((o) => [o, precision(o)]))),
      maxLoss: args.limits.maxLoss,
      ...(args.limits.maxBytes === undefined ? {} : { maxBytes: args.limits.maxBytes }),
      signal: args.signal,
      progress: args.progress,
      onStep: (step) => {
        if (float && seen++ === 0) return;
        const where = float && step.kept.length > 0 ? `${step.tried}, in float` : step.tried;
        const facts = { tried: where, kept: step.kept.length, ...step.measured };
        tried.push(facts);
        args.onStep(facts);
      },
    });
  };
  const first = await stage(false);
  const canFloat = sensitivity.ops.some(({ keep }) => keep !== "float");
  const second = first.reached || !canFloat ? null : await stage(true);
  const float = second !== null && better(second, first, args.limits);
  const result = float ? second : first;
  const kept = new Map<OperatorIndex, Precision>(
    result.kept.map((o) => [o, float ? "float" : lab.better(o)]),
  );
  const held = heldBack === null ? null : await onHeldBack(args, heldBack, kept);
  const graph = lab.model.subgraphs[0]!;
  return {
    measure,
    samples: choosing.count,
    reached: result.reached && (held === null || held.loss <= args.limits.maxLoss),
    heldBack: held,
    loss: result.measured.loss,
    bytes: result.measured.bytes,
    before: { loss: tried[0]!.loss, bytes: tried[0]!.bytes },
    kept: [...kept].map(([o, precision]) => ({
      opName: operatorName(lab.model, graph.operators[o]!),
      tensor: graph.tensors[graph.operators[o]!.outputs[0] ?? -1]?.name ?? "",
      precision,
    })),
    tried,
    steps: lab.steps(kept),
  };
}

/** What the file as it was and the repaired one lose on samples that neither has been chosen on. */
async function onHeldBack(
  { lab, evaluate }: RepairArgs,
  data: Dataset,
  kept: ReadonlyMap<OperatorIndex, Precision>,
): Promise<NonNullable<RepairFacts["heldBack"]>> {
  const before = judge(await evaluate(await lab.make(new Map()), data)).loss;
  const loss = kept.size === 0 ? before : judge(await evaluate(await lab.make(kept), data)).loss;
  return { samples: data.count, before, loss };
}

function better(
  a: RepairResult<OperatorIndex>,
  b: RepairResult<OperatorIndex>,
  { maxBytes = Number.POSITIVE_INFINITY }: RepairLimits,
): boolean {
  const allowed = (r: RepairResult<OperatorIndex>): boolean => r.measured.bytes <= maxBytes;
  if (a.reached !== b.reached) return a.reached;
  if (allowed(a) !== allowed(b)) return allowed(a);
  return a.measured.loss < b.measured.loss;
}

/** The loss in points: of top-1 where there are labels, else of agreement, else of cosine. */
function judge({ outputs, labelled, samples }: Evaluation): { measure: RepairMeasure; loss: number } {
  if (labelled !== null) return { measure: "top-1", loss: -100 * labelled.difference.value };
  const output = outputs[0]!;
  if (output.agreement !== null) {
    const expected = samples < enoughToCount ? (output.expectedAgreement ?? 1) : 1;
    return { measure: "agreement", loss: 100 * (1 - Math.min(output.agreement.value, expected)) };
  }
  const cosines = outputs.map(({ cosine }) => cosine.value);
  return { measure: "cosine", loss: 100 * (1 - Math.min(...cosines)) };
}
