import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dot } from "../linalg/cholesky.ts";
import { seededRandom } from "../random.ts";
import { clusterRows } from "./cluster-rows.ts";
import { gradient } from "./discrete-rows.ts";
import type { ColumnGeometry } from "./geometry.ts";
import { correctedBias, layerProblem, type Problem } from "./problem.ts";
import { maskFromOrder, refitRows, removalOrder } from "./prune-rows.ts";
import { roundRows } from "./round-rows.ts";
import { addStatistics, layerStatistics } from "./statistics.ts";

const dense = (width: number): ColumnGeometry => ({
  kind: "dense",
  places: 1,
  sampleSize: width,
  inputHeight: 1,
  inputWidth: 1,
  inputChannels: width,
  outputWidth: 1,
  kernelHeight: 1,
  kernelWidth: 1,
  strideHeight: 1,
  strideWidth: 1,
  dilationHeight: 1,
  dilationWidth: 1,
  padTop: 0,
  padLeft: 0,
  width,
});

/** A fully connected layer with correlated inputs, and inputs that earlier compression has shaken. */
function layer(seed: number, rows = 6, columns = 10, samples = 200) {
  const random = seededRandom(seed);
  const normal = (): number => random() + random() + random() - 1.5;
  const weights = Float32Array.from({ length: rows * columns }, normal);
  const reference = new Float32Array(samples * columns);
  for (let s = 0; s < samples; s++) {
    const common = normal();
    for (let k = 0; k < columns; k++) reference[s * columns + k] = 0.5 + normal() + common;
  }
  const input = reference.map((x) => x * 0.9 + 0.1 * normal());
  const places = Int32Array.from({ length: samples }, (_, i) => i);
  return { geometry: dense(columns), rows, columns, weights, reference, input, places };
}

const problemOf = (l: ReturnType<typeof layer>, same = true): Problem =>
  layerProblem(
    layerStatistics(same ? { ...l, input: l.reference, reference: null } : l),
    l.weights,
    l.rows,
    l.columns,
    0.01,
    false,
  );

/** (V − W*) H (V − W*)ᵀ over all rows: what every solver is to make small. */
const error = (p: Problem, v: ArrayLike<number>): number => {
  let sum = 0;
  for (let r = 0; r < p.rows; r++) {
    const own = Float64Array.from({ length: p.columns }, (_, k) => v[r * p.columns + k]!);
    const target = p.target.slice(r * p.columns, (r + 1) * p.columns);
    const slope = gradient(p.hessian, target, own);
    sum += dot(
      own.map((x, k) => x - target[k]!),
      0,
      slope,
      0,
      p.columns,
    );
  }
  return sum;
};

