// What each technique makes of a model with a fused LSTM op.
import { describe, expect, test } from "vitest";
import type { RecipeRule } from "../core/recipe/recipe.ts";
import type { TensorValues } from "../core/run/runtime.ts";
import { readModel } from "../core/tflite/read.ts";
import { tensorTypeName } from "../core/tflite/tensor-types.ts";
import { writeModel } from "../core/tflite/write.ts";
import { applyTechnique, withoutData } from "../test-fixtures/apply-technique.ts";
import { fashionPictures, fixture } from "../test-fixtures/node/fixtures.ts";
import { runtimeForTests } from "../test-fixtures/node/runtime.ts";
import { applyRecipe } from "./recipe.ts";
import type { OptionValue, TechniqueId, TechniqueResult } from "./technique.ts";

const runtime = await runtimeForTests();

const pictures = fashionPictures();
const float = fixture("fm_lstm_fused.tflite");
const model = readModel(float);

const apply = (
  id: TechniqueId,
  options: Readonly<Record<string, OptionValue>> = {},
): Promise<TechniqueResult> => applyTechnique(model, id, options, { runtime, data: pictures });

/** The class that the file chooses for each picture; `give` turns pictures into what it takes. */
async function decide(
  file: Uint8Array,
  give = (values: Float32Array): TensorValues => values,
): Promise<number[]> {
  const session = await runtime.load(file);
  const { inputs, count } = await pictures.read(0, pictures.count);
  const [output] = await session.runMany([give(inputs[0] as Float32Array)], count);
  session.close();
  return Array.from({ length: count }, (_, i) => {
    const row = Array.from(output!.slice(i * 10, i * 10 + 10), Number);
    return row.indexOf(Math.max(...row));
  });
}

async function agreement(file: Uint8Array, give?: (values: Float32Array) => TensorValues): Promise<number> {
  const [wanted, got] = [await decide(float), await decide(file, give)];
  return wanted.filter((c, i) => c === got[i]).length / wanted.length;
}

const lineOf = ({ report }: TechniqueResult): string =>
  report.find(({ opName }) => opName === "UNIDIRECTIONAL_SEQUENCE_LSTM")!.detail;

describe("int8", () => {
  test("runs all of it on integers", async () => {
    const result = await apply("int8", { strict: true });
    expect(lineOf(result)).toBe("runs on int8, weights int8, cell state int16");
    expect(result.warnings).toEqual([]);
    expect(await agreement(writeModel(result.model))).toBeGreaterThan(0.98);
    // One conversion at each end and none within.
    expect(result.model.subgraphs[0]!.operators).toHaveLength(result.report.length + 2);
    // Kernels for int8 came to the op without a version of their own; converters write 1.
    const versions = result.model.operatorCodes.map(({ builtinCode, version }) => [builtinCode, version]);
    expect(versions).toContainEqual([44, 1]);
  });

  test("gives an int8 state its zero point at rest", async () => {
    const { model: integer } = await apply("int8", { io: "int8", rounding: "nearest" });
    const graph = integer.subgraphs[0]!;
    const { scale, zeroPoint } = graph.tensors[graph.inputs[0]!]!.quantization!;
    const give = (values: Float32Array): Int8Array =>
      Int8Array.from(values, (v) => Math.round(v / scale![0]! + Number(zeroPoint![0]!)));
    expect(await agreement(writeModel(integer), give)).toBeGreaterThan(0.98);
  });
});

test("dynamic-int8 stores a scale for each matrix, which the hybrid kernel reads", async () => {
  const result = await apply("dynamic-int8");
  expect(lineOf(result)).toMatch(/^weights to int8, one scale for each matrix/);
  const { model: hybrid } = result;
  const { tensors, operators } = hybrid.subgraphs[0]!;
  const lstm = operators.find(({ inputs }) => inputs.length === 24)!;
  expect(hybrid.operatorCodes[lstm.opcodeIndex]!.version).toBe(2);
  for (const t of lstm.inputs.slice(1, 9)) {
    expect(tensorTypeName(tensors[t]!.type)).toBe("INT8");
    expect(tensors[t]!.quantization!.scale).toHaveLength(1);
  }
  expect(await agreement(writeModel(hybrid))).toBeGreaterThan(0.98);
});

test("dynamic-int8 with an exception stores the LSTM all the same", async () => {
  const rules: RecipeRule[] = [
    { match: "", op: "*", action: "dynamic-int8" },
    { match: "", op: "FULLY_CONNECTED", action: "float" },
  ];
  const result = await applyRecipe(model, rules, withoutData(model));
  const lines = result.report.filter(({ action }) => action === "changed");
  expect(lines.map(({ opName }) => opName)).toEqual(["UNIDIRECTIONAL_SEQUENCE_LSTM"]);
  expect(await agreement(writeModel(result.model))).toBeGreaterThan(0.98);
});

test("int16x8 leaves the LSTM in float, with the reason, and strict refuses", async () => {
  const result = await apply("int16x8");
  expect(lineOf(result)).toBe("float: the runtime has no 16-bit kernel for it");
  expect(await agreement(writeModel(result.model))).toBeGreaterThan(0.99);
  await expect(apply("int16x8", { strict: true })).rejects.toMatchObject({ code: "not-integer" });
});

test.each<[TechniqueId, Readonly<Record<string, OptionValue>>]>([
  ["float16", {}],
  ["dynamic-int8", {}],
  ["weight-int8", {}],
  ["weight-int4", {}],
  ["prune", {}],
  ["cluster", {}],
  ["qat", { epochs: 1 }],
])("%s works on it", async (id, options) => {
  const result = await apply(id, options);
  expect(await agreement(writeModel(result.model))).toBeGreaterThan(0.95);
});
