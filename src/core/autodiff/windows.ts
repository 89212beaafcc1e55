// Sliding windows over pictures as slices: what convolutions and pools read, and the sums that carry gradients back.
// A stride s is taken by splitting the picture into its s x s phases first (a reshape and slices of it), because
// STRIDED_SLICE with strides leaves XNNPACK and is ten times slower.

import { Padding } from "../tflite/generated/enums.ts";
import type { TensorIndex } from "../tflite/model.ts";
import type { GraphBuilder } from "./builder.ts";
import { concat, pad, reshape, slice, sumAll } from "./emit.ts";

/** One spatial axis of a window. Lengths in elements. */
export interface WindowAxis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Zeros before the first element. */
  readonly before: number;
}

/** Height, then width. */
export type Window = readonly [WindowAxis, WindowAxis];

/** The axis as TFLite lays it out: SAME centres the window with the odd zero behind. */
export function windowAxis(
  input: number,
  kernel: number,
  stride: number,
  dilation: number,
  padding: number,
): WindowAxis {
  const extent = (kernel - 1) * dilation + 1;
  const same = padding === Padding.SAME;
  const output = same ? Math.ceil(input / stride) : Math.ceil((input - extent + 1) / stride);
  const missing = Math.max(0, (output - 1) * stride + extent - input);
  return { input, output, kernel, stride, dilation, before: same ? Math.floor(missing / 2) : 0 };
}

/** Length that the windows reach over, a multiple of the stride. */
function reach({ output, kernel, stride, dilation }: WindowAxis): number {
  return Math.ceil(((output - 1) * stride + (kernel - 1) * dilation + 1) / stride) * stride;
}

interface Tap {
  readonly phase: number;
  readonly shift: readonly [number, number];
}

function taps([h, w]: Window): Tap[] {
  const list: Tap[] = [];
  for (let y = 0; y < h.kernel; y++) {
    for (let x = 0; x < w.kernel; x++) {
      const [dy, dx] = [y * h.dilation, x * w.dilation];
      list.push({
        phase: (dy % h.stride) * w.stride + (dx % w.stride),
        shift: [Math.floor(dy / h.stride), Math.floor(dx / w.stride)],
      });
    }
  }
  return list;
}

/** Zeros around and excess cut off, so that the picture [n, h, w, c] is as long as its windows reach. */
function frame(b: GraphBuilder, x: TensorIndex, window: Window, padWith: typeof pad): TensorIndex {
  const [n, , , c] = b.shape(x) as [number, number, number, number];
  const kept = window.map((a) => Math.min(a.input, reach(a) - a.before)) as [number, number];
  const cut = slice(b, x, [0, 0, 0, 0], [n, ...kept, c]);
  const ends = window.map((a, i) => [a.before, reach(a) - a.before - kept[i]!] as const);
  return padWith(b, cut, [[0, 0], ends[0]!, ends[1]!, [0, 0]]);
}

/** The inverse of `frame` for gradients. */
function unframe(b: GraphBuilder, x: TensorIndex, window: Window): TensorIndex {
  const [n, , , c] = b.shape(x) as [number, number, number, number];
  const kept = window.map((a) => Math.min(a.input, reach(a) - a.before)) as [number, number];
  const inner = slice(b, x, [0, window[0].before, window[1].before, 0], [n, ...kept, c]);
  return pad(b, inner, [
    [0, 0],
    [0, window[0].input - kept[0]],
    [0, window[1].input - kept[1]],
    [0, 0],
  ]);
}

/**
 * What each position of the window sees: kernel height x width tensors [n, outH, outW, c], row by row, of a
 * picture [n, h, w, c].
 * @param padWith how the border is made; zeros unless told
 */
export function patches(
  b: GraphBuilder,
  x: TensorIndex,
  window: Window,
  padWith: typeof pad = pad,
): TensorIndex[] {
  const [h, w] = window;
  const framed = frame(b, x, window, padWith);
  const [n, height, width, c] = b.shape(framed) as [number, number, number, number];
  const size = [n, height / h.stride, width / w.stride, c];
  const phases = new Map<number, TensorIndex>();
  const phase = (index: number): TensorIndex => {
    if (h.stride === 1 && w.stride === 1) return framed;
    const known = phases.get(index);
    if (known !== undefined) return known;
    const split = reshape(b, framed, [n, size[1]!, h.stride, size[2]!, w.stride * c]);
    const begin = [0, 0, Math.floor(index / w.stride), 0, (index % w.stride) * c];
    const made = reshape(b, slice(b, split, begin, [n, size[1]!, 1, size[2]!, c]), size);
    phases.set(index, made);
    return made;
  };
  return taps(window).map((tap) =>
    slice(b, phase(tap.phase), [0, ...tap.shift, 0], [n, h.output, w.output, c]),
  );
}

/** The transpose of `patches`: adds tensors [n, outH, outW, c] back into a picture [n, h, w, c]. */
export function scatter(b: GraphBuilder, parts: readonly TensorIndex[], window: Window): TensorIndex {
  const [h, w] = window;
  const [n, , , c] = b.shape(parts[0]!) as [number, number, number, number];
  const [height, width] = [reach(h) / h.stride, reach(w) / w.stride];
  const sums: TensorIndex[][] = Array.from({ length: h.stride * w.stride }, () => []);
  taps(window).forEach(({ phase, shift: [dy, dx] }, i) => {
    const ends = [
      [0, 0],
      [dy, height - dy - h.output],
      [dx, width - dx - w.output],
      [0, 0],
    ] as const;
    sums[phase]!.push(pad(b, parts[i]!, ends));
  });
  if (sums.length === 1) return unframe(b, sumAll(b, sums[0]!), window);
  const zeros = () => b.floats(new Float32Array(n * height * width * c), [n, height, width, c]);
  const phases = sums.map((terms) =>
    reshape(b, terms.length === 0 ? zeros() : sumAll(b, terms), [n, height, 1, width, c]),
  );
  const rows = Array.from({ length: h.stride }, (_, y) =>
    concat(b, phases.slice(y * w.stride, (y + 1) * w.stride), 4),
  );
  const whole = reshape(b, concat(b, rows, 2), [n, height * h.stride, width * w.stride, c]);
  return unframe(b, whole, window);
}