describe("statistics", () => {
  test("are the plain sums, in one piece or in several", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 11 }),
        fc.nat(),
        (rows, columns, seed) => {
          const l = layer(seed, rows, columns, 70);
          const all = layerStatistics(l);
          const parts = addStatistics([
            layerStatistics({ ...l, places: l.places.slice(0, 33) }),
            layerStatistics({ ...l, places: l.places.slice(33) }),
          ]);
          for (let i = 0; i < columns; i++) {
            for (let j = 0; j <= i; j++) {
              let sum = 0;
              for (let s = 0; s < 70; s++) sum += l.input[s * columns + i]! * l.input[s * columns + j]!;
              expect(all.gram[i * columns + j]!).toBeCloseTo(sum, 3);
              expect(parts.gram[i * columns + j]!).toBeCloseTo(sum, 3);
            }
          }
          for (let r = 0; r < rows; r++) {
            for (let k = 0; k < columns; k++) {
              let sum = 0;
              for (let s = 0; s < 70; s++) {
                let out = 0;
                for (let j = 0; j < columns; j++)
                  out += l.weights[r * columns + j]! * l.reference[s * columns + j]!;
                sum += out * l.input[s * columns + k]!;
              }
              expect(all.cross![r * columns + k]!).toBeCloseTo(sum, 3);
            }
          }
          expect(parts.count).toBe(70);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe("solvers", () => {
  test("the target brings shaken inputs nearer to the original outputs than the old weights do", () => {
    const l = layer(4);
    const p = problemOf(l, false);
    const outputs = (
      w: ArrayLike<number>,
      bias: Float32Array,
      x: Float32Array,
      s: number,
      r: number,
    ): number => {
      let sum = bias[r]!;
      for (let k = 0; k < l.columns; k++) sum += w[r * l.columns + k]! * x[s * l.columns + k]!;
      return sum;
    };
    const bias = new Float32Array(l.rows);
    const solved = Float32Array.from(p.target);
    const corrected = correctedBias(p, solved, bias);
    let [old, now, mean] = [0, 0, 0];
    for (let s = 0; s < l.places.length; s++) {
      for (let r = 0; r < l.rows; r++) {
        const wanted = outputs(l.weights, bias, l.reference, s, r);
        old += (outputs(l.weights, bias, l.input, s, r) - wanted) ** 2;
        const got = outputs(solved, corrected, l.input, s, r);
        now += (got - wanted) ** 2;
        mean += got - wanted;
      }
    }
    expect(now).toBeLessThan(old / 2);
    expect(Math.abs(mean) / l.places.length).toBeLessThan(1e-4);
  });

  test("exact removal beats magnitude, and costs what it says", () => {
    for (let seed = 0; seed < 10; seed++) {
      const p = problemOf(layer(seed));
      const trace = removalOrder(p, p.columns);
      const mask = maskFromOrder(p.rows, p.columns, trace, (p.rows * p.columns) / 2);
      expect(mask.filter((m) => m === 0)).toHaveLength((p.rows * p.columns) / 2);
      const sorted = [...p.target].map(Math.abs).sort((a, b) => a - b);
      const middle = sorted[sorted.length / 2]!;
      const byMagnitude = Uint8Array.from(p.target, (w) => (Math.abs(w) < middle ? 0 : 1));
      const solved = error(p, refitRows(p, mask));
      expect(solved).toBeLessThanOrEqual(error(p, refitRows(p, byMagnitude)) * 1.0001);
      // The trace's costs add up to the error of the refitted rows.
      let told = 0;
      for (let r = 0; r < p.rows; r++) {
        for (let s = 0; s < p.columns; s++) {
          if (mask[r * p.columns + trace.order[r * p.columns + s]!] === 0)
            told += trace.cost[r * p.columns + s]!;
        }
      }
      expect(solved / told).toBeCloseTo(1, 3);
    }
  });

  test("rounding keeps to its integers, its zeros, and a smaller error than plain rounding", () => {
    for (const blockSize of [0, 5]) {
      const l = layer(2, 8, 10);
      for (let i = 0; i < l.weights.length; i += 3) l.weights[i] = 0;
      const p = problemOf(l);
      const rounded = roundRows(p, l.weights, { bits: 4, blockSize, perTensor: false, keepZeros: true });
      const blocks = blockSize === 0 ? 1 : 2;
      expect(rounded.scales).toHaveLength(8 * blocks);
      rounded.codes.forEach((c, i) => {
        expect(c).toBeGreaterThanOrEqual(-8);
        expect(c).toBeLessThanOrEqual(7);
        const scale =
          rounded.scales[Math.floor(i / 10) * blocks + (blockSize === 0 ? 0 : Math.floor((i % 10) / 5))]!;
        expect(rounded.weights[i]).toBe(Math.fround(c * scale));
        if (l.weights[i] === 0) expect(c).toBe(0);
      });
      const plain = Float32Array.from(l.weights, (w, i) => {
        const row = l.weights.subarray(Math.floor(i / 10) * 10, Math.floor(i / 10) * 10 + 10);
        const scale = Math.max(...row.map(Math.abs)) / 7;
        return Math.round(w / scale) * scale;
      });
      expect(error(p, rounded.weights)).toBeLessThan(0.6 * error(p, plain));
    }
  });

  test("clusters: few values, zeros kept, less error than nearest values", () => {
    const l = layer(5, 8, 12);
    for (let i = 0; i < l.weights.length; i += 2) l.weights[i] = 0;
    const p = problemOf(l);
    const spec = { clusters: 6, granularity: "tensor", start: "density", keepZeros: true, seed: 0 } as const;
    const v = clusterRows(p, l.weights, spec);
    expect(new Set(v).size).toBeLessThanOrEqual(6);
    l.weights.forEach((w, i) => {
      if (w === 0) expect(v[i]).toBe(0);
    });
    const step = Math.max(...l.weights.map(Math.abs)) / 2.5;
    const grid = Float32Array.from(l.weights, (w) => (w === 0 ? 0 : Math.round(w / step) * step));
    expect(error(p, v)).toBeLessThan(0.6 * error(p, grid));
  });
});
