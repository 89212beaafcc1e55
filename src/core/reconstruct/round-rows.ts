import { blockScale } from "../quant/blockwise.ts";
import { carryErrors, carryOrder, descend, gradient, type Project } from "./discrete-rows.ts";
import { hessianOf, type Problem } from "./problem.ts";
import { refitRows } from "./prune-rows.ts";

/** How weights become integers. */
export interface RoundSpec {
  readonly bits: 4 | 8;
  /** Columns that share a scale; 0 for all columns of a row. */
  readonly blockSize: number;
  /** One scale for all rows. */
  readonly perTensor: boolean;
  /** Weights that are exactly zero stay zero. */
  readonly keepZeros: boolean;
}

export interface RoundedRows {
  /** [rows, columns]. */
  readonly codes: Int8Array;
  /** [rows], or [rows, blocks], or [1] per tensor. */
  readonly scales: Float32Array;
  /** codes · scales, [rows, columns]. */
  readonly weights: Float32Array;
}

const sweeps = 8;
/** How much of the range is tried when the ends are clipped. */
const clippings: Record<4 | 8, readonly number[]> = {
  4: [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5],
  8: [1, 0.97, 0.94, 0.9],
};

/** Symmetric rounding of all rows of the problem; `given` are the weights as they came, for their zeros. */
export function roundRows(p: Problem, given: Float32Array, spec: RoundSpec): RoundedRows {
  const n = p.columns;
  const [least, most] = spec.bits === 4 ? [-8, 7] : [-127, 127];
  const width = spec.blockSize > 0 ? Math.min(spec.blockSize, n) : n;
  const blocks = Math.ceil(n / width);
  const mask = spec.keepZeros ? Uint8Array.from(given, (w) => (w === 0 ? 0 : 1)) : null;
  const target = mask === null || !mask.includes(0) ? p.target : Float64Array.from(refitRows(p, mask));
  const own = chooseScales(p, target, width, most, spec);
  const codes = new Int8Array(p.rows * n);
  const weights = new Float32Array(p.rows * n);
  const values = new Float64Array(n);
  let carry = p.perRow ? null : carryOrder(p, 0);
  for (let r = 0; r < p.rows; r++) {
    if (p.perRow) carry = carryOrder(p, r);
    const w = target.subarray(r * n, (r + 1) * n);
    const h = hessianOf(p, r);
    const scaleAt = (k: number): number => own[r * blocks + Math.floor(k / width)]!;
    const code = (k: number, x: number): number => Math.max(least, Math.min(most, roundEven(x / scaleAt(k))));
    const project: Project = (k, x) => (mask !== null && mask[r * n + k] === 0 ? 0 : code(k, x) * scaleAt(k));
    carryErrors(carry!, w, project, values);
    descend(h, w, project, values, sweeps);
    if (blocks === 1 && !spec.perTensor) {
      refineScale(h, w, values, own, r);
      descend(h, w, project, values, sweeps);
    }
    for (let k = 0; k < n; k++) {
      const c = mask !== null && mask[r * n + k] === 0 ? 0 : code(k, values[k]!);
      codes[r * n + k] = c;
      // Adding 0 makes −0 into 0.
      weights[r * n + k] = c * scaleAt(k) + 0;
    }
  }
  return { codes, scales: spec.perTensor ? own.slice(0, 1) : own, weights };
}

/** Scales with the least squared error, each weight counted by its column's variance; [rows, blocks]. */
function chooseScales(
  p: Problem,
  target: Float64Array,
  width: number,
  most: number,
  spec: RoundSpec,
): Float32Array {
  const n = p.columns;
  const blocks = Math.ceil(n / width);
  const scales = new Float32Array(p.rows * blocks);
  for (let r = 0; r < p.rows; r++) {
    const h = hessianOf(p, r);
    for (let b = 0; b < blocks; b++) {
      const to = Math.min(n, (b + 1) * width);
      let range = 0;
      for (let k = b * width; k < to; k++) range = Math.max(range, Math.abs(target[r * n + k]!));
      range = Math.max(range, 1e-9);
      let lowest = Number.POSITIVE_INFINITY;
      for (const share of spec.perTensor ? [1] : clippings[spec.bits]) {
        const exact = (range * share) / most;
        const scale = spec.blockSize > 0 ? blockScale(exact) : Math.fround(exact);
        let error = 0;
        for (let k = b * width; k < to; k++) {
          const x = target[r * n + k]!;
          const q = Math.max(-most - (spec.bits === 4 ? 1 : 0), Math.min(most, Math.round(x / scale)));
          error += h[k * n + k]! * (x - q * scale) ** 2;
        }
        if (error >= lowest) continue;
        lowest = error;
        scales[r * blocks + b] = scale;
      }
    }
  }
  if (spec.perTensor) scales.fill(scales.reduce((a, b) => Math.max(a, b), 0));
  return scales;
}

/** The scale that fits the integers best once they are chosen: least squares of one number. */
function refineScale(
  h: Float64Array,
  w: Float64Array,
  values: Float64Array,
  scales: Float32Array,
  r: number,
): void {
  const zero = new Float64Array(w.length);
  const ofValues = gradient(h, zero, values);
  const ofTarget = gradient(h, zero, w);
  let square = 0;
  let product = 0;
  for (let k = 0; k < w.length; k++) {
    square += values[k]! * ofValues[k]!;
    product += values[k]! * ofTarget[k]!;
  }
  const factor = square > 0 ? product / square : 1;
  if (!(factor > 0.5 && factor < 2)) return;
  const before = scales[r]!;
  scales[r] = before * factor;
  for (let k = 0; k < w.length; k++) values[k] = Math.round(values[k]! / before) * scales[r]!;
}

function roundEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
