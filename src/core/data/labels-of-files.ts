import { InputError } from "../outcome.ts";
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

const base = (path: string): string => path.replace(/^.*\//, "");
const bareBase = (path: string): string => base(path).replace(/\.[^.]+$/, "");

/** Labels of a list that names files, in the order of `paths`; −1 where a file is not in the list. */
export function labelsByFile(list: LabelList, paths: readonly string[]): Int32Array {
  const byName = new Map<string, number>();
  list.files?.forEach((file, i) => {
    const label = list.indices[i]!;
    for (const key of [file, base(file), bareBase(file)]) if (!byName.has(key)) byName.set(key, label);
  });
  const indices = Int32Array.from(
    paths,
    (path) => byName.get(path) ?? byName.get(base(path)) ?? byName.get(bareBase(path)) ?? -1,
  );
  if (indices.every((label) => label === -1)) {
    throw new InputError(
      "labels-mismatch",
      `The labels name files such as ${list.files?.[0] ?? "none"}, but the data hold files such as ${paths[0] ?? "none"}.`,
    );
  }
  return indices;
}
