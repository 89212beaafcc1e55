import { expect, test } from "vitest";
import { applyTechnique } from "../../test-fixtures/apply-technique.ts";
import { sqnrOn } from "../../test-fixtures/first-outputs.ts";
import { runtimeForTests } from "../../test-fixtures/node/runtime.ts";
import { NetBuilder } from "../../test-fixtures/tiny-net.ts";
import { describeInputs } from "../data/inputs/describe-inputs.ts";
import { syntheticDataset } from "../data/synthetic/synthetic.ts";

const runtime = await runtimeForTests();

/** softmax(4x + mask) of 6 by 6 scores, of which those above the diagonal do not count. */
function attention(masked: number) {
  const net = new NetBuilder([1, 6, 6]);
  const four = net.constant("four", [1], Float32Array.of(4));
  const scores = net.op("MUL", [0, four], [1, 6, 6], { type: "MulOptions", fusedActivationFunction: 0 });
  const values = Float32Array.from({ length: 36 }, (_, i) => (i % 6 > Math.floor(i / 6) ? masked : 0));
  const mask = net.constant("mask", [1, 6, 6], values);
  const options = { type: "AddOptions", fusedActivationFunction: 0, potScaleInt16: true } as const;
  const sum = net.op("ADD", [scores, mask], [1, 6, 6], options);
  return net.finish(net.op("SOFTMAX", [sum], [1, 6, 6], { type: "SoftmaxOptions", beta: 1 }));
}

test.each(
  [-1e4, -1e9, -3.4e38, -Infinity].flatMap((masked) => [
    ["int8", masked, 25] as const,
    ["int16x8", masked, 45] as const,
  ]),
)("%s keeps the scores beside a mask of %d", async (id, masked, decibels) => {
  const model = attention(masked);
  const data = syntheticDataset(describeInputs(model), 16, 1);
  const { model: made } = await applyTechnique(model, id, {}, { runtime, data });
  expect(await sqnrOn(runtime, model, made, data)).toBeGreaterThan(decibels);
});
