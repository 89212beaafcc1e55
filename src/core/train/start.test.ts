import { expect, test } from "vitest";
import { fixture } from "../../test-fixtures/node/fixtures.ts";
import { constantBytes } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { exportTrained } from "./export.ts";
import { parametersOf } from "./parameters.ts";
import { planFromExport } from "./plan.ts";
import { trainingScope } from "./scope.ts";
import { startFromExport } from "./start.ts";
import { trainedWeights } from "./weights.ts";

const float = readModel(fixture("fm_mnv1.tflite"));

test("training that starts from a file and does nothing exports it again", () => {
  const exported = readModel(fixture("fm_mnv1.int8.tflite"));
  const plan = planFromExport(float, exported);
  const settled = new Set([...plan.constants].flatMap(([t, place]) => (place.biasOf === null ? [t] : [])));
  const start = startFromExport(float, exported, plan, settled);
  const parameters = parametersOf(start, trainingScope(start).ops);
  const keep = { zeros: false, clusters: false };
  const again = exportTrained(start, exported, trainedWeights(parameters, plan, keep, settled));
  for (const [, place] of plan.constants) {
    const [got, wanted] = [again, exported].map((m) => {
      const tensor = m.subgraphs[0]!.tensors[place.exported]!;
      return { bytes: constantBytes(m, tensor), scales: tensor.quantization?.scale?.map(Math.fround) };
    });
    expect(got!.bytes).toEqual(wanted!.bytes);
    got!.scales?.forEach((s, c) => expect(s / wanted!.scales![c]!).toBeCloseTo(1, 6));
  }
});

test("weights that are not settled keep their float values", () => {
  const exported = readModel(fixture("fm_mnv1.int8.tflite"));
  const plan = planFromExport(float, exported);
  const start = startFromExport(float, exported, plan, new Set());
  const [before, after] = [float, start].map((m) => m.subgraphs[0]!);
  for (const [tensor, place] of plan.constants) {
    const same = before!.tensors[tensor]!.buffer === after!.tensors[tensor]!.buffer;
    expect(same).toBe(place.biasOf === null);
  }
});
