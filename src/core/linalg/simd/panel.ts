import { panelWasm } from "./panel.generated.ts";

/** Values of one column in a panel. */
export const panelRows = 64;

/** Sums of products over panels of 64 places; see `plainPanel` for what each call means. */
export interface PanelSums {
  /** Columns of 64 places, [columns, 64]; to be filled before each `add`. */
  readonly input: Float32Array;
  /** The same in the original model, or null where both are the same. */
  readonly reference: Float32Array | null;
  /** Adds the panels in hand to the sums. */
  add(): void;
  finish(): PanelResult;
}

export interface PanelResult {
  /** Σ x xᵀ, [columns, columns]; at least its lower triangle. */
  readonly gram: Float64Array;
  /** Σ (W x₀) xᵀ, [rows, columns]. */
  readonly cross: Float64Array | null;
  /** Σ W x₀, [rows]. */
  readonly sumTarget: Float64Array | null;
}

export interface PanelArgs {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns]. */
  readonly weights: Float32Array;
  readonly withReference: boolean;
}

interface PanelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  product(a: number, rowsA: number, b: number, rowsB: number, out: number, lower: number): void;
  multiply(w: number, rows: number, n: number, x: number, t: number): void;
}

/** Wider layers would need more memory than a worker should hold. */
const widest = 2048;
const rowBytes = 4 * panelRows;
const four = (n: number): number => Math.ceil(n / 4) * 4;

let compiled: WebAssembly.Module | null | undefined;

function load(): PanelExports | null {
  try {
    compiled ??= new WebAssembly.Module(
      Uint8Array.from(panelWasm.match(/../g)!, (pair) => Number.parseInt(pair, 16)),
    );
    return new WebAssembly.Instance(compiled).exports as unknown as PanelExports;
  } catch {
    return null;
  }
}

/** The sums in WebAssembly SIMD, or null where the host has none or the layer is too wide. */
export function simdPanel({ rows, columns, weights, withReference }: PanelArgs): PanelSums | null {
  if (columns > widest) return null;
  const wasm = load();
  if (wasm === null) return null;
  const n = four(columns);
  const r = four(rows);
  let top = 0;
  const place = (bytes: number): number => {
    const at = top;
    top += Math.ceil(bytes / 16) * 16;
    return at;
  };
  const x = place(n * rowBytes);
  const y = withReference ? place(n * rowBytes) : 0;
  const t = withReference ? place(r * rowBytes) : 0;
  const w = withReference ? place(rows * columns * 4) : 0;
  const gram = place(n * n * 8);
  const cross = withReference ? place(r * n * 8) : 0;
  try {
    wasm.memory.grow(Math.ceil(top / 65536));
  } catch {
    return null;
  }
  const { buffer } = wasm.memory;
  if (withReference) new Float32Array(buffer, w, rows * columns).set(weights);
  const target = new Float32Array(buffer, t, withReference ? rows * panelRows : 0);
  const sumTarget = withReference ? new Float64Array(rows) : null;
  return {
    input: new Float32Array(buffer, x, columns * panelRows),
    reference: withReference ? new Float32Array(buffer, y, columns * panelRows) : null,
    add() {
      wasm.product(x, n, x, n, gram, 1);
      if (sumTarget === null) return;
      wasm.multiply(w, rows, columns, y, t);
      wasm.product(t, r, x, n, cross, 0);
      addRowSums(target, sumTarget);
    },
    finish: () => ({
      gram: crop(new Float64Array(buffer, gram, n * n), columns, columns, n),
      cross: withReference ? crop(new Float64Array(buffer, cross, r * n), rows, columns, n) : null,
      sumTarget,
    }),
  };
}

function crop(padded: Float64Array, rows: number, columns: number, width: number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) result.set(padded.subarray(i * width, i * width + columns), i * columns);
  return result;
}

function addRowSums(panel: Float32Array, sums: Float64Array): void {
  for (let r = 0; r < sums.length; r++) {
    let total = 0;
    for (let b = 0; b < panelRows; b++) total += panel[r * panelRows + b]!;
    sums[r]! += total;
  }
}

/** The same sums in JavaScript, plainly: what the assembled ones are checked and measured against. */
export function plainPanel({ rows, columns: n, weights, withReference }: PanelArgs): PanelSums {
  const input = new Float32Array(n * panelRows);
  const reference = withReference ? new Float32Array(n * panelRows) : null;
  const target = new Float32Array(rows * panelRows);
  const gram = new Float64Array(n * n);
  const cross = withReference ? new Float64Array(rows * n) : null;
  const sumTarget = withReference ? new Float64Array(rows) : null;
  return {
    input,
    reference,
    add() {
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) gram[i * n + j]! += dotRows(input, i, input, j);
      }
      if (reference === null || cross === null || sumTarget === null) return;
      target.fill(0);
      for (let r = 0; r < rows; r++) {
        for (let k = 0; k < n; k++) {
          for (let b = 0; b < panelRows; b++) {
            target[r * panelRows + b]! += weights[r * n + k]! * reference[k * panelRows + b]!;
          }
        }
        for (let k = 0; k < n; k++) cross[r * n + k]! += dotRows(target, r, input, k);
      }
      addRowSums(target, sumTarget);
    },
    finish: () => ({ gram, cross, sumTarget }),
  };
}

function dotRows(a: Float32Array, i: number, b: Float32Array, j: number): number {
  let s = 0;
  for (let k = 0; k < panelRows; k++) s += a[i * panelRows + k]! * b[j * panelRows + k]!;
  return s;
}
