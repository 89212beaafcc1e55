import { describe, expect, it } from "vitest";
import { cautionOf } from "./caution.ts";
import type { Row } from "./rows.ts";

const row = (label: string, size: number, latency: number, more: Partial<Row> = {}): Row =>
  ({
    label,
    needs: "No data",
    structured: false,
    status: { kind: "done" },
    size: { kind: "value", value: 1, ratio: size },
    latency: { kind: "value", value: {}, ratio: latency, isNoise: false },
    ...more,
  }) as Row;

const dynamic = row("Dynamic", 0.57, 6.3);
const noise = { kind: "value", value: {}, ratio: 1.2, isNoise: true } as unknown as Row["latency"];

describe("what was measured against a technique", () => {
  it("is that it is slower, with the smallest file that is not", () => {
    const rows = [dynamic, row("Half", 0.9, 0.9), row("Weights", 0.58, 1, { latency: noise })];
    expect(cautionOf(dynamic, rows, false)).toBe(
      "Measured here it is 6.3 times slower than the original. Weights is not, at 58 % of the size.",
    );
    expect(cautionOf(row("A", 0.5, 1.2), [], false)).toBe(
      "Measured here it is 20 % slower than the original.",
    );
  });

  it("offers nothing that needs data where there are none", () => {
    const rows = [row("Integers", 0.5, 0.5, { needs: "Needs data" })];
    expect(cautionOf(dynamic, rows, false)).not.toMatch(/Integers/);
    expect(cautionOf(dynamic, rows, true)).toMatch(/Integers is not, at 50 % of the size/);
  });

  it("is that it is no smaller, where that is what it is for", () => {
    expect(cautionOf(row("Half", 0.99, 1), [], true)).toBe("Here it is no smaller than the original.");
    expect(cautionOf(row("Pruned", 1, 1, { structured: true }), [], true)).toBeNull();
  });

  it("is nothing where it is faster, or only noise", () => {
    expect(cautionOf(row("Fast", 0.3, 0.5), [], true)).toBeNull();
    expect(cautionOf(row("Noise", 0.3, 1.2, { latency: noise }), [], true)).toBeNull();
  });
});
