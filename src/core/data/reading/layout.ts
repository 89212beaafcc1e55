// Orders of elements in memory.
import { shapeSize } from "../numbers.ts";

/**
 * `order[k]` is the place of the k-th element (C order) of the transposed array in the array of `shape`.
 * `axes[i]` names the axis of `shape` that becomes axis i.
 */
export function transposition(shape: readonly number[], axes: readonly number[]): Int32Array {
  const strides = shape.map((_, i) => shapeSize(shape.slice(i + 1)));
  const dims = axes.map((a) => shape[a]!);
  const steps = axes.map((a) => strides[a]!);
  const order = new Int32Array(shapeSize(shape));
  const index = dims.map(() => 0);
  let at = 0;
  for (let k = 0; k < order.length; k++) {
    order[k] = at;
    for (let i = dims.length - 1; i >= 0; i--) {
      index[i]!++;
      at += steps[i]!;
      if (index[i]! < dims[i]!) break;
      at -= dims[i]! * steps[i]!;
      index[i] = 0;
    }
  }
  return order;
}

/** Copies elements of `size` bytes stored first dimension fastest into last dimension fastest. */
export function cOrderFromFortran(
  source: Uint8Array,
  target: Uint8Array,
  shape: readonly number[],
  size: number,
): void {
  const index = shape.map(() => 0);
  const steps = shape.map((_, i) => shapeSize(shape.slice(0, i)));
  const count = shapeSize(shape);
  let from = 0;
  for (let k = 0; k < count; k++) {
    for (let b = 0; b < size; b++) target[k * size + b] = source[from * size + b]!;
    for (let i = shape.length - 1; i >= 0; i--) {
      index[i]!++;
      from += steps[i]!;
      if (index[i]! < shape[i]!) break;
      from -= shape[i]! * steps[i]!;
      index[i] = 0;
    }
  }
}
