import { type TargetId, targetNames } from "../targets/target.ts";
import { settleByLimit } from "./limits.ts";
import type { Evidence, Question, Tree } from "./tree.ts";

// The advice of the TensorFlow model optimization guide
// (https://ai.google.dev/edge/litert/models/model_optimization): a ready-made model first, then post-training
// quantization, float16 for GPUs, dynamic range where there is no data, full integer with representative data, 16x8
// for sensitive activations, training where post-training misses, pruning and clustering before quantization for the
// download size.

const yesNo = (yes: string, no: string): Question["choices"] => [
  { id: "yes", label: "Yes", leadsTo: yes },
  { id: "no", label: "No", leadsTo: no },
];

const knownData = (evidence: Evidence) =>
  evidence.hasData ? { choice: "yes", from: "you added data" } : null;

const knownLabels = (evidence: Evidence) =>
  evidence.hasLabels ? { choice: "yes", from: "your data has labels" } : null;

const gpus: readonly TargetId[] = ["android-gpu", "browser-webgpu"];
const integerOnly: readonly TargetId[] = ["edge-tpu", "ethos-u", "hexagon"];

/** A target that is an accelerator settles the goal; a CPU leaves size and latency open. */
const knownGoal = ({ target }: Evidence) =>
  target && (gpus.includes(target) || integerOnly.includes(target))
    ? { choice: "accelerator", from: `the target is ${targetNames[target]}` }
    : null;

const knownAccelerator = ({ target }: Evidence) => {
  if (!target) return null;
  if (gpus.includes(target)) return { choice: "gpu", from: `the target is ${targetNames[target]}` };
  return integerOnly.includes(target)
    ? { choice: "integer", from: `${targetNames[target]} computes in integers only` }
    : null;
};

/** The one accelerator here that certainly takes no 16-bit activations; others do for some ops. */
const knownSixteen = ({ target }: Evidence) =>
  target === "edge-tpu" ? { choice: "no", from: "the Edge TPU takes 8-bit integers only" } : null;

const representative = (id: string, yes: string, no: string): Question => ({
  id,
  text: "Is there a representative dataset?",
  help: "A hundred or more typical inputs, such as photos from the app. Labels are not needed: the inputs only show which values flow through the model.",
  choices: yesNo(yes, no),
  facts: ["data"],
  settle: knownData,
});

const labelled = (id: string, yes: string, no: string): Question => ({
  id,
  text: "Is there labelled training data?",
  help: "Inputs with the right answer for each. Training on them lets the model get used to the rounding.",
  choices: yesNo(yes, no),
  facts: ["labels"],
  settle: knownLabels,
});

const accurate = (id: string, about: string, yes: string, no: string): Question => ({
  id,
  text: "Is the accuracy after quantization good enough?",
  help: "Compare with the original on your own data where you can. A difference inside the interval is noise.",
  choices: yesNo(yes, no),
  about,
  facts: ["accuracy"],
  limit: "loss",
  settle: settleByLimit(about, "loss", { within: "yes", beyond: "no" }),
});

const stillTooLarge = (id: string, about: string, yes: string, no: string): Question => ({
  id,
  text: "Is the download size still too large?",
  help: "Look at the gzip column: app stores and web servers compress what they send.",
  choices: yesNo(yes, no),
  about,
  facts: ["gzip"],
  limit: "gzip",
  settle: settleByLimit(about, "gzip", { within: "no", beyond: "yes" }),
});

