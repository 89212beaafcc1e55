import { calibrationMethods } from "../../core/calibration/range.ts";
import { integerOptions } from "../integer-options.ts";
import { defineMeta } from "../technique.ts";

export const int16x8Meta = defineMeta({
  id: "int16x8",
  label: "Int16 activations",
  summary:
    "8-bit weights with 16-bit activations: the size of int8 with nearly the accuracy of float, for accelerators and microcontrollers that have such kernels. Needs some typical inputs, without labels.",
  kind: "quantization",
  data: "required",
  labels: "none",
  hardware: "some NPUs, microcontrollers; Ethos-U among the NPUs; slow on CPUs",
  expectedSize: "about 26 % of float32",
  expectedOfFloat16: "about 52 % of float16",
  options: {
    io: {
      type: "choice",
      default: "float32",
      choices: ["float32", "int16", "int8", "uint8"],
      help: "Type of the model's inputs and outputs. With 8 bits they are as coarse as a full int8 model's, what is between stays exact.",
    },
    calibration: {
      type: "choice",
      default: "minmax",
      choices: calibrationMethods,
      help: "How a tensor's range is chosen from the samples. With 16 bits there is room for the extremes.",
    },
    percentile: {
      type: "number",
      default: 99.999,
      min: 90,
      max: 100,
      help: "For percentile calibration: share of the values that the range holds, in percent.",
    },
    ...integerOptions,
  },
});
