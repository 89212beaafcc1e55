import { expect, test } from "vitest";
import { fixture } from "../../test-fixtures/node/fixtures.ts";
import { constantBytes, copyModel, operatorName } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { exportTrained, narrowWeights } from "./export.ts";
import { parametersOf } from "./parameters.ts";
import { planFromExport } from "./plan.ts";
import { trainingScope } from "./scope.ts";
import { trainedWeights } from "./weights.ts";

const float = readModel(fixture("fm_mnv1.tflite"));
const int8 = readModel(fixture("fm_mnv1.int8.tflite"));
const keep = { zeros: false, clusters: false };

test("the plan has the grid of every activation and constant of the exported model", () => {
  const plan = planFromExport(float, int8);
  expect(plan.tensors.size).toBe(float.subgraphs[0]!.operators.length);
  expect([...plan.reads.keys()]).toEqual(["0:0"]);
  const places = [...plan.constants.values()];
  expect(places.filter((p) => p.biasOf === null).length).toBe(18);
  expect(places.filter((p) => p.biasOf !== null).length).toBe(18);
});

test("untrained weights are exported as the reference quantizer writes them", () => {
  const plan = planFromExport(float, int8);
  const parameters = parametersOf(float, trainingScope(float).ops);
  const written = exportTrained(float, int8, trainedWeights(parameters, plan, keep));
  const bytes = (model: typeof int8, t: number) => constantBytes(model, model.subgraphs[0]!.tensors[t]!)!;
  for (const [tensor, place] of plan.constants) {
    const [got, expected] = [bytes(written, place.exported), bytes(int8, place.exported)];
    const name = float.subgraphs[0]!.tensors[tensor]!.name;
    if (place.biasOf === null) expect(got, name).toEqual(expected);
    const scales = written.subgraphs[0]!.tensors[place.exported]!.quantization!.scale!;
    scales.forEach((s, c) => expect(s / place.scales[c]!).toBeCloseTo(1, 6));
  }
  expect(written.buffers.length).toBe(int8.buffers.length);
});

test("narrow weights take half the bytes where the runtime takes 4 bits", () => {
  const name = (op: number) => operatorName(float, float.subgraphs[0]!.operators[op]!);
  const narrow = narrowWeights(float, copyModel(int8), name);
  const plan = planFromExport(float, narrow);
  const types = float.subgraphs[0]!.operators.flatMap((op, i) => {
    const place = plan.constants.get(op.inputs[1] ?? -1);
    return place === undefined ? [] : [[name(i), place.type] as const];
  });
  expect(new Set(types.map(([op, type]) => `${op} ${type}`))).toEqual(
    new Set([`CONV_2D ${TensorType.INT4}`, `DEPTHWISE_CONV_2D ${TensorType.INT8}`]),
  );
});

test("models of other ops do not align", () => {
  const other = copyModel(int8);
  other.subgraphs[0]!.operators.pop();
  expect(() => planFromExport(float, other)).toThrow(/same ops/);
});
