// https://www.rfc-editor.org/rfc/rfc4180, with `;` and tab as separators too
import { InputError } from "../../outcome.ts";
import { parseNumberRows } from "./csv-numbers.ts";

/** A table of numbers and, where a column holds anything else, of its texts. */
export interface Table {
  /** Column names, or null where the first row holds values already. */
  readonly header: readonly string[] | null;
  readonly rows: number;
  readonly columns: readonly Column[];
}

export interface Column {
  /** NaN where the cell is no number. */
  readonly numbers: Float64Array;
  /** Set where at least one cell is no number. */
  readonly texts: readonly string[] | null;
}

/** Text beyond this is refused: it would have to be held as one string. */
export const csvLimit = 256 * 2 ** 20;
const mostColumns = 1_000_000;

export function parseCsv(bytes: Uint8Array, name: string): Table {
  return parseNumbers(bytes, name) ?? parseAnything(bytes, name);
}

/** Reads tables of nothing but numbers, below a header or not; null for others. */
function parseNumbers(bytes: Uint8Array, name: string): Table | null {
  if (bytes.length > csvLimit) throw tooLarge(bytes, name);
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const [firstEnd, secondEnd] = lineEnds(bytes, mark);
  const firstLine = new TextDecoder().decode(bytes.slice(mark, firstEnd)).trim();
  if (firstLine === "" || firstLine.includes('"')) return null;
  const separator = separatorOf(firstLine);
  const first = firstLine.split(separator);
  const second = new TextDecoder()
    .decode(bytes.slice(firstEnd + 1, secondEnd))
    .trim()
    .split(separator);
  const isHeader = hasHeader([first, second]);
  const start = isHeader ? firstEnd + 1 : mark;
  const cells = bytes.length - start;
  // A row of n cells takes at least n bytes: more columns than bytes is a row that is too short.
  if (first.length > mostColumns || first.length > cells) return null;
  const parsed = parseNumberRows(bytes, start, separator.charCodeAt(0), first.length);
  if (parsed === null || parsed.rows === 0) return null;
  const header = isHeader ? first.map((cell) => cell.trim()) : null;
  return { header, rows: parsed.rows, columns: parsed.columns.map((numbers) => ({ numbers, texts: null })) };
}

function lineEnds(bytes: Uint8Array, start: number): readonly [number, number] {
  const at = bytes.indexOf(10, start);
  const first = at < 0 ? bytes.length : at;
  const next = bytes.indexOf(10, first + 1);
  return [first, next < 0 ? bytes.length : next];
}

function parseAnything(bytes: Uint8Array, name: string): Table {
  const text = decodeText(bytes, name);
  const lines = splitRows(text, separatorOf(text), name);
  const width = lines[0]?.length ?? 0;
  if (width === 0 || lines.length === 0) throw new InputError("empty-data", `${name} holds no rows.`);
  if (width > mostColumns) throw new InputError("corrupt-csv", `${name} has ${width} columns.`);
  const ragged = lines.findIndex((line) => line.length !== width);
  if (ragged >= 0) {
    throw new InputError(
      "corrupt-csv",
      `Row ${ragged + 1} of ${name} has ${lines[ragged]!.length} cells, the first row has ${width}.`,
    );
  }
  const header = hasHeader(lines) ? lines[0]!.map((cell) => cell.trim()) : null;
  const body = header === null ? lines : lines.slice(1);
  if (body.length === 0) throw new InputError("empty-data", `${name} has a header but no rows.`);
  const columns = Array.from({ length: width }, (_, c) => column(body, c));
  return { header, rows: body.length, columns };
}

/** UTF-8 text, with or without a byte order mark. Throws where it is no text. */
export function decodeText(bytes: Uint8Array, name: string): string {
  if (bytes.length > csvLimit) throw tooLarge(bytes, name);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes));
  } catch {
    throw new InputError("not-text", `${name} is no UTF-8 text.`);
  }
}

const tooLarge = (bytes: Uint8Array, name: string): InputError =>
  new InputError("data-too-large", `${name} has ${bytes.length} bytes; text is read up to ${csvLimit}.`);

function separatorOf(text: string): string {
  const end = text.indexOf("\n");
  const first = text.slice(0, end < 0 ? undefined : end);
  const counts = [",", ";", "\t"].map((s) => ({ s, n: first.split(s).length }));
  return counts.reduce((a, b) => (b.n > a.n ? b : a)).s;
}

/** Numbers may be empty or `nan`; a header has a cell that is neither, above a number. */
function hasHeader(lines: readonly string[][]): boolean {
  const [first, second] = lines;
  if (first === undefined) return false;
  const names = first.filter((cell) => !isNumber(cell) && cell.trim() !== "");
  if (names.length === 0) return false;
  if (names.length === first.length)
    return second === undefined || second.some(isNumber) || first.some(isLabelName);
  return first.every((cell, i) => isNumber(cell) === false || !isNumber(second?.[i] ?? ""));
}

/** How columns of labels are called. */
export const isLabelName = (cell: string): boolean =>
  /^(labels?|class(es|_?names?|_?ids?)?|categor(y|ies)|targets?|y)$/i.test(cell.trim());

const isNumber = (cell: string): boolean => {
  const trimmed = cell.trim();
  return trimmed !== "" && (!Number.isNaN(Number(trimmed)) || /^[-+]?(nan|inf(inity)?)$/i.test(trimmed));
};

function toNumber(cell: string): number {
  const value = Number(cell);
  if (!Number.isNaN(value)) return cell.trim() === "" ? Number.NaN : value;
  const word = /^\s*([-+]?)inf(inity)?\s*$/i.exec(cell);
  return word === null ? Number.NaN : word[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function column(rows: readonly string[][], c: number): Column {
  const numbers = new Float64Array(rows.length);
  let plain = true;
  rows.forEach((row, r) => {
    const cell = row[c]!;
    numbers[r] = toNumber(cell);
    if (Number.isNaN(numbers[r]) && !isNumber(cell) && cell.trim() !== "") plain = false;
  });
  return { numbers, texts: plain ? null : rows.map((row) => row[c]!.trim()) };
}

/** Cells by row; quoted cells may hold separators, doubled quotes and line ends. Empty lines are left out. */
function splitRows(text: string, separator: string, name: string): string[][] {
  if (!text.includes('"')) {
    return text
      .split(/\r\n|\n|\r/)
      .filter((line) => line.trim() !== "")
      .map((line) => line.split(separator));
  }
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at <= text.length) {
    const cell = text[at] === '"' ? quotedCell(text, at, name) : plainCell(text, at, separator);
    row.push(cell.value);
    at = cell.end;
    if (text[at] === separator) {
      at++;
      continue;
    }
    if (row.length > 1 || row[0]!.trim() !== "") rows.push(row);
    row = [];
    if (at >= text.length) break;
    at += text.startsWith("\r\n", at) ? 2 : 1;
  }
  return rows;
}

function plainCell(text: string, start: number, separator: string): { value: string; end: number } {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end++;
  return { value: text.slice(start, end), end };
}

function quotedCell(text: string, start: number, name: string): { value: string; end: number } {
  let value = "";
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new InputError("corrupt-csv", `A quoted cell of ${name} is never closed.`);
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      // Anything between the closing quote and the next separator is dropped up to it.
      return { value, end: quote + 1 };
    }
    value += '"';
    at = quote + 2;
  }
}
