// What comes before weights are stored as integers: badly scaled channels are equalized, with samples the rounding is
// solved layer by layer, and weights that an earlier step clustered get one scale so that they stay clustered.
import { equalizeChannels } from "../core/equalize/equalize.ts";
import { hasPackedWeights, unpackWeights } from "../core/graph/unpack-weights.ts";
import { type WeightLayer, weightLayers, weightsOf } from "../core/graph/weight-layers.ts";
import { plainBlockScales } from "../core/quant/blockwise.ts";
import type { RoundSpec } from "../core/reconstruct/round-rows.ts";
import { reconstructRounding } from "../core/reconstruct/rounding.ts";
import type { Model, Operator } from "../core/tflite/model.ts";
import type { TechniqueContext, TechniqueWarning } from "./technique.ts";
import { reconstructContext } from "./weights-report.ts";

export interface ChosenForm {
  readonly bits: 4 | 8;
  /** One for each output channel, or for each block. */
  readonly scales: readonly number[];
  /** Neighbours in a row that share a scale; 0 where each output channel has one. */
  readonly block: number;
}

export interface PreparedWeights {
  /** The model to store: the input itself where nothing had to be prepared. */
  readonly model: Model;
  /** How an op's weights are to be stored: undefined for those that take the op's usual form and their own range. */
  chosenFor(op: Operator): ChosenForm | undefined;
  readonly warnings: readonly TechniqueWarning[];
}

export interface Preparation {
  /** Bits of a layer's weights, or null for layers that stay float. */
  bitsOf(layer: WeightLayer): 4 | 8 | null;
  /** Neighbours in a row of the layer that share a scale; 0, as where this is absent, for a scale for each channel. */
  blockOf?(model: Model, layer: WeightLayer): number;
  /** Solve the rounding on samples, where there are some. */
  readonly solve: boolean;
}

/** Symmetric integers of 4 bits, without the lowest. */
const fourBitValues = 15;

/** Most values that a tensor of clustered weights has. */
const mostClusters = 256;

/** The first layer's few weights touch everything after it: a byte each is well spent. */
export const isCheapFirst = (layer: WeightLayer): boolean =>
  layer.first && layer.rows * layer.columns <= 4096;

export async function prepareWeights(
  model: Model,
  { bitsOf, blockOf, solve }: Preparation,
  context: TechniqueContext,
): Promise<PreparedWeights> {
  const warnings: TechniqueWarning[] = [];
  const samples = solve && !context.keep.clusters ? reconstructContext(context) : null;
  const asIs = samples === null && blockOf === undefined && hasPackedWeights(model);
  const plain = asIs ? model : await unpackWeights(model, context);
  const equalized = equalizeChannels(plain);
  if (equalized.changed) warnings.push(equalizedWarning(equalized.groups.filter((g) => g.applied).length));
  let ready = equalized.model;
  const chosen = new Map<string, ChosenForm>();
  // Clusters need one scale for all, or they would part.
  const blockFor = (layer: WeightLayer): number =>
    context.keep.clusters || bitsOf(layer) !== 4 ? 0 : (blockOf?.(ready, layer) ?? 0);
  if (samples !== null) {
    const plan = new Map<string, RoundSpec>(
      weightLayers(ready).flatMap((layer) => {
        const bits = bitsOf(layer);
        const wide = isCheapFirst(layer);
        const spec = {
          bits: bits === 4 && wide ? 8 : (bits ?? 8),
          blockSize: wide ? 0 : blockFor(layer),
          perTensor: false,
          keepZeros: context.keep.sparsity,
        } as const;
        return bits === null ? [] : [[`${layer.graph}/${layer.op}`, spec] as const];
      }),
    );
    const rounded = await reconstructRounding(ready, plan, samples);
    ready = rounded.model;
    for (const [key, layer] of rounded.layers) {
      const { bits, blockSize } = plan.get(key)!;
      chosen.set(key, { bits, scales: [...layer.scales], block: blockSize });
    }
  }
  if (context.keep.clusters) {
    let parted = 0;
    for (const layer of weightLayers(ready)) {
      const bits = bitsOf(layer);
      const scale = bits === null ? null : clusterScale(weightsOf(ready, layer), bits);
      if (bits === null || scale === null) continue;
      if (bits === 4 && new Set(weightsOf(ready, layer)).size > fourBitValues) parted++;
      const scales = new Array<number>(layer.rows).fill(scale);
      chosen.set(`${layer.graph}/${layer.op}`, { bits, scales, block: 0 });
    }
    if (parted > 0) warnings.push(mergedWarning(parted));
  }
  for (const layer of weightLayers(ready)) {
    const block = blockFor(layer);
    const key = `${layer.graph}/${layer.op}`;
    if (block === 0 || chosen.has(key)) continue;
    chosen.set(key, { bits: 4, scales: [...plainBlockScales(weightsOf(ready, layer), block)], block });
  }
  const byOp = new Map<Operator, ChosenForm>();
  ready.subgraphs.forEach((graph, g) =>
    graph.operators.forEach((op, o) => {
      const own = chosen.get(`${g}/${o}`);
      if (own !== undefined) byOp.set(op, own);
    }),
  );
  return { model: ready, chosenFor: (op) => byOp.get(op), warnings };
}

const mergedWarning = (layers: number): TechniqueWarning => ({
  code: "clusters-merged",
  message: `4 bits hold ${fourBitValues} values on an even grid: in ${layers} ${layers === 1 ? "layer" : "layers"} clusters fell together, and what the centroids were solved for is lost. Plain 4-bit weights, made with samples, keep more accuracy; 8-bit ones keep the clusters.`,
});

/** The one scale of a clustered tensor, or null where it has too many values to be one. */
export function clusterScale(weights: Float32Array, bits: 4 | 8): number | null {
  const values = new Set<number>();
  let most = 1e-9;
  for (const w of weights) {
    values.add(w);
    if (values.size > mostClusters) return null;
    most = Math.max(most, Math.abs(w));
  }
  return Math.fround(most / (bits === 4 ? 7 : 127));
}

/**
 * Integer weights of clustered tensors, by op of the primary subgraph: equal values get equal codes, so that all channels
 * have one scale, which is given for each where that is the form.
 */
export function clusteredCodes(
  model: Model,
  perChannel: boolean,
): Map<number, { readonly values: Int8Array; readonly scales: Float32Array }> {
  const found = new Map<number, { values: Int8Array; scales: Float32Array }>();
  for (const layer of weightLayers(model)) {
    if (layer.graph !== 0) continue;
    const weights = weightsOf(model, layer);
    const scale = clusterScale(weights, 8);
    if (scale === null) continue;
    const scales = new Float32Array(perChannel ? layer.rows : 1).fill(scale);
    found.set(layer.op, { values: Int8Array.from(weights, (w) => Math.round(w / scale)), scales });
  }
  return found;
}

export const equalizedWarning = (groups: number): TechniqueWarning => ({
  code: "equalized",
  message: `The channels of ${groups} ${groups === 1 ? "group" : "groups"} of layers differ widely in range; they were scaled alike first, which leaves the float model's results as they are.`,
});
