import { type CancelSignal, InputError, type OnProgress } from "../../outcome.ts";
import { type Content, contentSize, type DataHost, readAll, readHead } from "../content.ts";
import type { ImageFile } from "../dataset-source.ts";
import { parseWav } from "../formats/wav.ts";
import { type ImageHeader, imageHeadBytes, imageHeader } from "../images/header.ts";
import { guessPreprocess } from "../inputs/guess-preprocess.ts";
import { type ModelInput, pictureShape, sampleShape } from "../inputs/model-input.ts";
import type { DataOptions } from "../inputs/preprocess.ts";
import { mapLimited } from "../limited.ts";
import { shapeText } from "../numbers.ts";
import { sampleFileLimit } from "../reading/read-files.ts";
import type { Gathered } from "./arrays.ts";
import { labelsOfFolders, stratifiedOrder } from "./labels-of-files.ts";
import { openSizeError } from "./match-shape.ts";

export interface IntakeControl {
  readonly onProgress: OnProgress;
  readonly cancel: CancelSignal;
}

interface Checked<T> {
  readonly kept: readonly T[];
  readonly skipped: Gathered["skipped"];
}

/** Looks at every file without decoding it; those that cannot be what they claim are left out. */
async function check<T>(
  contents: readonly Content[],
  look: (content: Content) => Promise<T>,
  { onProgress, cancel }: IntakeControl,
): Promise<Checked<T>> {
  let done = 0;
  const skipped: { name: string; reason: string }[] = [];
  const kept = await mapLimited(contents, 8, async (content): Promise<T[]> => {
    cancel.throwIfCancelled();
    if (done++ % 64 === 0) onProgress({ phase: "Looking at files", done, total: contents.length });
    try {
      return [await look(content)];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      skipped.push({ name: content.name, reason: error.message });
      return [];
    }
  });
  return { kept: kept.flat(1) as T[], skipped };
}

async function lookAtPicture(host: DataHost, content: Content): Promise<ImageFile> {
  let header: ImageHeader | null = null;
  for (const size of [...imageHeadBytes, sampleFileLimit]) {
    header = imageHeader(await readHead(host, content, size), content.name);
    if (header !== null || size >= contentSize(content)) break;
  }
  if (header === null) {
    throw new InputError("corrupt-picture", `${content.name} is cut off before its size is told.`);
  }
  return { content, format: header.format };
}

/** Pictures for the one input that takes them; folders give classes, and the classes take turns in the order. */
export async function gatherPictures(
  host: DataHost,
  pictures: readonly Content[],
  inputs: readonly ModelInput[],
  options: DataOptions,
  control: IntakeControl,
): Promise<Gathered> {
  const input = onlyInput(inputs, "Pictures");
  if (pictureShape(input) === null) {
    if (input.open !== undefined) throw openSizeError(input, input.open, "Pictures have a size, but");
    throw new InputError(
      "shape-mismatch",
      `The input "${input.name}" wants ${shapeText(input.shape)}, which is no picture; give arrays or a table.`,
    );
  }
  const { kept, skipped } = await check(pictures, (content) => lookAtPicture(host, content), control);
  if (kept.length === 0) throw nothingLeft(skipped, "pictures");
  const { files, labels } = inClassOrder(kept, (file) => file.content.name, options);
  const preprocess = guessPreprocess(input, { kind: "pictures" }, options);
  return {
    samples: files.length,
    inputs: [{ input, source: { kind: "images", files }, preprocess }],
    labels,
    skipped,
    names: files.map((file) => file.content.name),
    listed: pictures.map((content) => content.name),
  };
}

/** Sounds for a one-dimensional input. */
export async function gatherSounds(
  host: DataHost,
  sounds: readonly Content[],
  inputs: readonly ModelInput[],
  options: DataOptions,
  control: IntakeControl,
): Promise<Gathered> {
  const input = onlyInput(inputs, "Sounds");
  if (sampleShape(input).filter((d) => d !== 1).length !== 1) {
    throw new InputError(
      "shape-mismatch",
      `The input "${input.name}" wants ${shapeText(input.shape)}; a sound is one row of samples.`,
    );
  }
  let rate = 0;
  const look = async (content: Content): Promise<Content> => {
    const sound = parseWav(await readAll(host, content, sampleFileLimit), content.name);
    if (rate === 0) rate = sound.rate;
    return content;
  };
  const { kept, skipped } = await check(sounds, look, control);
  if (kept.length === 0) throw nothingLeft(skipped, "sounds");
  const { files, labels } = inClassOrder(kept, (content) => content.name, options);
  const preprocess = guessPreprocess(input, { kind: "audio", rate }, options);
  return {
    samples: files.length,
    inputs: [{ input, source: { kind: "audio", files }, preprocess }],
    labels,
    skipped,
    names: files.map((file) => file.name),
    listed: sounds.map((content) => content.name),
  };
}

function inClassOrder<T>(
  kept: readonly T[],
  nameOf: (item: T) => string,
  options: DataOptions,
): { files: T[]; labels: Gathered["labels"] } {
  const labels = labelsOfFolders(kept.map(nameOf), options.classNames ?? null);
  if (labels === null) return { files: [...kept], labels: null };
  const order = stratifiedOrder(labels.indices);
  const indices = Int32Array.from(order, (i) => labels.indices[i]!);
  return { files: Array.from(order, (i) => kept[i]!), labels: { ...labels, indices } };
}

function onlyInput(inputs: readonly ModelInput[], what: string): ModelInput {
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0) {
    throw new InputError(
      "missing-input",
      `${what} can be given to a model with one input, but this one has ${inputs.length}; give an .npz with an array for each.`,
    );
  }
  return input;
}

function nothingLeft(skipped: Gathered["skipped"], what: string): InputError {
  const first = skipped[0]?.reason ?? "";
  return new InputError(
    "empty-data",
    `${skipped.length === 1 ? "Nothing that was given" : `None of the ${skipped.length} ${what}`} can be read. ${first}`,
  );
}
