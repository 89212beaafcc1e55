import { defineMeta } from "../technique.ts";

export const float16Meta = defineMeta({
  id: "float16",
  label: "Float16",
  summary:
    "Stores weights as 16-bit floats. Half the size with hardly any change in the outputs; GPUs compute in it directly; needs no data.",
  kind: "quantization",
  data: "none",
  labels: "none",
  hardware: "GPU, CPU",
  expectedSize: "about 50 % of float32",
  expectedOfFloat16: "no smaller: the weights are float16 already",
  options: {
    overflow: {
      type: "choice",
      default: "clamp",
      choices: ["clamp", "refuse"],
      help: "What to do with values beyond ±65504, float16's range: store the nearest one that it has, or stop with an error.",
    },
  },
});
