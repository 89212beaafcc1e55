import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { forMicro, storageFacts } from "../answers/storage.ts";
import { Studio, unwrap } from "../studio.ts";
import { createNodeHost } from "./host.ts";

const host = createNodeHost();
afterAll(() => host.close());

const open = (path: string): Studio => new Studio(host, "net.tflite", new Uint8Array(readFileSync(path)));
const control = () => ({ cancelFlag: new Int32Array(new SharedArrayBuffer(4)), onProgress: () => {} });
const mobilenet = "src/test-fixtures/fm_mnv1.tflite";

describe("what a device would hold", () => {
  test("of a pruned model: as many bytes as before, fewer stored sparse", async () => {
    const studio = open(mobilenet);
    const steps = [{ technique: "prune", options: { sparsity: 0.75 } }] as const;
    unwrap(await studio.makeVariant({ id: "p", steps }, control()));
    const facts = storageFacts(studio.made("p"));
    expect(facts.file).toBe(studio.made("p").bytes.length);
    expect(facts.sparse!).toBeLessThan(0.6 * facts.file);
    expect(facts.micro).toBeNull();
    const sparse = [{ technique: "prune", options: { sparsity: 0.75, encoding: "sparse" } }] as const;
    unwrap(await studio.makeVariant({ id: "s", steps: sparse }, control()));
    expect(studio.made("s").bytes.length).toBe(facts.sparse);
    expect(storageFacts(studio.made("s"))).toMatchObject({ storedSparse: true, sparse: null });
  });

  test("of a clustered model: tables for TensorFlow Lite Micro, also once it is int8", async () => {
    const studio = open(mobilenet);
    const cluster = { technique: "cluster", options: { clusters: 16, init: "density" } } as const;
    unwrap(await studio.makeVariant({ id: "c", steps: [cluster] }, control()));
    const facts = storageFacts(studio.made("c"));
    expect(facts.micro).toMatchObject({ mostBits: 4 });
    expect(facts.micro!.file).toBeLessThan(0.25 * facts.file);
    expect(forMicro(studio.made("c").model).bytes.length).toBe(facts.micro!.file);
    const both = [cluster, { technique: "dynamic-int8", options: {} }] as const;
    unwrap(await studio.makeVariant({ id: "c8", steps: both }, control()));
    const eight = storageFacts(studio.made("c8"));
    expect(eight.micro!.file).toBeLessThan(0.8 * eight.file);
  });

  test("of the original: neither, and the reason why no sparse kernel runs it", () => {
    const studio = open(mobilenet);
    const facts = storageFacts(studio.made("original"));
    expect(facts).toMatchObject({ storedSparse: false, sparse: null, micro: null });
    expect(facts.kernels).toMatchObject({ used: false, rule: "stored-sparse" });
    expect(() => forMicro(studio.made("original").model)).toThrow(/Cluster first/);
  });
});
