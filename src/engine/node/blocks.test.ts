import { afterAll, expect, test } from "vitest";
import { fixture } from "../../test-fixtures/node/fixtures.ts";
import { Studio, unwrap } from "../studio.ts";
import { createNodeHost } from "./host.ts";

const host = createNodeHost();
afterAll(() => host.close());

test("the runtime loads int4 weights with block scales and computes what they say", async () => {
  const control = { cancelFlag: new Int32Array(new SharedArrayBuffer(4)), onProgress: () => {} };
  const studio = new Studio(host, "fm_vit.tflite", fixture("fm_vit.tflite"));
  for (const blockSize of ["32", "64"]) {
    const steps = [{ technique: "weight-int4", options: { blockSize } }] as const;
    unwrap(await studio.makeVariant({ id: blockSize, steps }, control));
    const { outputs } = unwrap(await studio.fidelity(blockSize, control));
    expect(outputs[0]!.cosine).toBeGreaterThan(0.97);
  }
}, 60_000);
