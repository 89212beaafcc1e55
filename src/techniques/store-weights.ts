// What the techniques that need no data have in common: they choose a form for every weight, store it so, and say op
// by op what was done.
import { indexConstants } from "../core/graph/constants.ts";
import { elementCount } from "../core/graph/index.ts";
import {
  type ConstantUse,
  type Rewritten,
  rewriteConstants,
  type Target,
} from "../core/graph/rewrite-constants.ts";
import { type WeightPlace, weightPlace } from "../core/graph/weights.ts";
import type { StoredForm } from "../core/quant/stored-form.ts";
import { type Model, type Operator, operatorName, type Subgraph, type Tensor } from "../core/tflite/model.ts";
import { TensorType } from "../core/tflite/tensor-types.ts";
import { type OpOutcome, reportOps } from "./report.ts";
import type { TechniqueContext, TechniqueResult, TechniqueWarning } from "./technique.ts";
import { hasOnlyIntegerWeights, type WeightState, weightStates } from "./weight-state.ts";

/** A float constant among the inputs of an op. */
export interface WeightUse {
  readonly model: Model;
  readonly graph: Subgraph;
  readonly op: Operator;
  readonly opName: string;
  /** The constant as the op reads it, float32. */
  readonly tensor: Tensor;
  /** The constant as the file holds it. */
  readonly source: Tensor;
  readonly elements: number;
  readonly slot: number;
  /** Where the op keeps its weight; null for ops without one. */
  readonly place: WeightPlace | null;
}

/** What is to become of a constant. */
export interface Decision {
  readonly form: StoredForm;
  readonly dequantize: boolean;
  /** The line for the report; null where a constant is only made to fit what is done with the op's weight. */
  readonly detail: string | null;
}

/** The form to store a constant in; in words why a weight stays as it is; null for other constants that stay. */
export type Decide = (use: WeightUse) => Decision | string | null;

/** Below this many elements a DEQUANTIZE op and its tensors take more bytes than float16 saves. */
export const smallConstant = 128;

export interface Storing {
  readonly decide: Decide;
  /** Last touches to an op whose weight changed, in the copied model. */
  readonly finish?: (model: Model, graph: Subgraph, op: Operator) => void;
  /** Said where no weight can change, e.g. "no op has weights that …". */
  readonly nothing: string;
}

/**
 * Stores each constant as `decide` says. Constants that stay float are left in float16 where the file has them so, but
 * for small ones, which become float32: their DEQUANTIZE op takes more bytes than it saves.
 */
export async function storeWeights(
  model: Model,
  { decide, finish, nothing }: Storing,
  context: TechniqueContext,
): Promise<TechniqueResult> {
  if (hasOnlyIntegerWeights(model)) {
    return untouched(model, "The model's weights are integers already; nothing was changed.");
  }
  const decisions = new Map<string, Decision | string>();
  const choose = (use: ConstantUse): Target => {
    const described = describe(model, use);
    if (described === null) return "keep";
    const decision = decide(described);
    if (decision !== null) decisions.set(keyOf(use.constant.graph, use.op, use.slot), decision);
    if (decision !== null && typeof decision !== "string") {
      return { form: decision.form, dequantize: decision.dequantize };
    }
    return described.elements < smallConstant ? { form: { kind: "dense" }, dequantize: false } : "keep";
  };
  const rewritten = await rewriteConstants(model, choose, context);
  for (const { constant, op, slot } of rewritten.refused) {
    decisions.set(keyOf(constant.graph, op, slot), "its weight holds NaN or infinity, which integers cannot");
  }
  const changed = [...decisions.values()].some((d) => typeof d !== "string" && d.detail !== null);
  if (!changed) return { ...untouched(model, nothing), warnings: warningsOf(model, rewritten) };
  const outcome = outcomes(model, rewritten, decisions);
  model.subgraphs.forEach((graph, g) =>
    graph.operators.forEach((_, o) => {
      const now = rewritten.newIndex[g]![o]!;
      const after = rewritten.model.subgraphs[g]!;
      if (now >= 0 && outcome(g, o).action === "changed")
        finish?.(rewritten.model, after, after.operators[now]!);
    }),
  );
  return {
    model: rewritten.model,
    report: reportOps(model, rewritten.model, rewritten.newIndex, outcome),
    warnings: warningsOf(model, rewritten),
  };
}

