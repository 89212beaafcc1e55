import type { TensorIndex } from "../../tflite/model.ts";
import { activate } from "../activation.ts";
import type { GraphBuilder } from "../builder.ts";
import { add, concat, mul, reshape, slice, spread, sumAll, sumOver, sumTo } from "../emit.ts";
import { optionsOf, type Rule, single } from "../rule.ts";
import { patches, scatter, type Window, windowAxis } from "../windows.ts";
import { turned } from "./convolution.ts";

/**
 * DEPTHWISE_CONV_2D: for each position of the filter [1, kh, kw, channels · multiplier] the slice of the picture
 * that it sees, times its weights, added up: elementwise work that stays on fast kernels.
 */
export const depthwiseConv2d: Rule = (site) => {
  const { b } = site;
  const options = optionsOf(site, "DepthwiseConv2DOptions")!;
  const [picture, filter] = site.inputs as [number, number];
  const [n, height, width, inChannels] = b.shape(picture) as [number, number, number, number];
  const [, kh, kw, channels] = b.shape(filter) as [number, number, number, number];
  const x = repeatChannels(b, picture, channels / inChannels);
  const window: Window = [
    windowAxis(height, kh, options.strideH, options.dilationHFactor, options.padding),
    windowAxis(width, kw, options.strideW, options.dilationWFactor, options.padding),
  ];
  const weights = Array.from({ length: kh * kw }, (_, i) =>
    reshape(b, slice(b, filter, [0, Math.floor(i / kw), i % kw, 0], [1, 1, 1, channels]), [channels]),
  );
  const weigh = (parts: readonly TensorIndex[], by: readonly TensorIndex[]) =>
    parts.map((part, i) => mul(b, part, by[i]!));
  const seen = patches(b, x, window);
  const sum = sumAll(b, weigh(seen, weights));
  const bias = site.inputs[2] ?? -1;
  const output = bias >= 0 ? add(b, sum, bias, site.activation) : activate(b, sum, site.activation);
  return single(output, (gradient) => {
    let inputGradient: TensorIndex | null = null;
    if (site.wanted[0]) {
      const whole = window.every((a) => a.stride === 1)
        ? sumAll(b, weigh(patches(b, gradient, turned(window)), weights.toReversed()))
        : scatter(
            b,
            weights.map((w) => mul(b, gradient, w)),
            window,
          );
      inputGradient = sumRepeats(b, whole, [n, height, width, inChannels]);
    }
    // The slices are taken anew: kept since the forward pass they would be nine pictures a layer in memory.
    const filterGradient = () =>
      patches(b, x, window).map((part) =>
        reshape(b, sumOver(b, mul(b, part, gradient), [0, 1, 2]), [1, channels]),
      );
    return [
      inputGradient,
      site.wanted[1] ? reshape(b, concat(b, filterGradient(), 0), b.shape(filter)) : null,
      bias >= 0 && site.wanted[2] ? sumTo(b, gradient, b.shape(bias)) : null,
    ];
  });
};

/** Each channel `times` times in a row, as output channel c · times + i reads input channel c. */
function repeatChannels(b: GraphBuilder, x: TensorIndex, times: number): TensorIndex {
  if (times === 1) return x;
  const shape = b.shape(x);
  const spaced = reshape(b, x, [shape[0]! * shape[1]! * shape[2]!, shape[3]!, 1]);
  const repeated = spread(b, spaced, [...b.shape(spaced).slice(0, 2), times]);
  return reshape(b, repeated, [...shape.slice(0, 3), shape[3]! * times]);
}

function sumRepeats(b: GraphBuilder, gradient: TensorIndex, shape: readonly number[]): TensorIndex {
  const times = b.shape(gradient)[3]! / shape[3]!;
  if (times === 1) return gradient;
  const split = reshape(b, gradient, [shape[0]! * shape[1]! * shape[2]!, shape[3]!, times]);
  return reshape(b, sumOver(b, split, [2]), shape);
}
