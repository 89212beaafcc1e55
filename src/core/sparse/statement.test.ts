import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readModel } from "../tflite/read.ts";
import { sparseStatement } from "./statement.ts";

const told = (path: string) => sparseStatement(readModel(new Uint8Array(readFileSync(path))));

describe("whether the sparse kernels run a model, in words", () => {
  test("the published sparse face detector: yes, and how sparse it is", () => {
    const { used, rule, text } = told(
      "node_modules/@mediapipe/face_detection/face_detection_full_range_sparse.tflite",
    );
    expect({ used, rule }).toEqual({ used: true, rule: null });
    expect(text).toMatch(/^Yes, on Arm and in WebAssembly: 69\.5 % .* x86 processors with AVX/);
  });

  test("a dense MobileNetV1: no, as nothing is stored sparse, and what would fail next", () => {
    const { used, rule, text } = told("src/test-fixtures/fm_mnv1.tflite");
    expect({ used, rule }).toEqual({ used: false, rule: "stored-sparse" });
    expect(text).toMatch(/^No\. No weight is stored sparse/);
    expect(text).toMatch(/still would not: no stretch can begin: it takes a 3x3 convolution with stride 2/);
  });

  test("integers: no kernel takes them", () => {
    const { used, text } = told("src/test-fixtures/fm_mnv1.int8.tflite");
    expect(used).toBe(false);
    expect(text).toContain("no layer has float32 or float16 weights");
  });
});
