import { InputError } from "../../outcome.ts";
import { type LabelList, labelsOfNames } from "./labels.ts";

/** Folders of each path below the folders that all have in common. */
function ownFolders(paths: readonly string[]): string[][] {
  const folders = paths.map((path) => path.split("/").slice(0, -1));
  const first = folders[0] ?? [];
  let common = 0;
  while (common < first.length && folders.every((f) => f[common] === first[common])) common++;
  return folders.map((f) => f.slice(common));
}

/**
 * One class per folder: the first folder below what all paths share. Null where files lie in no folders of their
 * own. Names that are all numbers are the class numbers; names of a given list take its order.
 */
export function labelsOfFolders(
  paths: readonly string[],
  classNames: readonly string[] | null,
): LabelList | null {
  const classes = ownFolders(paths).map((folders) => folders[0]);
  if (classes.some((name) => name === undefined)) return null;
  return labelsOfClasses(classes as string[], classNames);
}

export function labelsOfClasses(texts: readonly string[], classNames: readonly string[] | null): LabelList {
  if (classNames !== null && texts.every((text) => classNames.includes(text))) {
    return {
      indices: Int32Array.from(texts, (text) => classNames.indexOf(text)),
      names: classNames,
      files: null,
    };
  }
  if (texts.every((text) => /^\d{1,6}$/.test(text))) {
    return { indices: Int32Array.from(texts, Number), names: null, files: null };
  }
  return { ...labelsOfNames(texts), files: null };
}

/** Samples in turns, one of each class, each class in its own order: any first n of them hold all classes. */
export function stratifiedOrder(labels: Int32Array): Int32Array {
  const seen = new Map<number, number>();
  const turns = Array.from(labels, (label) => {
    const turn = seen.get(label) ?? 0;
    seen.set(label, turn + 1);
    return turn;
  });
  const order = Array.from(labels, (_, i) => i);
  order.sort((a, b) => turns[a]! - turns[b]! || labels[a]! - labels[b]! || a - b);
  return Int32Array.from(order);
}

const bare = (path: string): string => path.replace(/\.[^./]+$/, "");

/** The path and its ends behind each folder, longest first, each also without its extension. */
function endings(path: string): string[] {
  const parts = path.split(/[\\/]/);
  return parts.flatMap((_, i) => {
    const ending = parts.slice(i).join("/");
    return [ending, bare(ending)];
  });
}

/** Of files that a list gives several labels where only their names' ends are looked at. */
const ambiguous = -2;

/**
 * Labels of a list that names files, in the order of `paths`; −1 where a file is not in the list. Folders may be
 * missing at the front on either side, as long as what is left tells the files apart.
 */
export function labelsByFile(list: LabelList, paths: readonly string[]): Int32Array {
  const byEnding = new Map<string, number>();
  list.files?.forEach((file, i) => {
    const label = list.indices[i]!;
    const own = [...new Set(endings(file))];
    for (const key of own) {
      const there = byEnding.get(key);
      byEnding.set(key, there === undefined || there === label ? label : ambiguous);
    }
  });
  const indices = Int32Array.from(paths, (path) => {
    const known = endings(path).find((key) => byEnding.has(key));
    return known === undefined ? -1 : byEnding.get(known)!;
  });
  const unclear = indices.indexOf(ambiguous);
  if (unclear >= 0) {
    throw new InputError(
      "labels-mismatch",
      `The labels name more than one file that could be ${paths[unclear]}, and they differ; write the files with their folders as the data have them.`,
    );
  }
  if (indices.every((label) => label === -1)) {
    throw new InputError(
      "labels-mismatch",
      `The labels name files such as ${list.files?.[0] ?? "none"}, but the data hold files such as ${paths[0] ?? "none"}.`,
    );
  }
  return indices;
}

/** Files whose numbers are not padded come in another order by name than by number; which one a list means is unclear. */
export function hasUnclearOrder(paths: readonly string[]): boolean {
  const byNumber = paths.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const byName = paths.toSorted((a, b) => a.localeCompare(b, "en"));
  return byNumber.some((path, i) => path !== byName[i]);
}
