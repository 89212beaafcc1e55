import type { TensorIndex } from "../../tflite/model.ts";
import type { GraphBuilder } from "../builder.ts";
import { matmul, reshape } from "../emit.ts";
import { optionsOf, type Rule, type Site, single } from "../rule.ts";

interface Sampling {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** Weights [output, input] of one axis. Positions as the TFLite kernels take them. */
type AxisWeights = (input: number, output: number, sampling: Sampling) => Float32Array;

const step = (input: number, output: number, { alignCorners }: Sampling): number =>
  alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output;

const bilinearWeights: AxisWeights = (input, output, sampling) => {
  const weights = new Float32Array(output * input);
  const scale = step(input, output, sampling);
  for (let i = 0; i < output; i++) {
    const at = sampling.halfPixelCenters ? (i + 0.5) * scale - 0.5 : i * scale;
    const low = Math.max(0, Math.floor(at));
    const high = Math.min(input - 1, Math.ceil(at));
    weights[i * input + low]! += 1 - (at - low);
    weights[i * input + high]! += at - low;
  }
  return weights;
};

const nearestWeights: AxisWeights = (input, output, sampling) => {
  const weights = new Float32Array(output * input);
  const scale = step(input, output, sampling);
  for (let i = 0; i < output; i++) {
    const at = Math.fround(Math.fround(i + (sampling.halfPixelCenters ? 0.5 : 0)) * Math.fround(scale));
    const place = sampling.alignCorners ? Math.round(at) : Math.floor(at);
    weights[i * input + Math.max(0, Math.min(input - 1, place))] = 1;
  }
  return weights;
};

/** The gradient [n, H, W, c] of a picture [n, h, w, c] that was resized, through the turned weights of each axis. */
function back(
  b: GraphBuilder,
  g: TensorIndex,
  shape: readonly number[],
  weigh: AxisWeights,
  sampling: Sampling,
): TensorIndex {
  const [n, h, w, c] = shape as [number, number, number, number];
  const [, outH, outW] = b.shape(g) as [number, number, number];
  const across = b.floats(weigh(w, outW, sampling), [1, outW, w]);
  const down = b.floats(weigh(h, outH, sampling), [1, outH, h]);
  const narrow = matmul(b, across, reshape(b, g, [n * outH, outW, c]), { adjX: true });
  const low = matmul(b, down, reshape(b, narrow, [n, outH, w * c]), { adjX: true });
  return reshape(b, low, shape);
}

const resize =
  (name: "RESIZE_BILINEAR" | "RESIZE_NEAREST_NEIGHBOR", weigh: AxisWeights): Rule =>
  (site: Site) => {
    const { b } = site;
    const x = site.inputs[0]!;
    const [height, width] = site.ints(1) as [number, number];
    const shape = b.shape(x);
    const options = optionsOf(
      site,
      name === "RESIZE_BILINEAR" ? "ResizeBilinearOptions" : "ResizeNearestNeighborOptions",
    );
    const sampling = {
      alignCorners: options?.alignCorners === true,
      halfPixelCenters: options?.halfPixelCenters === true,
    };
    const y = b.op(
      name,
      [x, b.ints([height, width])],
      [shape[0]!, height, width, shape[3]!],
      site.options,
      3,
    );
    return single(y, (g) => [back(b, g, shape, weigh, sampling)]);
  };

export const resizeBilinear = resize("RESIZE_BILINEAR", bilinearWeights);
export const resizeNearest = resize("RESIZE_NEAREST_NEIGHBOR", nearestWeights);
