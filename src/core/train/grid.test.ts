import { expect, test } from "vitest";
import { TensorType } from "../tflite/tensor-types.ts";
import { fitScales, followWeights, keepWidened, snap, throughGrid, toGrid, weightGrid } from "./grid.ts";

const place = (type: number, scales: number[], axis = 0) => ({
  exported: 0,
  type,
  scales,
  zeroPoint: 0,
  axis,
  biasOf: null,
});
const values = Float32Array.from([0.5, -1, 0.26, 2, 0.1, -3.1]);

test("int8 weights use the symmetric grid, a scale for each channel", () => {
  const grid = weightGrid(place(TensorType.INT8, [1, 1]), [2, 3]);
  followWeights(grid, values);
  expect([...grid.scales]).toEqual([Math.fround(1 / 127), Math.fround(Math.fround(3.1) / 127)]);
  expect([...toGrid(grid, values)]).toEqual([64, -127, 33, 82, 4, -127]);
});

test("channels along the last axis, as depthwise weights have them", () => {
  const grid = weightGrid(place(TensorType.INT8, [1, 1], 1), [3, 2]);
  followWeights(grid, values);
  expect([...grid.scales]).toEqual([Math.fround(0.5 / 127), Math.fround(Math.fround(3.1) / 127)]);
});

test("snapping gives the values of the integers", () => {
  const grid = weightGrid(place(TensorType.INT4, [0.15, 0.4]), [2, 3]);
  const out = new Float32Array(6);
  snap(grid, values, out);
  const integers = toGrid(grid, values);
  expect([...integers]).toEqual([3, -7, 2, 5, 0, -8]);
  out.forEach((v, i) => expect(v).toBeCloseTo(integers[i]! * grid.scales[i < 3 ? 0 : 1]!, 6));
});

test("4-bit scales are fitted no worse than by the largest weight", () => {
  const noise = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i * 12.9898) * (i === 7 ? 5 : 1));
  const error = (fit: boolean) => {
    const grid = weightGrid(place(TensorType.INT4, [1]), [64]);
    (fit ? fitScales : followWeights)(grid, noise);
    const out = new Float32Array(64);
    snap(grid, noise, out);
    return noise.reduce((sum, v, i) => sum + (v - out[i]!) ** 2, 0);
  };
  expect(error(true)).toBeLessThan(error(false));
});

test("gradients pass inside the grid alone, and learned scales get theirs", () => {
  const grid = weightGrid(place(TensorType.INT4, [0.1]), [2]);
  const gradient = Float32Array.from([1, 1]);
  const ofScale = throughGrid(grid, Float32Array.from([0.32, 2]), gradient);
  expect([...gradient]).toEqual([1, 0]);
  // (round(3.2) − 3.2) inside, 7 at the end of the grid, damped by √(2 · 7).
  expect(ofScale[0]).toBeCloseTo((-0.2 + 7) / Math.sqrt(14), 4);
});

test("channels that the exporter widened stay as wide", () => {
  const grid = weightGrid(place(TensorType.INT8, [1, Math.fround(3.1) / 127]), [2, 3]);
  keepWidened(grid, values);
  followWeights(grid, values);
  expect([...grid.scales]).toEqual([1, Math.fround(Math.fround(3.1) / 127)]);
});
