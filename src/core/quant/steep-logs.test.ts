import { describe, expect, test } from "vitest";
import { applyTechnique } from "../../test-fixtures/apply-technique.ts";
import { sqnrOn } from "../../test-fixtures/first-outputs.ts";
import { runtimeForTests } from "../../test-fixtures/node/runtime.ts";
import { NetBuilder } from "../../test-fixtures/tiny-net.ts";
import { describeInputs } from "../data/inputs/describe-inputs.ts";
import { syntheticDataset } from "../data/synthetic/synthetic.ts";
import { indexGraph } from "../graph/index.ts";
import { operatorName } from "../tflite/model.ts";
import { planOps } from "./plan.ts";
import { steepLogsInFloat } from "./steep-logs.ts";

const runtime = await runtimeForTests();

const noClamp = { type: "AddOptions", fusedActivationFunction: 0, potScaleInt16: true } as const;

/** log(relu(conv(x)) + small), as a spectrogram has it, behind `layers` convolutions and before one. */
function spectrogram(small: number, layers = 1) {
  const net = new NetBuilder([1, 8, 8, 2]);
  let x = 0;
  for (let i = 0; i < layers; i++) x = net.conv(x, 4);
  const sum = net.op("ADD", [x, net.constant("small", [1], Float32Array.of(small))], net.shapeOf(x), noClamp);
  const log = net.op("LOG", [sum], net.shapeOf(x), null);
  return net.finish(net.conv(log, 3, { relu: false }));
}

function plan(model: ReturnType<typeof spectrogram>, precision: "int8" | "int16x8", min: number): string[] {
  const index = indexGraph(model.subgraphs[0]!);
  const planned = planOps(model, index, () => ({ precision }));
  return steepLogsInFloat(model, index, planned, () => ({ min, max: 10 })).map((op) =>
    op.kind === "integer" ? `${op.name} ${op.type}` : `${op.name} ${op.kind}`,
  );
}

describe("a LOG whose inputs come near to zero", () => {
  test("stays float with what leads to it, and its front end computes with 16 bits", () => {
    const steep = ["CONV_2D int16", "ADD float", "LOG float"];
    expect(plan(spectrogram(1e-3), "int8", 1e-3)).toEqual([...steep, "CONV_2D int8"]);
    expect(plan(spectrogram(1e-3), "int16x8", 1e-3)).toEqual([...steep, "CONV_2D int16"]);
  });

  test("stays integer where its inputs keep away from zero", () => {
    const planned = plan(spectrogram(1), "int8", 1);
    expect(planned).toEqual(["CONV_2D int8", "ADD int8", "LOG int8", "CONV_2D int8"]);
  });

  test("takes no more with it than a front end", () => {
    const deep = spectrogram(1e-3, 12);
    expect(plan(deep, "int8", 1e-3).every((line) => line.endsWith("int8"))).toBe(true);
    expect(plan(deep, "int16x8", 1e-3).slice(-4)).toEqual([
      "CONV_2D int16",
      "ADD float",
      "LOG float",
      "CONV_2D int16",
    ]);
  });

  test("leaves on 8 bits what has no 16-bit kernel", () => {
    const net = new NetBuilder([1, 8, 8, 2]);
    const deep = net.op("SPACE_TO_DEPTH", [0], [1, 4, 4, 8], { type: "SpaceToDepthOptions", blockSize: 2 });
    const x = net.conv(deep, 4);
    const model = net.finish(net.op("LOG", [x], net.shapeOf(x), null));
    expect(plan(model, "int8", 1e-3)).toEqual(["SPACE_TO_DEPTH int8", "CONV_2D int16", "LOG float"]);
  });

  test("leaves integer what a softmax before it reads", () => {
    const net = new NetBuilder([1, 8, 8, 2]);
    const softmax = net.op("SOFTMAX", [net.head(0, 5)], [1, 5], { type: "SoftmaxOptions", beta: 1 });
    const model = net.finish(net.op("LOG", [softmax], [1, 5], null));
    expect(plan(model, "int8", 1e-6)).toEqual([
      "MEAN int8",
      "FULLY_CONNECTED int8",
      "SOFTMAX float",
      "LOG float",
    ]);
  });

  test.each([
    ["int8", 25],
    ["int16x8", 33],
  ] as const)("comes out right with %s", async (id, decibels) => {
    const model = spectrogram(1e-3);
    const data = syntheticDataset(describeInputs(model), 16, 1);
    const { model: made, report } = await applyTechnique(model, id, {}, { runtime, data });
    expect(made.subgraphs[0]!.operators.map((op) => operatorName(made, op))).toContain("LOG");
    expect(report.find(({ opName }) => opName === "LOG")!.detail).toMatch(/^float: its inputs reach from/);
    expect(await sqnrOn(runtime, model, made, data)).toBeGreaterThan(decibels);
  });

  test("runs on integers where all ops have to", async () => {
    const model = spectrogram(1e-3);
    const data = syntheticDataset(describeInputs(model), 16, 1);
    const { report } = await applyTechnique(model, "int8", { strict: true }, { runtime, data });
    expect(report.every(({ action }) => action === "changed")).toBe(true);
  });
});
