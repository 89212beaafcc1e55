// Options and their choices as words; recipes and the command line call them by their ids.

/** Options whose ids say too little on their own. */
const names: Readonly<Record<string, string>> = {
  io: "Inputs and outputs",
  init: "Initial centroids",
  distill: "Distillation",
  finetune: "Fine-tuning",
  batch: "Batch size",
  minElements: "Smallest tensor, in weights",
};

/** `blockSize` as `Block size`. */
export const optionName = (id: string): string => {
  const name = names[id];
  if (name !== undefined) return name;
  const spaced = id.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

const bits = { 4: "4 bits", 8: "8 bits", 16: "16 bits" };

/** Choices that are no words yet, by their option. */
const choices: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pattern: {
    unstructured: "any weights",
    "2:4": "two of every four",
    block1x4: "runs of 4",
    block1x16: "runs of 16",
  },
  scope: {
    inner: "inner layers",
    "inner+depthwise": "inner and depthwise layers",
    "inner+ends": "inner, first and last layers",
    all: "all layers",
  },
  granularity: { tensor: "one set a tensor", channel: "one set a channel" },
  init: { "k-means++": "by distance (k-means++)", density: "equal shares", linear: "evenly spaced" },
  calibration: {
    minmax: "extremes (minmax)",
    "moving-average": "moving average",
    percentile: "all but the rarest (percentile)",
    mse: "least squared error",
    entropy: "least lost information",
  },
  overflow: { clamp: "store the nearest", refuse: "stop with an error" },
  blockSize: { 0: "0: a scale a channel", 32: "32 weights", 64: "64 weights", 128: "128 weights" },
  weightBits: bits,
  activationBits: bits,
};

export const choiceName = (option: string, choice: string): string => choices[option]?.[choice] ?? choice;
