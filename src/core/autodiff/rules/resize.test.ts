import { f, testGradients } from "../../../test-fixtures/node/gradients.ts";
import type { BuiltinOptions } from "../../tflite/model.ts";

const bilinear = (alignCorners: boolean, halfPixelCenters: boolean) =>
  ({
    type: "ResizeBilinearOptions",
    newHeight: 0,
    newWidth: 0,
    alignCorners,
    halfPixelCenters,
  }) as BuiltinOptions;
const nearest = (alignCorners: boolean, halfPixelCenters: boolean) =>
  ({ type: "ResizeNearestNeighborOptions", alignCorners, halfPixelCenters }) as BuiltinOptions;

testGradients({
  "resize bilinear up": {
    op: "RESIZE_BILINEAR",
    operands: [f(2, 3, 4, 2), [6, 8]],
    outputs: [[2, 6, 8, 2]],
    options: bilinear(false, true),
    version: 3,
  },
  "resize bilinear, corners": {
    op: "RESIZE_BILINEAR",
    operands: [f(1, 3, 4, 2), [5, 7]],
    outputs: [[1, 5, 7, 2]],
    options: bilinear(true, false),
  },
  "resize bilinear down": {
    op: "RESIZE_BILINEAR",
    operands: [f(1, 7, 6, 2), [3, 4]],
    outputs: [[1, 3, 4, 2]],
    options: bilinear(false, false),
  },
  "resize nearest": {
    op: "RESIZE_NEAREST_NEIGHBOR",
    operands: [f(1, 3, 4, 2), [6, 8]],
    outputs: [[1, 6, 8, 2]],
    options: nearest(false, false),
  },
  "resize nearest, half pixel": {
    op: "RESIZE_NEAREST_NEIGHBOR",
    operands: [f(1, 3, 4, 2), [5, 7]],
    outputs: [[1, 5, 7, 2]],
    options: nearest(false, true),
    version: 3,
  },
  "resize nearest, corners": {
    op: "RESIZE_NEAREST_NEIGHBOR",
    operands: [f(1, 3, 4, 2), [5, 7]],
    outputs: [[1, 5, 7, 2]],
    options: nearest(true, false),
  },
});
