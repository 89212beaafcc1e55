import { describe, expect, test } from "vitest";
import { addBuffer, type Model, newOperator, newTensor, operatorCodeIndex } from "../../tflite/model.ts";
import { TensorType } from "../../tflite/tensor-types.ts";
import { bytesOfValues } from "../testing/make-files.ts";
import { describeInputs } from "./describe-inputs.ts";
import { guessPreprocess } from "./guess-preprocess.ts";
import { readInputMetadata } from "./metadata.ts";
import { type ModelInput, noEvidence, pictureShape } from "./model-input.ts";
import { parseDataOptions, rangeText } from "./preprocess.ts";

/** A model of one input and a chain of arithmetic with constants. */
function chain(shape: number[], steps: readonly (readonly ["MUL" | "SUB" | "ADD" | "DIV", number])[]): Model {
  const model = {
    version: 3,
    operatorCodes: [],
    subgraphs: [
      {
        tensors: [newTensor("x", TensorType.FLOAT32, shape)],
        inputs: [0],
        outputs: [0],
        operators: [],
        name: "",
      },
    ],
    description: "",
    buffers: [{ data: null, outside: false }],
    metadataBuffer: null,
    metadata: null,
    signatureDefs: null,
  } as unknown as Model;
  const graph = model.subgraphs[0]!;
  for (const [name, constant] of steps) {
    const buffer = addBuffer(model, bytesOfValues(Float32Array.of(constant)));
    const from = graph.outputs[0]!;
    graph.tensors.push(
      newTensor("c", TensorType.FLOAT32, [], buffer),
      newTensor("y", TensorType.FLOAT32, shape),
    );
    const to = graph.tensors.length - 1;
    graph.operators.push(newOperator(operatorCodeIndex(model, name), [from, to - 1], [to]));
    graph.outputs = [to];
  }
  return model;
}

// Written by the metadata library of TensorFlow: NormalizationOptions 127.5 and 127.5, Stats -1 to 1, RGB.
const metadata =
  "FAAAAE0wMDEMAAwACAAAAAAABAAMAAAACAAAANwAAAABAAAAEAAAAAwADAAAAAAACAAEAAwAAAAIAAAACAAAAAAAAAABAAAAFAAAABAAFAAQAAAAAAAMAAgABAAQAAAAEAAAACgAAABsAAAAgAAAAMj///8IAAAADAAAAAEAAAAAAIC/AQAAAAAAgD8BAAAADAAAAAgADAALAAQACAAAABAAAAAAAAABCAAMAAgABAAIAAAACAAAAAwAAAABAAAAAAD/QgEAAAAAAP9CCAAKAAkABAAIAAAADAAAAAACBgAIAAcABgAAAAAAAAEFAAAAaW1hZ2UAAAABAAAAeAAAAA==";

const input = (over: Partial<ModelInput>): ModelInput => ({
  name: "x",
  shape: [1, 32, 32, 3],
  type: "FLOAT32",
  quantization: null,
  metadata: null,
  evidence: noEvidence,
  ...over,
});
const pictures = { kind: "pictures" } as const;
const rangeOf = (i: ModelInput): string => rangeText(guessPreprocess(i, pictures, {}).range.value);

