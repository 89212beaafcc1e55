import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { modelFacts } from "../graph/facts.ts";
import { readModel } from "../tflite/read.ts";
import { bundledPath } from "./bundled.ts";
import { activationTable, quantizationTable } from "./guide-tables.ts";
import { findReadyMade, npmAddress, readyMade } from "./models.ts";

test("what is said of the models in installed packages is so", () => {
  const here = readyMade.filter((m) => bundledPath(m) !== null);
  expect(here.length).toBe(5);
  for (const model of here) {
    const manifest = JSON.parse(readFileSync(`node_modules/${model.npm!.package}/package.json`, "utf8")) as {
      version: string;
      license: string;
    };
    expect([manifest.version, manifest.license]).toEqual([model.npm!.version, model.license]);
    const bytes = new Uint8Array(readFileSync(`node_modules/${model.npm!.package}/${model.npm!.file}`));
    const facts = modelFacts(readModel(bytes), bytes, model.name);
    expect(bytes.length).toBe(model.bytes);
    expect(facts.weightTypes[0]!.type).toBe(model.weights);
    expect(facts.inputs[0]!.shape.slice(1, 3)).toEqual(model.input);
  }
});

test("models are found by task and size, each with one way to get it", () => {
  expect(findReadyMade("face detection", 700_000).map((m) => m.bytes)).toEqual([229032, 680736]);
  expect(findReadyMade(null).length).toBe(readyMade.length);
  for (const model of readyMade) {
    expect((npmAddress(model) === null) === (model.download !== null)).toBe(true);
    expect(model.source).toMatch(/^https:/);
  }
});

test("the guide's tables hold the models that it names", () => {
  expect(quantizationTable.map((r) => r.model)).toHaveLength(4);
  expect(activationTable.map((r) => r.model)).toHaveLength(6);
  // Bytes shrink to about a quarter in all of them.
  for (const { size } of quantizationTable) expect(size.optimized / size.original).toBeLessThan(0.27);
});
