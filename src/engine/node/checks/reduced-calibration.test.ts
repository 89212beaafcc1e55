import { afterAll, beforeAll, expect, test } from "vitest";
import { calibrate } from "../../../core/calibration/calibrate.ts";
import type { Dataset } from "../../../core/data/dataset.ts";
import { modelBuilder } from "../../../core/graph/build.ts";
import { neverCancelled } from "../../../core/outcome.ts";
import { seededRandom } from "../../../core/random.ts";
import type { Runtime } from "../../../core/run/runtime.ts";
import { createNodeRuntime } from "../../../runtime/node/in-process.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createNodeRuntime();
});
afterAll(() => runtime.close());

const shape = [1, 1024, 1024, 4];
const size = 4 << 20;

/** Three tensors of 16 MB: x², its negative, and its logarithm, which zeros make −∞. */
function largeTensors() {
  const builder = modelBuilder("large tensors");
  const x = builder.input("x", shape);
  const square = builder.value("square", shape);
  builder.op("MUL", [x, x], [square], {
    type: "MulOptions",
    fusedActivationFunction: 0,
  });
  const negative = builder.value("negative", shape);
  builder.op("NEG", [square], [negative], { type: "NegOptions" });
  const log = builder.value("log", shape);
  builder.op("LOG", [square], [log]);
  const sum = builder.value("sum", [1, 1, 1, 4]);
  const axes = builder.constant("axes", [2], Int32Array.of(1, 2), "INT32");
  builder.op("SUM", [negative, axes], [sum], { type: "ReducerOptions", keepDims: true });
  return { model: builder.finish([sum]), tensors: [square, negative, log] };
}

/** Pictures whose values lie between −(s + 1) and s + 1; those of odd number hold zeros. */
function pictures(count: number): { readonly data: Dataset; readonly values: Float32Array[] } {
  const random = seededRandom(3);
  const values = Array.from({ length: count }, (_, s) =>
    Float32Array.from({ length: size }, (_, i) =>
      s % 2 === 1 && i % 1000 === 0 ? 0 : (s + 1) * (2 * random() - 1),
    ),
  );
  const data: Dataset = {
    count,
    provenance: { kind: "synthetic", description: "pictures", seed: 3 },
    labels: null,
    classNames: null,
    fingerprint: "pictures",
    skipped: [],
    async read(start, n) {
      const inputs = new Float32Array(n * size);
      for (let s = 0; s < n; s++) inputs.set(values[start + s]!, s * size);
      return { start, count: n, inputs: [inputs] };
    },
  };
  return { data, values };
}

test("extremes of large tensors are the values' own, also where some are infinite", async () => {
  const { model, tensors } = largeTensors();
  const [square, negative, log] = tensors as [number, number, number];
  const { data, values } = pictures(3);
  const found = await calibrate({
    model,
    runtime,
    data,
    tensors: new Map(tensors.map((t) => [t, { histogram: false, mean: false }])),
    progress: () => {},
    signal: neverCancelled,
  });
  const expected = { square: [Infinity, 0], log: [Infinity, -Infinity] };
  let average = 0;
  for (const [s, picture] of values.entries()) {
    let most = 0;
    for (const v of picture) {
      const squared = Math.fround(v * v);
      most = Math.max(most, squared);
      expected.square = [Math.min(expected.square[0]!, squared), Math.max(expected.square[1]!, squared)];
      if (squared === 0) continue;
      const l = Math.log(squared);
      expected.log = [Math.min(expected.log[0]!, l), Math.max(expected.log[1]!, l)];
    }
    average = s === 0 ? most : 0.95 * average + 0.05 * most;
  }
  const seen = (t: number) => found.get(t)!;
  expect([seen(square).min, seen(square).max]).toEqual(expected.square);
  expect([seen(negative).min, seen(negative).max]).toEqual(expected.square.map((v) => -v).reverse());
  expect(seen(square).averageMax).toBeCloseTo(average, 6);
  expect(seen(log).min).toBeCloseTo(expected.log[0]!, 3);
  expect(seen(log).max).toBeCloseTo(expected.log[1]!, 3);
  for (const t of tensors) expect(seen(t).samples).toBe(3);
});
