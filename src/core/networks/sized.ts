import { modelFacts } from "../graph/facts.ts";
import type { Model } from "../tflite/model.ts";
import type { Numbers } from "./layers.ts";
import { mobileNetV2 } from "./mobile.ts";
import { resNet, resNet50, resNet101 } from "./residual.ts";

export type SizedFamily = "mobilenet" | "resnet";

const parametersOf = (model: Model): number => modelFacts(model, new Uint8Array(4), "").parameters;

/**
 * A network whose float32 weights have about so many bytes (small ones within 15 %, as channels come in steps): the
 * published architecture with its channels scaled. The same arguments make the same file.
 */
export function sizedNetwork(
  family: SizedFamily,
  bytes: number,
  numbers: Numbers = "float32",
  seed = 1,
): Model {
  const make = (width: number, kind: Numbers): Model =>
    family === "mobilenet"
      ? mobileNetV2(kind, { width, classes: bytes < 4e6 ? 101 : 1001, seed })
      : resNet(kind, {
          width: Math.max(4, Math.round(width * 64)),
          blocks: bytes > 120e6 ? resNet101 : resNet50,
          classes: bytes < 4e6 ? 101 : 1001,
          seed,
        });
  let [low, high] = [0.05, 8];
  for (let i = 0; i < 24; i++) {
    const middle = Math.sqrt(low * high);
    if (parametersOf(make(middle, "shapes")) * 4 < bytes) low = middle;
    else high = middle;
  }
  const miss = (width: number): number => Math.abs(parametersOf(make(width, "shapes")) * 4 - bytes);
  return make(miss(low) < miss(high) ? low : high, numbers);
}
