import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type LstmShape, lstmModel } from "../../test-fixtures/lstm-cases.ts";
import { modelBuilder } from "../graph/build.ts";
import { mobileNetV2 } from "../networks/mobile.ts";
import type { Model } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { findTarget, judge, targets } from "./index.ts";
import { compareReleases, runtimeAge, tooNew } from "./runtime-age.ts";
import type { TargetId } from "./target.ts";

const read = (path: string) => readModel(new Uint8Array(readFileSync(path)));
const fixture = (name: string) => read(`src/test-fixtures/${name}`);
const edgeTpu = findTarget("edge-tpu");

/** The weights of a float model in float16 behind DEQUANTIZE, as float16 quantization leaves it. */
const selfie = read("node_modules/@mediapipe/selfie_segmentation/selfie_segmentation.tflite");

describe("Edge TPU", () => {
  test("maps every op of a full-int8 MobileNetV2, with or without float borders", () => {
    for (const floatBorder of [false, true]) {
      const verdict = judge(mobileNetV2("int8", { floatBorder }), edgeTpu);
      expect(verdict.mapped).toBe(verdict.total);
      expect(verdict.total).toBe(65);
      expect(verdict.firstCut).toBeNull();
      expect(verdict.pieces).toBe(1);
      expect(verdict.macShare).toBe(1);
      const borders = verdict.ops.filter((op) => op.border);
      expect(borders.map((op) => [op.opName, op.place])).toEqual(
        floatBorder
          ? [
              ["QUANTIZE", "fallback"],
              ["DEQUANTIZE", "fallback"],
            ]
          : [],
      );
      // The model is quantized: only its inputs and outputs are left to be.
      for (const { mend } of borders) expect(mend).toMatch(/^Inputs and outputs in int8/);
    }
  });

  test("maps nothing of a float16 or a float32 model", () => {
    for (const model of [selfie, mobileNetV2("float32", { width: 0.25 })]) {
      const verdict = judge(model, edgeTpu);
      expect(verdict.mapped).toBe(0);
      expect(verdict.pieces).toBe(0);
      expect(verdict.macShare).toBe(0);
      expect(verdict.firstCut?.mend).toContain("full integer int8");
    }
  });

  test("maps nothing with int16 activations", () => {
    const verdict = judge(mobileNetV2("int16x8"), edgeTpu);
    expect(verdict.mapped).toBe(0);
    expect(verdict.firstCut?.mend).toBe("Use int8 activations instead of int16.");
    expect(judge(fixture("fm_mnv1.int16x8.tflite"), edgeTpu).mapped).toBe(0);
  });

  test("cuts an int8 model at its first HARD_SWISH", () => {
    const verdict = judge(mobileNetV2("int8", { activation: "HARD_SWISH" }), edgeTpu);
    expect(verdict.firstCut?.opName).toBe("HARD_SWISH");
    expect(verdict.mapped).toBe(1);
    expect(verdict.ops[0]?.place).toBe("target");
    expect(verdict.ops.slice(1).every((op) => op.place === "fallback")).toBe(true);
    expect(verdict.ops[2]?.reason).toContain("after HARD_SWISH");
    expect(verdict.firstCut?.mend).toContain("RELU6");
  });

  test("takes the file of the reference tool", () => {
    expect(judge(fixture("fm_mnv1.int8.tflite"), edgeTpu)).toMatchObject({
      mapped: 21,
      total: 21,
      pieces: 1,
    });
  });

  test("op versions newer than the compiler warn; those that it was seen to refuse cut", () => {
    const model = mobileNetV2("int8");
    const dense = model.operatorCodes.find((c) => c.builtinCode === 9)!;
    dense.version = 10;
    const verdict = judge(model, edgeTpu);
    expect(verdict.mapped).toBe(65);
    expect(verdict.warnings.join()).toContain("FULLY_CONNECTED has version 10");
    const b = modelBuilder("deconvolution");
    const q = { scale: 0.1, zeroPoint: 0 };
    const x = b.input("x", [1, 4, 4, 8], "INT8", q);
    const shape = b.constant("shape", [4], new Int32Array([1, 8, 8, 8]), "INT32");
    const w = b.constant("w", [8, 2, 2, 8], new Int8Array(256), "INT8", q);
    const y = b.value("y", [1, 8, 8, 8], "INT8", q);
    b.op("TRANSPOSE_CONV", [shape, w, x], [y], null, 3);
    const old = b.finish([y]);
    expect(judge(old, edgeTpu)).toMatchObject({ mapped: 1, pieces: 1 });
    old.operatorCodes[0]!.version = 4;
    expect(judge(old, edgeTpu).firstCut?.reason).toContain("version 4");
  });

  test("open sizes and long vectors are refused, with the reason", () => {
    const model = mobileNetV2("int8");
    for (const t of model.subgraphs[0]!.tensors.slice(0, 1)) t.shapeSignature = [-1, 224, 224, 3];
    expect(judge(model, edgeTpu).firstCut?.reason).toContain("open until it runs");
    const long = judge(mobileNetV2("int8", { classes: 20000 }), edgeTpu);
    expect(long.firstCut).toMatchObject({ opName: "SOFTMAX" });
    expect(long.firstCut?.reason).toContain("16,000");
  });
});

