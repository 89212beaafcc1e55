import { InputError } from "../../outcome.ts";
import { type Content, type DataHost, readAll, readHead } from "../content.ts";
import { decodeText, isLabelName, parseCsv, type Table } from "../formats/csv.ts";
import { isGzip } from "../formats/gzip.ts";
import { isFloatType, readNumbers, shapeSize } from "../numbers.ts";
import {
  arrayOf,
  isArrayFile,
  openArray,
  readElements,
  type StoredArray,
  unpackLimit,
} from "../reading/stored-array.ts";

/** A class of each sample, in the order of the samples or by file name. */
export interface LabelList {
  /** Class indices; −1 where a sample has none. */
  readonly indices: Int32Array;
  /** Names by class index, where the labels were names. */
  readonly names: readonly string[] | null;
  /** File name of each entry, where the list names files. */
  readonly files: readonly string[] | null;
  /** Wanted outputs that are no classes; `indices` are then all −1. */
  readonly targets?: StoredArray | null;
}

const mostClasses = 1_000_000;

/** Reads a labels file: .npy, IDX (also .gz), .csv, or text with one label a line. */
export async function readLabels(host: DataHost, content: Content): Promise<LabelList> {
  const head = await readHead(host, content, 16);
  if (isArrayFile(head) || isGzip(head)) return labelsOfArray(host, await openArray(host, content));
  const bytes = await readAll(host, content, unpackLimit);
  if (/\.csv$|\.tsv$/i.test(content.name)) return labelsOfTable(parseCsv(bytes, content.name), content.name);
  return labelsOfLines(textLines(bytes, content.name), content.name);
}

/** Lines of a text file, trimmed; empty ones are left out. */
export function textLines(bytes: Uint8Array, name: string): string[] {
  return decodeText(bytes, name)
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** A line such as `val/0001.jpg 65`: a file and its label. */
const fileAndLabel = /^(.+?\.(?:png|jpe?g|webp|wav))[\s,;]+(\S.*)$/i;

export function labelsOfLines(lines: readonly string[], name: string): LabelList {
  if (lines.length === 0) throw new InputError("empty-data", `${name} holds no labels.`);
  const pairs = lines.map((line) => fileAndLabel.exec(line));
  if (pairs.every((pair) => pair !== null)) {
    const own = labelsOfLines(
      pairs.map((pair) => pair[2]!),
      name,
    );
    return { ...own, files: pairs.map((pair) => pair[1]!) };
  }
  const numbers = lines.map(Number);
  if (numbers.every((n) => !Number.isNaN(n))) return { ...labelsOfNumbers(numbers, name), files: null };
  return { ...labelsOfNames(lines), files: null };
}

/** Class indices of names, in the order of the sorted names. */
export function labelsOfNames(texts: readonly string[]): Pick<LabelList, "indices" | "names"> {
  const names = [...new Set(texts)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const index = new Map(names.map((name, i) => [name, i]));
  return { indices: Int32Array.from(texts, (text) => index.get(text)!), names };
}

/** A single column of labels, or a column of file names and one of labels. */
export function labelsOfTable(table: Table, name: string): LabelList {
  const { columns } = table;
  if (columns.length === 1) return { ...labelsOfColumn(columns[0]!, name), files: null };
  const at = labelColumn(table) ?? columns.length - 1;
  const files = columns.find((column, i) => i !== at && column.texts !== null)?.texts ?? null;
  return { ...labelsOfColumn(columns[at]!, name), files };
}

export function labelsOfColumn(column: Table["columns"][number], name: string): Omit<LabelList, "files"> {
  if (column.texts !== null) return labelsOfNames(column.texts);
  return labelsOfNumbers(column.numbers, name);
}

/** Whole numbers are classes, others wanted outputs. */
function labelsOfNumbers(numbers: ArrayLike<number>, name: string): Omit<LabelList, "files"> {
  const fraction = Array.from(numbers).some((n) => Number.isFinite(n) && !Number.isInteger(n));
  if (!fraction) return { indices: toIndices(numbers, name), names: null };
  const values = Float32Array.from(numbers);
  return {
    indices: new Int32Array(values.length).fill(-1),
    names: null,
    targets: arrayOf(name, "float32", [values.length], values),
  };
}

/** The column that its header calls the label, or null. */
export function labelColumn(table: Table): number | null {
  const at = table.header?.findIndex(isLabelName) ?? -1;
  return at < 0 ? null : at;
}

/** One whole number a sample, or one row with a single 1, is a class; anything else is the wanted output. */
export async function labelsOfArray(host: DataHost, array: StoredArray): Promise<LabelList> {
  const [samples = 1, ...rest] = array.shape;
  const width = shapeSize(rest);
  const targets: LabelList = {
    indices: new Int32Array(samples).fill(-1),
    names: null,
    files: null,
    targets: array,
  };
  if (rest.filter((d) => d !== 1).length > 1) return targets;
  const total = samples * width;
  const values = readNumbers(await readElements(host, array, 0, total), array.type, 0, total);
  if (width === 1) {
    const isClass = !isFloatType(array.type) || values.every(Number.isInteger);
    return isClass ? { indices: toIndices(values, array.name), names: null, files: null } : targets;
  }
  if (!isOneHot(values, width)) return targets;
  const indices = new Int32Array(samples);
  for (let i = 0; i < samples; i++) indices[i] = values.subarray(i * width, (i + 1) * width).indexOf(1);
  return { indices, names: null, files: null };
}

function isOneHot(values: Float64Array, width: number): boolean {
  for (let i = 0; i < values.length; i += width) {
    let ones = 0;
    for (let k = i; k < i + width; k++) {
      if (values[k] === 1) ones++;
      else if (values[k] !== 0) return false;
    }
    if (ones !== 1) return false;
  }
  return true;
}

function toIndices(numbers: ArrayLike<number>, name: string): Int32Array {
  const indices = new Int32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const n = numbers[i]!;
    if (!Number.isInteger(n) || n < -1 || n >= mostClasses) {
      throw new InputError("bad-labels", `Label ${i + 1} of ${name} is ${n}, which is no class number.`);
    }
    indices[i] = n;
  }
  return indices;
}
