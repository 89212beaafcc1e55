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
    const facts = await storageFacts(studio.made("p"), host.kernels);
    expect(facts.file).toBe(studio.made("p").bytes.length);
    expect(facts.sparse!).toBeLessThan(0.6 * facts.file);
    expect(facts.micro).toBeNull();
    const sparse = [{ technique: "prune", options: { sparsity: 0.75, encoding: "sparse" } }] as const;
    unwrap(await studio.makeVariant({ id: "s", steps: sparse }, control()));
    expect(studio.made("s").bytes.length).toBe(facts.sparse);
    expect(await storageFacts(studio.made("s"), host.kernels)).toMatchObject({
      storedSparse: true,
      sparse: null,
    });
  });

  test("of a clustered model: tables for TensorFlow Lite Micro, also once it is int8", async () => {
    const studio = open(mobilenet);
    const cluster = { technique: "cluster", options: { clusters: 16, init: "density" } } as const;
    unwrap(await studio.makeVariant({ id: "c", steps: [cluster] }, control()));
    const facts = await storageFacts(studio.made("c"), host.kernels);
    expect(facts.micro).toMatchObject({ mostBits: 4 });
    expect(facts.micro!.file).toBeLessThan(0.25 * facts.file);
    expect((await forMicro(studio.made("c").model, host.kernels)).bytes.length).toBe(facts.micro!.file);
    const both = [cluster, { technique: "dynamic-int8", options: {} }] as const;
    unwrap(await studio.makeVariant({ id: "c8", steps: both }, control()));
    const eight = await storageFacts(studio.made("c8"), host.kernels);
    expect(eight.micro!.file).toBeLessThan(0.8 * eight.file);
  });

  test("of a clustered model whose weights lie in float16: tables all the same", async () => {
    const half = open(mobilenet);
    const steps = [{ technique: "float16", options: {} }] as const;
    unwrap(await half.makeVariant({ id: "h", steps }, control()));
    const studio = new Studio(host, "half.tflite", half.made("h").bytes);
    const cluster = { technique: "cluster", options: { clusters: 16, init: "density" } } as const;
    unwrap(await studio.makeVariant({ id: "c", steps: [cluster] }, control()));
    const { model, bytes } = studio.made("c");
    expect(await forMicro(model, host.kernels)).toMatchObject({ mostBits: 4 });
    const facts = await storageFacts({ model, bytes }, host.kernels);
    expect(facts.micro!.file).toBeLessThan(0.5 * facts.file);
  });

  test("of the original: neither, and the reason why no sparse kernel runs it", async () => {
    const studio = open(mobilenet);
    const facts = await storageFacts(studio.made("original"), host.kernels);
    expect(facts).toMatchObject({ storedSparse: false, sparse: null, micro: null });
    expect(facts.kernels).toMatchObject({ used: false, rule: "stored-sparse" });
    await expect(forMicro(studio.made("original").model, host.kernels)).rejects.toThrow(/Cluster first/);
  });
});
