import { describe, expect, test } from "vitest";
import { modelFacts } from "../graph/facts.ts";
import { readModel } from "../tflite/read.ts";
import { firstDifference } from "../tflite/same-model.ts";
import { writeModel } from "../tflite/write.ts";
import { namedNetwork } from "./named.ts";
import { sizedNetwork } from "./sized.ts";

describe("networks", () => {
  // Millions of products and parameters, as the papers give them.
  test.each([
    ["mobilenet-v1/1/224", 569, 4.24],
    ["mobilenet-v2/1/224", 300, 3.47],
    ["efficientnet-lite/0", 385, 4.65],
    ["resnet-50/224", 4090, 25.5],
  ])("%s has %f million products and %f million parameters", (name, products, parameters) => {
    const facts = modelFacts(namedNetwork(name, "shapes"), new Uint8Array(4), name);
    expect(facts.macs! / 1e6).toBeGreaterThan(products * 0.99);
    expect(facts.macs! / 1e6).toBeLessThan(products * 1.01);
    expect(facts.parameters / 1e6).toBeGreaterThan(parameters * 0.97);
    expect(facts.parameters / 1e6).toBeLessThan(parameters * 1.03);
  });

  test.each([
    ["mobilenet", 1e6],
    ["resnet", 1e6],
    ["mobilenet", 14e6],
  ] as const)("a %s of %d bytes is near that size, sound, and the same every time", (family, bytes) => {
    const file = writeModel(sizedNetwork(family, bytes));
    expect(file.length / bytes).toBeGreaterThan(0.9);
    expect(file.length / bytes).toBeLessThan(1.15);
    expect(firstDifference(readModel(file), readModel(writeModel(sizedNetwork(family, bytes))))).toBeNull();
  });
});
