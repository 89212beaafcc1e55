import { InputError } from "../../core/outcome.ts";
import { identifyFile } from "../../core/tflite/identify.ts";

const slice = 16 * 1024 * 1024;

/** As much of a file as tells what kind it is. */
const head = 256;

/** The bytes of a model; a file of another kind is named by its head, however large it is. */
export async function readModelFile(
  file: Blob,
  allocate: (bytes: number) => Uint8Array,
): Promise<Uint8Array> {
  identifyFile(new Uint8Array(await file.slice(0, head).arrayBuffer()));
  return readIntoShared(file, allocate);
}

/** A file's bytes in memory made by `allocate`, read in slices so that they are never held twice. */
export async function readIntoShared(
  file: Blob,
  allocate: (bytes: number) => Uint8Array,
): Promise<Uint8Array> {
  const bytes = allocated(file.size, allocate);
  for (let at = 0; at < file.size; at += slice) {
    bytes.set(new Uint8Array(await file.slice(at, at + slice).arrayBuffer()), at);
  }
  return bytes;
}

function allocated(size: number, allocate: (bytes: number) => Uint8Array): Uint8Array {
  try {
    return allocate(size);
  } catch {
    throw new InputError(
      "out-of-memory",
      `The file has ${(size / 1e6).toFixed(0)} MB, which is more memory than this browser gives one page. Close other tabs, or use the command line.`,
    );
  }
}
