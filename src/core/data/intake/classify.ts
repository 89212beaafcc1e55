import { type Content, type DataFile, type DataHost, fileContent, readHead } from "../content.ts";
import { isGzip } from "../formats/gzip.ts";
import { isWav } from "../formats/wav.ts";
import { isZip, listZip } from "../formats/zip.ts";
import { imageFormat } from "../images/header.ts";
import { mapLimited } from "../limited.ts";
import { isArrayFile } from "../reading/stored-array.ts";
import type { IntakeControl } from "./files.ts";

/** What was chosen, sorted by what can be done with it. Archives are opened; the order of files is kept. */
export interface Sorted {
  readonly pictures: readonly Content[];
  readonly sounds: readonly Content[];
  readonly arrays: readonly Content[];
  readonly tables: readonly Content[];
  readonly texts: readonly Content[];
  readonly others: readonly Content[];
}

type Kind = keyof Sorted;

export async function sortFiles(
  host: DataHost,
  files: readonly DataFile[],
  { onProgress, cancel }: IntakeControl,
): Promise<Sorted> {
  /** Files and what archives hold. */
  let [done, total] = [0, files.length];
  const step = (): void => {
    cancel.throwIfCancelled();
    if (done++ % 64 === 0) onProgress({ phase: "Sorting files", done: done - 1, total });
  };
  const lists = await mapLimited(files, 8, async (file): Promise<[Kind, Content][]> => {
    step();
    const content = fileContent(file);
    const named = kindOfName(content.name);
    if (named !== null) return [[named, content]];
    const head = await readHead(host, content, 16);
    if (!isZip(head)) return [[kindOfHead(head, content.name), content]];
    const entries = await listZip(host, file);
    total += entries.length;
    return mapLimited(entries, 8, async (entry) => {
      step();
      return [await entryKind(host, entry), entry];
    });
  });
  const sorted: Record<Kind, Content[]> = {
    pictures: [],
    sounds: [],
    arrays: [],
    tables: [],
    texts: [],
    others: [],
  };
  for (const [kind, content] of lists.flat()) sorted[kind].push(content);
  return sorted;
}

async function entryKind(host: DataHost, entry: Content): Promise<Kind> {
  return kindOfName(entry.name) ?? kindOfHead(await readHead(host, entry, 16), entry.name);
}

/** By name where thousands of files are usual; what is inside is looked at when each is opened. */
function kindOfName(name: string): Kind | null {
  if (/\.(png|jpe?g|webp)$/i.test(name)) return "pictures";
  if (/\.wav$/i.test(name)) return "sounds";
  if (/\.(csv|tsv)$/i.test(name)) return "tables";
  return /\.txt$/i.test(name) ? "texts" : null;
}

function kindOfHead(head: Uint8Array, name: string): Kind {
  if (isArrayFile(head) || (isGzip(head) && !/\.(tar\.gz|tgz)$/i.test(name))) return "arrays";
  if (imageFormat(head) !== null) return "pictures";
  return head.length >= 12 && isWav(head) ? "sounds" : "others";
}
