import { storedWeightOptions } from "../stored-weight-options.ts";
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
    ...storedWeightOptions("solved"),
  },
});
