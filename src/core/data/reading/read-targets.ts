import type { DataHost } from "../content.ts";
import type { SampleTargets } from "../dataset.ts";
import type { DatasetSource } from "../dataset-source.ts";
import { readNumbers, shapeSize } from "../numbers.ts";
import { readElements } from "./stored-array.ts";

/** The wanted outputs of a described dataset, or null. */
export function openTargets({ targets, targetRows }: DatasetSource, host: DataHost): SampleTargets | null {
  if (targets === null || targetRows === null) return null;
  const size = shapeSize(targets.shape.slice(1));
  return {
    size,
    async read(start, count) {
      const rows = targetRows.subarray(start, start + count);
      const values = new Float32Array(rows.length * size).fill(Number.NaN);
      for (const [i, row] of rows.entries()) {
        // A sample that the labels leave out has no row: NaN, which is not judged.
        if (row < 0) continue;
        const view = await readElements(host, targets, row * size, size);
        values.set(readNumbers(view, targets.type, 0, size), i * size);
      }
      return values;
    },
  };
}
