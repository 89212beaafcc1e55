import { InputError } from "../../outcome.ts";
import { type Content, type DataHost, readAll } from "../content.ts";
import type { Finding } from "../doctor/findings.ts";
import { csvLimit } from "../formats/csv.ts";
import type { StoredArray } from "../reading/stored-array.ts";
import type { Gathered } from "./arrays.ts";
import { type LabelList, labelsOfLines, readLabels, textLines } from "./labels.ts";
import { hasUnclearOrder, labelsByFile } from "./labels-of-files.ts";

/** Labels for the samples as they are ordered, and the classes' names. */
export interface ResolvedLabels {
  readonly labels: Int32Array | null;
  readonly classNames: readonly string[] | null;
  /** Wanted outputs and the row of each sample in them. */
  readonly targets: StoredArray | null;
  readonly targetRows: Int32Array | null;
  readonly findings: readonly Finding[];
}

const mostNames = 100_000;
/** Texts that come with data sets and name no classes. */
const isProse = (name: string): boolean =>
  /(^|\/)(read.?me|licen[cs]e|notice|changes|changelog)[^/]*$/i.test(name);

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
  const lists: (readonly string[])[] = [];
  let list = labelsFile === null ? gathered.labels : await readLabels(host, labelsFile);
  for (const content of beside) {
    if (/\.txt$/i.test(content.name)) {
      const lines = textLines(await readAll(host, content, csvLimit), content.name);
      const perSample = lines.length === (gathered.listed?.length ?? gathered.samples);
      if (perSample && list === null) list = labelsOfLines(lines, content.name);
      else if (!perSample && lines.length > 1 && lines.length < mostNames && !isProse(content.name)) {
        lists.push(lines);
      }
    } else {
      list ??= await readLabels(host, content);
    }
  }
  const told = classNames ?? lists[0] ?? null;
  if (list === null) return { labels: null, classNames: told, targets: null, targetRows: null, findings: [] };
  const findings = list === gathered.labels ? [] : orderFindings(list, gathered);
  const { targets } = list;
  if (targets !== undefined && targets !== null) {
    const rows = Int32Array.from(list.indices, (_, i) => i);
    const targetRows = inSampleOrder({ ...list, indices: rows, targets: null }, gathered);
    return { labels: null, classNames: told, targets, targetRows, findings };
  }
  const labels = list === gathered.labels ? list.indices : inSampleOrder(list, gathered);
  // What a person gave as the classes must name them; a text that lies beside the data may be anything.
  if (classNames !== null) refuseUnnamed(list, classNames);
  const names = classNames ?? lists.find((lines) => unnamed(list, lines) === null) ?? null;
  if (names === null || list.names === null) {
    return { labels, classNames: names ?? list.names, targets: null, targetRows: null, findings };
  }
  const order = list.names.map((name) => names.indexOf(name));
  const renumbered = labels.map((label) => order[label] ?? -1);
  return { labels: renumbered, classNames: names, targets: null, targetRows: null, findings };
}

/** That labels without file names are given to files by their order, where there are two orders to think of. */
function orderFindings(list: LabelList, { listed }: Gathered): Finding[] {
  if (list.files !== null || listed === null || !hasUnclearOrder(listed)) return [];
  const message = `The labels name no files, so they are given to the files in this order: ${listed.slice(0, 3).join(", ")}, … Where numbers in names are not padded, another order may be meant; then name the file beside each label.`;
  return [{ code: "labels-by-order", severity: "warning", message }];
}

/** The first class of the labels that a list of names leaves out: its name, or else its number. */
function unnamed({ names, indices }: LabelList, classNames: readonly string[]): string | number | null {
  if (names !== null) return names.find((name) => !classNames.includes(name)) ?? null;
  return indices.find((label) => label >= classNames.length) ?? null;
}

function refuseUnnamed(list: LabelList, classNames: readonly string[]): void {
  const missing = unnamed(list, classNames);
  if (missing === null) return;
  const given = `the list of class names (${classNames.length}: ${classNames.slice(0, 3).join(", ")}, …)`;
  const reason =
    typeof missing === "number"
      ? `There is a label ${missing}, but ${given} ends at ${classNames.length - 1}.`
      : `The labels hold the class “${missing}”, which is not in ${given}.`;
  throw new InputError("names-mismatch", reason);
}

function inSampleOrder(list: LabelList, gathered: Gathered): Int32Array {
  const { listed, names, samples } = gathered;
  if (list.files !== null && names !== null) return labelsByFile(list, names);
  const expected = listed?.length ?? samples;
  if (list.indices.length !== expected) {
    throw new InputError(
      "count-mismatch",
      `There are ${expected} samples, but ${list.indices.length} labels.`,
    );
  }
  if (listed === null || names === null) return list.indices;
  const byName = new Map(listed.map((name, i) => [name, list.indices[i]!]));
  return Int32Array.from(names, (name) => byName.get(name) ?? -1);
}
