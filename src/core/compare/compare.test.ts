import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { applyTechnique } from "../../test-fixtures/apply-technique.ts";
import { weightBytes } from "../graph/facts.ts";
import { mobileNetV2 } from "../networks/mobile.ts";
import { copyModel } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { alignModels } from "./align.ts";
import { layerSizes } from "./layer-sizes.ts";
import { treemap } from "./treemap.ts";

const read = (path: string) => readModel(new Uint8Array(readFileSync(path)));
const float = read("src/test-fixtures/fm_mnv1.tflite");
const int8 = read("src/test-fixtures/fm_mnv1.int8.tflite");
const selfie = read("node_modules/@mediapipe/selfie_segmentation/selfie_segmentation.tflite");

describe("aligning", () => {
  test("a model with itself, nothing differs", () => {
    for (const model of [float, selfie]) {
      const rows = alignModels(model, model);
      expect(rows.every((r) => r.status === "same" && r.a === r.b)).toBe(true);
      expect(rows.length).toBe(model.subgraphs[0]!.operators.length);
    }
  });

  test("float with int8: every op has its counterpart and says what changed", () => {
    const rows = alignModels(float, int8);
    expect(rows.every((r) => r.a === r.b)).toBe(true);
    expect(rows[0]!.changes).toContainEqual({ part: "weights", text: "float32 → int8 with 16 scales" });
    expect(rows[0]!.changes).toContainEqual({ part: "input", text: "float32 → int8" });
    expect(rows.filter((r) => r.status === "changed").length).toBe(21);
  });

  test("ops that were put in are found, the others keep their pairs", () => {
    const bordered = mobileNetV2("int8", { width: 0.25, floatBorder: true });
    const rows = alignModels(mobileNetV2("float32", { width: 0.25 }), bordered);
    const added = rows.filter((r) => r.status === "added");
    expect(added.map((r) => r.opName)).toEqual(["QUANTIZE", "DEQUANTIZE"]);
    expect(rows.some((r) => r.status === "removed")).toBe(false);
  });

  test("models that share no names are paired by kind and shape", () => {
    const renamed = copyModel(float);
    renamed.subgraphs[0]!.tensors.forEach((t, i) => {
      t.name = `t${i}`;
    });
    const dropped = renamed.subgraphs[0]!.operators.splice(4, 1)[0]!;
    const rows = alignModels(float, renamed);
    expect(rows.filter((r) => r.status === "removed").map((r) => r.a)).toEqual([4]);
    expect(dropped.outputs.length).toBe(1);
    expect(rows.filter((r) => r.a !== null && r.b !== null).length).toBe(20);
  });

  test("weights are looked at behind what unpacks them, and options are compared", async () => {
    const rows = alignModels(float, (await applyTechnique(float, "float16")).model);
    const convolution = rows.find((r) => r.opName === "CONV_2D")!;
    expect(convolution.status).toBe("changed");
    expect(convolution.slots).toEqual(["input", "weights", "bias"]);
    expect(convolution.changes).toContainEqual({ part: "weights", text: "float32 → float16" });
    const strided = copyModel(float);
    const options = strided.subgraphs[0]!.operators[2]!.builtinOptions as unknown as { strideW: number };
    options.strideW += 1;
    const changed = alignModels(float, strided).filter((r) => r.status === "changed");
    expect(changed.map(({ changes }) => changes)).toEqual([
      [{ part: "options", text: `strideW ${options.strideW - 1} → ${options.strideW}` }],
    ]);
  });

  test("changed values are noticed", () => {
    const pruned = copyModel(float);
    const buffer = pruned.subgraphs[0]!.tensors[pruned.subgraphs[0]!.operators[2]!.inputs[1]!]!.buffer;
    pruned.buffers[buffer] = { outside: false, data: new Uint8Array(pruned.buffers[buffer]!.data!.length) };
    const changed = alignModels(float, pruned).filter((r) => r.status === "changed");
    expect(changed).toMatchObject([{ a: 2, changes: [{ part: "weights", text: "values" }] }]);
  });
});

describe("sizes by layer", () => {
  test("add up to the weights, and float16 weights belong to the op behind DEQUANTIZE", () => {
    for (const model of [float, int8, selfie]) {
      const layers = layerSizes(model);
      expect(layers.reduce((n, l) => n + l.bytes, 0)).toBe(weightBytes(model));
      expect(layers.reduce((n, l) => n + l.share, 0)).toBeCloseTo(1, 9);
      expect(layers.map((l) => l.opName)).not.toContain("DEQUANTIZE");
    }
    expect(layerSizes(selfie)[0]!.type).toBe("float16");
  });

  test("tiles fill the map without overlap, areas as the values", () => {
    const values = layerSizes(float).map((l) => l.bytes);
    const tiles = treemap([...values, 0], 600, 300);
    expect(tiles.length).toBe(values.length);
    const total = values.reduce((n, v) => n + v, 0);
    for (const t of tiles) {
      expect(t.width * t.height).toBeCloseTo((values[t.index]! / total) * 600 * 300, 3);
      expect(t.x + t.width).toBeLessThan(600.001);
      expect(t.y + t.height).toBeLessThan(300.001);
      for (const u of tiles) {
        if (u === t) continue;
        const apart =
          u.x >= t.x + t.width - 1e-6 ||
          t.x >= u.x + u.width - 1e-6 ||
          u.y >= t.y + t.height - 1e-6 ||
          t.y >= u.y + u.height - 1e-6;
        expect(apart).toBe(true);
      }
    }
    expect(treemap([], 10, 10)).toEqual([]);
    expect(treemap([0, -1], 10, 10)).toEqual([]);
  });
});
