import { seededRandom } from "../../random.ts";
import type { TensorValues } from "../../run/runtime.ts";
import type { Dataset, SampleChunk } from "../dataset.ts";
import { hashText } from "../hash.ts";
import { guessPreprocess } from "../inputs/guess-preprocess.ts";
import { type ModelInput, pictureShape, realInput, sampleShape } from "../inputs/model-input.ts";
import { normalizationOf, type Preprocess, rangeText } from "../inputs/preprocess.ts";
import { refuseUnfed } from "../inputs/unfed.ts";
import { shapeSize } from "../numbers.ts";
import { encodeValues, newValues } from "../reading/encode-values.ts";
import { normalize } from "../reading/read-array.ts";
import { syntheticPicture } from "./picture.ts";
import { syntheticValues } from "./values.ts";

/** Real values that the samples lie between. */
export interface SyntheticRange {
  readonly low: number;
  readonly high: number;
}

/**
 * Inputs made from a seed, for figures without data: smooth pictures with edges where an input looks like one,
 * plausible values elsewhere. Sample i depends on the seed and on i alone. `range` overrides the guess from the
 * model's metadata. Made when read; nothing is held.
 */
export function syntheticDataset(
  inputs: readonly ModelInput[],
  count: number,
  seed: number,
  range?: SyntheticRange,
): Dataset {
  const options = range === undefined ? {} : { range: { kind: "range", ...range } as const };
  const plans = inputs.map((input) => ({
    input: realInput(input),
    preprocess: pictureShape(input) === null ? null : guessPreprocess(input, { kind: "pictures" }, options),
  }));
  const read = async (start: number, wanted: number): Promise<SampleChunk> => {
    refuseUnfed(inputs);
    const taken = Math.max(0, Math.min(count - start, wanted));
    const chunks = plans.map(({ input, preprocess }, i) => {
      const size = shapeSize(sampleShape(input));
      const target = newValues(input.type, taken * size);
      for (let s = 0; s < taken; s++) {
        const random = seededRandom(mixed(seed, start + s, i));
        writeSample(random, input, preprocess, target, s * size);
      }
      return target;
    });
    return { start, count: taken, inputs: chunks };
  };
  const pictures = plans.some((p) => p.preprocess !== null);
  const ranges = plans.map((p) => (p.preprocess === null ? "values" : rangeText(p.preprocess.range.value)));
  const description = `${count} synthetic ${pictures ? "pictures" : "inputs"}, seed ${seed}, ${[...new Set(ranges)].join(", ")}`;
  const key = plans.map(({ input, preprocess }) => [
    input.name,
    input.shape,
    input.type,
    preprocess?.range.value,
  ]);
  return {
    count,
    provenance: { kind: "synthetic", description, seed },
    labels: null,
    classNames: null,
    fingerprint: hashText(JSON.stringify([count, seed, key])),
    skipped: [],
    read,
  };
}

/** Seeds that differ in every bit for neighbouring samples. */
const mixed = (seed: number, sample: number, input: number): number =>
  (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(sample + 1, 0xc2b2ae35) ^
    Math.imul(input, 0x27d4eb2f)) >>>
  0;

function writeSample(
  random: () => number,
  input: ModelInput,
  preprocess: Preprocess | null,
  target: TensorValues,
  at: number,
): void {
  const shape = pictureShape(input);
  if (shape === null || preprocess === null || input.evidence.tableRows !== null) {
    encodeValues(syntheticValues(random, input), input, target, at);
    return;
  }
  const { height, width, channels, layout } = shape;
  const planes = syntheticPicture(random, height, width, channels);
  const size = height * width;
  const values = new Float64Array(size * channels);
  for (let k = 0; k < values.length; k++) {
    values[k] = layout === "nchw" ? planes[k]! : planes[(k % channels) * size + Math.floor(k / channels)]!;
  }
  const normalization = normalizationOf(preprocess.range.value);
  const channel = (k: number): number => (layout === "nchw" ? Math.floor(k / size) : k % channels);
  if (normalization !== null) normalize(values, normalization, channel);
  encodeValues(values, input, target, at);
}
