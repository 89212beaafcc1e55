import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelBuilder } from "../../core/graph/build.ts";
import type { Runtime } from "../../core/run/runtime.ts";
import type { Model } from "../../core/tflite/model.ts";
import { writeModel } from "../../core/tflite/write.ts";
import { createNodeRuntime } from "./in-process.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createNodeRuntime();
});
afterAll(() => runtime.close());

/** x, |x| and x again; `names` in place of the tensors' own. */
function model(outputs: readonly ("x" | "y")[], names?: readonly string[]): Model {
  const b = modelBuilder("ports");
  const x = b.input("x", [1, 2]);
  const y = b.value("y", [1, 2]);
  b.op("ABS", [x], [y]);
  const made = b.finish(outputs.map((name) => (name === "x" ? x : y)));
  names?.forEach((name, t) => {
    made.subgraphs[0]!.tensors[t]!.name = name;
  });
  return made;
}

async function run(made: Model): Promise<number[][]> {
  const session = await runtime.load(writeModel(made));
  try {
    const outputs = await session.runMany([Float32Array.of(1, -2, -3, 4)], 2);
    return outputs.map((values) => [...(values as Float32Array)]);
  } finally {
    session.close();
  }
}

describe("ports that the runtime would confuse", () => {
  const [x, y] = [
    [1, -2, -3, 4],
    [1, 2, 3, 4],
  ];

  test("an output that is an input as well, and one that is listed twice, have their values", async () => {
    expect(await run(model(["x", "y"]))).toEqual([x, y]);
    expect(await run(model(["y", "x", "y"]))).toEqual([y, x, y]);
  });

  test.each([
    ["no names", ["", ""]],
    ["the same name", ["t", "t"]],
  ])("tensors with %s are told apart", async (_, names) => {
    expect(await run(model(["y"], names))).toEqual([y]);
  });

  test("a signature that names fewer ports does no harm to the one that names all", async () => {
    const two = model(["x", "y"]);
    const named = (outputs: readonly number[], signatureKey: string) => ({
      inputs: [{ name: "in", tensorIndex: 0 }],
      outputs: outputs.map((tensorIndex) => ({ name: `out${tensorIndex}`, tensorIndex })),
      signatureKey,
      deprecatedTag: "",
      subgraphIndex: 0,
    });
    two.signatureDefs = [named([0, 1], "all"), named([1], "some")];
    expect(await run(two)).toEqual([x, y]);
  });
});
