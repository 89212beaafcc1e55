import { expect, test } from "vitest";
import { fixture } from "../../test-fixtures/node/fixtures.ts";
import { weightLayers } from "../graph/weight-layers.ts";
import { readModel } from "../tflite/read.ts";
import { cubicRamp, gradualPruning } from "./gradual.ts";
import { parametersOf } from "./parameters.ts";
import { noQuantization } from "./plan.ts";
import { trainingScope } from "./scope.ts";
import { move, trainedWeights } from "./weights.ts";

const model = readModel(fixture("fm_mnv1.tflite"));
const layer = weightLayers(model).find((l) => l.name === "CONV_2D" && !l.first)!;
const weights = () => {
  const all = trainedWeights(parametersOf(model, trainingScope(model).ops), noQuantization, {
    zeros: false,
    clusters: false,
  });
  return { all, own: all.find((w) => w.parameter.tensor === layer.weights)! };
};
const zeros = (values: Float32Array) => values.filter((v) => v === 0).length / values.length;

test("the ramp is cubic and ends half-way", () => {
  expect([0, 0.25, 0.5, 1].map(cubicRamp)).toEqual([0, 0.875, 1, 1]);
});

test("zeros come in gradually, reach the share and stay", () => {
  const { all, own } = weights();
  const schedule = gradualPruning(new Map([[layer, 0.75]]), "unstructured");
  const seen = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1].map((progress) => {
    schedule.apply(all, progress);
    move(
      own,
      Float32Array.from(own.parameter.values, (_, i) => Math.sin(i)),
      1e-3,
      1,
    );
    return zeros(own.parameter.values);
  });
  seen.slice(1).forEach((share, i) => expect(share).toBeGreaterThanOrEqual(seen[i]!));
  expect(seen[0]).toBe(0);
  expect(seen[2]).toBeCloseTo(0.75 * (1 - 0.6 ** 3), 2);
  expect(seen.at(-1)).toBeCloseTo(0.75, 2);
  expect(zeros(own.seen)).toBe(seen.at(-1));
  const others = all.filter((w) => w !== own);
  expect(others.every((w) => w.mask === null)).toBe(true);
});

test("two of every four", () => {
  const { all, own } = weights();
  const schedule = gradualPruning(new Map([[layer, 0.5]]), "2:4");
  for (const progress of [0, 0.2, 0.5, 1]) schedule.apply(all, progress);
  const { values } = own.parameter;
  for (let i = 0; i < values.length; i += 4) {
    expect(values.subarray(i, i + 4).filter((v) => v === 0).length).toBe(2);
  }
});
