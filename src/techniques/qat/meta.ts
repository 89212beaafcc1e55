import { defineMeta } from "../technique.ts";

export const qatMeta = defineMeta({
  id: "qat",
  label: "Quantization-aware training",
  summary:
    "Trains the weights while they are rounded as the exported file rounds them, so that the network learns to live with it. Takes minutes and some thousand samples; without labels it learns from the original model.",
  kind: "quantization",
  data: "required",
  labels: "optional",
  hardware: "as full integer int8; as int16 activations where they have 16 bits; CPU where they are float",
  expectedSize: "about 26 % of float32; 15 % with 4-bit weights",
  expectedOfFloat16: "about 52 % of float16; 30 % with 4-bit weights",
  options: {
    weightBits: {
      type: "choice",
      default: "8",
      choices: ["8", "4"],
      help: "Bits of a weight. 4 where kernels take it (CONV_2D, FULLY_CONNECTED), else 8.",
    },
    activationBits: {
      type: "choice",
      default: "8",
      choices: ["8", "16", "float"],
      help: "8: everything runs on 8-bit integers. 16: more exact and slower. float: weights alone are rounded.",
    },
    epochs: {
      type: "number",
      default: 0,
      min: 0,
      max: 1000,
      integer: true,
      zeroChooses: true,
      help: "Passes over the samples. 0 chooses by the model's size.",
    },
    learningRate: {
      type: "number",
      default: 0,
      min: 0,
      max: 1,
      zeroChooses: true,
      help: "Largest step of the optimizer. 0 finds one by a short trial.",
    },
    batch: {
      type: "number",
      default: 0,
      min: 0,
      max: 1024,
      integer: true,
      zeroChooses: true,
      help: "Samples a step. 0 chooses by memory.",
    },
    distill: {
      type: "number",
      default: 0.9,
      min: 0,
      max: 1,
      help: "How much the original model's answers count against the labels: 1 leaves the labels out, 0 the original. Without labels it is 1.",
    },
    io: {
      type: "choice",
      default: "float32",
      choices: ["float32", "int8", "uint8"],
      help: "Type of the model's inputs and outputs. Accelerators and microcontrollers mostly want int8.",
    },
  },
});
