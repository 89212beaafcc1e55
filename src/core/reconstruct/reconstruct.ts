import { replaceBias, replaceWeights } from "../graph/replace.ts";
import { biasOf, type WeightLayer, weightsOf } from "../graph/weight-layers.ts";
import type { OnProgress } from "../outcome.ts";
import { seededRandom } from "../random.ts";
import { fixDynamicShapes } from "../run/fix-shapes.ts";
import { copyModel, type Model, type TensorIndex } from "../tflite/model.ts";
import { type ColumnGeometry, columnGeometry } from "./geometry.ts";
import { planStages } from "./stages.ts";
import { addStatistics, type LayerStatistics } from "./statistics.ts";
import {
  type Activations,
  readSamples,
  requireSegments,
  runSegment,
  type StreamContext,
  sampleBytes,
} from "./stream.ts";

export interface ReconstructContext extends StreamContext {
  readonly progress: OnProgress;
  readonly seed: number;
  /** Output places whose columns are summed for one layer; 8,192 unless told. */
  readonly places?: number;
}

/** What a solver is given for one layer. */
export interface LayerTask {
  readonly layer: WeightLayer;
  /** Weights of the layer as it came, as a matrix [rows, columns]. */
  readonly weights: Float32Array;
  readonly bias: Float32Array | null;
  readonly stats: LayerStatistics;
  /** Every row has a Gram matrix of its own. */
  readonly perRow: boolean;
}

