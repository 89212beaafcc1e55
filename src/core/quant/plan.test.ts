import { expect, test } from "vitest";
import { NetBuilder } from "../../test-fixtures/tiny-net.ts";
import { indexGraph } from "../graph/index.ts";
import { ActivationFunctionType } from "../tflite/generated/enums.ts";
import { operatorName } from "../tflite/model.ts";
import { planOps } from "./plan.ts";

/** Two heads put together, then moved twice: CONCATENATION, RESHAPE, RESHAPE. */
function detector() {
  const net = new NetBuilder([1, 4, 4, 2]);
  const both = net.op("CONCATENATION", [net.conv(0, 4), net.conv(0, 1)], [1, 4, 4, 5], {
    type: "ConcatenationOptions",
    axis: 3,
    fusedActivationFunction: ActivationFunctionType.NONE,
  });
  const reshape = (from: number, shape: number[]) =>
    net.op("RESHAPE", [from], shape, { type: "ReshapeOptions", newShape: shape });
  return net.finish(reshape(reshape(both, [1, 16, 5]), [1, 80]));
}

test("what is moved after a float op, however often, stays float up to the output", () => {
  const model = detector();
  const names = model.subgraphs[0]!.operators.map((op) => operatorName(model, op));
  const plan = (float: string) =>
    planOps(model, indexGraph(model.subgraphs[0]!), (o) => ({
      precision: names[o] === float ? "float" : "int8",
    })).map(({ name, kind }) => `${name} ${kind}`);
  expect(plan("").every((line) => line.endsWith("integer"))).toBe(true);
  expect(plan("CONCATENATION").slice(-3)).toEqual(["CONCATENATION float", "RESHAPE float", "RESHAPE float"]);
});
