import fc from "fast-check";
import { expect, test } from "vitest";
import { meanErrors } from "../kernels/mean-errors.ts";
import { meanOutputs } from "./column-means.ts";

test("errors of rows are the mean outputs' differences", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 9 }),
      fc.infiniteStream(fc.double({ min: -2, max: 2, noNaN: true })),
      (rows, width, stream) => {
        const next = (): number => stream.next().value as number;
        const columns = Float64Array.from({ length: width }, next);
        const scales = Float32Array.from({ length: rows }, () => 0.01 + Math.abs(next()) / 100);
        const weights = Float32Array.from({ length: rows * width }, next);
        const integers = Int8Array.from(weights, (w, i) =>
          Math.max(-127, Math.min(127, Math.round(w / scales[Math.floor(i / width)]!))),
        );
        const exact = meanOutputs("FULLY_CONNECTED", [rows, width], weights, null, columns);
        const rounded = meanOutputs("FULLY_CONNECTED", [rows, width], integers, scales, columns);
        meanErrors({ weights, integers, scales, columns }).forEach((error, r) => {
          expect(error).toBeCloseTo(exact[r]! - rounded[r]!, 9);
        });
      },
    ),
  );
});
