import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { Studio, unwrap } from "../studio.ts";
import { createNodeHost } from "./host.ts";

const host = createNodeHost();
afterAll(() => host.close());

const open = (name: string): Studio =>
  new Studio(host, name, new Uint8Array(readFileSync("src/test-fixtures/fm_cnn.tflite")));
const control = () => ({ cancelFlag: new Int32Array(new SharedArrayBuffer(4)), onProgress: () => {} });
const request = { id: "int", steps: [{ technique: "dynamic-int8", options: {} }] } as const;

describe("a file from an earlier visit", () => {
  test("stands in the place of the made one, is compared in the runtime, and takes the model's name", async () => {
    const first = open("net.tflite");
    const facts = unwrap(await first.makeVariant(request, control()));
    const bytes = first.made("int").bytes.slice();
    const second = open("renamed.tflite");
    const taken = unwrap(second.takeVariant({ ...request, id: "x" }, bytes, { ...facts, keptSince: 5 }));
    expect(taken).toEqual({ ...facts, id: "x", fileName: "renamed.dynamic-int8.tflite", keptSince: 5 });
    expect(unwrap(await second.fidelity("x", control()))).toEqual(
      unwrap(await first.fidelity("int", control())),
    );
  });

  test("is refused where a byte of its structure is broken, or it is another file", async () => {
    const studio = open("net.tflite");
    const facts = unwrap(await studio.makeVariant(request, control()));
    const broken = studio.made("int").bytes.slice();
    broken.fill(0xff, 0, 8);
    expect(studio.takeVariant({ ...request, id: "x" }, broken, facts)).toMatchObject({
      state: "failed",
      failure: { code: "bad-output" },
    });
    unwrap(
      await studio.makeVariant({ id: "half", steps: [{ technique: "float16", options: {} }] }, control()),
    );
    expect(studio.takeVariant({ ...request, id: "x" }, studio.made("half").bytes, facts)).toMatchObject({
      state: "failed",
      failure: { code: "kept-file-changed" },
    });
    expect(studio.file("x").state).toBe("failed");
  });
});
