import { rowKernels } from "../kernels/simd/rows.ts";

/** Magnitudes beyond this are overflows (masks, −inf) and say nothing of the range. */
export const overflow = 3e38;
/** Values copied at a time to where the assembled loop reads them: 128 kB, which stay in a core's own cache. */
const blockValues = 1 << 15;
/** Fewer are not worth a copy. */
const fewest = 256;

/** Least and greatest value of a slice; NaN and overflows count as nothing. Least > greatest where none is left. */
export function extremes(values: Float32Array, from: number, to: number): [number, number] {
  const kernels = to - from < fewest ? null : rowKernels();
  let low = Infinity;
  let high = -Infinity;
  if (kernels === null) [low, high] = plainExtremes(values, from, to);
  else {
    for (let at = from; at < to; at += blockValues) {
      const end = Math.min(to, at + blockValues);
      kernels.values.set(values.subarray(at, end));
      const [least, most] = kernels.extremes(0, end - at);
      if (least < low) low = least;
      if (most > high) high = most;
    }
  }
  return low > -overflow && high < overflow ? [low, high] : withoutOverflows(values, from, to);
}

/** The same in JavaScript, overflows included. */
export function plainExtremes(values: Float32Array, from: number, to: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = from; i < to; i++) {
    const v = values[i]!;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return [low, high];
}

function withoutOverflows(values: Float32Array, from: number, to: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = from; i < to; i++) {
    const v = values[i]!;
    if (v < low && v > -overflow) low = v;
    if (v > high && v < overflow) high = v;
  }
  return [low, high];
}
