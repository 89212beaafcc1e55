import type { TensorStatistics } from "../calibration/statistics.ts";
import { indexGraph } from "../graph/index.ts";
import { type Model, type OperatorIndex, operatorName } from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { opRules } from "./op-rules.ts";

/** Inputs of very different size that one op forces into one range. */
export interface FoundRange {
  readonly op: OperatorIndex;
  readonly opName: string;
  /** Name of its output. */
  readonly tensor: string;
  /** Each input's largest magnitude, in its unit, and how many of 256 levels the shared range leaves it. */
  readonly inputs: readonly { readonly tensor: string; readonly largest: number; readonly levels: number }[];
  readonly message: string;
}

/** An input that is left fewer of the 256 levels than this is pointed out. */
const fewLevels = 32;

/**
 * Ops that force inputs of very different size into one range: a CONCATENATION of boxes and scores gives the boxes'
 * range to the scores, which then have a handful of levels. `float` is what was quantized, with the calibrated
 * extremes of its tensors.
 */
export function sharedRanges(float: Model, statistics: ReadonlyMap<number, TensorStatistics>): FoundRange[] {
  const graph = float.subgraphs[0]!;
  const index = indexGraph(graph);
  return graph.operators.flatMap((op, o): FoundRange[] => {
    const opName = operatorName(float, op);
    const rule = opRules[opName];
    if (rule?.scales.kind !== "as-output") return [];
    const slots = rule.activations ?? op.inputs.map((_, slot) => slot);
    const inputs = slots.flatMap((slot) => {
      const t = op.inputs[slot]!;
      if (graph.tensors[t]?.type !== TensorType.FLOAT32) return [];
      const seen = statistics.get(source(t));
      return seen === undefined || seen.samples === 0
        ? []
        : [{ tensor: graph.tensors[t]!.name, low: Math.min(0, seen.min), high: Math.max(0, seen.max) }];
    });
    if (inputs.length < 2) return [];
    const width = Math.max(...inputs.map((i) => i.high)) - Math.min(...inputs.map((i) => i.low));
    const judged = inputs.map(({ tensor, low, high }) => ({
      tensor,
      largest: Math.max(-low, high),
      levels: width === 0 ? 256 : Math.round((256 * (high - low)) / width),
    }));
    const poor = judged.filter(({ levels, largest }) => largest > 0 && levels < fewLevels);
    if (poor.length === 0) return [];
    const tensor = graph.tensors[op.outputs[0]!]!.name;
    const worst = poor.reduce((a, b) => (b.levels < a.levels ? b : a));
    return [
      {
        op: o,
        opName,
        tensor,
        inputs: judged,
        message: `${opName} “${tensor}” gives all its inputs one range; that leaves “${worst.tensor}” ${worst.levels} of 256 levels. In float, or at 16 bits, each keeps its own.`,
      },
    ];
  });

  /** Where a value comes from that was only moved, and has statistics of its own. */
  function source(t: number): number {
    const o = index.producer[t]!;
    if (statistics.has(t) || o < 0) return t;
    const op = graph.operators[o]!;
    const rule = opRules[operatorName(float, op)];
    const from = rule?.scales.kind === "as-input" ? op.inputs[rule.activations?.[0] ?? 0] : undefined;
    return from === undefined ? t : source(from);
  }
}
