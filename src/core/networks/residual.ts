// ResNet with its normalization folded (https://arxiv.org/abs/1512.03385, bottleneck blocks), SqueezeNet 1.0
// (https://arxiv.org/abs/1602.07360) and VGG (https://arxiv.org/abs/1409.1556).
import type { Model } from "../tflite/model.ts";
import { type Numbers, network, type Value } from "./layers.ts";

export interface ResNetOptions {
  /** Channels of the first stage; 64 as published. */
  readonly width?: number;
  readonly blocks?: readonly number[];
  readonly size?: number;
  readonly classes?: number;
  readonly seed?: number;
}

/** Blocks of each stage, as published. */
export const resNet50 = [3, 4, 6, 3] as const;
export const resNet101 = [3, 4, 23, 3] as const;
export const resNet152 = [3, 8, 36, 3] as const;

export function resNet(numbers: Numbers, options: ResNetOptions = {}): Model {
  const { width = 64, blocks = resNet50, size = 224, classes = 1001 } = options;
  const { net, input } = network("ResNet", [size, size, 3], numbers, options);
  const total = blocks.reduce((n, b) => n + b, 0);
  let x = net.conv(input, { filters: width, kernel: 7, stride: 2, activation: "RELU" });
  x = net.pool("MAX", x, 3, 2);
  blocks.forEach((count, stage) => {
    const inner = width * 2 ** stage;
    for (let i = 0; i < count; i++) {
      const stride = i === 0 && stage > 0 ? 2 : 1;
      let y = net.conv(x, { filters: inner, activation: "RELU" });
      y = net.conv(y, { filters: inner, kernel: 3, stride, activation: "RELU" });
      // Small at first, so that the sum over many blocks stays in range (https://arxiv.org/abs/1901.09321).
      y = net.conv(y, { filters: inner * 4, gain: 1 / Math.sqrt(total) });
      const skip: Value = i === 0 ? net.conv(x, { filters: inner * 4, stride, gain: 0.7 }) : x;
      x = net.add(skip, y, "RELU");
    }
  });
  return net.finish(net.softmax(net.dense(net.mean(x), classes)));
}

/** [squeeze, expand] of the fire modules; a pool follows the ones at 2 and 6. */
const fires = [
  [16, 64],
  [16, 64],
  [32, 128],
  [32, 128],
  [48, 192],
  [48, 192],
  [64, 256],
  [64, 256],
] as const;

export function squeezeNet(numbers: Numbers): Model {
  const { net, input } = network("SqueezeNet", [224, 224, 3], numbers);
  let x = net.conv(input, { filters: 96, kernel: 7, stride: 2, activation: "RELU", padding: "VALID" });
  x = net.pool("MAX", x, 3, 2, "VALID");
  fires.forEach(([squeeze, expand], i) => {
    const s = net.conv(x, { filters: squeeze, activation: "RELU" });
    const a = net.conv(s, { filters: expand, activation: "RELU" });
    const b = net.conv(s, { filters: expand, kernel: 3, activation: "RELU" });
    x = net.concat([a, b]);
    if (i === 2 || i === 6) x = net.pool("MAX", x, 3, 2, "VALID");
  });
  return net.finish(net.softmax(net.mean(net.conv(x, { filters: 1000, activation: "RELU" }))));
}

/** VGG of 16 or 19 layers. */
export function vgg(numbers: Numbers, layers: 16 | 19): Model {
  const { net, input } = network(`VGG-${layers}`, [224, 224, 3], numbers);
  const deep = layers === 16 ? 3 : 4;
  let x = input;
  for (const [filters, count] of [
    [64, 2],
    [128, 2],
    [256, deep],
    [512, deep],
    [512, deep],
  ] as const) {
    for (let i = 0; i < count; i++) x = net.conv(x, { filters, kernel: 3, activation: "RELU" });
    x = net.pool("MAX", x, 2, 2);
  }
  // The first dense layer looks at the whole 7 x 7 picture: a convolution without padding.
  x = net.conv(x, { filters: 4096, kernel: 7, padding: "VALID", activation: "RELU" });
  x = net.conv(x, { filters: 4096, activation: "RELU" });
  return net.finish(net.softmax(net.dense(net.mean(x), 1000)));
}
