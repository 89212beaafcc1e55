import type { OptionSpecs } from "./technique.ts";

/** What techniques that store weights as integers let a person choose alike. */
export const storedWeightOptions = (rounding: "nearest" | "solved") =>
  ({
    rounding: {
      type: "choice",
      default: rounding,
      choices: ["nearest", "solved"],
      help: "solved: with samples, each layer's weights are rounded so that its outputs stay near the original's. Without samples every weight goes to the nearest integer.",
    },
    minElements: {
      type: "number",
      default: 0,
      min: 0,
      max: 1_000_000_000,
      integer: true,
      help: "Weights with fewer elements than this stay as they are.",
    },
  }) as const satisfies OptionSpecs;
