// Rows of plain numbers straight from their bytes: a table of a hundred million cells never becomes strings.

const newline = 10;
const carriage = 13;
const quote = 34;
const plus = 43;
const minus = 45;
const point = 46;

/** Powers of ten that doubles hold exactly: a quotient by one is correctly rounded. */
const powers = Float64Array.from({ length: 23 }, (_, i) => 10 ** i);

/**
 * Columns of the rows from `start`, or null where a cell is no number, a row has another number of cells, or
 * anything is quoted: the general reader then says what is wrong. Empty cells are NaN, empty rows are left out.
 */
export function parseNumberRows(
  bytes: Uint8Array,
  start: number,
  separator: number,
  width: number,
): { readonly rows: number; readonly columns: readonly Float64Array[] } | null {
  let lines = 1;
  for (let i = start; i < bytes.length; i++) {
    if (bytes[i] === quote) return null;
    if (bytes[i] === newline) lines++;
  }
  // Empty lines count for nothing, and a row of `width` cells takes as many bytes: the bytes bound what is held.
  const most = Math.min(lines, Math.ceil((bytes.length - start + 1) / width));
  const columns = Array.from({ length: width }, () => new Float64Array(most));
  let rows = 0;
  for (let at = start; at < bytes.length; ) {
    const first = bytes[at]!;
    if (first === newline || (first === carriage && bytes[at + 1] === newline)) {
      at += first === newline ? 1 : 2;
      continue;
    }
    for (let c = 0; c < width; c++) {
      let end = at;
      while (end < bytes.length && bytes[end] !== separator && bytes[end] !== newline) end++;
      const isLast = c === width - 1;
      if (isLast !== (end >= bytes.length || bytes[end] === newline)) return null;
      const stop = isLast && bytes[end - 1] === carriage && end > at ? end - 1 : end;
      const value = cellNumber(bytes, at, stop);
      if (value === null) return null;
      columns[c]![rows] = value;
      at = end + 1;
    }
    rows++;
  }
  return { rows, columns: columns.map((column) => column.subarray(0, rows)) };
}

/** The number of one cell; null where it is none. */
function cellNumber(bytes: Uint8Array, start: number, end: number): number | null {
  if (start === end) return Number.NaN;
  let at = start;
  const sign = bytes[at] === minus ? -1 : 1;
  if (bytes[at] === minus || bytes[at] === plus) at++;
  let digits = 0;
  let seen = 0;
  let places = -1;
  for (; at < end; at++) {
    const code = bytes[at]!;
    if (code === point && places < 0) places = 0;
    else if (code >= 48 && code <= 57) {
      digits = digits * 10 + code - 48;
      seen++;
      if (places >= 0) places++;
    } else return otherNumber(bytes, start, end);
  }
  if (seen === 0 || seen > 15) return otherNumber(bytes, start, end);
  return (sign * digits) / powers[Math.max(0, places)]!;
}

/** Exponents, spaces, many digits, infinities: rare enough for a string. */
function otherNumber(bytes: Uint8Array, start: number, end: number): number | null {
  if (end - start > 64) return null;
  const text = String.fromCharCode(...bytes.subarray(start, end)).trim();
  if (text === "") return Number.NaN;
  const word = /^([-+]?)(nan|inf|infinity)$/i.exec(text);
  if (word !== null) {
    if (word[2]!.toLowerCase() === "nan") return Number.NaN;
    return word[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const value = Number(text);
  return Number.isNaN(value) ? null : value;
}
