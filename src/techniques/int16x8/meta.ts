import { calibrationMethods } from "../../core/calibration/ranges.ts";
import { defineMeta } from "../technique.ts";

export const int16x8Meta = defineMeta({
  id: "int16x8",
  label: "Int16 activations",
  summary:
    "8-bit weights with 16-bit activations: the size of int8 with nearly the accuracy of float, for accelerators and microcontrollers that have such kernels. Needs some typical inputs, without labels.",
  kind: "quantization",
  data: "required",
  labels: "none",
  hardware: "Ethos-U, some NPUs, microcontrollers; slow on CPUs",
  expectedSize: "about 26 % of float32",
  options: {
    io: {
      type: "choice",
      default: "float32",
      choices: ["float32", "int16"],
      help: "Type of the model's inputs and outputs.",
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
    perChannel: {
      type: "boolean",
      default: true,
      help: "A weight scale for each output channel. Off for accelerators that take one scale per tensor.",
    },
    biasCorrection: {
      type: "boolean",
      default: true,
      help: "Take the mean error that rounding makes in each channel back in the bias.",
    },
    rounding: {
      type: "choice",
      default: "auto",
      choices: ["auto", "nearest", "solved"],
      help: "solved: each layer's weights are rounded so that its outputs stay near the original's, which takes seconds to minutes. nearest: every weight to the nearest integer. auto: solved for models of up to 800,000 weights.",
    },
    rules: {
      type: "text",
      default: "",
      help: 'Precision op by op, the last match wins: [{"regex":"part of the name of its output","operation":"CONV_2D","precision":"float, int8 or int16x8"}].',
    },
    strict: {
      type: "boolean",
      default: false,
      help: "Fail, with a list of the ops to blame, rather than leave some ops in float.",
    },
  },
});
