// Networks for phones, from their papers: MobileNet V1 (https://arxiv.org/abs/1704.04861), MobileNet V2
// (https://arxiv.org/abs/1801.04381), EfficientNet-Lite (https://github.com/tensorflow/tpu, efficientnet/lite) and
// MnasNet-B1 (https://arxiv.org/abs/1807.11626).
import type { Model, OperatorName } from "../tflite/model.ts";
import { type Activation, type Network, type Numbers, network, type Value } from "./layers.ts";

export interface MobileOptions {
  readonly width?: number;
  readonly size?: number;
  readonly classes?: number;
  readonly seed?: number;
  readonly floatBorder?: boolean;
}

/** Channels scaled by a width, to a multiple of 8, never more than a tenth below. */
function scaled(channels: number, width: number): number {
  const wanted = channels * width;
  const rounded = Math.max(8, Math.floor((wanted + 4) / 8) * 8);
  return rounded < 0.9 * wanted ? rounded + 8 : rounded;
}

/** [filters, stride] of MobileNet V1's depthwise-separable layers. */
const v1Layers: readonly (readonly [number, number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];

export function mobileNetV1(numbers: Numbers, options: MobileOptions = {}): Model {
  const { width = 1, size = 224, classes = 1001 } = options;
  const { net, input } = network("MobileNet V1", [size, size, 3], numbers, options);
  let x = net.conv(input, { filters: scaled(32, width), kernel: 3, stride: 2, activation: "RELU6" });
  for (const [filters, stride] of v1Layers) {
    x = net.depthwise(x, { kernel: 3, stride, activation: "RELU6" });
    x = net.conv(x, { filters: scaled(filters, width), activation: "RELU6" });
  }
  return net.finish(net.softmax(net.dense(net.mean(x), classes)));
}

interface Stage {
  readonly expand: number;
  readonly filters: number;
  readonly repeats: number;
  readonly stride: number;
  readonly kernel: number;
}

const stage = (expand: number, filters: number, repeats: number, stride: number, kernel: number): Stage => ({
  expand,
  filters,
  repeats,
  stride,
  kernel,
});

const v2Stages = [
  stage(1, 16, 1, 1, 3),
  stage(6, 24, 2, 2, 3),
  stage(6, 32, 3, 2, 3),
  stage(6, 64, 4, 2, 3),
  stage(6, 96, 3, 1, 3),
  stage(6, 160, 3, 2, 3),
  stage(6, 320, 1, 1, 3),
];

const efficientStages = [
  stage(1, 16, 1, 1, 3),
  stage(6, 24, 2, 2, 3),
  stage(6, 40, 2, 2, 5),
  stage(6, 80, 3, 2, 3),
  stage(6, 112, 3, 1, 5),
  stage(6, 192, 4, 2, 5),
  stage(6, 320, 1, 1, 3),
];

const mnasStages = [
  stage(1, 16, 1, 1, 3),
  stage(3, 24, 3, 2, 3),
  stage(3, 40, 3, 2, 5),
  stage(6, 80, 3, 2, 5),
  stage(6, 96, 2, 1, 3),
  stage(6, 192, 4, 2, 5),
  stage(6, 320, 1, 1, 3),
];

/** Inverted residuals: expand by 1x1, filter each channel, project linearly; add the input where shapes allow. */
function inverted(
  net: Network,
  x: Value,
  s: Stage,
  filters: number,
  stride: number,
  activate: (x: Value) => Value,
  fused: Activation,
): Value {
  const depth = x.shape[3]!;
  let y = x;
  if (s.expand !== 1) y = activate(net.conv(y, { filters: depth * s.expand, activation: fused }));
  y = activate(net.depthwise(y, { kernel: s.kernel, stride, activation: fused }));
  y = net.conv(y, { filters, gain: 0.5 });
  return stride === 1 && depth === filters ? net.add(x, y) : y;
}

function invertedNetwork(
  name: string,
  numbers: Numbers,
  stages: readonly Stage[],
  options: MobileOptions & {
    readonly depth?: number;
    readonly stem: number;
    readonly head: number;
    /** In place of the fused RELU6: an op of its own after each convolution. */
    readonly activation?: OperatorName;
    readonly scaleFilters: (filters: number) => number;
  },
): Model {
  const { size = 224, classes = 1001, depth = 1, stem, head, activation } = options;
  const { net, input } = network(name, [size, size, 3], numbers, options);
  const fused = activation === undefined ? "RELU6" : "NONE";
  const activate = (x: Value): Value => (activation === undefined ? x : net.unary(activation, x));
  let x = activate(net.conv(input, { filters: stem, kernel: 3, stride: 2, activation: fused }));
  stages.forEach((s, i) => {
    // EfficientNet-Lite keeps the first and the last stage as they are.
    const repeats = i === 0 || i === stages.length - 1 ? s.repeats : Math.ceil(s.repeats * depth);
    for (let r = 0; r < repeats; r++) {
      const stride = r === 0 ? s.stride : 1;
      x = inverted(net, x, s, options.scaleFilters(s.filters), stride, activate, fused);
    }
  });
  x = activate(net.conv(x, { filters: head, activation: fused }));
  return net.finish(net.softmax(net.dense(net.mean(x), classes)));
}

export function mobileNetV2(
  numbers: Numbers,
  options: MobileOptions & { readonly activation?: OperatorName } = {},
): Model {
  const { width = 1 } = options;
  return invertedNetwork("MobileNet V2", numbers, v2Stages, {
    ...options,
    stem: scaled(32, width),
    head: width > 1 ? scaled(1280, width) : 1280,
    scaleFilters: (f) => scaled(f, width),
  });
}

/** Width, depth and input size of EfficientNet-Lite 0 to 4. */
const liteSizes = [
  [1.0, 1.0, 224],
  [1.0, 1.1, 240],
  [1.1, 1.2, 260],
  [1.2, 1.4, 280],
  [1.4, 1.8, 300],
] as const;

export function efficientNetLite(numbers: Numbers, variant: 0 | 1 | 2 | 3 | 4): Model {
  const [width, depth, size] = liteSizes[variant];
  return invertedNetwork(`EfficientNet-Lite${variant}`, numbers, efficientStages, {
    size,
    depth,
    stem: 32,
    head: 1280,
    classes: 1000,
    scaleFilters: (f) => scaled(f, width),
  });
}

export function mnasNet(numbers: Numbers, options: MobileOptions = {}): Model {
  const { width = 1 } = options;
  return invertedNetwork("MnasNet", numbers, mnasStages, {
    ...options,
    stem: scaled(32, width),
    head: 1280,
    scaleFilters: (f) => scaled(f, width),
  });
}