const keyOf = (graph: number, op: number, slot: number): string => `${graph} ${op} ${slot}`;

function describe(model: Model, { constant, op: o, slot }: ConstantUse): WeightUse | null {
  const graph = model.subgraphs[constant.graph]!;
  const op = graph.operators[o];
  const tensor = graph.tensors[constant.tensor]!;
  if (op === undefined || tensor.type !== TensorType.FLOAT32) return null;
  return {
    model,
    graph,
    op,
    opName: operatorName(model, op),
    tensor,
    source: graph.tensors[constant.source]!,
    elements: elementCount(tensor.shape),
    slot,
    place: weightPlace(model, op, tensor.shape.length),
  };
}

/** What was done with each op, from what was decided for its inputs. */
function outcomes(
  model: Model,
  { newIndex }: Rewritten,
  decisions: ReadonlyMap<string, Decision | string>,
): (g: number, o: number) => OpOutcome {
  const states = model.subgraphs.map((_, g) => weightStates(model, g));
  const unpackers = model.subgraphs.map((_, g) => indexConstants(model, g).unpackers);
  const kept = (detail: string): OpOutcome => ({ action: "kept", detail });
  return (g, o) => {
    const op = model.subgraphs[g]!.operators[o]!;
    if (newIndex[g]![o]! < 0) {
      return { action: "changed", detail: "removed: what it unpacked is stored in another form" };
    }
    if (unpackers[g]!.has(o)) return kept("still unpacks a constant that some op reads as float");
    const decided = op.inputs.flatMap((_, slot) => decisions.get(keyOf(g, o, slot)) ?? []);
    const done = decided.flatMap((decision) => (typeof decision === "string" ? [] : (decision.detail ?? [])));
    if (done.length > 0) return { action: "changed", detail: [...new Set(done)].join("; ") };
    const reason = decided.find((decision) => typeof decision === "string");
    if (reason !== undefined) return kept(reason);
    return kept(reasons[states[g]!(op)]);
  };
}

const reasons: Readonly<Record<WeightState, string>> = {
  float: "its constants stay in float",
  integer: "its weight is stored in integers already",
  computed: "its weight is computed by another op, so there is nothing to store",
  none: "it has no weights",
};

function untouched(model: Model, unchanged: string): TechniqueResult {
  const states = model.subgraphs.map((_, g) => weightStates(model, g));
  const same = model.subgraphs.map((graph) => Int32Array.from(graph.operators, (_, o) => o));
  const outcome = (g: number, o: number): OpOutcome => ({
    action: "kept",
    detail: reasons[states[g]!(model.subgraphs[g]!.operators[o]!)],
  });
  return { model, report: reportOps(model, model, same, outcome), warnings: [], unchanged };
}

function warningsOf(model: Model, { refused, beyond }: Rewritten): TechniqueWarning[] {
  const nameOf = (graph: number, tensor: number): string => model.subgraphs[graph]!.tensors[tensor]!.name;
  const broken = new Set(refused.map(({ constant }) => nameOf(constant.graph, constant.source)));
  return [
    ...[...broken].map((tensor) => ({
      code: "not-finite",
      message: `The weight “${tensor}” holds NaN or infinity and was left as it is. The model itself is likely broken.`,
      tensor,
    })),
    ...beyond.map(({ constant, values }) => {
      const tensor = nameOf(constant.graph, constant.source);
      const message = `${values} value${values === 1 ? "" : "s"} of “${tensor}” lay beyond float16's range and became ±65504.`;
      return { code: "float16-overflow", message, tensor };
    }),
  ];
}