export const guide: Tree = {
  root: "ready-made",
  questions: [
    {
      id: "ready-made",
      text: "Is there a ready-made model that fits?",
      help: "Somebody may have published a small one for the same task, optimized and measured already. That saves all the work below.",
      choices: yesNo("ready-made-list", "goal"),
      about: "original",
      facts: ["size", "latency"],
      settle: ({ model }) => (model ? { choice: "no", from: `you opened ${model}` } : null),
    },
    {
      id: "goal",
      text: "What matters most?",
      help: "Every technique makes the file smaller. They differ in what else they give, and in what they ask for.",
      choices: [
        { id: "size", label: "Size", leadsTo: "size-data" },
        { id: "latency", label: "Latency on the CPU", leadsTo: "latency-data" },
        { id: "accelerator", label: "An accelerator", leadsTo: "which-accelerator" },
      ],
      about: "original",
      facts: ["gzip", "latency", "target"],
      settle: knownGoal,
    },
    {
      id: "which-accelerator",
      text: "Which accelerator?",
      help: "GPUs compute in floating point. Edge TPUs, DSPs and most NPUs compute in integers only.",
      choices: [
        { id: "gpu", label: "GPU", leadsTo: "float16" },
        { id: "integer", label: "Edge TPU, DSP or NPU", leadsTo: "accelerator-data" },
      ],
      facts: ["target"],
      settle: knownAccelerator,
    },
    representative("accelerator-data", "accelerator-accuracy", "int8"),
    accurate("accelerator-accuracy", "int8", "int8", "accelerator-labels"),
    labelled("accelerator-labels", "qat", "accelerator-sixteen"),
    {
      id: "accelerator-sixteen",
      text: "Does it take 16-bit activations?",
      help: "Newer NPUs and DSPs do for many ops, which keeps accuracy without training. Where it does not, training works without labels too: the model then learns from the original's outputs.",
      choices: yesNo("int16x8", "qat"),
      facts: ["target"],
      settle: knownSixteen,
    },

    representative("latency-data", "latency-accuracy", "latency-dynamic"),
    accurate("latency-dynamic", "dynamic-int8", "dynamic-int8", "float16"),
    accurate("latency-accuracy", "int8", "latency-enough", "latency-labels"),
    {
      id: "latency-enough",
      text: "Is it fast enough?",
      help: "Timed here, in this browser: the device will differ, but what is faster here is mostly faster there. A measurement from the device can be imported in a row's details.",
      choices: yesNo("int8", "latency-accelerator"),
      about: "int8",
      facts: ["latency"],
      limit: "latency",
      settle: settleByLimit("int8", "latency", { within: "yes", beyond: "no" }),
    },
    {
      id: "latency-accelerator",
      text: "What faster hardware is there?",
      help: "Nothing on the CPU is faster than full integers. An accelerator can be, by ten times; so can a smaller ready-made model.",
      choices: [
        { id: "gpu", label: "GPU", leadsTo: "float16" },
        { id: "integer", label: "Edge TPU, DSP or NPU", leadsTo: "int8" },
        { id: "none", label: "None", leadsTo: "ready-made-list" },
      ],
      facts: ["target"],
    },
    labelled("latency-labels", "qat", "int16x8"),

    representative("size-data", "size-accuracy", "size-weights"),
    accurate("size-weights", "weight-int8", "size-enough", "float16"),
    stillTooLarge("size-enough", "weight-int8", "weight-int4", "weight-int8"),
    accurate("size-accuracy", "int8", "size-integer-enough", "size-labels"),
    stillTooLarge("size-integer-enough", "int8", "size-structure", "int8"),
    {
      id: "size-structure",
      text: "How should the weights be simplified?",
      help: "Zeros and repeated values take little room once the file is compressed. Both come before quantization.",
      choices: [
        { id: "prune", label: "Many zeros (prune)", leadsTo: "prune+int8" },
        { id: "cluster", label: "Few values (cluster)", leadsTo: "cluster+int8" },
        { id: "both", label: "Both", leadsTo: "prune+cluster+int8" },
      ],
      about: "int8",
      facts: ["gzip"],
    },
    labelled("size-labels", "qat", "int16x8"),
  ],
  endings: [
    {
      id: "ready-made-list",
      techniques: [],
      because: "A published model that is small enough needs no optimizing.",
    },
    {
      id: "float16",
      techniques: ["float16"],
      because: "Half of float32's size, next to no loss, no data needed, and the type that GPUs compute in.",
    },
    {
      id: "dynamic-int8",
      techniques: ["dynamic-int8"],
      because: "A quarter of float32's size and mostly faster on the CPU, with no data at all.",
    },
    {
      id: "weight-int8",
      techniques: ["weight-int8"],
      because: "A quarter of float32's size; the arithmetic stays float, so the outputs stay near.",
    },
    {
      id: "weight-int4",
      techniques: ["weight-int4"],
      because: "The smallest file without data. Check its accuracy: sixteen levels are few.",
    },
    {
      id: "int8",
      techniques: ["int8"],
      because: "Integers throughout: small, fast on the CPU, and what integer-only hardware needs.",
    },
    {
      id: "int16x8",
      techniques: ["int16x8"],
      because: "Where activations are sensitive, 16 bits keep the accuracy with 8-bit weights.",
    },
    {
      id: "qat",
      techniques: ["qat"],
      because:
        "Training with the rounding in the loop wins back what post-training quantization lost. Worth its minutes at 4 bits: measured on the demo network and 5,000 pictures, 4-bit weights with 8-bit activations went from 0.919 to 0.921, which is float's own figure, and agree with the original on 98.6 % instead of 98.1 %; at 8 bits there was hardly anything left to win.",
    },
    {
      id: "prune+int8",
      techniques: ["prune", "int8"],
      because: "Zeros compress to almost nothing; prune first, then quantize.",
    },
    {
      id: "cluster+int8",
      techniques: ["cluster", "int8"],
      because: "Few distinct values compress well; cluster first, then quantize.",
    },
    {
      id: "prune+cluster+int8",
      techniques: ["prune", "cluster", "int8"],
      because: "The smallest download: zeros, few values and 8 bits, in that order.",
    },
  ],
};
