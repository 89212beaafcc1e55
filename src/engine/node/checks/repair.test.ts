import { afterAll, beforeAll, expect, test } from "vitest";
import { fashionPictures, fixture } from "../../../test-fixtures/node/fixtures.ts";
import type { JobControl } from "../../facts/job.ts";
import type { RepairStepFacts } from "../../facts/precision.ts";
import { Studio, unwrap } from "../../studio.ts";
import { createNodeHost, type NodeHost } from "../host.ts";

const control: JobControl = { cancelFlag: new Int32Array(1), onProgress: () => {} };
let host: NodeHost;
let studio: Studio;
beforeAll(async () => {
  host = createNodeHost();
  studio = new Studio(host, "fm_mnv1.tflite", fixture("fm_mnv1.tflite"));
  studio.setData(fashionPictures(64));
  unwrap(await studio.makeVariant({ id: "int8", steps: [{ technique: "int8", options: {} }] }, control));
  unwrap(await studio.makeVariant({ id: "f16", steps: [{ technique: "float16", options: {} }] }, control));
}, 120_000);
afterAll(() => host.close());

test("sensitivity speaks of every op that computes, the most noise per byte first", async () => {
  const facts = unwrap(await studio.sensitivity("int8", control));
  const { ops } = unwrap(studio.graph("original"))[0]!;
  const computing = ops.filter(({ name }) => !["RESHAPE", "PAD", "TRANSPOSE"].includes(name));
  expect(facts.ops.map(({ op }) => op).sort((a, b) => a - b)).toEqual(computing.map(({ index }) => index));
  expect(facts.noise).toBeGreaterThan(0);
  for (const { alone } of facts.ops) expect(alone).toBeGreaterThan(0);
  const worth = facts.ops.map(({ alone, bytes }) => alone / Math.max(64, bytes));
  expect(worth).toEqual([...worth].sort((a, b) => b - a));
  expect(facts.ops.some(({ removed }) => removed !== null && removed > 0)).toBe(true);
}, 120_000);

test("repair ends in a recipe whose file is the one that was measured", async () => {
  const told: RepairStepFacts[] = [];
  const facts = unwrap(await studio.repair("int8", { maxLoss: 0 }, control, (step) => told.push(step)));
  expect(told).toEqual(facts.tried);
  expect(facts.before).toMatchObject({ loss: told[0]!.loss, bytes: told[0]!.bytes });
  expect(facts.loss).toBeLessThanOrEqual(facts.before.loss);
  const again = unwrap(await studio.makeVariant({ id: "repaired", steps: facts.steps }, control));
  expect(again.size.file).toBe(facts.bytes);
  expect(again.warnings.filter(({ code }) => code === "rule-unmatched")).toEqual([]);
}, 120_000);

test("only integer variants can keep ops", async () => {
  expect(await studio.sensitivity("f16", control)).toMatchObject({
    state: "failed",
    failure: { code: "no-precisions" },
  });
});

test("weights and calibrated activations have histograms", () => {
  const [graph] = unwrap(studio.graph("int8"));
  const weight = graph!.tensors.find(({ constant, type }) => constant && type === "int8")!;
  const facts = unwrap(studio.weightHistogram("int8", 0, weight.index, 32));
  expect(facts.counts.reduce((a, b) => a + b)).toBe(facts.total);
  const original = unwrap(studio.graph("original"))[0]!;
  const output = original.tensors[original.ops[0]!.outputs[0]!]!.name;
  expect(unwrap(studio.activationHistogram(output, 32))!.total).toBeGreaterThan(0);
  expect(unwrap(studio.activationHistogram("nowhere", 32))).toBeNull();
});
