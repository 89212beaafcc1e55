import type { DataFile } from "../../../core/data/content.ts";
import type { ModelInput } from "../../../core/data/inputs/model-input.ts";
import type { DataOptions } from "../../../core/data/inputs/preprocess.ts";
import { type IntakeRequest, type OpenedData, openData } from "../../../core/data/intake/intake.ts";
import { browserDataHost } from "./host.ts";

/** A file that was dropped or picked, with its path below what was dropped. */
export interface ChosenFile {
  readonly path: string;
  readonly file: Blob;
}

/**
 * Opens files as data for a model, in this worker. Labels and class names are found among them: by folders, by
 * name, by what a file holds. Throws InputError where the files are broken or don't fit.
 */
export async function openDataFromFiles(
  chosen: readonly ChosenFile[],
  inputs: readonly ModelInput[],
  options: DataOptions = {},
  control: Pick<IntakeRequest, "onProgress" | "cancel"> = {},
): Promise<OpenedData> {
  const files = chosen.map(dataFile).filter((file) => !isHidden(file.path));
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return openData(
    { files, labels: null, inputs, options, title: titleOf(files), ...control },
    browserDataHost,
  );
}

function dataFile({ path, file }: ChosenFile): DataFile {
  const modified = file instanceof File ? file.lastModified : 0;
  return { path: path.replace(/^\/+/, ""), size: file.size, modified, handle: file };
}

const isHidden = (path: string): boolean => path.split("/").some((part) => part.startsWith("."));

function titleOf(files: readonly DataFile[]): string {
  if (files.length === 1) return files[0]!.path;
  const folders = new Set(files.map((f) => (f.path.includes("/") ? f.path.split("/")[0]! : "")));
  const [only = ""] = folders;
  return folders.size === 1 && only !== "" ? only : `${files.length} files`;
}
