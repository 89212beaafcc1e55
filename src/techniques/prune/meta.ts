import { defineMeta } from "../technique.ts";

export const pruneMeta = defineMeta({
  id: "prune",
  label: "Pruned",
  summary:
    "Sets the weights that matter least to zero, for a smaller download. With samples, the kept weights are solved anew so that the accuracy stays.",
  kind: "structure",
  data: "optional",
  labels: "optional",
  hardware: "any CPU, GPU or NPU; speed is the same unless the runtime has sparse kernels for the model",
  expectedSize: "same file size; about 40 % smaller once compressed (gzip) at half the weights",
  options: {
    sparsity: {
      type: "number",
      default: 0.5,
      min: 0,
      max: 0.95,
      share: true,
      help: "Share of zeros over all layers that are pruned.",
    },
    pattern: {
      type: "choice",
      default: "unstructured",
      choices: ["unstructured", "2:4", "block1x4", "block1x16"],
      help: "Which weights go together: any (best accuracy), two of every four, or runs of 4 or 16 along a row.",
    },
    scope: {
      type: "choice",
      default: "inner",
      choices: ["inner", "inner+depthwise", "inner+ends", "all"],
      help: "Depthwise layers and the first and last layers hold few weights and lose much accuracy; by default they stay dense.",
    },
    encoding: {
      type: "choice",
      default: "dense",
      choices: ["dense", "sparse"],
      help: "sparse: leave the zeros out of the file (TFLite sparse tensors behind DENSIFY), in weights that are at least 30 % zeros. Float models only; a quantization after it stores its integers dense.",
    },
    allocation: {
      type: "choice",
      default: "global",
      choices: ["uniform", "global"],
      help: "uniform: every layer loses the same share. global: layers that can do without more lose more.",
    },
    finetune: {
      type: "boolean",
      default: false,
      help: "Train while pruning: zeros come in gradually and the other weights learn to make up for them. Takes minutes; needs samples, and labels help.",
    },
    epochs: {
      type: "number",
      default: 0,
      min: 0,
      max: 1000,
      integer: true,
      zeroChooses: true,
      help: "With finetune: passes over the samples. 0 chooses by the model's size.",
    },
    learningRate: {
      type: "number",
      default: 0,
      min: 0,
      max: 1,
      zeroChooses: true,
      help: "With finetune: 0 finds one by a short trial.",
    },
  },
});
