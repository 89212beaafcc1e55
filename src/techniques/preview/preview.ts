// What pruning and clustering will do to a model's weights, from a sample of them and by magnitude alone: quick enough
// to follow a slider. Figures are estimates; the run itself solves on the data and measures.
import { deflateSync } from "fflate";
import { type ValueHistogram, valueHistogram } from "../../core/graph/histogram.ts";
import { kMeans1d, nearestCentroid } from "../../core/linalg/k-means.ts";
import type { LayerSample, WeightSample } from "../../core/preview/sample-weights.ts";
import { magnitudeMask, type PrunePattern, patternWidth } from "../../core/prune/pattern.ts";
import { magnitudeCosts, spreadShares } from "../../core/prune/shares.ts";
import { clusterMeta } from "../cluster/meta.ts";
import { resolveOptions } from "../options.ts";
import type { Step } from "../pipeline.ts";
import { pruneMeta } from "../prune/meta.ts";
import { leftDense, type Scope } from "../prune/scope.ts";
import type { TechniqueId } from "../technique.ts";
import { storedAs } from "./stored-as.ts";

export interface LayerPreview {
  readonly name: string;
  readonly opName: string;
  readonly weights: number;
  /** Share of zeros. */
  readonly zeros: number;
  /** Different values in the sample; null where the weights are not clustered. */
  readonly values: number | null;
  /** Why it is left alone; null where it is pruned or clustered. */
  readonly left: string | null;
}

export interface WeightPreview {
  readonly layers: readonly LayerPreview[];
  /** Over all weights. */
  readonly zeros: number;
  /** Weights that were looked at, and all there are. */
  readonly sampled: number;
  readonly weights: number;
  /** Bytes of the download. */
  readonly gzip: { readonly before: number; readonly after: number };
  readonly histogram: { readonly before: ValueHistogram; readonly after: ValueHistogram };
}

const bins = 64;

/** The sample's sizes before anything is done, worked out once. */
export interface PreviewBasis {
  readonly sample: WeightSample;
  readonly packed: readonly number[];
  readonly before: ValueHistogram;
}

export function previewBasis(sample: WeightSample): PreviewBasis {
  const packed = sample.layers.map((layer) => packedSize(storedAs(layer.values, 1, keptIn(layer))));
  return { sample, packed, before: histogramOf(sample.layers.map((l) => l.values)) };
}

/** `gzip` is the original's measured size after gzip, or null where it is not known yet. */
export function previewWeights(
  { sample, packed, before }: PreviewBasis,
  steps: readonly Step[],
  gzip: number | null,
): WeightPreview {
  const { layers, fileBytes } = sample;
  let values: readonly Float32Array[] = layers.map((l) => l.values);
  let left: readonly (string | null)[] = layers.map(() => "left alone");
  let distinct: readonly (number | null)[] = layers.map(() => null);
  const pruning = steps.find(({ technique }) => technique === "prune");
  const clustering = steps.find(({ technique }) => technique === "cluster");
  if (pruning) ({ values, left } = pruned(layers, pruning.options));
  if (clustering) {
    const found = clustered(layers, values, clustering.options, pruning !== undefined);
    ({ values, distinct } = found);
    left = layers.map((_, i) => (distinct[i] === null ? "has no more weights than clusters; kept" : null));
  }
  const last = steps.at(-1)?.technique ?? "prune";
  const stored: TechniqueId | null = last === "prune" || last === "cluster" ? null : last;
  // Beyond the sampled weights the file stays as it is.
  const start =
    gzip ?? fileBytes + scaledSum(layers, (l, i) => packed[i]! - (l.half ? 2 : 4) * l.values.length);
  const after = scaledSum(layers, (l, i) => {
    const rows = clustering ? 1 : l.values.length / l.width;
    return packedSize(storedAs(values[i]!, rows, stored ?? keptIn(l))) - packed[i]!;
  });
  const total = layers.reduce((n, l) => n + l.rows * l.columns, 0);
  return {
    layers: layers.map((l, i) => ({
      name: l.name,
      opName: l.opName,
      weights: l.rows * l.columns,
      zeros: zerosOf(values[i]!) / Math.max(1, values[i]!.length),
      values: distinct[i]!,
      left: left[i]!,
    })),
    zeros: scaledSum(layers, (_, i) => zerosOf(values[i]!)) / Math.max(1, total),
    sampled: layers.reduce((n, l) => n + l.values.length, 0),
    weights: total,
    gzip: { before: Math.round(start), after: Math.max(0, Math.round(start + after)) },
    histogram: { before, after: histogramOf(values, before) },
  };
}

