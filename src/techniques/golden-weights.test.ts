import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { constantBytes, type Model } from "../core/tflite/model.ts";
import { readModel } from "../core/tflite/read.ts";
import { tensorTypeName } from "../core/tflite/tensor-types.ts";
import { writeModel } from "../core/tflite/write.ts";
import { applyTechnique } from "../test-fixtures/apply-technique.ts";
import { fixture } from "../test-fixtures/node/fixtures.ts";
import type { TechniqueId } from "./technique.ts";

// Checksums of the weights and scales that litert-quantizer 0.11.0 makes of the same models with its recipes
// dynamic_wi8_afp32, weight_only_wi8_afp32 and weight_only_wi4_afp32; see test-fixtures/README.md.
interface Weight {
  readonly type: string;
  readonly axis: number;
  readonly bytes: string;
  readonly scales: string;
}
type Golden = Record<string, Record<string, Record<string, Weight>>>;
const golden = JSON.parse(
  readFileSync(new URL("../test-fixtures/golden-weights.json", import.meta.url), "utf8"),
) as Golden;

const checksum = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex").slice(0, 24);

function integerWeights(model: Model): Record<string, Weight> {
  const found: Record<string, Weight> = {};
  for (const tensor of model.subgraphs.flatMap((graph) => graph.tensors)) {
    const bytes = constantBytes(model, tensor);
    const q = tensor.quantization;
    if (bytes === null || q?.scale == null) continue;
    expect(q.zeroPoint).toEqual(q.scale.map(() => 0));
    found[tensor.name] = {
      type: tensorTypeName(tensor.type)!,
      axis: q.quantizedDimension,
      bytes: checksum(bytes),
      scales: checksum(new Uint8Array(Float32Array.from(q.scale).buffer)),
    };
  }
  return found;
}

/** Our int4 also stores depthwise weights, in int8, which the reference leaves in float32. */
const alike = (ours: Record<string, Weight>, theirs: Record<string, Weight>): Record<string, Weight> =>
  Object.fromEntries(
    Object.entries(ours).filter(([name, weight]) => name in theirs || weight.type === "INT4"),
  );

describe.each(Object.keys(golden))("%s", (name) => {
  test.each(Object.keys(golden[name]!))(
    "%s: weights and scales are the reference's, byte for byte",
    async (id) => {
      const { model } = await applyTechnique(readModel(fixture(`${name}.tflite`)), id as TechniqueId);
      const theirs = golden[name]![id]!;
      expect(Object.keys(theirs).length).toBeGreaterThan(3);
      expect(alike(integerWeights(readModel(writeModel(model))), theirs)).toEqual(theirs);
    },
  );
});
