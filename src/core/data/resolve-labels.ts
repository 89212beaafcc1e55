import { InputError } from "../outcome.ts";
import { type Content, type DataHost, readAll } from "./content.ts";
import { csvLimit } from "./formats/csv.ts";
import type { Gathered } from "./intake-arrays.ts";
import { type LabelList, labelsOfLines, readLabels, textLines } from "./labels.ts";
import { labelsByFile, labelsOfClasses } from "./labels-of-files.ts";
import type { StoredArray } from "./stored-array.ts";

/** Labels for the samples as they are ordered, and the classes' names. */
export interface ResolvedLabels {
  readonly labels: Int32Array | null;
  readonly classNames: readonly string[] | null;
  /** Wanted outputs and the row of each sample in them. */
  readonly targets: StoredArray | null;
  readonly targetRows: Int32Array | null;
}

/**
 * Labels by precedence: a labels file that was named as such, what came with the samples (folders, a column, an
 * array), a table or text that lay beside them. A text with another number of lines holds the class names.
 */
export async function resolveLabels(
  host: DataHost,
  gathered: Gathered,
  labelsFile: Content | null,
  beside: readonly Content[],
  classNames: readonly string[] | null,
): Promise<ResolvedLabels> {
  let names = classNames;
  let list = labelsFile === null ? gathered.labels : await readLabels(host, labelsFile);
  for (const content of beside) {
    if (/\.txt$/i.test(content.name)) {
      const lines = textLines(await readAll(host, content, csvLimit), content.name);
      const perSample = lines.length === (gathered.listed?.length ?? gathered.samples);
      if (perSample && list === null) list = labelsOfLines(lines, content.name);
      else if (!perSample && lines.length > 1 && lines.length < 100_000) names ??= lines;
    } else {
      list ??= await readLabels(host, content);
    }
  }
  if (list === null) return { labels: null, classNames: names, targets: null, targetRows: null };
  const { targets } = list;
  if (targets !== undefined && targets !== null) {
    const rows = Int32Array.from(list.indices, (_, i) => i);
    const targetRows = inSampleOrder({ ...list, indices: rows, targets: null }, gathered);
    return { labels: null, classNames: names, targets, targetRows };
  }
  const named = withNames(list, names);
  return {
    labels: inSampleOrder(named, gathered),
    classNames: names ?? named.names,
    targets: null,
    targetRows: null,
  };
}

/** Labels that were names take the order of a given list of names. */
function withNames(list: LabelList, names: readonly string[] | null): LabelList {
  if (names === null || list.names === null) return list;
  const own = list.names;
  const indices = labelsOfClasses(
    Array.from(list.indices, (i) => own[i] ?? ""),
    names,
  );
  return { ...indices, files: list.files };
}

function inSampleOrder(list: LabelList, gathered: Gathered): Int32Array {
  const { listed, names, samples } = gathered;
  if (list === gathered.labels) return list.indices;
  if (list.files !== null && names !== null) return labelsByFile(list, names);
  const expected = listed?.length ?? samples;
  if (list.indices.length !== expected) {
    if (gathered.labels !== null && list.indices.length === gathered.labels.indices.length)
      return list.indices;
    throw new InputError(
      "count-mismatch",
      `There are ${expected} samples, but ${list.indices.length} labels.`,
    );
  }
  if (listed === null || names === null) return list.indices;
  const byName = new Map(listed.map((name, i) => [name, list.indices[i]!]));
  return Int32Array.from(names, (name) => byName.get(name) ?? -1);
}
