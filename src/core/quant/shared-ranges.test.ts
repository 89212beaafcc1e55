import { expect, test } from "vitest";
import { NetBuilder } from "../../test-fixtures/tiny-net.ts";
import { Collector } from "../calibration/statistics.ts";
import { ActivationFunctionType } from "../tflite/generated/enums.ts";
import { sharedRanges } from "./shared-ranges.ts";

/** Two heads, put together into one output as detectors do. */
function detector() {
  const net = new NetBuilder([1, 4, 4, 2]);
  const [boxes, scores] = [net.conv(0, 4), net.conv(0, 1)];
  const both = net.op("CONCATENATION", [boxes, scores], [1, 4, 4, 5], {
    type: "ConcatenationOptions",
    axis: 3,
    fusedActivationFunction: ActivationFunctionType.NONE,
  });
  return { model: net.finish(both), boxes, scores, both };
}

const seen = (largest: number): Collector => {
  const collector = new Collector({ histogram: false, mean: false });
  collector.add(Float32Array.of(0, largest), 1);
  return collector;
};

test("boxes beside scores are pointed out, with the levels that are left", () => {
  const { model, boxes, scores, both } = detector();
  const statistics = new Map([
    [boxes, seen(192)],
    [scores, seen(1)],
    [both, seen(192)],
  ]);
  const [found] = sharedRanges(model, statistics);
  expect(found).toMatchObject({ opName: "CONCATENATION" });
  expect(found!.inputs.map(({ levels }) => levels)).toEqual([256, 1]);
  expect(found!.message).toContain("1 of 256 levels");
});

test("inputs of like size are not", () => {
  const { model, boxes, scores } = detector();
  const statistics = new Map([
    [boxes, seen(3)],
    [scores, seen(1)],
  ]);
  expect(sharedRanges(model, statistics)).toEqual([]);
});
