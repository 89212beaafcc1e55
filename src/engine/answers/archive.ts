import { Zip, ZipDeflate } from "fflate";
import type { CancelSignal, OnProgress } from "../../core/outcome.ts";

export interface ArchiveFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const slice = 1024 * 1024;

/** Packs files into a zip piece by piece, so that no file is held twice. Equal names are told apart by a number. */
export async function zipFiles(
  files: readonly ArchiveFile[],
  signal: CancelSignal,
  progress: OnProgress,
): Promise<Blob> {
  const parts: BlobPart[] = [];
  const failures: Error[] = [];
  const zip = new Zip((error, part) => {
    if (error) failures.push(error);
    // fflate hands out buffers of its own; a Blob takes them as they are.
    else parts.push(part as Uint8Array<ArrayBuffer>);
  });
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  let done = 0;
  for (const [i, { bytes }] of files.entries()) {
    const name = uniqueName(files, i);
    const entry = new ZipDeflate(name, { level: 6 });
    zip.add(entry);
    for (let at = 0; at === 0 || at < bytes.length; at += slice) {
      signal.throwIfCancelled();
      // A copy of the slice: the memory behind it may be shared.
      entry.push(new Uint8Array(bytes.slice(at, at + slice)), at + slice >= bytes.length);
      done += Math.min(slice, bytes.length - at);
      progress({ phase: "zip", done, total, subject: name });
      // Gives way, so that a cancellation by message can arrive.
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  zip.end();
  if (failures[0]) throw failures[0];
  return new Blob(parts, { type: "application/zip" });
}

function uniqueName(files: readonly ArchiveFile[], at: number): string {
  const { name } = files[at]!;
  const earlier = files.slice(0, at).filter((file) => file.name === name).length;
  return earlier === 0 ? name : name.replace(/(\.[^.]*)?$/, (end) => `-${earlier + 1}${end}`);
}
