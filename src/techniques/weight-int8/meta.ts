import { defineMeta } from "../technique.ts";

export const weightInt8Meta = defineMeta({
  id: "weight-int8",
  label: "Weight-only int8",
  summary:
    "Stores weights as 8-bit integers and turns them back into floats when the model is loaded. A quarter of the size with the accuracy and the speed of the float model, needs no data.",
  kind: "quantization",
  data: "optional",
  labels: "none",
  hardware: "CPU, GPU",
  expectedSize: "about 26 % of float32",
  options: {
    rounding: {
      type: "choice",
      default: "nearest",
      choices: ["nearest", "solved"],
      help: "solved: with samples, each layer's weights are rounded so that its outputs stay near the original's. Without samples every weight goes to the nearest integer.",
    },
    minElements: {
      type: "number",
      default: 0,
      min: 0,
      max: 1_000_000_000,
      integer: true,
      help: "Weights with fewer elements than this stay as they are.",
    },
  },
});
