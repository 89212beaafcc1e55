// Samples that are files: pictures and sounds, decoded when they are asked for.
import { InputError } from "../../outcome.ts";
import type { TensorValues } from "../../run/runtime.ts";
import { type Content, type DataHost, readAll } from "../content.ts";
import type { DatasetSource, ImageFile } from "../dataset-source.ts";
import { parseWav } from "../formats/wav.ts";
import { reachesItsEnd } from "../images/ending.ts";
import { imageHeader } from "../images/header.ts";
import type { RgbImage } from "../images/resize.ts";
import { pictureToInput, sizedPicture } from "../images/to-input.ts";
import { realInput, sampleShape } from "../inputs/model-input.ts";
import { shapeSize } from "../numbers.ts";
import { soundToInput } from "./audio.ts";
import { encodeValues } from "./encode-values.ts";

/** Largest packed picture or sound file that is read. */
export const sampleFileLimit = 512 * 2 ** 20;

/** Pictures at the input's size that are kept, 3 bytes a pixel: variants are compared on the same samples. */
const keptBytes = 96 * 2 ** 20;

type Plan = DatasetSource["inputs"][number];

/** Writes one sample into `target` at sample `position`. Throws InputError where the file is broken. */
export type SampleReader = (row: number, target: TensorValues, position: number) => Promise<void>;

export function pictureReader(host: DataHost, files: readonly ImageFile[], plan: Plan): SampleReader {
  const { preprocess } = plan;
  const input = realInput(plan.input);
  const size = shapeSize(sampleShape(input));
  const kept = new Map<number, RgbImage>();
  let room = keptBytes;
  return async (row, target, position) => {
    let sized = kept.get(row);
    if (sized === undefined) {
      sized = sizedPicture(await decodePicture(host, files[row]!), input, preprocess);
      room -= sized.data.length;
      if (room >= 0) kept.set(row, sized);
    }
    pictureToInput(sized, input, preprocess, target, position * size);
  };
}

/** Decodes a picture whose header has been checked again: the file can have changed since. */
export async function decodePicture(host: DataHost, { content, format }: ImageFile) {
  const bytes = await readAll(host, content, sampleFileLimit);
  const header = imageHeader(bytes, content.name);
  if (header === null || header.format !== format) throw undecodable(content, "its header is broken");
  if (!reachesItsEnd(bytes, format)) throw undecodable(content, "the file ends before the picture does");
  try {
    const image = await host.decodeImage(bytes, format);
    if (image.width * image.height * 4 !== image.data.length) throw new Error("incomplete pixels");
    return image;
  } catch (error) {
    throw error instanceof InputError ? error : undecodable(content, "its data is broken");
  }
}

const undecodable = (content: Content, why: string): InputError =>
  new InputError("undecodable-sample", `${content.name} cannot be decoded: ${why}.`);

export function soundReader(host: DataHost, files: readonly Content[], plan: Plan): SampleReader {
  const { preprocess } = plan;
  const input = realInput(plan.input);
  const size = shapeSize(sampleShape(input));
  return async (row, target, position) => {
    const content = files[row]!;
    const sound = parseWav(await readAll(host, content, sampleFileLimit), content.name);
    const values = soundToInput(sound, preprocess.rate?.value ?? sound.rate, size);
    encodeValues(values, input, target, position * size);
  };
}