describe("the guess", () => {
  test("takes the metadata first, and reads what TensorFlow's library writes", () => {
    const model = chain([1, 32, 32, 3], []);
    const bytes = Uint8Array.from(atob(metadata), (c) => c.charCodeAt(0));
    model.metadata = [{ name: "TFLITE_METADATA", buffer: addBuffer(model, bytes) }];
    const [described] = describeInputs(model);
    expect(described!.metadata).toEqual({
      mean: [127.5],
      std: [127.5],
      min: [-1],
      max: [1],
      colorSpace: "rgb",
      sampleRate: 0,
    });
    const guess = guessPreprocess(described!, pictures, {});
    expect(rangeText(guess.range.value)).toBe("mean 127.5 std 127.5");
    expect(guess.range.reason).toContain("metadata");
    for (let cut = 0; cut < bytes.length; cut += 7) {
      model.buffers[1]!.data = bytes.subarray(0, cut);
      expect(() => readInputMetadata(model)).not.toThrow();
    }
  });

  test("sees a rescaling that the model does itself", () => {
    const guessed = (steps: Parameters<typeof chain>[1]) =>
      rangeOf(describeInputs(chain([1, 32, 32, 3], steps))[0]!);
    expect(guessed([["MUL", 1 / 255]])).toBe("0..255");
    expect(
      guessed([
        ["MUL", 1 / 127.5],
        ["SUB", 1],
      ]),
    ).toBe("0..255");
    expect(guessed([["SUB", 117]])).toBe("0..255");
    expect(guessed([["DIV", 255]])).toBe("0..255");
    expect(
      guessed([
        ["MUL", 2],
        ["SUB", 1],
      ]),
    ).toBe("0..1");
    expect(
      guessed([
        ["SUB", 0.45],
        ["DIV", 0.225],
      ]),
    ).toBe("0..1");
    expect(guessed([])).toBe("0..1");
  });

  test("spreads pixels over what a quantized input can say", () => {
    const q = (type: "INT8" | "UINT8", scale: number, zeroPoint: number): string =>
      rangeOf(input({ type, quantization: { scale, zeroPoint } }));
    expect(q("UINT8", 1 / 255, 0)).toBe("0..1");
    expect(q("UINT8", 1 / 127.5, 127)).toBe("-1..1");
    expect(q("INT8", 1, -128)).toBe("0..255");
    expect(rangeOf(input({ type: "UINT8" }))).toBe("unchanged");
  });

  test("leaves real numbers alone and is overridden by hand, each with its reason", () => {
    const numbers = { kind: "numbers", type: "float32", pixels: false } as const;
    expect(guessPreprocess(input({}), numbers, {}).range.value.kind).toBe("unchanged");
    const options = parseDataOptions({ range: "-1..1", resize: "fit", channels: "bgr" });
    const set = guessPreprocess(input({}), pictures, options);
    expect([set.resize!.value, set.channels!.value, rangeText(set.range.value)]).toEqual([
      "fit",
      "bgr",
      "-1..1",
    ]);
    expect(set.range.reason).toBe("chosen by hand");
  });

  test("tells pictures with channels first from those with channels last", () => {
    expect(pictureShape(input({ shape: [1, 3, 64, 48] }))).toEqual({
      height: 64,
      width: 48,
      channels: 3,
      layout: "nchw",
    });
    expect(pictureShape(input({ shape: [1, 64, 48, 3] }))).toEqual({
      height: 64,
      width: 48,
      channels: 3,
      layout: "nhwc",
    });
    expect(pictureShape(input({ shape: [1, 128, 768] }))).toBeNull();
    expect(pictureShape(input({ shape: [1, 28, 28] }))?.channels).toBe(1);
  });
});

describe("options as they are written", () => {
  test("are read, or refused by name", () => {
    expect(parseDataOptions({ range: "0..1" }).range).toEqual({ kind: "range", low: 0, high: 1 });
    expect(parseDataOptions({ range: "-0.5..0.5" }).range).toEqual({ kind: "range", low: -0.5, high: 0.5 });
    expect(parseDataOptions({ mean: "127.5", std: "127.5" }).range).toEqual({
      kind: "mean-std",
      mean: [127.5],
      std: [127.5],
    });
    const unit = parseDataOptions({ mean: "0.5,0.4,0.3", std: "0.2" }).range;
    expect(unit).toEqual({ kind: "mean-std", mean: [127.5, 102, 76.5], std: [51] });
    for (const text of ["unchanged", "-1..1", "mean 127.5 std 58", "mean 120,117,104 std 58,57,57"]) {
      expect(rangeText(parseDataOptions({ range: text }).range!)).toBe(text);
    }
    for (const bad of [
      { range: "1..0" },
      { range: "big" },
      { resize: "zoom" },
      { mean: "a" },
      { std: "0" },
      { size: "3" },
    ]) {
      expect(() => parseDataOptions(bad as unknown as Record<string, string>)).toThrow(/data\./);
    }
  });
});
