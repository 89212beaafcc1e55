import type { Dataset } from "../core/data/dataset.ts";
import { describeInputs } from "../core/data/describe-inputs.ts";
import { syntheticDataset } from "../core/data/synthetic.ts";
import type { Model } from "../core/tflite/model.ts";

const samples = 16;

/** What the studio runs a model on while there is no data. Figures measured on it say that it is synthetic. */
export const syntheticFor = (model: Model, seed: number): Dataset =>
  syntheticDataset(describeInputs(model), samples, seed);
