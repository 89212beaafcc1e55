import { expect, test } from "vitest";
import { modelBuilder } from "../core/graph/build.ts";
import { seededRandom } from "../core/random.ts";
import { constantBytes, type Model, operatorName } from "../core/tflite/model.ts";
import { TensorType } from "../core/tflite/tensor-types.ts";
import { writeModel } from "../core/tflite/write.ts";
import { applyTechnique } from "../test-fixtures/apply-technique.ts";
import { denseOptions } from "../test-fixtures/dense-options.ts";
import { runtimeForTests } from "../test-fixtures/node/runtime.ts";

const runtime = await runtimeForTests();

/** Looks up rows of a table and compares them with all of its rows, as language models do with tied weights. */
function tied(rows: number, width: number, axis = 0): Model {
  const b = modelBuilder("tied");
  const random = seededRandom(3);
  const ids = b.input("ids", [1, 4], "INT32");
  const values = Float32Array.from({ length: rows * width }, () => random() - 0.5);
  const table = b.constant("table", [rows, width], values);
  const shape = axis === 0 ? [1, 4, width] : [rows, 1, 4];
  const found = b.value("found", shape);
  b.op("GATHER", [table, ids], [found], { type: "GatherOptions", axis, batchDims: 0 });
  if (axis !== 0) return b.finish([found]);
  const scores = b.value("scores", [1, 4, rows]);
  b.op("FULLY_CONNECTED", [found, table, -1], [scores], denseOptions({ keepNumDims: true }));
  return b.finish([found, scores]);
}

async function run(model: Model): Promise<Float32Array[]> {
  const session = await runtime.load(writeModel(model));
  const outputs = await session.run([Int32Array.of(5, 0, 63, 17)]);
  session.close();
  return outputs as Float32Array[];
}

test.each(["dynamic-int8", "weight-int8", "weight-int4"] as const)(
  "%s stores a table once as int8 for all that read it",
  async (id) => {
    const model = tied(64, 48);
    const made = await applyTechnique(model, id);
    expect(made.report[0]).toMatchObject({ opName: "GATHER", action: "changed" });
    const large = made.model.buffers.flatMap(({ data }) =>
      data !== null && data.length >= 64 * 24 ? [data.length] : [],
    );
    expect(large).toEqual(id === "weight-int4" ? expect.arrayContaining([3072, 1536]) : [3072]);
    const [original, variant] = [await run(model), await run(made.model)];
    const noise = id === "weight-int4" ? 0.2 : 0.02;
    original.forEach((values, i) => {
      const worst = values.reduce((most, v, k) => Math.max(most, Math.abs(v - variant[i]![k]!)), 0);
      expect(worst / Math.max(...values)).toBeLessThan(i === 0 ? 0.01 : noise);
    });
  },
);

test("tables too small to pay, and those looked up along another axis, stay float", async () => {
  for (const model of [tied(16, 12), tied(64, 48, 1)]) {
    const { model: made, report } = await applyTechnique(model, "weight-int8");
    expect(report.find((line) => line.opName === "GATHER")?.action).toBe("kept");
    const graph = made.subgraphs[0]!;
    const gather = graph.operators.find((op) => operatorName(made, op) === "GATHER")!;
    const table = graph.tensors[gather.inputs[0]!]!;
    expect(table.type).toBe(TensorType.FLOAT32);
    expect(constantBytes(made, table)).not.toBeNull();
  }
});
