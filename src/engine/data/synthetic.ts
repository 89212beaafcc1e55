import type { Dataset } from "../../core/data/dataset.ts";
import { describeInputs } from "../../core/data/inputs/describe-inputs.ts";
import { syntheticDataset } from "../../core/data/synthetic/synthetic.ts";
import type { Model } from "../../core/tflite/model.ts";

/** Multiply-accumulates that comparing the outputs of one file may take: 2 to 4 s of one core. */
const budget = 64e9;
const fewest = 4;
const synthetic = 16;

/** How many of `most` samples the nearness of a model's outputs is worth, by what one costs. `macs` null: unknown. */
export const samplesWorth = (macs: number | null, most: number): number =>
  Math.min(most, Math.max(fewest, Math.round(budget / Math.max(1, macs ?? 0))));

/** What the studio runs a model on while there is no data. Figures measured on it say that it is synthetic. */
export const syntheticFor = (model: Model, macs: number | null, seed: number): Dataset =>
  syntheticDataset(describeInputs(model), samplesWorth(macs, synthetic), seed);
