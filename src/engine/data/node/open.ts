import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { type DataFile, fileContent, readAll } from "../../../core/data/content.ts";
import { csvLimit } from "../../../core/data/formats/csv.ts";
import type { ModelInput } from "../../../core/data/inputs/model-input.ts";
import type { DataOptions } from "../../../core/data/inputs/preprocess.ts";
import { type IntakeRequest, type OpenedData, openData } from "../../../core/data/intake/intake.ts";
import { textLines } from "../../../core/data/intake/labels.ts";
import { InputError } from "../../../core/outcome.ts";
import { nodeDataHost } from "./host.ts";

/** More files than this in one folder are refused rather than listed for minutes. */
const mostFiles = 2_000_000;

/**
 * Opens a file or a folder (with everything below it) as data for a model.
 * Throws InputError where it is missing, broken or doesn't fit.
 */
export async function openDataFromPath(
  path: string,
  labelsPath: string | null,
  inputs: readonly ModelInput[],
  options: DataOptions = {},
  control: Pick<IntakeRequest, "onProgress" | "cancel"> = {},
): Promise<OpenedData> {
  const files = await filesAt(path);
  const classNames = options.classNames ?? (await namesIn(options.namesFile));
  const labels = labelsPath === null ? null : ((await filesAt(labelsPath))[0] ?? null);
  return openData(
    { files, labels, inputs, options: { ...options, classNames }, title: basename(path), ...control },
    nodeDataHost,
  );
}

async function namesIn(path: string | undefined): Promise<string[] | undefined> {
  const file = path === undefined ? undefined : (await filesAt(path))[0];
  if (file === undefined) return undefined;
  return textLines(await readAll(nodeDataHost, fileContent(file), csvLimit), file.path);
}

/** The file itself, or every file below a folder, in the order of their paths. Hidden ones are left out. */
export async function filesAt(path: string): Promise<DataFile[]> {
  const facts = await statOf(path);
  if (facts.isFile()) return [dataFile(path, basename(path), facts)];
  if (!facts.isDirectory())
    throw new InputError("unreadable-file", `${path} is neither a file nor a folder.`);
  const files: DataFile[] = [];
  const walk = async (folder: string, prefix: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name.startsWith(".")) continue;
      const full = join(folder, entry.name);
      // Links are not followed: they could lead out of the folder or round in circles.
      if (entry.isDirectory()) await walk(full, `${prefix}${entry.name}/`);
      else if (entry.isFile()) files.push(dataFile(full, prefix + entry.name, await statOf(full)));
      if (files.length > mostFiles) {
        throw new InputError("too-many-files", `${path} holds more than ${mostFiles} files.`);
      }
    }
  };
  await walk(path, "");
  return files;
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch {
    throw new InputError("no-such-file", `There is no file or folder ${path}.`);
  }
}

const dataFile = (handle: string, path: string, facts: { size: number; mtimeMs: number }): DataFile => ({
  path,
  size: facts.size,
  modified: facts.mtimeMs,
  handle,
});
