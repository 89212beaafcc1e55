import { elementCount } from "../graph/index.ts";
import { opCosts } from "../graph/macs.ts";
import { type NumberKind, opViews, type TensorView } from "../targets/op-view.ts";
import type { Model } from "../tflite/model.ts";

/** Kinds of numbers whose speed differs; ops of other kinds cannot be estimated. */
export const speedKinds = ["float", "int8", "dynamic"] as const;
export type SpeedKind = (typeof speedKinds)[number];

/** What a part of a model asks of a processor. */
export interface Work {
  /** Multiply-accumulates of convolutions, dense layers and matrix products. */
  readonly products: number;
  /** Multiply-accumulates of depthwise convolutions, which do little for every element that they read. */
  readonly depthwise: number;
  /** Elements read and written by all ops, weights aside. */
  readonly moved: number;
  /** Ops to start. */
  readonly ops: number;
  /** Constant elements read. */
  readonly weights: number;
}

export const noWork: Work = { products: 0, depthwise: 0, moved: 0, ops: 0, weights: 0 };

export interface ModelWork {
  readonly byKind: Readonly<Record<SpeedKind, Work>>;
  /** Kinds of numbers in the model that no published figure covers, e.g. `int16`. */
  readonly uncovered: readonly NumberKind[];
  /** False where a shape or the number of runs of a loop is not known. */
  readonly known: boolean;
}

const speedOf: Partial<Record<NumberKind, SpeedKind>> = {
  float: "float",
  int8: "int8",
  uint8: "int8",
  dynamic8: "dynamic",
  // Index arithmetic is small beside the rest.
  int32: "float",
  int64: "float",
  bool: "float",
};

/**
 * The work of one inference, apart by the numbers that it is done in. Unpacking weights counts nothing, and neither
 * do ops that are skipped, by their place among all ops of the model.
 */
export function workOf(model: Model, skip: (op: number) => boolean = () => false): ModelWork {
  const sums: Record<SpeedKind, Work> = { float: noWork, int8: noWork, dynamic: noWork };
  const uncovered = new Set<NumberKind>();
  const costs = opCosts(model);
  const views = model.subgraphs.flatMap((graph, g) => opViews(model, graph, g));
  let known = true;
  for (const [i, op] of views.entries()) {
    const { macs, runs } = costs[i]!;
    if (op.unpacks || runs === 0 || skip(i)) continue;
    if (macs === null || runs === null) {
      known = false;
      continue;
    }
    const kind = speedOf[op.kind];
    if (kind === undefined) {
      uncovered.add(op.kind);
      continue;
    }
    const inputs = op.inputs.filter((t) => t !== null);
    const moved = elements([...inputs.filter((t) => !t.fixed), ...op.outputs]);
    const depthwise = op.name === "DEPTHWISE_CONV_2D";
    const before = sums[kind];
    sums[kind] = {
      products: before.products + (depthwise ? 0 : macs * runs),
      depthwise: before.depthwise + (depthwise ? macs * runs : 0),
      moved: before.moved + moved * runs,
      ops: before.ops + runs,
      weights: before.weights + elements(inputs.filter((t) => t.fixed)) * runs,
    };
  }
  return { byKind: sums, uncovered: [...uncovered], known };
}

const elements = (tensors: readonly TensorView[]): number =>
  tensors.reduce((n, t) => n + elementCount(t.shape), 0);
