import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { modelBuilder } from "../../core/graph/build.ts";
import type { Runtime, TensorValues } from "../../core/run/runtime.ts";
import { readModel } from "../../core/tflite/read.ts";
import { writeModel } from "../../core/tflite/write.ts";
import { deadlyModel, fixture, openBatch } from "../../test-fixtures/node/fixtures.ts";
import { loadSession } from "../litert/load.ts";
import { liteRtVersion } from "../litert/version.ts";
import { createNodeRuntime } from "./in-process.ts";
import { startInstance } from "./litert-module.ts";

/** The picture behind the expected outputs: ((i * 37) mod 256) / 255, i = 0 .. 783. */
const picture = Float32Array.from({ length: 784 }, (_, i) => ((i * 37) % 256) / 255);

// Outputs of the native interpreter (ai-edge-litert 2.1, XNNPACK, x86) for that picture, quantized to the input.
const nativeFloat = [
  0.03870177, 0.03922578, 0.30631405, 0.05422121, 0.02751029, 5.0310457e-5, 0.52349544, 1.4842258e-5,
  0.00785425, 0.00261205,
];
const nativeInt8 = [-119, -116, -66, -108, -123, -128, 16, -128, -126, -127];
const nativeInt16 = [1340, 1450, 8985, 2103, 781, 2, 17728, 1, 293, 85];

const nativeLstm = [
  0.0015946933, 0.00058818847, 0.0038092302, 0.00017867447, 0.001329509, 0.0012980243, 0.002628522,
  2.6733785e-5, 0.9858321, 0.0027142614,
];

const largestDifference = (a: TensorValues, b: readonly number[]): number =>
  Math.max(...b.map((value, i) => Math.abs(Number(a[i]) - value)));

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createNodeRuntime();
});
afterAll(() => runtime.close());

