// Ops that move values without computing.

import { InputError } from "../../outcome.ts";
import type { TensorIndex } from "../../tflite/model.ts";
import { activate } from "../activation.ts";
import { concat, count, pad, reshape, slice, spread, sumTo, transpose } from "../emit.ts";
import { optionsOf, type Rule, type Site, single } from "../rule.ts";

/** RESHAPE, SQUEEZE, EXPAND_DIMS: the shape of the output says all. */
export const reshaped: Rule = (site) => {
  const { b } = site;
  const x = site.inputs[0]!;
  return single(reshape(b, x, site.outputShapes[0]!), (g) => [reshape(b, g, b.shape(x))]);
};

export const transposed: Rule = (site) => {
  const { b } = site;
  const order = site.ints(1);
  const back = order.map((_, axis) => order.indexOf(axis));
  return single(transpose(b, site.inputs[0]!, order), (g) => [transpose(b, g, back)]);
};

export const padded: Rule = (site) => {
  const { b } = site;
  const x = site.inputs[0]!;
  const flat = site.ints(1);
  const pads = b.shape(x).map((_, i) => [flat[2 * i]!, flat[2 * i + 1]!] as const);
  return single(pad(b, x, pads), (g) => [
    slice(
      b,
      g,
      pads.map(([before]) => before),
      b.shape(x),
    ),
  ]);
};

/** CONCATENATION; constants without the batch are spread over it. */
export const concatenation: Rule = (site) => {
  const { b } = site;
  const options = optionsOf(site, "ConcatenationOptions")!;
  const output = site.outputShapes[0]!;
  const axis = options.axis < 0 ? options.axis + output.length : options.axis;
  const whole = site.inputs.map((x) => {
    const shape = output.map((d, i) => (i === axis ? b.shape(x)[i]! : d));
    return spread(b, x, shape);
  });
  return single(activate(b, concat(b, whole, axis), site.activation), (g) => {
    let start = 0;
    return whole.map((part, i) => {
      const begin = output.map((_, a) => (a === axis ? start : 0));
      start += b.shape(part)[axis]!;
      if (!site.wanted[i]) return null;
      return sumTo(b, slice(b, g, begin, b.shape(part)), b.shape(site.inputs[i]!));
    });
  });
};

/** SPLIT (axis, x) into equal parts. */
export const split: Rule = (site) => {
  const { b } = site;
  const x = site.inputs[1]!;
  const shape = b.shape(x);
  const given = site.ints(0)[0] ?? 0;
  const axis = given < 0 ? given + shape.length : given;
  const parts = site.outputShapes.length;
  const size = shape.map((d, i) => (i === axis ? d / parts : d));
  const outputs = Array.from({ length: parts }, (_, p) =>
    slice(
      b,
      x,
      shape.map((_d, i) => (i === axis ? p * size[axis]! : 0)),
      size,
    ),
  );
  return {
    outputs,
    backward(gradients) {
      const zeros = () => b.floats(new Float32Array(count(size)), size);
      return [
        null,
        concat(
          b,
          gradients.map((g) => g ?? zeros()),
          axis,
        ),
      ];
    },
  };
};

/** The whole of the batch axis, however the model with its one sample spells it. */
const wholeBatch = (site: Site, x: TensorIndex, axis: number, begin: number, length: number): boolean =>
  axis === 0 && begin === 0 && length === site.modelShapes[0]![0] && length !== site.b.shape(x)[0];

export const sliced: Rule = (site) => {
  const { b } = site;
  const x = site.inputs[0]!;
  const begin = site.ints(1);
  const shape = b.shape(x);
  const size = site.ints(2).map((d, i) => {
    if (wholeBatch(site, x, i, begin[i]!, d)) return shape[i]!;
    return d < 0 ? shape[i]! - begin[i]! : d;
  });
  return single(slice(b, x, begin, size), (g) => [
    pad(
      b,
      g,
      shape.map((d, i) => [begin[i]!, d - begin[i]! - size[i]!] as const),
    ),
  ]);
};

/** STRIDED_SLICE with positive strides, without ellipsis or new axes. */
export const stridedSlice: Rule = (site) => {
  const { b } = site;
  const options = optionsOf(site, "StridedSliceOptions")!;
  const x = site.inputs[0]!;
  const shape = b.shape(x);
  const [begins, ends, strides] = [site.ints(1), site.ints(2), site.ints(3)];
  if (options.ellipsisMask !== 0 || options.newAxisMask !== 0 || strides.some((s) => s < 1)) {
    throw new InputError(
      "train-unsupported",
      "STRIDED_SLICE with an ellipsis, new axes or negative strides cannot be trained.",
    );
  }
  const ranges = shape.map((d, i) => {
    const at = (mask: number) => ((mask >> i) & 1) === 1;
    const inside = (v: number) => Math.min(d, Math.max(0, v < 0 ? v + d : v));
    const stride = strides[i] ?? 1;
    const begin = at(options.beginMask) || i >= begins.length ? 0 : inside(begins[i]!);
    if (at(options.shrinkAxisMask)) return { begin: inside(begins[i]!), length: 1, stride: 1 };
    const all = at(options.endMask) || i >= ends.length || wholeBatch(site, x, i, begin, ends[i]!);
    const end = all ? d : inside(options.offset ? begin + ends[i]! : ends[i]!);
    return { begin, length: Math.max(0, Math.ceil((end - begin) / stride)), stride };
  });
  const size = ranges.map((r) => r.length);
  const begin = ranges.map((r) => r.begin);
  const dense = ranges.every((r) => r.stride === 1);
  const taken = dense
    ? slice(b, x, begin, size)
    : b.op(
        "STRIDED_SLICE",
        [
          x,
          b.ints(begin),
          b.ints(ranges.map((r) => r.begin + (r.length - 1) * r.stride + 1)),
          b.ints(ranges.map((r) => r.stride)),
        ],
        size,
        { ...options, beginMask: 0, endMask: 0, shrinkAxisMask: 0, offset: false },
      );
  return single(reshape(b, taken, site.outputShapes[0]!), (gradient) => {
    let g = reshape(b, gradient, size);
    ranges.forEach((r, axis) => {
      g = spaced(site, g, axis, r.stride);
    });
    const after = shape.map((d, i) => d - begin[i]! - b.shape(g)[i]!);
    const cut = slice(
      b,
      g,
      shape.map(() => 0),
      b.shape(g).map((d, i) => d + Math.min(0, after[i]!)),
    );
    return [
      pad(
        b,
        cut,
        shape.map((_, i) => [begin[i]!, Math.max(0, after[i]!)] as const),
      ),
    ];
  });
};

/** Zeros between the elements of an axis. */
function spaced({ b }: Site, x: TensorIndex, axis: number, stride: number): TensorIndex {
  if (stride === 1) return x;
  const shape = b.shape(x);
  const [outer, inner] = [count(shape.slice(0, axis)), count(shape.slice(axis + 1))];
  const apart = reshape(b, x, [outer, shape[axis]!, 1, inner]);
  const wide = pad(b, apart, [
    [0, 0],
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ]);
  return reshape(
    b,
    wide,
    shape.map((d, i) => (i === axis ? d * stride : d)),
  );
}
