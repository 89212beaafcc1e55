import { InputError } from "../../outcome.ts";
import type { DataHost } from "../content.ts";
import type { DatasetSource } from "../dataset-source.ts";
import { guessPreprocess, looksLikePixels } from "../inputs/guess-preprocess.ts";
import { type ModelInput, pictureShape } from "../inputs/model-input.ts";
import type { DataOptions } from "../inputs/preprocess.ts";
import { isFloatType, readNumbers, shapeSize, shapeText } from "../numbers.ts";
import { readElements, type StoredArray } from "../reading/stored-array.ts";
import { type LabelList, labelsOfArray } from "./labels.ts";
import { matchShape, type ShapeMatch } from "./match-shape.ts";

/** Inputs with their sources, and what else the files held. */
export interface Gathered {
  readonly samples: number;
  readonly inputs: DatasetSource["inputs"];
  readonly labels: LabelList | null;
  readonly skipped: DatasetSource["skipped"];
  /** File of each sample, and all files in the order they were given; null where samples are rows of an array. */
  readonly names: readonly string[] | null;
  readonly listed: readonly string[] | null;
}

const labelName =
  /(^|[^a-z])(labels?|targets?|class(es)?|masks?|truth|y|y_?(train|test|val))([^a-z]|$)|idx1/i;

/**
 * Gives each input its array: by name, else by shape where only one reading is possible. An array left over that
 * holds one whole number a sample is taken for the labels.
 */
export async function gatherArrays(
  host: DataHost,
  arrays: readonly StoredArray[],
  inputs: readonly ModelInput[],
  options: DataOptions,
): Promise<Gathered> {
  const left = new Set(arrays);
  const given = inputs.map((input) => {
    const array = arrayFor(input, inputs.length, [...left]);
    left.delete(array);
    return { input, array, match: matchShape(array.shape, input, array.name) };
  });
  const samples = sameCount(given);
  const plans = [];
  for (const { input, array, match } of given) {
    const pixels =
      looksLikePixels(input, array.type, match.stored) || (await holdsPixels(host, array, input));
    const nature = { kind: "numbers", type: array.type, pixels } as const;
    const guessed = guessPreprocess(input, nature, options);
    const preprocess =
      match.axes === null || guessed.layout === null
        ? guessed
        : { ...guessed, layout: { value: guessed.layout.value, reason: match.reason } };
    const { stored, axes } = match;
    const source = { kind: "array", array, stored, axes, offset: 0, rowSize: shapeSize(stored) } as const;
    plans.push({ input, source, preprocess });
  }
  const labelArray = [...left].find((a) => isLabelArray(a, samples));
  const labels = labelArray === undefined ? null : await labelsOfArray(host, labelArray);
  return { samples, inputs: plans, labels, skipped: [], names: null, listed: null };
}

/** By its name, or whole numbers of which there is one a sample. */
const isLabelArray = (array: StoredArray, samples: number): boolean =>
  array.shape[0] === samples &&
  (labelName.test(stem(array.name)) || (shapeSize(array.shape) === samples && !isFloatType(array.type)));

function sameCount(given: readonly { input: ModelInput; array: StoredArray; match: ShapeMatch }[]): number {
  const [first, ...rest] = given;
  if (first === undefined)
    throw new InputError("no-inputs", "The model has no inputs that data could be given to.");
  const other = rest.find(({ match }) => match.samples !== first.match.samples);
  if (other !== undefined) {
    throw new InputError(
      "count-mismatch",
      `${first.array.name} holds ${first.match.samples} samples, but ${other.array.name} holds ${other.match.samples}.`,
    );
  }
  return first.match.samples;
}

/** The stem of a file's name, or an archive's key, as it may equal an input's name. */
const stem = (name: string): string =>
  name
    .replace(/^.*[/\\]/, "")
    .replace(/\.(npy|gz|idx)$/gi, "")
    .toLowerCase();

/** Input names come as `serving_default_image:0`; the bare `image` is what people write. */
const bareName = (name: string): string =>
  name
    .replace(/^serving_default_/, "")
    .replace(/:\d+$/, "")
    .toLowerCase();

function arrayFor(input: ModelInput, inputCount: number, left: readonly StoredArray[]): StoredArray {
  const named = left.find(
    (a) => stem(a.name) === input.name.toLowerCase() || stem(a.name) === bareName(input.name),
  );
  if (named !== undefined) return named;
  const candidates = left.filter((a) => !labelName.test(stem(a.name)));
  const fitting = candidates.filter((a) => fits(a, input));
  if (fitting.length === 1) return fitting[0]!;
  if (fitting.length > 1 && inputCount === 1) {
    throw new InputError(
      "ambiguous-data",
      `${fitting.map((a) => a.name).join(" and ")} all fit the input "${input.name}"; name the right one after it or give it alone.`,
    );
  }
  // Nothing fits: let the mismatch of the likeliest array name both shapes.
  const largest = (candidates.length > 0 ? candidates : left).reduce<StoredArray | null>(
    (a, b) => (a === null || shapeSize(b.shape) > shapeSize(a.shape) ? b : a),
    null,
  );
  if (largest !== null && fitting.length === 0 && (inputCount === 1 || candidates.length === 1))
    return largest;
  throw new InputError(
    "missing-input",
    `No array is called "${input.name}"; the data hold ${left.map((a) => `${a.name} (${shapeText(a.shape)})`).join(", ") || "no more arrays"}.`,
  );
}

function fits(array: StoredArray, input: ModelInput): boolean {
  try {
    matchShape(array.shape, input, array.name);
    return true;
  } catch {
    return false;
  }
}

/** Whole numbers from 0 to 255 in wider integer types, in the shape of pictures. */
async function holdsPixels(host: DataHost, array: StoredArray, input: ModelInput): Promise<boolean> {
  if (isFloatType(array.type) || array.type === "bool" || array.type === "int8") return false;
  if (pictureShape(input) === null || input.evidence.tableRows !== null) return false;
  const count = Math.min(shapeSize(array.shape), 1 << 18);
  const values = readNumbers(await readElements(host, array, 0, count), array.type, 0, count);
  return values.every((v) => v >= 0 && v <= 255) && values.some((v) => v > 64);
}
