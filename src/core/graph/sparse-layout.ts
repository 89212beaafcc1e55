import type { SparseLayout, SparseLevel } from "../kernels/densify.ts";
import { InputError } from "../outcome.ts";
import { DimensionType } from "../tflite/generated/enums.ts";
import type { Tensor } from "../tflite/model.ts";

/**
 * Levels and strides of a sparse tensor, for the `densify` kernel. Dimensions of the traversal order from the rank
 * on are the inner parts of blocked ones. Throws InputError `corrupt-file` where they don't fit the tensor's shape.
 */
export function sparseLayout(tensor: Tensor): SparseLayout {
  const { shape } = tensor;
  const rank = shape.length;
  const order = tensor.sparsity?.traversalOrder ?? [];
  const blocked = tensor.sparsity?.blockMap ?? [];
  const meta = tensor.sparsity?.dimMetadata ?? [];
  const check = (sound: boolean): void => {
    if (sound) return;
    throw new InputError("corrupt-file", `The sparse weight “${tensor.name}” is described wrongly.`, {
      tensor: tensor.name,
    });
  };
  check(order.length === rank + blocked.length && meta.length === order.length);
  check([...order].sort((a, b) => a - b).every((d, i) => d === i));
  check(blocked.every((d) => d >= 0 && d < rank));
  const blockSize = shape.map(() => 1);
  order.forEach((d, level) => {
    if (d >= rank) blockSize[blocked[d - rank]!] = meta[level]!.denseSize;
  });
  const steps = shape.map((_, d) => shape.slice(d + 1).reduce((n, s) => n * s, 1));
  const levels = order.map((d, level): SparseLevel => {
    const { format, denseSize, arraySegments, arrayIndices } = meta[level]!;
    const size = d >= rank ? denseSize : shape[d]! / blockSize[d]!;
    check(Number.isInteger(size));
    if (format === DimensionType.DENSE) {
      check(denseSize === size);
      return { kind: "dense", size };
    }
    check(arraySegments?.values != null && arrayIndices?.values != null);
    return { kind: "csr", size, segments: arraySegments!.values!, indices: arrayIndices!.values! };
  });
  const strides = order.map((d) => (d >= rank ? steps[blocked[d - rank]!]! : steps[d]! * blockSize[d]!));
  return { levels, strides };
}