/** New weights, as a matrix [rows, columns], and the bias that goes with them. */
export interface LayerSolution {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

export interface Reconstructed {
  readonly model: Model;
  readonly samples: number;
  /** Layers that could not be solved, with the reason. */
  readonly left: ReadonlyMap<WeightLayer, string>;
}

/** Layers wider than this are left to the plain methods: their matrices would take minutes. */
export const widestLayer = 4096;
/** Activations of all samples at one time stay below this; fewer samples are used where they would not. */
const activationBytes = 384 << 20;
/** Output places whose columns are summed for one layer. */
const mostPlaces = 8192;

/** Why a layer cannot be reconstructed; null where it can. */
export function cannotReconstruct(model: Model, layer: WeightLayer): string | null {
  if (layer.graph !== 0) return "it is in a subgraph that runs under a condition or in a loop";
  if (layer.shared) return "its weights serve several ops";
  if (layer.columns > widestLayer) return `it has more than ${widestLayer} inputs`;
  const geometry = columnGeometry(model, layer);
  return typeof geometry === "string" ? geometry : null;
}

/**
 * Solves the layers in order, each on the inputs that it has in the model compressed so far and towards the outputs
 * that it had in the original. Every op runs once for each sample. Throws InputError for models that keep state.
 */
export async function reconstruct(
  model: Model,
  layers: readonly WeightLayer[],
  solve: (task: LayerTask) => Promise<LayerSolution>,
  context: ReconstructContext,
): Promise<Reconstructed> {
  requireSegments(model);
  const left = new Map<WeightLayer, string>();
  const targets = layers.filter((layer) => {
    const reason = cannotReconstruct(model, layer);
    if (reason !== null) left.set(layer, reason);
    return reason === null;
  });
  const original = fixDynamicShapes(model);
  const plan = planStages(original, targets);
  const result = copyModel(model);
  const compressed = original === model ? result : copyModel(original);
  const samples = Math.min(context.data.count, samplesThatFit(model, plan));
  const now = await readSamples(model, context, samples);
  let then: Activations | null = null; // null while nothing differs from the original
  let solved = 0;
  let changed = false;
  for (const [s, segment] of plan.segments.entries()) {
    context.progress({
      phase: "reconstruct",
      done: solved,
      total: targets.length,
      subject: layerName(model, plan.layers[s]?.[0]),
    });
    if (changed && then === null) then = now.fork();
    if (then !== null) await runSegment(original, segment, then, context);
    await runSegment(compressed, segment, now, context);
    const here = plan.layers[s] ?? [];
    for (const layer of here) {
      context.progress({
        phase: "reconstruct",
        done: solved,
        total: targets.length,
        subject: layerName(model, layer),
      });
      const task = await layerTask(model, layer, now, then, context);
      const solution = await solve(task);
      context.signal.throwIfCancelled();
      solved++;
      // A solver that only looks gives the weights back as they were.
      if (solution.weights === task.weights) continue;
      changed = true;
      for (const changing of new Set([compressed, result])) {
        replaceWeights(changing, layer, fromMatrix(layer, solution.weights));
        replaceBias(changing, layer, solution.bias);
      }
    }
    const needed = stillNeeded(plan, s);
    now.keep(needed);
    then?.keep(needed);
  }
  context.progress({ phase: "reconstruct", done: targets.length, total: targets.length });
  return { model: result, samples, left };
}

const layerName = (model: Model, layer: WeightLayer | undefined): string =>
  layer === undefined ? "" : (model.subgraphs[0]!.tensors[layer.output]?.name ?? "");

/** Sums of one layer, its sampled output places spread over the workers. */
async function layerTask(
  model: Model,
  layer: WeightLayer,
  now: Activations,
  then: Activations | null,
  context: ReconstructContext,
): Promise<LayerTask> {
  const geometry = columnGeometry(model, layer) as ColumnGeometry;
  const input = now.get(layer.input) as Float32Array;
  const original = then === null ? input : (then.get(layer.input) as Float32Array);
  const reference = original === input ? null : original;
  const weights = toMatrix(layer, weightsOf(model, layer));
  const places = samplePlaces(geometry.places, now.count, context.places ?? mostPlaces, context.seed);
  const workers = Math.max(1, context.kernels.concurrency);
  const share = Math.ceil(places.length / workers);
  const calls = Array.from({ length: workers }, (_, i) => ({
    geometry,
    rows: layer.rows,
    columns: layer.columns,
    input,
    reference,
    weights,
    places: places.slice(i * share, (i + 1) * share),
  })).filter((call) => call.places.length > 0);
  const parts = await context.kernels.run("layerStatistics", calls, { signal: context.signal });
  return {
    layer,
    weights,
    bias: biasOf(model, layer),
    stats: addStatistics(parts),
    perRow: geometry.kind === "depthwise",
  };
}

/** Output places of all samples: all of them, or as many of each sample, spread by chance within it. */
export function samplePlaces(places: number, samples: number, most: number, seed: number): Int32Array {
  const each = Math.min(places, Math.max(1, Math.floor(most / samples)));
  const random = seededRandom(seed);
  const chosen = new Int32Array(each * samples);
  for (let s = 0; s < samples; s++) {
    for (let i = 0; i < each; i++) {
      // One place out of each of `each` equal stretches.
      const from = Math.floor((i * places) / each);
      const to = Math.floor(((i + 1) * places) / each);
      chosen[s * each + i] = s * places + from + Math.floor(random() * (to - from));
    }
  }
  return chosen;
}

function samplesThatFit(model: Model, plan: ReturnType<typeof planStages>): number {
  let most = 1;
  let made = new Set<TensorIndex>(model.subgraphs[0]!.inputs);
  for (const [s, segment] of plan.segments.entries()) {
    for (const t of segment.outputs) made.add(t);
    most = Math.max(
      most,
      [...made].reduce((sum, t) => sum + sampleBytes(model, t), 0),
    );
    const needed = stillNeeded(plan, s);
    made = new Set([...made].filter((t) => needed.has(t)));
  }
  return Math.max(8, Math.floor(activationBytes / (2 * most)));
}

/** Tensors that segments and layers after stage s read. */
function stillNeeded(plan: ReturnType<typeof planStages>, s: number): Set<TensorIndex> {
  const needed = new Set<TensorIndex>();
  for (let next = s + 1; next < plan.segments.length; next++) {
    for (const t of plan.segments[next]!.inputs) needed.add(t);
    for (const layer of plan.layers[next] ?? []) needed.add(layer.input);
  }
  return needed;
}

/** The weight tensor as a matrix [rows, columns]. */
export function toMatrix<T extends Float32Array | Int8Array>(layer: WeightLayer, weights: T): T {
  return rearrange(layer, weights, (matrix, from, at, place) => {
    matrix[at] = from[place]!;
  });
}

/** The matrix as the weight tensor lies. */
export function fromMatrix<T extends Float32Array | Int8Array>(layer: WeightLayer, matrix: T): T {
  return rearrange(layer, matrix, (weights, from, at, place) => {
    weights[place] = from[at]!;
  });
}

function rearrange<T extends Float32Array | Int8Array>(
  layer: WeightLayer,
  values: T,
  move: (to: T, from: T, at: number, place: number) => void,
): T {
  if (layer.columnStride === 1) return values;
  const result = values.slice() as T;
  for (let r = 0; r < layer.rows; r++) {
    for (let k = 0; k < layer.columns; k++) {
      move(result, values, r * layer.columns + k, r * layer.rowStride + k * layer.columnStride);
    }
  }
  return result;
}
