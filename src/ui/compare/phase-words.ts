import type { Progress } from "../../core/outcome.ts";
import { shortName } from "../look/format.ts";

/** What goes on in each phase of making a file. */
const words: Readonly<Record<string, string>> = {
  weights: "Converting weights",
  reconstruct: "Solving weights, layer by layer",
  calibration: "Calibrating on the samples",
  sequences: "Calibrating step by step of each sequence",
  prune: "Pruning",
  cluster: "Clustering",
  train: "Training",
};

/** `Converting weights: block/conv`. */
export const progressText = ({ phase, subject = "" }: Progress): string =>
  `${words[phase] ?? phase}${subject === "" ? "" : `: ${shortName(subject)}`}`;
