import { panelRows, plainPanel, simdPanel } from "../linalg/simd/panel.ts";
import { type ColumnGeometry, fillColumns } from "./geometry.ts";

/** Sums over sampled output places of one layer; what its least-squares problem is made of. */
export interface LayerStatistics {
  readonly count: number;
  /** Σ x xᵀ, lower triangle, [width, width]; depthwise: [rows, columns, columns]. x: columns in the compressed model. */
  readonly gram: Float64Array;
  /** Σ (W x₀) xᵀ, [rows, columns]. x₀: columns in the original model, W: original weights. Null where x₀ is x. */
  readonly cross: Float64Array | null;
  /** Σ x, [width]; depthwise: [rows, columns]. */
  readonly sum: Float64Array;
  /** Σ W x₀, [rows]; null where x₀ is x. */
  readonly sumTarget: Float64Array | null;
}

export interface StatisticsArgs {
  readonly geometry: ColumnGeometry;
  readonly rows: number;
  readonly columns: number;
  /** The layer's input in the compressed model, all samples. */
  readonly input: Float32Array;
  /** The same in the original model, or null where both are the same. */
  readonly reference: Float32Array | null;
  /** Original weights as a matrix [rows, columns]. */
  readonly weights: Float32Array;
  /** Output places to take, counted over all samples. */
  readonly places: Int32Array;
}

/** One worker's share of the sums. */
export function layerStatistics(args: StatisticsArgs): LayerStatistics {
  return args.geometry.kind === "depthwise" ? depthwiseStatistics(args) : denseStatistics(args);
}

function denseStatistics(args: StatisticsArgs): LayerStatistics {
  const { geometry, columns, input, reference, places } = args;
  const shape = { ...args, withReference: reference !== null };
  const sums = simdPanel(shape) ?? plainPanel(shape);
  const sum = new Float64Array(columns);
  const line = new Float32Array(columns);
  for (let start = 0; start < places.length; start += panelRows) {
    const some = places.subarray(start, start + panelRows);
    gather(geometry, input, some, line, sums.input, sum);
    if (reference !== null) gather(geometry, reference, some, line, sums.reference!, null);
    sums.add();
  }
  return { count: places.length, sum, ...sums.finish() };
}

/** Columns of up to 64 places, transposed; the rest of the panel is zero. */
function gather(
  geometry: ColumnGeometry,
  input: Float32Array,
  places: Int32Array,
  line: Float32Array,
  panel: Float32Array,
  sum: Float64Array | null,
): void {
  const n = line.length;
  if (places.length < panelRows) panel.fill(0);
  places.forEach((place, b) => {
    fillColumns(geometry, input, place, line, 0);
    for (let k = 0; k < n; k++) panel[k * panelRows + b] = line[k]!;
    if (sum !== null) for (let k = 0; k < n; k++) sum[k]! += line[k]!;
  });
}

/** Depthwise: every output channel has a small problem of its own over the kernel's places. */
function depthwiseStatistics(args: StatisticsArgs): LayerStatistics {
  const { geometry, rows, columns: n, input, reference, weights, places } = args;
  const channels = geometry.inputChannels;
  const perInput = rows / channels;
  const gram = new Float64Array(rows * n * n);
  const sum = new Float64Array(rows * n);
  const cross = reference === null ? null : new Float64Array(rows * n);
  const sumTarget = reference === null ? null : new Float64Array(rows);
  const line = new Float32Array(geometry.width); // [n, channels]
  const original = new Float32Array(geometry.width);
  const x = new Float64Array(n);
  for (const place of places) {
    fillColumns(geometry, input, place, line, 0);
    if (reference !== null) fillColumns(geometry, reference, place, original, 0);
    for (let r = 0; r < rows; r++) {
      const c = Math.floor(r / perInput);
      const at = r * n;
      let target = 0;
      for (let k = 0; k < n; k++) {
        x[k] = line[k * channels + c]!;
        sum[at + k]! += x[k]!;
        if (reference !== null) target += weights[at + k]! * original[k * channels + c]!;
      }
      for (let i = 0; i < n; i++) {
        const xi = x[i]!;
        if (xi === 0) continue;
        const row = (at + i) * n;
        for (let j = 0; j <= i; j++) gram[row + j]! += xi * x[j]!;
        if (cross !== null) cross[at + i]! += target * xi;
      }
      if (sumTarget !== null) sumTarget[r]! += target;
    }
  }
  return { count: places.length, gram, cross, sum, sumTarget };
}

/** Adds the shares of several workers up, into the first. */
export function addStatistics(parts: readonly LayerStatistics[]): LayerStatistics {
  const [first, ...others] = parts;
  let { count } = first!;
  const add = (a: Float64Array | null, b: Float64Array | null): void => {
    if (a !== null && b !== null) for (let i = 0; i < a.length; i++) a[i]! += b[i]!;
  };
  for (const part of others) {
    count += part.count;
    add(first!.gram, part.gram);
    add(first!.cross, part.cross);
    add(first!.sum, part.sum);
    add(first!.sumTarget, part.sumTarget);
  }
  return { ...first!, count };
}