describe("the runtime in Node", () => {
  it("is the release that the bindings were written for", () => {
    const installed = createRequire(import.meta.url)("@litertjs/core/package.json") as { version: string };
    expect(installed.version).toBe(liteRtVersion);
  });

  it("runs a float model as the native interpreter does", async () => {
    const session = await runtime.load(fixture("fm_mnv1.tflite"));
    expect(session.inputs).toEqual([
      { name: "serving_default_image:0", shape: [1, 28, 28, 1], type: "FLOAT32" },
    ]);
    expect(session.outputs.map(({ shape, type }) => ({ shape, type }))).toEqual([
      { shape: [1, 10], type: "FLOAT32" },
    ]);
    const [output] = await session.run([picture]);
    expect(output).toBeInstanceOf(Float32Array);
    expect(largestDifference(output!, nativeFloat)).toBeLessThan(1e-5);
    session.close();
  });

  it("takes and gives int8", async () => {
    const session = await runtime.load(fixture("fm_mnv1.int8.tflite"));
    expect(session.inputs[0]!.type).toBe("INT8");
    const [output] = await session.run([picture.reduce(quantizer(1 / 255, -128), new Int8Array(784))]);
    expect(output).toBeInstanceOf(Int8Array);
    expect(largestDifference(output!, nativeInt8)).toBeLessThanOrEqual(1);
    session.close();
  });

  it("takes and gives int16", async () => {
    const session = await runtime.load(fixture("fm_mnv1.int16x8.tflite"));
    const [output] = await session.run([
      picture.reduce(quantizer(3.0517443519784138e-5, 0), new Int16Array(784)),
    ]);
    expect(output).toBeInstanceOf(Int16Array);
    expect(largestDifference(output!, nativeInt16)).toBeLessThanOrEqual(2);
    session.close();
  });

  it("runs a model that keeps states, every sample from rest", async () => {
    const session = await runtime.load(fixture("fm_lstm_fused.tflite"));
    expect(session.inputs.map(({ shape }) => shape)).toEqual([[1, 28, 28]]);
    const twice = new Float32Array([...picture, ...picture]);
    const [outputs] = await session.runMany([twice], 2);
    expect(largestDifference(outputs!.subarray(0, 10), nativeLstm)).toBeLessThan(1e-5);
    expect(outputs!.subarray(10)).toEqual(outputs!.subarray(0, 10));
    session.close();
  });

  it("reads a file in shared memory", async () => {
    const bytes = fixture("fm_mnv1.tflite");
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    const session = await runtime.load(shared);
    const [output] = await session.run([picture]);
    expect(largestDifference(output!, nativeFloat)).toBeLessThan(1e-5);
    session.close();
  });

  it("runs files without signatures and files whose signature hides an output", async () => {
    const model = readModel(fixture("fm_mnv1.tflite"));
    const graph = model.subgraphs[0]!;
    const logits = graph.operators.at(-1)!.inputs[0]!;
    const twoOutputs = { ...model, subgraphs: [{ ...graph, outputs: [logits, ...graph.outputs] }] };
    for (const changed of [{ ...twoOutputs, signatureDefs: null }, twoOutputs]) {
      const session = await runtime.load(writeModel(changed));
      const outputs = await session.run([picture]);
      expect(outputs).toHaveLength(2);
      expect(largestDifference(outputs[1]!, nativeFloat)).toBeLessThan(1e-5);
      const exps = Array.from(outputs[0] as Float32Array, Math.exp);
      const sum = exps.reduce((a, b) => a + b, 0);
      expect(
        largestDifference(
          outputs[1]!,
          exps.map((x) => x / sum),
        ),
      ).toBeLessThan(1e-5);
      session.close();
    }
  });

  it("gives the subgraph's order where a signature has another", async () => {
    const model = readModel(fixture("fm_mnv1.tflite"));
    const graph = model.subgraphs[0]!;
    const logits = graph.operators.at(-1)!.inputs[0]!;
    const [signature] = model.signatureDefs!;
    const [probabilities] = signature!.outputs!;
    const reordered = {
      ...model,
      subgraphs: [{ ...graph, outputs: [...graph.outputs, logits] }],
      signatureDefs: [
        { ...signature!, outputs: [{ name: "a_logits", tensorIndex: logits }, probabilities!] },
      ],
    };
    const session = await runtime.load(writeModel(reordered));
    const outputs = await session.run([picture]);
    expect(session.outputs.map(({ name }) => name)).toEqual(
      [graph.outputs[0]!, logits].map((tensor) => graph.tensors[tensor]!.name),
    );
    expect(largestDifference(outputs[0]!, nativeFloat)).toBeLessThan(1e-5);
    session.close();
  });

  it.each(["signature", "shape"] as const)("runs an open batch of the %s as one of 1", async (where) => {
    const session = await runtime.load(writeModel(openBatch(where)));
    expect(session.inputs[0]!.shape).toEqual([1, 28, 28, 1]);
    expect(largestDifference((await session.run([picture]))[0]!, nativeFloat)).toBeLessThan(1e-5);
    session.close();
  });

  it("runs several samples in one call as it runs each", async () => {
    const session = await runtime.load(fixture("fm_mnv1.tflite"));
    const other = picture.map((x) => 1 - x);
    const both = new Float32Array([...picture, ...other]);
    const [together] = await session.runMany([both], 2);
    const [first] = await session.run([picture]);
    const [second] = await session.run([other]);
    expect(together).toEqual(new Float32Array([...(first as Float32Array), ...(second as Float32Array)]));
    expect((await session.runMany([new Float32Array(0)], 0))[0]).toHaveLength(0);
    session.close();
  });

  it("times each run", async () => {
    const session = await runtime.load(fixture("fm_mnv1.tflite"));
    const durations = await session.time(5);
    expect(durations).toHaveLength(5);
    expect(Math.min(...durations)).toBeGreaterThan(0.01);
    session.close();
  });

  it("refuses inputs of another number, type or length", async () => {
    const session = await runtime.load(fixture("fm_mnv1.tflite"));
    const code = { code: "runtime-input" };
    await expect(session.run([])).rejects.toMatchObject(code);
    await expect(session.run([new Int8Array(784)])).rejects.toMatchObject(code);
    await expect(session.run([new Float32Array(783)])).rejects.toMatchObject(code);
    session.close();
    await expect(session.run([picture])).rejects.toMatchObject({ code: "runtime-closed" });
  });

  it("says why it refuses a model", async () => {
    await expect(runtime.load(withUnknownOp())).rejects.toMatchObject({
      code: "runtime-refused",
      message: expect.stringMatching(/^This runtime does not have NoSuchOp, a custom op, /),
    });
    // The refusal leaves the runtime whole.
    (await runtime.load(fixture("fm_mnv1.tflite"))).close();
  });

  it("says which output has a size that only the data tell", async () => {
    const b = modelBuilder("by data");
    const x = b.input("x", [4, 2]);
    const segments = b.constant("segments", [4], Int32Array.of(0, 0, 1, 1), "INT32");
    const sums = b.value("sums", [1, 2]);
    b.op("SEGMENT_SUM", [x, segments], [sums], { type: "SegmentSumOptions" });
    const loading = runtime.load(writeModel(b.finish([sums]))).then((s) => s.run([new Float32Array(8)]));
    await expect(loading).rejects.toThrow(/^The output “sums” has as many elements as the data says/);
  });

  it("starts anew after an abort, which ends the sessions of before", async () => {
    const own = await createNodeRuntime();
    const before = await own.load(fixture("fm_mnv1.tflite"));
    const died = { code: "runtime-died" };
    await expect(own.load(deadlyModel())).rejects.toMatchObject(died);
    await expect(before.run([picture])).rejects.toMatchObject(died);
    before.close();
    const after = await own.load(fixture("fm_mnv1.tflite"));
    expect(largestDifference((await after.run([picture]))[0]!, nativeFloat)).toBeLessThan(1e-5);
    own.close();
    await expect(own.load(fixture("fm_mnv1.tflite"))).rejects.toMatchObject(died);
  });

  it("says that a model does not fit into its memory, at the file and at the packed weights", async () => {
    for (const room of [100_000, 700_000]) {
      const instance = await startInstance("compat");
      const { module } = instance;
      const malloc = module._malloc;
      module._malloc = (bytes) => (bytes > room ? 0 : malloc(bytes));
      // A model that the runtime does not take stands for one that it cannot prepare for want of memory.
      const bytes = room === 100_000 ? fixture("fm_mnv1.tflite") : withUnknownOp();
      await expect(loadSession(instance, bytes)).rejects.toMatchObject({ code: "runtime-out-of-memory" });
    }
  });

  it("says so as well where the runtime ends itself with a full memory, and names no reason that it did not give", async () => {
    for (const [filled, code] of [
      [2 ** 31 - 1000, "runtime-out-of-memory"],
      [1e6, "runtime-died"],
    ] as const) {
      const instance = await startInstance("compat");
      instance.module.compileModel = () => {
        vi.spyOn(instance, "heap").mockReturnValue({ length: filled } as Uint8Array);
        throw Object.assign(new Error("Aborted(). Build with -sASSERTIONS"), { name: "RuntimeError" });
      };
      const load = loadSession(instance, fixture("fm_mnv1.tflite"));
      await expect(load).rejects.toMatchObject({ code, message: expect.not.stringContaining("Aborted") });
      expect(instance.died).toBeDefined();
    }
  });

  it("gives the memory of closed models back", async () => {
    const instance = await startInstance("compat");
    const bytes = fixture("fm_mnv1.tflite");
    const loadAndClose = async () => {
      const session = await loadSession(instance, bytes);
      await session.run([picture]);
      session.close();
    };
    await loadAndClose();
    const before = instance.heap().length;
    for (let i = 0; i < 60; i++) await loadAndClose();
    expect(instance.heap().length).toBe(before);
  });
});

function withUnknownOp(): Uint8Array {
  const model = readModel(fixture("fm_mnv1.tflite"));
  const [first, ...others] = model.operatorCodes;
  const unknown = { ...first!, deprecatedBuiltinCode: 32, builtinCode: 32, customCode: "NoSuchOp" };
  return writeModel({ ...model, operatorCodes: [unknown, ...others] });
}

/** Reduces reals into an array of integers: round(x / scale) + zero point. */
function quantizer<T extends Int8Array | Int16Array>(scale: number, zeroPoint: number) {
  return (into: T, value: number, index: number): T => {
    into[index] = Math.min(Math.round(value / scale) + zeroPoint, 32767);
    return into;
  };
}
