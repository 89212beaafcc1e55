import { expect, test } from "vitest";
import { seededRandom } from "../random.ts";
import { glance } from "./glance.ts";
import type { Matrix } from "./matrices.ts";
import { matrixMaxima } from "./matrices.ts";

/** A convolution's weights, [rows, places · inputChannels], made by `weight`. */
function matrix(rows: number, places: number, inputChannels: number, weight: (at: number) => number): Matrix {
  const columns = places * inputChannels;
  const layer = {
    graph: 0,
    op: 0,
    name: "CONV_2D",
    input: 0,
    weights: 1,
    bias: -1,
    output: 2,
    rows,
    columns,
    rowStride: columns,
    columnStride: 1,
    first: false,
    last: false,
    shared: false,
  } as const;
  const weights = Float32Array.from({ length: rows * columns }, (_, at) => weight(at));
  return { layer, weights, bias: null, inputChannels, touched: false, maxima: null };
}

test.each([
  [96, 9, 100, 96],
  [600, 9, 200, 300],
  [1200, 1, 4100, 300],
])("sees every input channel of %i x %i x %i, never more than is there", (rows, places, inputs, looked) => {
  const random = seededRandom(4);
  const whole = matrix(rows, places, inputs, () => random() - 0.5);
  const seen = glance(whole)!;
  const all = matrixMaxima(whole);
  expect(seen.rows.filter((most) => most > 0)).toHaveLength(looked);
  for (const kind of ["rows", "inputs"] as const) {
    expect(seen[kind]).toHaveLength(all[kind].length);
    seen[kind].forEach((most, i) => {
      expect(most).toBeLessThanOrEqual(all[kind][i]!);
      if (most === 0 && kind === "rows") return;
      // The largest of over a hundred even values between -0.5 and 0.5; a single place of a kernel has fewer.
      expect(most).toBeGreaterThan((places > 1 ? 0.9 : 0.7) * all[kind][i]!);
    });
  }
});

test("looks at small and at differently laid matrices whole", () => {
  expect(glance(matrix(16, 1, 64, () => 1))).toBeNull();
  expect(glance(matrix(8, 1, 40_000, () => 1))).toBeNull();
  const depthwise = matrix(512, 9, 64, () => 1);
  expect(glance({ ...depthwise, layer: { ...depthwise.layer, rowStride: 1, columnStride: 512 } })).toBeNull();
});
