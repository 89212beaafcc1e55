import { f, testGradients } from "../../../test-fixtures/node/gradients.ts";
import { stridedOptions } from "../../../test-fixtures/strided-options.ts";

testGradients({
  pad: {
    op: "PAD",
    operands: [f(2, 3, 4, 2), [0, 0, 1, 2, 0, 1, 0, 0]],
    outputs: [[2, 6, 5, 2]],
    options: { type: "PadOptions" },
  },
  reshape: { op: "RESHAPE", operands: [f(2, 3, 4), [6, 4]], outputs: [[6, 4]] },
  squeeze: {
    op: "SQUEEZE",
    operands: [f(2, 1, 4)],
    outputs: [[2, 4]],
    options: { type: "SqueezeOptions", squeezeDims: [1] },
  },
  "expand dims": {
    op: "EXPAND_DIMS",
    operands: [f(2, 4), [1]],
    outputs: [[2, 1, 4]],
    options: { type: "ExpandDimsOptions" },
  },
  transpose: {
    op: "TRANSPOSE",
    operands: [f(2, 3, 4, 5), [0, 2, 3, 1]],
    outputs: [[2, 4, 5, 3]],
    options: { type: "TransposeOptions" },
  },
  concatenation: {
    op: "CONCATENATION",
    operands: [f(2, 3, 4), f(2, 1, 4), f(2, 2, 4)],
    outputs: [[2, 6, 4]],
    options: { type: "ConcatenationOptions", axis: -2, fusedActivationFunction: 0 },
  },
  split: {
    op: "SPLIT",
    operands: [[2], f(2, 3, 6)],
    outputs: [
      [2, 3, 2],
      [2, 3, 2],
      [2, 3, 2],
    ],
    options: { type: "SplitOptions", numSplits: 3 },
  },
  slice: {
    op: "SLICE",
    operands: [f(2, 5, 6), [0, 1, 2], [2, 3, -1]],
    outputs: [[2, 3, 4]],
    options: { type: "SliceOptions" },
  },
  "strided slice": {
    op: "STRIDED_SLICE",
    operands: [f(2, 7, 6), [0, 1, 0], [0, -1, 6], [1, 2, 3]],
    outputs: [[2, 3, 2]],
    options: stridedOptions({ beginMask: 1, endMask: 1 }),
  },
  "strided slice, shrunk": {
    op: "STRIDED_SLICE",
    operands: [f(2, 7, 6), [0, 3, 0], [2, 4, 6], [1, 1, 1]],
    outputs: [[2, 6]],
    options: stridedOptions({ shrinkAxisMask: 2 }),
  },
});
