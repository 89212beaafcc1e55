// Terms of quantization in a sentence or two, each with a source that says more.
export interface Term {
  readonly name: string;
  readonly text: string;
  readonly source: string;
}

const specification = "https://ai.google.dev/edge/litert/models/quantization_spec";
const postTraining = "https://ai.google.dev/edge/litert/models/post_training_quantization";
const optimization = "https://ai.google.dev/edge/litert/models/model_optimization";

export const terms = {
  quantization: {
    name: "Quantization",
    text: "Weights, and sometimes the values between ops, are stored as small integers. Each stands for a real number: real = scale × (stored − zero point).",
    source: specification,
  },
  scale: {
    name: "Scale",
    text: "The real distance between two neighbouring integers. A small scale is fine-grained but covers a small range.",
    source: specification,
  },
  zeroPoint: {
    name: "Zero point",
    text: "The integer that stands for the real number 0. It lets a range that is not centred, such as 0 to 6, use all the integers.",
    source: specification,
  },
  perChannel: {
    name: "Per channel",
    text: "Each output channel of a layer has a scale of its own, so that one channel with large weights does not coarsen the others.",
    source: specification,
  },
  calibration: {
    name: "Calibration",
    text: "The model is run on typical inputs to see which values flow between its ops. From their ranges follow the scales of the activations.",
    source: postTraining,
  },
  activations: {
    name: "Activations",
    text: "The values that flow between ops while the model runs, as opposed to its weights, which are fixed.",
    source: postTraining,
  },
  fidelity: {
    name: "Fidelity (SQNR)",
    text: "How strong the original's outputs are beside what changed in them, in decibels. 20 dB is a tenth of the amplitude, 40 dB a hundredth.",
    source: "https://en.wikipedia.org/wiki/Signal-to-quantization-noise_ratio",
  },
  gzip: {
    name: "Gzip",
    text: "Size after the compression that app stores and web servers use. Zeros and repeated values all but vanish in it, which is why pruning and clustering pay there.",
    source: optimization,
  },
  pruning: {
    name: "Pruning",
    text: "The weights that matter least are set to zero. The file is as large as before, and far smaller once compressed.",
    source: optimization,
  },
  clustering: {
    name: "Clustering",
    text: "Each layer's weights take only a few different values, so that they compress well.",
    source: optimization,
  },
  delegate: {
    name: "Delegate",
    text: "What runs ops on other hardware than the CPU. It takes the ops it knows; the rest falls back, and each change of place costs time.",
    source: "https://ai.google.dev/edge/litert/performance/delegates",
  },
  latency: {
    name: "Latency",
    text: "Time of one inference: the median of many, so that a busy moment counts little. The ± is the 95 % interval of that median; phones differ from this machine.",
    source: "https://ai.google.dev/edge/litert/models/measurement",
  },
  accuracy: {
    name: "Accuracy",
    text: "Top-1: how often the first choice is right. Without labels, agreement: how often it is the original's. On few samples both are known only within an interval.",
    source: "https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval",
  },
  training: {
    name: "Quantization-aware training",
    text: "The network trains on while its weights and activations are rounded as in the exported file, and so learns to live with the rounding.",
    source: "https://www.tensorflow.org/model_optimization/guide/quantization/training",
  },
} as const satisfies Record<string, Term>;

export type TermId = keyof typeof terms;
