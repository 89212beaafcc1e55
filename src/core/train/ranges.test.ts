import { expect, test } from "vitest";
import { TensorType } from "../tflite/tensor-types.ts";
import { noQuantization } from "./plan.ts";
import { rangeKeeper } from "./ranges.ts";

const grid = { type: TensorType.INT8, scale: 2 / 255, zeroPoint: 0 };
const plan = { ...noQuantization, tensors: new Map([3, 4].map((t) => [t, grid])) };

test("a range that calibration made narrower than its extremes grows and shrinks as they do", () => {
  const keeper = rangeKeeper(plan, [3]);
  const given = keeper.current().get(3)!;
  keeper.begin(Float32Array.of(-5, 5));
  keeper.follow(Float32Array.of(-5, 5));
  expect(keeper.current().get(3)).toEqual(given);
  for (let i = 0; i < 40; i++) keeper.follow(Float32Array.of(-10, 2.5));
  const { min, max } = keeper.current().get(3)!;
  expect(min / given.min).toBeCloseTo(2, 4);
  expect(max / given.max).toBeCloseTo(0.5, 4);
  expect(keeper.current().get(4)).toEqual(given);
});

test("an end at zero stays, and no range runs away", () => {
  const keeper = rangeKeeper(plan, [3]);
  const given = keeper.current().get(3)!;
  keeper.begin(Float32Array.of(0, 1e-3));
  for (let i = 0; i < 40; i++) keeper.follow(Float32Array.of(-7, 1e6));
  expect(keeper.current().get(3)!.min).toBe(given.min);
  expect(keeper.current().get(3)!.max / given.max).toBeCloseTo(4, 4);
});

test("what is saved goes on where it was", () => {
  const [one, other] = [rangeKeeper(plan, [3]), rangeKeeper(plan, [3])];
  for (const keeper of [one, other]) keeper.begin(Float32Array.of(-1, 1));
  one.follow(Float32Array.of(-2, 2));
  other.load(one.saved());
  for (const keeper of [one, other]) keeper.follow(Float32Array.of(-3, 3));
  expect(other.current()).toEqual(one.current());
});
