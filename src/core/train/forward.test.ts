import { describe, expect, test } from "vitest";
import { fixture } from "../../test-fixtures/node/fixtures.ts";
import { runtimeForTests } from "../../test-fixtures/node/runtime.ts";
import { elementCount } from "../graph/index.ts";
import { seededRandom } from "../random.ts";
import { copyModel, type Model, type TensorIndex } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { writeModel } from "../tflite/write.ts";
import { parametersOf } from "./parameters.ts";
import { noQuantization } from "./plan.ts";
import { lossOf, writeForwardPass, writeStep } from "./program.ts";
import { trainingScope } from "./scope.ts";

const runtime = await runtimeForTests();

/** The model with other outputs. */
function withOutputs(model: Model, outputs: readonly TensorIndex[]): Uint8Array {
  const copy = copyModel(model);
  copy.subgraphs[0]!.outputs = [...outputs];
  copy.signatureDefs = null;
  return writeModel(copy);
}

describe("the trainable form gives what the runtime gives for", () => {
  test.each([
    ["fm_cnn", 4],
    ["fm_mnv1", 4],
    ["fm_resnet", 4],
    ["fm_resnet_scaled", 4],
    ["fm_vit", 4],
    // What is trained of it has time, not the batch, on its first axis.
    ["fm_lstm", 1],
  ])("%s", async (name, batch) => {
    const model = readModel(fixture(`${name}.tflite`));
    const graph = model.subgraphs[0]!;
    const scope = trainingScope(model);
    if (name === "fm_lstm")
      expect(scope.limit).toMatch(
        /^WHILE cannot be trained through, so only what comes after it is trained \(3 of 5/,
      );
    else expect(scope.limit).toBeNull();
    const parameters = parametersOf(model, scope.ops);
    const outputs = scope.outputs.map((t) => lossOf(model, t, true));
    const program = { model, scope, parameters, outputs, plan: noQuantization, batch, teacherShare: 0.5 };

    const random = seededRandom(1);
    const samples = Float32Array.from(
      { length: batch * elementCount(graph.tensors[graph.inputs[0]!]!.shape) },
      random,
    );
    const whole = await runtime.load(
      withOutputs(model, [...scope.outputs, ...scope.boundary.filter((t) => !graph.inputs.includes(t))]),
    );
    const [expected, ...computed] = (await whole.runMany([samples], batch)) as Float32Array[];
    const forward = await runtime.load(writeForwardPass(program));
    const given = computed.length > 0 ? computed : [samples];
    const [got] = (await forward.run([...given, ...parameters.map((p) => p.values)])) as Float32Array[];
    const most = Math.max(...expected!);
    got!.forEach((v, i) => expect(Math.abs(v - expected![i]!) / most).toBeLessThan(1e-4));

    // Every gradient is there and finite.
    const step = await runtime.load(writeStep(program));
    const target = new Float32Array(got!.length).fill(0.1);
    const results = (await step.run([
      ...given,
      target,
      target,
      ...parameters.map((p) => p.values),
    ])) as Float32Array[];
    expect(results.length).toBe(1 + parameters.length);
    for (const g of results) expect(g.every(Number.isFinite)).toBe(true);
    for (const session of [whole, forward, step]) session.close();
  });
});
