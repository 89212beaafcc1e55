import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Model } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { modelBuilder } from "./build.ts";
import { modelFacts, weightBytes } from "./facts.ts";
import { opCosts, totalMacs } from "./macs.ts";

/** A 3x3 convolution, a depthwise one, a dense layer: the textbook products of each. */
function small(): Model {
  const b = modelBuilder("small");
  const x = b.input("image", [1, 8, 8, 3]);
  const floats = (n: number) => new Float32Array(n);
  const conv = { padding: 0, strideW: 1, strideH: 1, fusedActivationFunction: 0 };
  const dilation = { dilationWFactor: 1, dilationHFactor: 1 };
  const y = b.value("conv", [1, 8, 8, 16]);
  const w = b.constant("w", [16, 3, 3, 3], floats(432));
  const bias = b.constant("b", [16], floats(16));
  b.op("CONV_2D", [x, w, bias], [y], { type: "Conv2DOptions", ...conv, ...dilation, quantizedBiasType: 0 });
  const z = b.value("dw", [1, 4, 4, 16]);
  const d = b.constant("d", [1, 3, 3, 16], floats(144));
  b.op("DEPTHWISE_CONV_2D", [y, d, bias], [z], {
    type: "DepthwiseConv2DOptions",
    ...conv,
    ...dilation,
    depthMultiplier: 1,
  });
  const shape = b.constant("shape", [2], new Int32Array([1, 256]), "INT32");
  const flat = b.value("flat", [1, 256]);
  b.op("RESHAPE", [z, shape], [flat]);
  const dense = b.constant("dense", [10, 256], new Int8Array(2560), "INT8", { scale: 0.1, zeroPoint: 0 });
  const out = b.value("scores", [1, 10]);
  b.op("FULLY_CONNECTED", [flat, dense, -1], [out]);
  return b.finish([out], "serving_default");
}

describe("facts", () => {
  test("count ops, parameters, products and bytes, shared constants once", () => {
    const facts = modelFacts(small(), new Uint8Array(10), "small.tflite");
    expect(facts.macs).toBe(8 * 8 * 16 * 27 + 4 * 4 * 16 * 9 + 2560);
    expect(facts.parameters).toBe(432 + 16 + 144 + 2560);
    expect(facts.weightTypes).toEqual([
      { type: "int8", bytes: 2560 },
      { type: "float32", bytes: 4 * (432 + 16 + 144) },
    ]);
    expect(facts.opCount).toBe(4);
    expect(facts.inputs).toEqual([{ name: "image", shape: [1, 8, 8, 3], type: "FLOAT32" }]);
    expect(weightBytes(small())).toBe(2560 + 4 * (432 + 16 + 144) + 8);
  });

  test("a size that is only known when run makes the products unknown, a batch does not", () => {
    const model = small();
    const conv = model.subgraphs[0]!.tensors[1]!;
    conv.shapeSignature = [-1, 8, 8, 16];
    expect(totalMacs(opCosts(model))).not.toBeNull();
    conv.shapeSignature = [1, -1, -1, 16];
    expect(totalMacs(opCosts(model))).toBeNull();
  });

  test("a published model has ports, float16 weights and products", () => {
    const bytes = new Uint8Array(
      readFileSync("node_modules/@mediapipe/face_detection/face_detection_short_range.tflite"),
    );
    const facts = modelFacts(readModel(bytes), bytes, "face");
    expect(facts.inputs[0]!.shape).toEqual([1, 128, 128, 3]);
    expect(facts.weightTypes[0]!.type).toBe("float16");
    expect(facts.macs).toBeGreaterThan(25e6);
    expect(facts.macs).toBeLessThan(40e6);
  });
});
