import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { graphView } from "../../core/graph/view.ts";
import { readModel } from "../../core/tflite/read.ts";
import { drawingOf } from "./drawing.ts";

test("unpacked weights are told in their reader's box, and every edge joins two boxes", () => {
  const file = "node_modules/@mediapipe/face_detection/face_detection_short_range.tflite";
  const [graph] = graphView(readModel(new Uint8Array(readFileSync(file))));
  const { ops, edges } = drawingOf(graph!);
  expect(ops.some(({ op }) => op.name === "DEQUANTIZE")).toBe(false);
  const convolution = ops.find(({ op }) => op.name === "CONV_2D")!;
  expect(convolution.constants.map(({ type }) => type)).toEqual(["float16", "float16"]);
  const ids = new Set(ops.map(({ id }) => id));
  for (const { source, target } of edges) expect(ids.has(source) && ids.has(target)).toBe(true);
});