describe("other targets", () => {
  test("float16 weights run on the GPU and the CPU whole; unpacking is not counted as work", () => {
    for (const id of ["android-gpu", "android-cpu", "browser-wasm"] as const) {
      const verdict = judge(selfie, findTarget(id));
      expect(verdict.mapped).toBe(verdict.total);
      expect(verdict.total).toBe(246 - 110);
    }
  });

  test("int8 leaves XNNPACK at SOFTMAX, int16 never enters it, all still load", () => {
    const cpu = findTarget("android-cpu");
    const int8 = judge(fixture("fm_mnv1.int8.tflite"), cpu);
    expect(int8.ops.filter((op) => op.place === "fallback").map((op) => op.opName)).toEqual(["SOFTMAX"]);
    expect(judge(fixture("fm_mnv1.int16x8.tflite"), cpu)).toMatchObject({ mapped: 0, loads: true });
  });

  test("depthwise weights in int4 with float data run nowhere on the CPU", () => {
    const model = fixture("fm_mnv1.tflite");
    const dw = model.subgraphs[0]!.operators[1]!.inputs[1]!;
    model.subgraphs[0]!.tensors[dw]!.type = TensorType.INT4;
    const verdict = judge(model, findTarget("desktop-cpu"));
    expect(verdict.loads).toBe(false);
    expect(verdict.verdict).toContain("Does not run");
  });

  test("dense layers with a scale for every channel leave Ethos-U and Hexagon", () => {
    for (const id of ["ethos-u", "hexagon"] as const) {
      const verdict = judge(mobileNetV2("int8"), findTarget(id));
      const fallen = verdict.ops.filter((op) => op.place === "fallback");
      expect(fallen.map((op) => op.opName)).toContain("FULLY_CONNECTED");
      expect(fallen.find((op) => op.opName === "FULLY_CONNECTED")?.mend).toContain("one scale");
    }
  });

  test("TFLite Micro runs int8 whole and refuses float data with int8 weights", () => {
    const micro = findTarget("tflite-micro");
    expect(judge(fixture("fm_mnv1.int8.tflite"), micro)).toMatchObject({ loads: true, mapped: 21 });
    const b = modelBuilder("hybrid");
    const x = b.input("x", [1, 8]);
    const w = b.constant("w", [4, 8], new Int8Array(32), "INT8", { scale: 0.1, zeroPoint: 0 });
    const y = b.value("y", [1, 4]);
    b.op("FULLY_CONNECTED", [x, w, -1], [y]);
    const verdict = judge(b.finish([y]), micro);
    expect(verdict.loads).toBe(false);
    expect(verdict.ops[0]?.mend).toContain("int8");
  });

  test("one op that WebGPU does not take sends the whole model back", () => {
    const b = modelBuilder("unique");
    const x = b.input("x", [1, 8]);
    const y = b.value("y", [1, 8]);
    const z = b.value("z", [8]);
    const indices = b.value("i", [8], "INT32");
    b.op("RELU", [x], [y]);
    b.op("UNIQUE", [y], [z, indices]);
    const verdict = judge(b.finish([z]), findTarget("browser-webgpu"));
    expect(verdict.mapped).toBe(0);
    expect(verdict.ops[0]?.reason).toContain("whole model");
  });

  test("every target answers for every model without an exception and says where it was read", () => {
    for (const target of targets) {
      expect(target.source).toMatch(/^https:/);
      for (const model of [selfie, fixture("fm_mnv1.int8.tflite"), mobileNetV2("float32", { width: 0.1 })]) {
        expect(judge(model, target).verdict).toMatch(/\.$/);
      }
    }
  });
});

describe("op versions", () => {
  test("name the release that a model needs", () => {
    const model = mobileNetV2("int8");
    expect(runtimeAge(model)).toMatchObject({ release: "1.6", unknown: [] });
    model.operatorCodes[0]!.version = 5;
    expect(runtimeAge(model)).toMatchObject({ release: "2.4", because: ["CONV_2D version 5"] });
    expect(tooNew(model, "2.3")).toEqual([{ op: "CONV_2D version 5", needs: "2.4" }]);
    expect(tooNew(model, "2.10")).toEqual([]);
    expect(compareReleases("2.9", "2.10")).toBeLessThan(0);
    expect(runtimeAge(selfie).unknown).toEqual(["Convolution2DTransposeBias (custom)"]);
  });
});

describe("a fused LSTM", () => {
  const placeOf = (model: Model, id: TargetId) => judge(model, findTarget(id)).ops[0]!;
  const float = fixture("fm_lstm_fused.tflite");

  test("goes to the runtime's own kernels on a phone, and keeps LiteRT.js from loading the file", () => {
    expect(placeOf(float, "android-cpu").place).toBe("fallback");
    for (const id of ["browser-wasm", "browser-webgpu"] as const) {
      expect(placeOf(float, id)).toMatchObject({
        place: "nowhere",
        reason: expect.stringContaining("variable tensor"),
      });
      expect(judge(float, findTarget(id)).loads).toBe(false);
    }
  });

  test.each<[string, Partial<LstmShape>, string | null]>([
    ["plain", {}, null],
    ["coupled", { coupled: true }, "coupled"],
    ["with peepholes", { peepholes: true }, "peepholes"],
    ["with a projection", { projection: { size: 8 } }, "projection"],
    ["normalized", { normalized: true }, "normalization"],
  ])("%s, on microcontrollers", (_, shape, reason) => {
    const { place, reason: said } = placeOf(lstmModel({ name: "", ...shape }), "tflite-micro");
    expect(place).toBe(reason === null ? "target" : "nowhere");
    expect(said ?? "").toContain(reason ?? "");
  });

  test("on int16 runs on microcontrollers alone", () => {
    const model = lstmModel({ name: "" });
    model.subgraphs[0]!.tensors[0]!.type = TensorType.INT16;
    expect(placeOf(model, "tflite-micro").place).toBe("target");
    expect(placeOf(model, "desktop-cpu").place).toBe("nowhere");
  });
});