/** Sum of a figure of each layer's sample, as much larger as the layer is. */
const scaledSum = (
  layers: readonly LayerSample[],
  figure: (layer: LayerSample, i: number) => number,
): number => layers.reduce((sum, l, i) => sum + (figure(l, i) * l.rows * l.columns) / l.values.length, 0);

/** The form that the file keeps a layer in, and that pruning and clustering leave it in. */
const keptIn = ({ half }: LayerSample): TechniqueId | null => (half ? "float16" : null);

const packedSize = (bytes: Uint8Array): number => deflateSync(bytes, { level: 6 }).length;

const zerosOf = (values: Float32Array): number => values.reduce((n, v) => n + (v === 0 ? 1 : 0), 0);

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Zeros are counted, but not in the bins: they would dwarf everything else. */
function histogramOf(values: readonly Float32Array[], range?: { low: number; high: number }): ValueHistogram {
  const found = valueHistogram(joined(values), bins, range);
  const { low, high, zeros, counts } = found;
  const bin = high > low ? Math.floor((-low * bins) / (high - low)) : 0;
  return { ...found, counts: counts.map((n, i) => (i === bin ? n - zeros : n)) };
}

function pruned(
  layers: readonly LayerSample[],
  given: Step["options"],
): { readonly values: readonly Float32Array[]; readonly left: readonly (string | null)[] } {
  const options = resolveOptions("prune", pruneMeta.options, given);
  const pattern = options.pattern as PrunePattern;
  const width = patternWidth(pattern);
  const share = pattern === "2:4" ? 0.5 : Number(options.sparsity);
  const left = layers.map((l) => leftDense({ ...l, name: l.opName }, options.scope as Scope, pattern));
  const chosen = layers.filter((_, i) => left[i] === null);
  const uneven = options.allocation === "global" && pattern !== "2:4" && chosen.length > 1;
  const shares = uneven
    ? spreadShares(new Map(chosen.map((l) => [l, magnitudeCosts(l.values, width)])), share)
    : new Map<LayerSample, number>();
  const values = layers.map((l, i) => {
    if (left[i] !== null) return l.values;
    const args = { weights: l.values, columns: l.width, pattern, share: shares.get(l) ?? share };
    const mask = magnitudeMask(args);
    return l.values.map((w, k) => (mask[k] === 1 ? w : 0));
  });
  return { values, left };
}

function clustered(
  layers: readonly LayerSample[],
  values: readonly Float32Array[],
  given: Step["options"],
  keepZeros: boolean,
): { readonly values: readonly Float32Array[]; readonly distinct: readonly (number | null)[] } {
  const options = resolveOptions("cluster", clusterMeta.options, given);
  const clusters = Number(options.clusters);
  const zeros = keepZeros || options.preserveSparsity === true;
  const distinct: (number | null)[] = [];
  const result = layers.map((l, i) => {
    const own = values[i]!;
    if (l.rows * l.columns <= clusters) {
      distinct.push(null);
      return own;
    }
    const byRow = options.granularity === "channel";
    const spans = byRow ? rowsOf(own, l.width) : [own];
    const out = new Float32Array(own.length);
    const seen = new Set<number>();
    spans.forEach((span, s) => {
      // The start that needs no search: where the iterations end differs little, and a slider cannot wait.
      const args = {
        values: span,
        weights: null,
        clusters,
        start: "density",
        keepZeros: zeros,
        seed: 1,
      } as const;
      const centroids = byRow ? quantiles(span, clusters, zeros) : kMeans1d(args);
      const from = s * l.width;
      span.forEach((w, k) => {
        const v = zeros && w === 0 ? 0 : centroids[nearestCentroid(centroids, w)]!;
        out[from + k] = v;
        seen.add(v);
      });
    });
    distinct.push(byRow ? Math.min(clusters, seen.size) : seen.size);
    return out;
  });
  return { values: result, distinct };
}

/** Values that stand for equal shares of a row, ascending: near what k-means finds, in no time. */
function quantiles(row: Float32Array, clusters: number, keepZeros: boolean): Float32Array {
  const sorted = (keepZeros ? row.filter((w) => w !== 0) : Float32Array.from(row)).sort();
  const most = clusters - (sorted.length < row.length ? 1 : 0);
  const found = Array.from(
    { length: most },
    (_, k) => sorted[Math.floor(((k + 0.5) / most) * sorted.length)] ?? 0,
  );
  if (sorted.length < row.length) found.push(0);
  return Float32Array.from([...new Set(found)]).sort();
}

const rowsOf = (values: Float32Array, width: number): Float32Array[] =>
  Array.from({ length: values.length / width }, (_, r) => values.subarray(r * width, (r + 1) * width));
