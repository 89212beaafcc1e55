import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { labelsOfLines, labelsOfTable } from "../intake/labels.ts";
import { parseCsv } from "./csv.ts";

const parse = (text: string) => parseCsv(new TextEncoder().encode(text), "a.csv");
const columns = (text: string): number[][] => parse(text).columns.map((c) => [...c.numbers]);

describe("parseCsv", () => {
  test("numbers with and without a header, three separators, line ends and a byte order mark", () => {
    expect(columns("1,2\n3,4\n")).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(parse("a;b\r\n1;2\r\n").header).toEqual(["a", "b"]);
    expect(columns("\ufeffx\ty\n1e-3\t-inf\n")).toEqual([[0.001], [Number.NEGATIVE_INFINITY]]);
  });

  test("numbers equal what JavaScript reads, however they are written", () => {
    const number = fc.oneof(
      fc.double({ noNaN: true }).map(String),
      fc.integer().map(String),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((v) => v.toFixed(7)),
      fc.constantFrom("", " 3 ", "+4.", ".5", "-.25", "1e3", "12345678901234567890", "0.1234567890123456789"),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 1 }), (rows) => {
        const table = parse(`${rows.map((row) => `1,${row.join(",")}`).join("\r\n")}\n`);
        const wanted = (cell: string): number => (cell.trim() === "" ? Number.NaN : Number(cell));
        expect([...table.columns[1]!.numbers]).toEqual(rows.map((row) => wanted(row[0])));
        expect([...table.columns[2]!.numbers]).toEqual(rows.map((row) => wanted(row[1])));
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  test("empty lines are left out, whatever their number, and hold no memory", () => {
    const wide = Array.from({ length: 20_000 }, (_, i) => i).join(",");
    const table = parse(`${"\n".repeat(2)}${wide}\n${"\n".repeat(200_000)}${wide}\n`.slice(2));
    expect(table.rows).toBe(2);
    expect(table.columns[19_999]!.numbers[1]).toBe(19_999);
  });

  test("quoted cells hold separators, quotes and line ends", () => {
    const table = parse('name,label\n"a, ""b""\nc",1\nd,2\n');
    expect(table.columns[0]!.texts).toEqual(['a, "b"\nc', "d"]);
    expect([...table.columns[1]!.numbers]).toEqual([1, 2]);
  });

  test("what is wrong is named", () => {
    expect(() => parse("1,2\n3\n")).toThrow("Row 2 of a.csv has 1 cells, the first row has 2.");
    expect(() => parse('1,"2\n3,4\n')).toThrow("never closed");
    expect(() => parse("")).toThrow("no rows");
    expect(() => parseCsv(Uint8Array.of(0xff, 0xfe, 0), "a.csv")).toThrow("no UTF-8 text");
  });
});

describe("labels", () => {
  test("of a column, of names, by file", () => {
    expect([...labelsOfTable(parse("label\n3\n1\n"), "a").indices]).toEqual([3, 1]);
    const named = labelsOfTable(parse("file,label\nx.png,dog\ny.png,cat\n"), "a");
    expect(named.names).toEqual(["cat", "dog"]);
    expect([...named.indices]).toEqual([1, 0]);
    expect(named.files).toEqual(["x.png", "y.png"]);
    expect([...labelsOfLines(["2", "0"], "a").indices]).toEqual([2, 0]);
    expect(() => labelsOfLines(["1", "-5"], "a")).toThrow("Label 2 of a is -5");
  });
});
