import type { TensorIndex } from "../../tflite/model.ts";
import { activate } from "../activation.ts";
import type { GraphBuilder } from "../builder.ts";
import { isPositive, maximum, mul, pad, reshape, spread, sub, sumAll, sumOver, times } from "../emit.ts";
import { optionsOf, type Rule, type Site, single } from "../rule.ts";
import { patches, scatter, type Window, type WindowAxis, windowAxis } from "../windows.ts";

function poolWindow(site: Site): Window {
  const options = optionsOf(site, "Pool2DOptions")!;
  const [, height, width] = site.b.shape(site.inputs[0]!) as [number, number, number];
  return [
    windowAxis(height, options.filterHeight, options.strideH, 1, options.padding),
    windowAxis(width, options.filterWidth, options.strideW, 1, options.padding),
  ];
}

/** How many of the window's elements lie in the picture, for each output along an axis. */
const covered = (a: WindowAxis): number[] =>
  Array.from({ length: a.output }, (_, i) => {
    const start = i * a.stride - a.before;
    return Math.min(start + a.kernel, a.input) - Math.max(start, 0);
  });

/** AVERAGE_POOL_2D: the mean of what each window sees of the picture; the border does not count. */
export const averagePool2d: Rule = (site) => {
  const { b } = site;
  const window = poolWindow(site);
  const [down, across] = window.map(covered) as [number[], number[]];
  const shares = b.floats(
    down.flatMap((h) => across.map((w) => 1 / (h * w))),
    [1, down.length, across.length, 1],
  );
  const mean = mul(b, sumAll(b, patches(b, site.inputs[0]!, window)), shares, site.activation);
  return single(mean, (g) => {
    const share = mul(b, g, shares);
    return [scatter(b, Array(window[0].kernel * window[1].kernel).fill(share), window)];
  });
};

/** Low enough to lose against any activation. PADV2 leaves XNNPACK. */
const padLow = (
  b: GraphBuilder,
  x: TensorIndex,
  pads: readonly (readonly [number, number])[],
): TensorIndex => {
  if (pads.every(([before, after]) => before === 0 && after === 0)) return x;
  const shape = b.shape(x).map((d, i) => d + pads[i]![0] + pads[i]![1]);
  return b.op("PADV2", [x, b.ints(pads.flat(), [pads.length, 2]), b.scalar(-3e38)], shape, {
    type: "PadV2Options",
  });
};

/** MAX_POOL_2D: the gradient goes to the first of the largest elements. */
export const maxPool2d: Rule = (site) => {
  const { b } = site;
  const window = poolWindow(site);
  const x = site.inputs[0]!;
  const seen = patches(b, x, window, window.every((a) => a.before === 0) ? pad : padLow);
  const most = seen.reduce((best, part) => maximum(b, best, part));
  return single(activate(b, most, site.activation), (g) => {
    let left = g;
    const parts = seen.map((part, i) => {
      if (i === seen.length - 1) return left;
      const loses = isPositive(b, sub(b, most, part));
      const rest = mul(b, left, loses);
      const won = sub(b, left, rest);
      left = rest;
      return won;
    });
    return [scatter(b, parts, window)];
  });
};

/** MEAN and SUM over constant axes. */
const reduction =
  (name: "MEAN" | "SUM"): Rule =>
  (site) => {
    const { b } = site;
    const x = site.inputs[0]!;
    const shape = b.shape(x);
    const axes = site.ints(1).map((a) => (a < 0 ? a + shape.length : a));
    const total = sumOver(b, x, axes);
    const kept = b.shape(total);
    const factor = name === "MEAN" ? 1 / axes.reduce((n, a) => n * shape[a]!, 1) : 1;
    const out = optionsOf(site, "ReducerOptions")?.keepDims ? kept : kept.filter((_, i) => !axes.includes(i));
    const value = reshape(b, times(b, total, factor), out);
    return single(value, (g) => [spread(b, times(b, reshape(b, g, kept), factor), shape)]);
  };

export const mean = reduction("MEAN");
export const sum = reduction("SUM");
