import { expect, it } from "vitest";
import { modelBuilder } from "../graph/build.ts";
import { pairTensors } from "./tensor-pairs.ts";

it("pairs what is computed from the inputs, and leaves out what the runtime may fold", () => {
  const b = modelBuilder("folded");
  const x = b.input("x", [1, 4]);
  const constant = b.constant("c", [1, 4], Float32Array.of(1, 2, 3, 4), "FLOAT32");
  const [unpacked, twice, y] = ["unpacked", "twice", "y"].map((name) => b.value(name, [1, 4]));
  b.op("ABS", [constant], [unpacked!]);
  b.op("ABS", [unpacked!], [twice!]);
  b.op("ADD", [x, twice!], [y!], { type: "AddOptions", fusedActivationFunction: 0, potScaleInt16: true });
  const model = b.finish([y!]);
  expect(pairTensors(model, model).map(({ name }) => name)).toEqual(["y"]);
});
