import { defineMeta } from "../technique.ts";

export const clusterMeta = defineMeta({
  id: "cluster",
  label: "Clustered",
  summary:
    "Lets the weights of each layer take only a few different values, for a smaller download. With samples, values and choices are solved so that the accuracy stays.",
  kind: "structure",
  data: "optional",
  labels: "none",
  hardware:
    "any CPU, GPU or NPU; speed is the same; TensorFlow Lite Micro can keep the weights as table indices",
  expectedSize: "same file size; about 80 % smaller once compressed (gzip) at 32 values",
  options: {
    clusters: {
      type: "number",
      default: 32,
      min: 2,
      max: 256,
      integer: true,
      help: "Different values for each set of weights.",
    },
    granularity: {
      type: "choice",
      default: "tensor",
      choices: ["tensor", "channel"],
      help: "One set of values for a whole weight tensor (smallest), or one for each output channel (nearest).",
    },
    init: {
      type: "choice",
      default: "k-means++",
      choices: ["k-means++", "density", "linear"],
      help: "Where the values start: drawn by distance, by equal shares of the weights, or evenly spaced.",
    },
    preserveSparsity: {
      type: "boolean",
      default: true,
      help: "Weights that are zero stay zero.",
    },
  },
});
