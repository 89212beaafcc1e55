import { expect, test } from "vitest";
import { denseOptions } from "../../test-fixtures/dense-options.ts";
import { fixture } from "../../test-fixtures/node/fixtures.ts";
import { modelBuilder } from "../graph/build.ts";
import type { BuiltinOptions } from "./generated/types.ts";
import { type OperatorName, operatorName } from "./model.ts";
import { minimalOpVersion, raiseOpVersion } from "./op-versions.ts";
import { readModel } from "./read.ts";
import type { TensorTypeName } from "./tensor-types.ts";

interface Row {
  readonly op: OperatorName;
  readonly input: TensorTypeName;
  readonly weight?: TensorTypeName;
  readonly channels?: number;
  readonly bias?: boolean;
  readonly output?: TensorTypeName;
  readonly options?: BuiltinOptions;
  readonly version: number;
}

function version({ op, input, weight, channels = 1, bias = true, output = input, options }: Row): number {
  const build = modelBuilder("versions");
  const quantization =
    channels > 1 ? { scales: Array.from({ length: channels }, () => 1), axis: 0 } : undefined;
  const x = build.input("x", [1, 2], input, weight === undefined ? quantization : undefined);
  const inputs = [x];
  if (weight !== undefined)
    inputs.push(build.constant("w", [2, 2], new Uint8Array(16), weight, quantization));
  if (weight !== undefined && bias) inputs.push(build.constant("b", [2], new Uint8Array(16), "FLOAT32"));
  build.op(op, inputs, [build.value("y", [1, 2], output)], options ?? null);
  const model = build.finish([]);
  const graph = model.subgraphs[0]!;
  raiseOpVersion(model, graph, graph.operators[0]!);
  const raised = model.operatorCodes[graph.operators[0]!.opcodeIndex]!;
  expect(operatorName(model, graph.operators[0]!)).toBe(op);
  const least = minimalOpVersion(model, graph, graph.operators[0]!);
  expect(raised.version).toBe(least);
  return least;
}

test.each<Row>([
  { op: "CONV_2D", input: "FLOAT32", weight: "FLOAT32", version: 1 },
  { op: "CONV_2D", input: "FLOAT32", weight: "INT8", version: 2 },
  { op: "CONV_2D", input: "FLOAT32", weight: "INT8", channels: 2, version: 5 },
  { op: "CONV_2D", input: "INT8", weight: "INT8", channels: 2, version: 3 },
  { op: "CONV_2D", input: "INT16", weight: "INT8", channels: 2, version: 4 },
  { op: "DEPTHWISE_CONV_2D", input: "FLOAT32", weight: "INT8", channels: 2, version: 6 },
  {
    op: "FULLY_CONNECTED",
    input: "FLOAT32",
    weight: "INT8",
    channels: 2,
    options: denseOptions({}),
    version: 12,
  },
  { op: "FULLY_CONNECTED", input: "FLOAT32", weight: "INT8", options: denseOptions({}), version: 3 },
  {
    op: "FULLY_CONNECTED",
    input: "FLOAT32",
    weight: "INT8",
    options: denseOptions({ asymmetricQuantizeInputs: true }),
    version: 9,
  },
  {
    op: "FULLY_CONNECTED",
    input: "FLOAT32",
    weight: "FLOAT32",
    options: denseOptions({ keepNumDims: true }),
    version: 5,
  },
  {
    op: "FULLY_CONNECTED",
    input: "FLOAT32",
    weight: "FLOAT32",
    bias: false,
    options: denseOptions({}),
    version: 6,
  },
  { op: "FULLY_CONNECTED", input: "INT8", weight: "INT8", options: denseOptions({}), version: 4 },
  { op: "DEQUANTIZE", input: "FLOAT16", output: "FLOAT32", version: 3 },
  { op: "DEQUANTIZE", input: "INT8", output: "FLOAT32", version: 2 },
  { op: "DEQUANTIZE", input: "INT8", channels: 2, output: "FLOAT32", version: 5 },
  { op: "DEQUANTIZE", input: "INT4", channels: 2, output: "FLOAT32", version: 6 },
  { op: "QUANTIZE", input: "FLOAT32", output: "INT8", version: 1 },
  { op: "QUANTIZE", input: "FLOAT32", output: "INT16", version: 2 },
  { op: "SOFTMAX", input: "INT16", version: 3 },
  { op: "RELU", input: "INT8", version: 2 },
  { op: "RESHAPE", input: "INT8", version: 1 },
])("$op, $input × $weight ($channels channels): version $version", (row) => {
  expect(version(row)).toBe(row.version);
});

test("no op of a float model made by a converter needs a version above its own", () => {
  for (const name of ["fm_mnv1", "fm_vit", "fm_lstm", "fm_lstm_fused"]) {
    const model = readModel(fixture(`${name}.tflite`));
    for (const graph of model.subgraphs) {
      for (const op of graph.operators) {
        const own = model.operatorCodes[op.opcodeIndex]!.version;
        expect(minimalOpVersion(model, graph, op), operatorName(model, op)).toBeLessThanOrEqual(own);
      }
    }
  }
});
