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

const panelRows = 64;

/** One worker's share of the sums. */
export function layerStatistics(args: StatisticsArgs): LayerStatistics {
  return args.geometry.kind === "depthwise" ? depthwiseStatistics(args) : denseStatistics(args);
}

function denseStatistics(args: StatisticsArgs): LayerStatistics {
  const { geometry, rows, columns: n, input, reference, weights, places } = args;
  const gram = new Float64Array(n * n);
  const sum = new Float64Array(n);
  const cross = reference === null ? null : new Float64Array(rows * n);
  const sumTarget = reference === null ? null : new Float64Array(rows);
  const line = new Float32Array(n);
  const panel = new Float32Array(n * panelRows); // [n, panelRows]: each column's values lie together
  const original = reference === null ? null : new Float32Array(n * panelRows);
  const target = reference === null ? null : new Float32Array(rows * panelRows);
  for (let start = 0; start < places.length; start += panelRows) {
    const some = Math.min(panelRows, places.length - start);
    gather(geometry, input, places, start, some, line, panel, sum);
    addGram(panel, n, gram);
    if (reference === null) continue;
    gather(geometry, reference, places, start, some, line, original!, null);
    multiply(weights, rows, n, original!, target!, sumTarget!);
    addProduct(target!, rows, panel, n, cross!);
  }
  return { count: places.length, gram, cross, sum, sumTarget };
}

/** Columns of up to `panelRows` places, transposed; the rest of the panel is zero. */
function gather(
  geometry: ColumnGeometry,
  input: Float32Array,
  places: Int32Array,
  start: number,
  some: number,
  line: Float32Array,
  panel: Float32Array,
  sum: Float64Array | null,
): void {
  const n = line.length;
  if (some < panelRows) panel.fill(0);
  for (let b = 0; b < some; b++) {
    fillColumns(geometry, input, places[start + b]!, line, 0);
    for (let k = 0; k < n; k++) panel[k * panelRows + b] = line[k]!;
    if (sum !== null) for (let k = 0; k < n; k++) sum[k]! += line[k]!;
  }
}

/** gram += P Pᵀ, lower triangle, in tiles of 4 by 2 that stay in registers. */
function addGram(p: Float32Array, n: number, gram: Float64Array): void {
  for (let i = 0; i < n; i += 4) {
    const rows = Math.min(4, n - i);
    for (let j = 0; j < i + rows; j += 2) {
      if (rows === 4 && j + 1 < n) tile(p, i, p, j, n, gram);
      else
        for (let a = i; a < i + rows; a++)
          for (let b = j; b < Math.min(j + 2, n); b++) gram[a * n + b]! += dotPanel(p, a, p, b);
    }
  }
}

/** out += T Pᵀ, [rows, n]. */
function addProduct(t: Float32Array, rows: number, p: Float32Array, n: number, out: Float64Array): void {
  for (let i = 0; i < rows; i += 4) {
    for (let j = 0; j < n; j += 2) {
      if (i + 4 <= rows && j + 1 < n) tile(t, i, p, j, n, out);
      else
        for (let a = i; a < Math.min(i + 4, rows); a++)
          for (let b = j; b < Math.min(j + 2, n); b++) out[a * n + b]! += dotPanel(t, a, p, b);
    }
  }
}

function tile(a: Float32Array, i: number, b: Float32Array, j: number, n: number, out: Float64Array): void {
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  let s20 = 0;
  let s21 = 0;
  let s30 = 0;
  let s31 = 0;
  const a0 = i * panelRows;
  const b0 = j * panelRows;
  for (let k = 0; k < panelRows; k++) {
    const x = b[b0 + k]!;
    const y = b[b0 + panelRows + k]!;
    const w0 = a[a0 + k]!;
    const w1 = a[a0 + panelRows + k]!;
    const w2 = a[a0 + 2 * panelRows + k]!;
    const w3 = a[a0 + 3 * panelRows + k]!;
    s00 += w0 * x;
    s01 += w0 * y;
    s10 += w1 * x;
    s11 += w1 * y;
    s20 += w2 * x;
    s21 += w2 * y;
    s30 += w3 * x;
    s31 += w3 * y;
  }
  const at = i * n + j;
  out[at]! += s00;
  out[at + 1]! += s01;
  out[at + n]! += s10;
  out[at + n + 1]! += s11;
  out[at + 2 * n]! += s20;
  out[at + 2 * n + 1]! += s21;
  out[at + 3 * n]! += s30;
  out[at + 3 * n + 1]! += s31;
}

function dotPanel(a: Float32Array, i: number, b: Float32Array, j: number): number {
  let s = 0;
  for (let k = 0; k < panelRows; k++) s += a[i * panelRows + k]! * b[j * panelRows + k]!;
  return s;
}

/** target = W X for a panel, [rows, panelRows]; its row sums are added to `sum`. */
function multiply(
  w: Float32Array,
  rows: number,
  n: number,
  x: Float32Array,
  target: Float32Array,
  sum: Float64Array,
): void {
  const line = new Float64Array(panelRows);
  for (let r = 0; r < rows; r++) {
    line.fill(0);
    for (let k = 0; k < n; k++) {
      const weight = w[r * n + k]!;
      if (weight === 0) continue;
      const at = k * panelRows;
      for (let b = 0; b < panelRows; b++) line[b]! += weight * x[at + b]!;
    }
    let total = 0;
    for (let b = 0; b < panelRows; b++) {
      target[r * panelRows + b] = line[b]!;
      total += line[b]!;
    }
    sum[r]! += total;
  }
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
