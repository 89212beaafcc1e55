import { defineMeta } from "../technique.ts";

export const weightInt4Meta = defineMeta({
  id: "weight-int4",
  label: "Weight-only int4",
  summary:
    "Stores weights as 4-bit integers, two to the byte, and turns them back into floats when the model is loaded. An eighth of the size; some accuracy is lost; needs no data.",
  kind: "quantization",
  data: "optional",
  labels: "none",
  hardware: "CPU, recent runtimes",
  expectedSize: "about 15 % of float32",
  options: {
    rounding: {
      type: "choice",
      default: "solved",
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
