import { calibrationMethods } from "../../core/calibration/range.ts";
import { integerOptions } from "../integer-options.ts";
import { defineMeta } from "../technique.ts";

export const int8Meta = defineMeta({
  id: "int8",
  label: "Full integer int8",
  summary:
    "Runs everything on 8-bit integers: a quarter of the size, the fastest on phones and the only form that many accelerators take. Needs some typical inputs, without labels.",
  kind: "quantization",
  data: "required",
  labels: "none",
  hardware: "CPU, NPUs, Edge TPU, microcontrollers; Ethos-U and Hexagon among the NPUs",
  expectedSize: "about 26 % of float32",
  expectedOfFloat16: "about 52 % of float16",
  options: {
    io: {
      type: "choice",
      default: "float32",
      choices: ["float32", "int8", "uint8"],
      help: "Type of the model's inputs and outputs. Accelerators and microcontrollers mostly want int8.",
    },
    calibration: {
      type: "choice",
      default: "mse",
      choices: calibrationMethods,
      help: "How a tensor's range is chosen from the samples: the extremes, a moving average of them, all but the rarest values, the least squared error, or the least lost information.",
    },
    percentile: {
      type: "number",
      default: 99.99,
      min: 90,
      max: 100,
      help: "For percentile calibration: share of the values that the range holds, in percent.",
    },
    equalize: {
      type: "boolean",
      default: true,
      help: "Scale up channels that stay small before depthwise layers, as far as the samples show room, so that they keep their precision. Not with minmax and moving-average, which take the model as it is.",
    },
    ...integerOptions,
  },
});
