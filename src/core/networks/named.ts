import type { Model } from "../tflite/model.ts";
import type { Numbers } from "./layers.ts";
import { efficientNetLite, mnasNet, mobileNetV1, mobileNetV2 } from "./mobile.ts";
import { resNet, resNet50, resNet101, resNet152, squeezeNet, vgg } from "./residual.ts";

/** A published network by name: `mobilenet-v1/0.25/128` is width and input size, `resnet-101/299` input size. */
export function namedNetwork(name: string, numbers: Numbers): Model {
  const [family, first = "", second = ""] = name.split("/");
  const sizes = { width: Number(first), size: Number(second) };
  switch (family) {
    case "mobilenet-v1":
      return mobileNetV1(numbers, sizes);
    case "mobilenet-v2":
      return mobileNetV2(numbers, sizes);
    case "mnasnet":
      return mnasNet(numbers, sizes);
    case "efficientnet-lite":
      return efficientNetLite(numbers, Number(first) as 0 | 1 | 2 | 3 | 4);
    case "resnet-50":
      return resNet(numbers, { blocks: resNet50, size: Number(first) });
    case "resnet-101":
      return resNet(numbers, { blocks: resNet101, size: Number(first) });
    case "resnet-152":
      return resNet(numbers, { blocks: resNet152, size: Number(first) });
    case "squeezenet":
      return squeezeNet(numbers);
    case "vgg-16":
      return vgg(numbers, 16);
    case "vgg-19":
      return vgg(numbers, 19);
    default:
      throw new Error(`no network ${name}`);
  }
}
