import { describe, expect, it } from "vitest";
import { bytes, change, count, decibels, exactBytes, milliseconds, percent, points, port } from "./format.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("figures", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.00 kB"],
    [232_416, "232 kB"],
    [999_499, "999 kB"],
    [999_500, "1.00 MB"],
    [14_002_656, "14.0 MB"],
    [178_215_776, "178 MB"],
    [1_200_000_000, "1.20 GB"],
  ])("%d bytes is %s, in powers of ten", (value, text) => expect(plain(bytes(value))).toBe(text));

  it("writes exact bytes with separators", () => expect(exactBytes(14_002_656)).toBe("14,002,656 bytes"));

  it.each([
    [0.257, "−74.3 %"],
    [1, "±0 %"],
    [1.0001, "±0 %"],
    [1.25, "+25.0 %"],
    [2.4, "2.4× larger"],
  ])("ratio %d is a change of %s", (ratio, text) => expect(plain(change(ratio))).toBe(text));

  it("names time, shares, decibels, counts and shapes", () => {
    expect(plain(milliseconds(0.4512))).toBe("0.45 ms");
    expect(plain(milliseconds(0.0123))).toBe("0.012 ms");
    expect(plain(milliseconds(2.3e-10))).toBe("<0.001 ms");
    expect(plain(milliseconds(12.345))).toBe("12.3 ms");
    expect(plain(milliseconds(1204))).toBe("1.20 s");
    expect(plain(percent(0.9214))).toBe("92.1 %");
    expect(plain(points(-0.0042))).toBe("−0.4 pt");
    expect(plain(points(0.0001))).toBe("±0 pt");
    expect(plain(decibels(41.27))).toBe("41.3 dB");
    expect(decibels(Number.POSITIVE_INFINITY)).toBe("exact");
    expect(plain(count(3_487_816))).toBe("3.49 M");
    expect(port([-1, 28, 28, 1], "FLOAT32")).toBe("?×28×28×1 float32");
  });
});
