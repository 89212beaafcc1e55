import type { NamedFile } from "../../state/studio.ts";

/**
 * Everything that was dropped, folders opened, each file with its path from the folder on.
 * @param onFound told how many files were found so far
 */
export async function readDrop(
  transfer: DataTransfer,
  onFound: (files: number) => void,
): Promise<NamedFile[]> {
  let count = 0;
  const found = (): void => onFound(++count);
  // Entries must be taken before the first await: the list empties when the event ends.
  const entries = [...transfer.items].flatMap((item) => {
    const entry = item.kind === "file" ? item.webkitGetAsEntry?.() : null;
    return entry ? [entry] : [];
  });
  if (entries.length === 0) return [...transfer.files].map((file) => ({ path: file.name, file }));
  const nested = await Promise.all(entries.map((entry) => filesOf(entry, found)));
  return nested.flat();
}

async function filesOf(entry: FileSystemEntry, onFile: () => void): Promise<NamedFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    onFile();
    return [{ path: entry.fullPath.replace(/^\//, ""), file }];
  }
  if (!isDirectory(entry)) return [];
  const reader = entry.createReader();
  const found: NamedFile[] = [];
  for (;;) {
    // A reader hands out at most a hundred entries at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    const nested = await Promise.all(some.map((child) => filesOf(child, onFile)));
    found.push(...nested.flat());
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** Files of an input, folders by their relative path. */
export const filesOfInput = (list: FileList | null): NamedFile[] =>
  [...(list ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
