import { storedWeightOptions } from "../stored-weight-options.ts";
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
  expectedOfFloat16: "about 52 % of float16",
  options: {
    ...storedWeightOptions("nearest"),
  },
});
