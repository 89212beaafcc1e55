import { afterAll, beforeAll, expect, test } from "vitest";
import { biasOf, weightLayers, weightsOf } from "../../../core/graph/weight-layers.ts";
import { seededRandom } from "../../../core/random.ts";
import { type ColumnGeometry, columnGeometry, fillColumns } from "../../../core/reconstruct/geometry.ts";
import { toMatrix } from "../../../core/reconstruct/reconstruct.ts";
import type { Runtime } from "../../../core/run/runtime.ts";
import { ActivationFunctionType, Padding } from "../../../core/tflite/generated/enums.ts";
import type { Model } from "../../../core/tflite/model.ts";
import { writeModel } from "../../../core/tflite/write.ts";
import { createNodeRuntime } from "../../../runtime/node/in-process.ts";
import { NetBuilder } from "../../../test-fixtures/tiny-net.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createNodeRuntime();
});
afterAll(() => runtime.close());

/** One layer as W·columns + b, place by place, against what the runtime computes. */
async function largestDifference(model: Model): Promise<number> {
  const layer = weightLayers(model)[0]!;
  const geometry = columnGeometry(model, layer) as ColumnGeometry;
  expect(typeof geometry).toBe("object");
  const input = Float32Array.from({ length: geometry.sampleSize }, seededRandom(3));
  const session = await runtime.load(writeModel(model));
  const [output] = (await session.run([input])) as [Float32Array];
  session.close();
  const weights = toMatrix(layer, weightsOf(model, layer));
  const bias = biasOf(model, layer);
  const columns = new Float32Array(geometry.width);
  const channels = geometry.kind === "depthwise" ? geometry.inputChannels : 1;
  let largest = 0;
  for (let place = 0; place < geometry.places; place++) {
    fillColumns(geometry, input, place, columns, 0);
    for (let r = 0; r < layer.rows; r++) {
      let sum = bias?.[r] ?? 0;
      const own = geometry.kind === "depthwise" ? Math.floor((r * channels) / layer.rows) : 0;
      for (let k = 0; k < layer.columns; k++)
        sum += weights[r * layer.columns + k]! * columns[k * channels + own]!;
      largest = Math.max(largest, Math.abs(sum - output[place * layer.rows + r]!));
    }
  }
  return largest;
}

test.each([
  ["3x3", { relu: false }],
  ["1x1 with stride 2", { relu: false, kernel: 1, stride: 2 }],
  ["3x3 with stride 2", { relu: false, stride: 2 }],
  ["5x5 dilated", { relu: false, kernel: 5, dilation: 2 }],
])("columns of a convolution: %s", async (_, options) => {
  for (const size of [9, 12]) {
    const net = new NetBuilder([1, size, size + 1, 3]);
    expect(await largestDifference(net.finish(net.conv(0, 5, options)))).toBeLessThan(1e-5);
  }
});

test.each([1, 2])("columns of a depthwise convolution with stride %i", async (stride) => {
  const net = new NetBuilder([1, 9, 12, 6]);
  expect(await largestDifference(net.finish(net.depthwise(0, { stride, relu: false })))).toBeLessThan(1e-5);
});

test("columns of a fully connected layer", async () => {
  const net = new NetBuilder([1, 6, 6, 8]);
  const model = net.finish(net.head(0, 5));
  // The layer alone: its input is the mean.
  const graph = model.subgraphs[0]!;
  const op = graph.operators[1]!;
  const alone = {
    ...model,
    subgraphs: [{ ...graph, inputs: [op.inputs[0]!], operators: [op] }],
  };
  expect(await largestDifference(alone)).toBeLessThan(1e-5);
});

test.each([
  [Padding.SAME, 2, 3, [14, 18]],
  [Padding.VALID, 2, 3, [15, 19]],
  [Padding.SAME, 1, 3, [7, 9]],
  [Padding.SAME, 2, 2, [14, 18]],
])(
  "columns of a transposed convolution (padding %i, stride %i, kernel %i)",
  async (padding, stride, kernel, size) => {
    const net = new NetBuilder([1, 7, 9, 3]);
    const shape = [4, kernel, kernel, 3];
    const output = [1, size[0]!, size[1]!, 4];
    const out = net.op(
      "TRANSPOSE_CONV",
      [net.constant("shape", [4], Int32Array.from(output)), net.constant("w", shape, net.weights(shape)), 0],
      output,
      {
        type: "TransposeConvOptions",
        padding,
        strideW: stride,
        strideH: stride,
        fusedActivationFunction: ActivationFunctionType.NONE,
        quantizedBiasType: 0,
      },
    );
    expect(await largestDifference(net.finish(out))).toBeLessThan(1e-5);
  },
);
