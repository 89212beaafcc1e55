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
  expectedOfFloat16: "about 30 % of float16",
  options: {
    ...storedWeightOptions("solved"),
    blockSize: {
      type: "choice",
      default: "0",
      choices: ["0", "32", "64", "128"],
      help: "32, 64 or 128: in fully connected layers, a scale for every so many neighbours of a row, which is nearer to the weights and quantizes the layer's inputs to int8 as they come. 0: a scale for each output channel. Other ops keep a scale for each channel.",
    },
  },
});
