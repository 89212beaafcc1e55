import { expect, it } from "vitest";
import type { Dataset } from "../data/dataset.ts";
import { modelBuilder } from "../graph/build.ts";
import { inPortTypes } from "./port-dataset.ts";

const data = {
  count: 1,
  read: async () => ({ start: 0, count: 1, inputs: [Float32Array.of(0, 0.5, 1)] }),
} as unknown as Dataset;

it("quantizes what an integer input takes, and leaves the rest", async () => {
  const model = (type: "UINT8" | "FLOAT32") => {
    const b = modelBuilder("front");
    const x = b.input("x", [1, 3]);
    const made = b.finish([x]);
    if (type === "UINT8")
      Object.assign(made.subgraphs[0]!.tensors[0]!, {
        type: 3,
        quantization: {
          scale: [1 / 255],
          zeroPoint: [0],
          min: null,
          max: null,
          quantizedDimension: 0,
          details: null,
        },
      });
    return made;
  };
  expect(inPortTypes(model("FLOAT32"), data)).toBe(data);
  const wrapped = inPortTypes(model("UINT8"), data);
  expect((await wrapped.read(0, 1)).inputs).toEqual([Uint8Array.of(0, 128, 255)]);
  expect(inPortTypes(model("UINT8"), data)).toBe(wrapped);
});
