import { expect, test } from "vitest";
import { fixture } from "../../test-fixtures/node/fixtures.ts";
import { readModel } from "../tflite/read.ts";
import { writeModel } from "../tflite/write.ts";
import { parametersOf, withParameters } from "./parameters.ts";

test("trained values take the place of the old ones, and the file keeps its size", () => {
  const bytes = fixture("fm_mnv1.tflite");
  const model = readModel(bytes);
  const ops = model.subgraphs[0]!.operators.map((_, i) => i);
  const written = writeModel(withParameters(model, parametersOf(model, ops)));
  expect(Math.abs(written.length - bytes.length) / bytes.length).toBeLessThan(0.02);
});
