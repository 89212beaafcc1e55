import { rowsWasm } from "./rows.generated.ts";

/** The assembled loops of rows.wat over a memory of their own, into which rows are copied. */
export interface RowKernels {
  /** Where rows go, `capacity` float32. */
  readonly values: Float32Array;
  /** Where their integers come out, as many. */
  readonly integers: Int8Array;
  readonly capacity: number;
  /** Bits of the largest magnitude of `count` values from index `at`. */
  largest(at: number, count: number): number;
  /** Least and greatest of `count` values from index `at`, but for NaN. */
  extremes(at: number, count: number): readonly [number, number];
  /** Divides, rounds half to even and stores `count` values from index `at` at the same index of `integers`. */
  round(at: number, count: number, scale: number): void;
}

const capacity = 1 << 18;
const integersStart = 4 * capacity;

let loaded: RowKernels | null | undefined;

/** The loops, made on first use in each thread; null where the host has no WebAssembly with SIMD or forbids it. */
export function rowKernels(): RowKernels | null {
  if (loaded === undefined) loaded = load();
  return loaded;
}

function load(): RowKernels | null {
  try {
    const bytes = Uint8Array.from(rowsWasm.match(/../g)!, (pair) => Number.parseInt(pair, 16));
    const { memory, largest, extremes, round } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
      .exports as unknown as {
      memory: { readonly buffer: ArrayBuffer };
      largest(at: number, count: number): number;
      extremes(at: number, count: number): readonly [number, number];
      round(at: number, count: number, scale: number, to: number): void;
    };
    return {
      values: new Float32Array(memory.buffer, 0, capacity),
      integers: new Int8Array(memory.buffer, integersStart, capacity),
      capacity,
      largest: (at, count) => largest(4 * at, count),
      extremes: (at, count) => extremes(4 * at, count),
      round: (at, count, scale) => round(4 * at, count, scale, integersStart + at),
    };
  } catch {
    return null;
  }
}
