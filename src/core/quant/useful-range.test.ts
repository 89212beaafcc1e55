import { expect, test } from "vitest";
import { NetBuilder } from "../../test-fixtures/tiny-net.ts";
import { chooseRange } from "../calibration/ranges.ts";
import { Collector } from "../calibration/statistics.ts";
import { indexGraph } from "../graph/index.ts";
import { ActivationFunctionType } from "../tflite/generated/enums.ts";
import { planOps } from "./plan.ts";
import { type RangeSubject, withoutVanishing } from "./useful-range.ts";

/** Scores of attention: a mask of −1e9 is added to some before the softmax. */
function attention() {
  const net = new NetBuilder([1, 4, 4, 2]);
  const [scores, mask] = [net.conv(0, 4), net.conv(0, 4)];
  const sum = net.op("ADD", [scores, mask], [1, 4, 4, 4], {
    type: "AddOptions",
    fusedActivationFunction: ActivationFunctionType.NONE,
    potScaleInt16: true,
  });
  const out = net.op("SOFTMAX", [sum], [1, 4, 4, 4], { type: "SoftmaxOptions", beta: 1 });
  const model = net.finish(out);
  const masked = new Collector({ histogram: false, mean: false, rowSize: 4 });
  masked.add(Float32Array.of(3, -1e9, 1, -1e9, 2, 2, -1e9, -1e9), 1);
  const index = indexGraph(model.subgraphs[0]!);
  const subject: Omit<RangeSubject, "t"> = {
    model,
    index,
    planned: planOps(model, index, () => ({ precision: "int16x8" })),
    statistics: new Map([[sum, masked]]),
    extremes: (t) => (t === scores ? { min: -3, max: 3 } : null),
  };
  return { subject, mask, sum, out };
}

test("a mask takes nothing from the range of what a softmax reads", () => {
  const { subject, sum, out } = attention();
  const range = { min: -1e9, max: 3 };
  const least = 2 - Math.log(65536 * 4);
  expect(withoutVanishing({ ...subject, t: sum }, range, "int16").min).toBeCloseTo(least);
  expect(withoutVanishing({ ...subject, t: sum }, range, "int8").min).toBeCloseTo(2 - Math.log(512 * 4));
  expect(withoutVanishing({ ...subject, t: out }, range, "int16")).toBe(range);
});

test("nor does it from its own range, where it is added before", () => {
  const { subject, mask } = attention();
  const cut = withoutVanishing({ ...subject, t: mask }, { min: -1e9, max: 0 }, "int16");
  expect(cut.min).toBeCloseTo(2 - Math.log(65536 * 4) - 3);
  expect(cut.max).toBe(0);
});

test("16 bits leave room beyond the extremes of the samples, 8 bits do not", () => {
  const seen = new Collector({ histogram: false, mean: false });
  seen.add(Float32Array.of(-1, 2), 1);
  const options = { method: "minmax", percentile: 100, symmetric: true } as const;
  expect(chooseRange(seen, { ...options, bits: 16 })).toEqual({ min: -1.5, max: 3 });
  expect(chooseRange(seen, { ...options, bits: 8 })).toEqual({ min: -1, max: 2 });
});
