import { InputError } from "../../outcome.ts";
import type { Table } from "../formats/csv.ts";
import { guessPreprocess } from "../inputs/guess-preprocess.ts";
import { type ModelInput, pictureShape, sampleShape } from "../inputs/model-input.ts";
import type { DataOptions } from "../inputs/preprocess.ts";
import { type NumberType, shapeSize, shapeText } from "../numbers.ts";
import { arrayOf } from "../reading/stored-array.ts";
import type { Gathered } from "./arrays.ts";
import { type LabelList, labelColumn, labelsOfColumn } from "./labels.ts";

/** A row a sample: the inputs' elements in order, and perhaps a column with the label. */
export function gatherTable(
  table: Table,
  name: string,
  inputs: readonly ModelInput[],
  options: DataOptions,
): Gathered {
  const sizes = inputs.map((input) => shapeSize(sampleShape(input)));
  const wanted = sizes.reduce((a, b) => a + b, 0);
  const at = findLabel(table, wanted);
  const beside = table.columns.filter((_, i) => i !== at);
  // One column too many that only counts the rows is no value.
  const features =
    beside.length === wanted + 1 ? beside.filter((column) => !isRowNumber(table, column)) : beside;
  if (features.length !== wanted) {
    const shapes = inputs.map((input) => shapeText(input.shape)).join(" and ");
    throw new InputError(
      "shape-mismatch",
      `${name} has ${beside.length} columns of values${at === null ? "" : " beside the label"}, but the input wants ${shapes}, which is ${wanted} values for each sample.`,
    );
  }
  const text = features.findIndex((column) => column.texts !== null);
  if (text >= 0) {
    const title = table.header?.[table.columns.indexOf(features[text]!)] ?? `${text + 1}`;
    throw new InputError("not-numbers", `Column ${title} of ${name} holds text; features must be numbers.`);
  }
  const { kept, skipped } = wholeRows(features, table, name);
  if (kept.length === 0)
    throw new InputError("empty-data", `No row of ${name} is whole: ${skipped[0]?.reason}`);
  const { type, values } = pack(features, kept);
  const array = arrayOf(name, type, [kept.length, wanted], values);
  const plans = inputs.map((input, i) => {
    const offset = sizes.slice(0, i).reduce((a, b) => a + b, 0);
    const pixels = type === "uint8" && pictureShape(input) !== null;
    const source = {
      kind: "array",
      array,
      stored: sampleShape(input),
      axes: null,
      offset,
      rowSize: wanted,
    } as const;
    return { input, source, preprocess: guessPreprocess(input, { kind: "numbers", type, pixels }, options) };
  });
  const labels: LabelList | null =
    at === null ? null : { ...labelsOfColumn(pick(table.columns[at]!, kept), name), files: null };
  const rows = skipped.length === 0 ? null : Array.from({ length: table.rows }, (_, r) => rowName(r));
  const names = rows === null ? null : Array.from(kept, (r) => rows[r]!);
  return { samples: kept.length, inputs: plans, labels, skipped, names, listed: rows };
}

/** A column that its header calls an index, as spreadsheets and data frames write one in front. */
const isRowNumber = (table: Table, column: Table["columns"][number]): boolean =>
  /^(|id|idx|index|row|unnamed: 0)$/i.test(table.header?.[table.columns.indexOf(column)]?.trim() ?? "-");

const rowName = (row: number): string => `row ${row + 1}`;

/** Rows with a value in every column, and what the others lack. */
function wholeRows(
  features: Table["columns"],
  table: Table,
  name: string,
): { readonly kept: Int32Array; readonly skipped: Gathered["skipped"] } {
  const lacks = new Map<number, number>();
  features.forEach(({ numbers }, c) => {
    for (let r = 0; r < numbers.length; r++) if (Number.isNaN(numbers[r]) && !lacks.has(r)) lacks.set(r, c);
  });
  const title = (c: number): string =>
    table.header?.[table.columns.indexOf(features[c]!)] ?? `${table.columns.indexOf(features[c]!) + 1}`;
  const skipped = [...lacks]
    .sort(([a], [b]) => a - b)
    .map(([r, c]) => ({ name: rowName(r), reason: `${name} has no number there in column ${title(c)}.` }));
  const kept = Int32Array.from({ length: table.rows }, (_, r) => r).filter((r) => !lacks.has(r));
  return { kept, skipped };
}

const pick = ({ numbers, texts }: Table["columns"][number], rows: Int32Array): Table["columns"][number] => ({
  numbers: Float64Array.from(rows, (r) => numbers[r]!),
  texts: texts && Array.from(rows, (r) => texts[r]!),
});

/**
 * By its header, else the last or first column where there is one more than the inputs want. Of the two, the one
 * that is more like a class: not constant, and with smaller numbers.
 */
function findLabel(table: Table, wanted: number): number | null {
  const named = labelColumn(table);
  if (named !== null || table.columns.length !== wanted + 1) return named;
  if (table.columns.some((column) => isRowNumber(table, column))) return null;
  const last = table.columns.length - 1;
  const highest = (i: number): number => {
    const { texts, numbers } = table.columns[i]!;
    if (texts !== null) return 0;
    const isClass = numbers.every((n) => Number.isInteger(n) && n >= 0 && n < 100_000);
    const varies = numbers.length < 2 || numbers.some((n) => n !== numbers[0]);
    if (!isClass) return Number.POSITIVE_INFINITY;
    return varies ? numbers.reduce((a, b) => Math.max(a, b)) : 100_000;
  };
  const [atLast, atFirst] = [highest(last), highest(0)];
  if (Math.min(atLast, atFirst) === Number.POSITIVE_INFINITY) return null;
  return atFirst < atLast ? 0 : last;
}

/** Bytes where all values are whole numbers of 0 to 255 and some are large, else float32 (or float64 past it). */
function pack(
  columns: Table["columns"],
  rows: Int32Array,
): { type: NumberType; values: Uint8Array | Int32Array | Float32Array } {
  const every = (test: (n: number) => boolean): boolean =>
    columns.every(({ numbers }) => rows.every((r) => test(numbers[r]!)));
  const whole = every((n) => Number.isInteger(n) && Math.abs(n) < 2 ** 31);
  const bytes = whole && every((n) => n >= 0 && n <= 255);
  const pixels = bytes && !every((n) => n <= 64);
  const size = rows.length * columns.length;
  const values = pixels ? new Uint8Array(size) : whole ? new Int32Array(size) : new Float32Array(size);
  columns.forEach(({ numbers }, c) => {
    for (let i = 0; i < rows.length; i++) values[i * columns.length + c] = numbers[rows[i]!]!;
  });
  return { type: pixels ? "uint8" : whole ? "int32" : "float32", values };
}
