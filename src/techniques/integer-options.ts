import type { OptionSpecs } from "./technique.ts";

/** What int8 and int16x8 let a person choose alike. */
export const integerOptions = {
  perChannel: {
    type: "boolean",
    default: true,
    help: "A weight scale for each output channel. Off for accelerators that take one scale per tensor.",
  },
  biasCorrection: {
    type: "boolean",
    default: true,
    help: "Take the mean error that rounding makes in each channel back in the bias.",
  },
  rounding: {
    type: "choice",
    default: "auto",
    choices: ["auto", "nearest", "solved"],
    help: "solved: each layer's weights are rounded so that its outputs stay near the original's, which takes seconds to minutes. nearest: every weight to the nearest integer. auto: solved for models of up to 800,000 weights.",
  },
  rules: {
    type: "text",
    default: "",
    help: 'Precision op by op, the last match wins: [{"regex":"part of the name of its output","operation":"CONV_2D","precision":"float, int8 or int16x8"}].',
  },
  strict: {
    type: "boolean",
    default: false,
    help: "Fail, with a list of the ops to blame, rather than leave some ops in float.",
  },
} as const satisfies OptionSpecs;
