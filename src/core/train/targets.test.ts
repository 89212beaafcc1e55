import { expect, test } from "vitest";
import { type TrainedOutput, temperature } from "./program.ts";
import { labelledOutput, lossBetween, metricsOf, mixedTargets, stepTargets } from "./targets.ts";

const shares: TrainedOutput = { tensor: 5, loss: { kind: "softmax", logits: 4 }, elements: 2, classes: 2 };
const values: TrainedOutput = { tensor: 6, loss: { kind: "squares", variance: 4 }, elements: 2, classes: 2 };
const teacher = [Float32Array.from([0.9, 0.1, 0.2, 0.8])];

test("samples without a label keep what the teacher says of them", () => {
  const [mixed] = mixedTargets(teacher, [shares], 0, [1, -1], 0.5);
  expect([...mixed!].map((v) => Math.round(v * 100) / 100)).toEqual([0.45, 0.55, 0.2, 0.8]);
  const [soft, hard] = stepTargets(teacher, { outputs: [shares], teacherShare: 0.5 }, 0, [1, -1]);
  expect([...hard!]).toEqual([0, 1, ...teacher[0]!.subarray(2)]);
  const ratio = soft![0]! / soft![1]!;
  expect(ratio).toBeCloseTo(9 ** (1 / temperature), 4);
  expect(soft![0]! + soft![1]!).toBeCloseTo(1, 6);
});

test("the loss is cross-entropy, or squares in variances", () => {
  const predictions = [Float32Array.from([0.5, 0.5]), Float32Array.from([1, 3])];
  const targets = [Float32Array.from([0, 1]), Float32Array.from([3, 3])];
  expect(lossBetween(predictions, targets, [shares, values])).toBeCloseTo((Math.log(2) + 4 / 2 / 4) / 2, 6);
});

test("a loss that is no number stays none", () => {
  expect(lossBetween([Float32Array.from([Number.NaN, 1])], [Float32Array.from([1, 0])], [shares])).toBeNaN();
});

test("accuracy counts labelled samples alone, agreement all", () => {
  const predictions = [Float32Array.from([0.4, 0.6, 0.3, 0.7])];
  const metrics = metricsOf({
    predictions,
    targets: teacher,
    teacher,
    outputs: [shares],
    labelled: 0,
    labels: [1, -1],
  });
  expect(metrics).toMatchObject({ accuracy: 1, agreement: 0.5 });
});

test("labels must be classes; none at all is no label", () => {
  expect(labelledOutput([values, shares], Int32Array.from([0, 1]), 2)).toBe(1);
  expect(labelledOutput([shares], Int32Array.from([-1, -1]), 2)).toBe(-1);
  expect(labelledOutput([values], Int32Array.from([0, 1]), 2)).toBe(-1);
  expect(() => labelledOutput([shares], Int32Array.from([0, 2]), 2)).toThrow(/Sample 2 has label 2/);
});
