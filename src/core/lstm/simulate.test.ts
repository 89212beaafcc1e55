// The simulation beside the runtime's own float kernel.
import { expect, test } from "vitest";
import { lstmModel, lstmShapes, sampleElements } from "../../test-fixtures/lstm-cases.ts";
import { runtimeForTests } from "../../test-fixtures/node/runtime.ts";
import { noise } from "../../test-fixtures/op-cases.ts";
import { writeModel } from "../tflite/write.ts";
import { readLstm } from "./form.ts";
import { simulateLstm } from "./simulate.ts";

const runtime = await runtimeForTests();

test.each(lstmShapes.map((shape) => [shape.name, shape] as const))("an LSTM %s", async (_, shape) => {
  const model = lstmModel(shape);
  const form = readLstm(model, model.subgraphs[0]!.operators[0]!);
  if (typeof form === "string") throw new Error(form);
  const session = await runtime.load(writeModel(model));
  const samples = noise(2 * sampleElements(shape), 5);
  const [expected] = (await session.runMany([samples], 2)) as Float32Array[];
  session.close();
  const size = samples.length / 2;
  const got = [0, 1].flatMap((s) => [...simulateLstm(form, samples.subarray(s * size, (s + 1) * size))]);
  expect(got).toHaveLength(expected!.length);
  expect(Math.max(...got.map((v, i) => Math.abs(v - expected![i]!)))).toBeLessThan(1e-5);
  expect(Math.max(...got.map(Math.abs))).toBeGreaterThan(0.1);
});
