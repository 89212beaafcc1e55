import { calibrateLstms } from "../calibration/lstm.ts";
import { chooseRange, needsHistogram } from "../calibration/ranges.ts";
import { type LstmForm, readLstm } from "../lstm/form.ts";
import type { RoundedGate } from "../lstm/round-gate.ts";
import type { LstmStatistics } from "../lstm/statistics.ts";
import type { Model, OperatorIndex } from "../tflite/model.ts";
import type { IntegerContext, IntegerOptions } from "./integer-job.ts";
import { cellLimit, gateWeightScales, type LstmIntegers, quantizeLstm } from "./lstm.ts";
import type { AffineParams } from "./params.ts";
import type { PlannedOp } from "./plan.ts";
import type { ScaleNote, ScalePlan } from "./scales.ts";

type Options = Pick<IntegerOptions, "calibration" | "percentile" | "biasCorrection" | "solveLstms">;

/** Gates that multiply more inputs and states than this are rounded to the nearest: products grow with the square. */
const mostColumns = 512;

/** Gate values of which more saturate than this are worth a word. */
const muchSaturated = 0.001;

/** The LSTMs that become integer, in float. */
export function plannedLstms(model: Model, planned: readonly PlannedOp[]): Map<OperatorIndex, LstmForm> {
  const found = new Map<OperatorIndex, LstmForm>();
  planned.forEach((plan, o) => {
    if (plan.kind !== "integer" || plan.rule.recurrent !== true) return;
    const form = readLstm(model, model.subgraphs[0]!.operators[o]!);
    if (typeof form !== "string") found.set(o, form);
  });
  return found;
}

/** What happens inside the LSTMs: the known statistics, and a simulation for the others. */
export async function seenLstms(
  model: Model,
  lstms: ReadonlyMap<OperatorIndex, LstmForm>,
  options: Options,
  context: IntegerContext,
): Promise<ReadonlyMap<OperatorIndex, LstmStatistics>> {
  const known = context.knownLstms ?? new Map<OperatorIndex, LstmStatistics>();
  const histogram = needsHistogram(options.calibration);
  const narrow = [...lstms.values()].every((form) => form.inputSize + form.outputSize <= mostColumns);
  const wishes = { histogram, gram: options.solveLstms !== null && narrow };
  const missing = [...lstms].filter(([o]) => {
    const found = known.get(o);
    return (
      found === undefined || (histogram && !found.hidden.histogram) || (wishes.gram && found.gram === null)
    );
  });
  if (missing.length > 0) {
    const found = await calibrateLstms({ ...context, model, lstms: new Map(missing), wishes });
    for (const [o, statistics] of found) known.set(o, statistics);
  }
  return known;
}

/** Integers of all LSTMs whose scales are settled, and what is to be said of them. */
export async function quantizeLstms(args: {
  readonly model: Model;
  readonly lstms: ReadonlyMap<OperatorIndex, LstmForm>;
  readonly statistics: ReadonlyMap<OperatorIndex, LstmStatistics>;
  readonly scales: ScalePlan;
  readonly options: Options;
  readonly context: Pick<IntegerContext, "kernels" | "signal">;
}): Promise<{
  readonly integers: Map<OperatorIndex, LstmIntegers>;
  readonly notes: readonly ScaleNote[];
}> {
  const { model, scales, options } = args;
  const graph = model.subgraphs[0]!;
  const notes: ScaleNote[] = [];
  const integers = new Map<OperatorIndex, LstmIntegers>();
  for (const [o, form] of args.lstms) {
    const output = graph.operators[o]!.outputs[0]!;
    const [read, written] = [scales.read(o, 0), scales.produced.get(output)];
    if (read === undefined || written === undefined || read.type === "float" || written.type === "float") {
      throw new Error("an integer LSTM reads and writes integers");
    }
    const statistics = args.statistics.get(o)!;
    const hiddenRange = chooseRange(statistics.hidden, {
      method: options.calibration,
      percentile: options.percentile,
      bits: 8,
      symmetric: true,
    }) ?? { min: -1, max: 1 };
    integers.set(
      o,
      quantizeLstm({
        form,
        statistics,
        input: read.params,
        output: written.params,
        hiddenRange,
        biasCorrection: options.biasCorrection,
        rounded: await roundGates(form, statistics, read.params, options, args.context),
      }),
    );
    notes.push(...notesOf(graph.tensors[output]!.name, output, statistics));
  }
  return { integers, notes };
}

/** Integers of the gates' weights, solved where they may be. */
async function roundGates(
  form: LstmForm,
  { gram, inputMean, recurrentMean }: LstmStatistics,
  input: AffineParams,
  { solveLstms, biasCorrection }: Options,
  { kernels, signal }: Pick<IntegerContext, "kernels" | "signal">,
): Promise<(RoundedGate | null)[]> {
  if (gram === null || solveLstms === null) return form.gates.map(() => null);
  const means = Float64Array.from([...inputMean, ...recurrentMean]);
  const gates = form.gates.filter((gate) => gate !== null);
  const rounded = await kernels.run(
    "roundGate",
    gates.map((gate) => {
      const scales = gateWeightScales(gate, input);
      return {
        input: gate.input,
        recurrent: gate.recurrent,
        cells: form.cells,
        inputScale: scales.input,
        recurrentScale: scales.recurrent,
        gram,
        // The bias stands behind a normalization, and makes nothing good before it.
        mean: biasCorrection && gate.norm === null ? means : new Float64Array(means.length),
        keepZeros: solveLstms.keepZeros,
      };
    }),
    { signal },
  );
  return form.gates.map((gate) => (gate === null ? null : rounded[gates.indexOf(gate)]!));
}

function notesOf(name: string, tensor: number, { cellMax, saturated }: LstmStatistics): ScaleNote[] {
  const notes: ScaleNote[] = [];
  if (cellMax > cellLimit) {
    notes.push({
      tensor,
      code: "cell-saturates",
      message: `The cell state of “${name}” grows to ${cellMax.toPrecision(3)}; the integer kernel holds no more than ${cellLimit}, and counts no further from there.`,
    });
  }
  if (saturated > muchSaturated) {
    notes.push({
      tensor,
      code: "gates-saturate",
      message: `The integer kernel limits what the gates of “${name}” add up to ±8; that changes ${(100 * saturated).toPrecision(2)} % of their values.`,
    });
  }
  return notes;
}
