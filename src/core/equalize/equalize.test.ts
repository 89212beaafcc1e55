import { expect, test } from "vitest";
import { NetBuilder } from "../../test-fixtures/tiny-net.ts";
import { float32View } from "../tensor/views.ts";
import { constantBytes, type Model } from "../tflite/model.ts";
import { equalizeChannels } from "./equalize.ts";

/** Two convolutions and a head; `change` has its way with the first one's rows of weights and its biases. */
function net(change: (row: Float32Array, bias: Float32Array, channel: number) => void): Model {
  const builder = new NetBuilder([1, 8, 8, 4]);
  const model = builder.finish(builder.head(builder.conv(builder.conv(0, 16), 16), 5));
  const graph = model.subgraphs[0]!;
  const [, weights, bias] = graph.operators[0]!.inputs.map((t) => constantBytes(model, graph.tensors[t]!));
  for (let c = 0; c < 16; c++)
    change(float32View(weights!).subarray(36 * c, 36 * (c + 1)), float32View(bias!), c);
  return model;
}

test("equalizes channels of very different weights and biases", () => {
  const model = net((row, bias, c) => {
    const factor = 4 ** (c % 4);
    for (let i = 0; i < row.length; i++) row[i]! *= factor;
    bias[c]! *= factor;
  });
  const { changed, groups } = equalizeChannels(model);
  expect(changed).toBe(true);
  expect(groups[0]!.lostBitsAfter).toBeLessThan(0.1);
});

test("leaves channels alone that have next to no weights and still a bias", () => {
  const model = net((row, bias, c) => {
    if (c % 4 !== 0) return;
    for (let i = 0; i < row.length; i++) row[i]! *= 1e-6;
    bias[c] = 0.1;
  });
  expect(equalizeChannels(model).changed).toBe(false);
});
