import { storedWeightOptions } from "../stored-weight-options.ts";
import { defineMeta } from "../technique.ts";

export const dynamicInt8Meta = defineMeta({
  id: "dynamic-int8",
  label: "Dynamic range int8",
  summary:
    "Stores weights as 8-bit integers and computes with them directly; activations stay float and are quantized on the fly. A quarter of float32's size, mostly faster on CPUs, needs no data.",
  kind: "quantization",
  data: "optional",
  labels: "none",
  hardware: "CPU",
  expectedSize: "about 26 % of float32",
  expectedOfFloat16: "about 52 % of float16",
  options: {
    depthwise: {
      type: "choice",
      default: "int8",
      choices: ["int8", "float"],
      help: "Depthwise convolutions in int8 run on slower kernels (XNNPACK has none for float activations): float keeps their speed and costs little size.",
    },
    ...storedWeightOptions("nearest"),
  },
});
