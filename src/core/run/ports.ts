// Between real numbers and the types at a model's border: int8 and uint8 inputs are quantized as an application
// would, outputs are turned back, so that borders are evaluated as they are.
import { elementCount } from "../graph/index.ts";
import type { Model, TensorIndex } from "../tflite/model.ts";
import { type TensorTypeName, tensorTypeName } from "../tflite/tensor-types.ts";
import type { TensorValues } from "./runtime.ts";

/** One input or output as the file describes it. */
export interface ModelPort {
  readonly tensor: TensorIndex;
  readonly name: string;
  /** Dimensions that the file leaves open are 1. */
  readonly shape: readonly number[];
  readonly elements: number;
  readonly type: TensorTypeName;
  /** Per-tensor scale and zero point of an integer border; null for real-valued and index tensors. */
  readonly quantization: { readonly scale: number; readonly zeroPoint: number } | null;
}

const integerTypes = new Set<TensorTypeName>(["INT8", "UINT8", "INT16"]);

function port(model: Model, tensor: TensorIndex): ModelPort {
  const t = model.subgraphs[0]!.tensors[tensor]!;
  const type = tensorTypeName(t.type)!;
  const scale = t.quantization?.scale?.[0];
  const shape = t.shape.map((d) => (d < 0 ? 1 : d));
  return {
    tensor,
    name: t.name,
    shape,
    elements: elementCount(shape),
    type,
    quantization:
      scale !== undefined && scale > 0 && integerTypes.has(type)
        ? { scale, zeroPoint: t.quantization?.zeroPoint?.[0] ?? 0 }
        : null,
  };
}

export const modelInputs = (model: Model): ModelPort[] =>
  model.subgraphs[0]!.inputs.map((t) => port(model, t));
export const modelOutputs = (model: Model): ModelPort[] =>
  model.subgraphs[0]!.outputs.map((t) => port(model, t));

const limits = { INT8: [-128, 127], UINT8: [0, 255], INT16: [-32768, 32767] } as const;

/** Real values to the port's own type: q = clamp(round(x / scale) + zero point), halves to even as NumPy rounds. */
export function toPortType(values: TensorValues, port: ModelPort): TensorValues {
  if (port.quantization === null) return matchType(values, port.type);
  const { scale, zeroPoint } = port.quantization;
  const [low, high] = limits[port.type as keyof typeof limits];
  const out =
    port.type === "INT8"
      ? new Int8Array(values.length)
      : port.type === "UINT8"
        ? new Uint8Array(values.length)
        : new Int16Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const x = Number(values[i]) / scale;
    const floor = Math.floor(x);
    const rest = x - floor;
    const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
    out[i] = Math.min(high, Math.max(low, rounded + zeroPoint));
  }
  return out;
}

function filled<T extends { [index: number]: number }>(out: T, values: TensorValues): T {
  for (let i = 0; i < values.length; i++) out[i] = Number(values[i]);
  return out;
}

function matchType(values: TensorValues, type: TensorTypeName): TensorValues {
  const { length } = values;
  switch (type) {
    case "FLOAT32":
      return values instanceof Float32Array ? values : filled(new Float32Array(length), values);
    case "INT32":
      return values instanceof Int32Array ? values : filled(new Int32Array(length), values);
    case "INT64":
      if (values instanceof BigInt64Array) return values;
      return BigInt64Array.from({ length }, (_, i) => BigInt(Math.round(Number(values[i]))));
    case "UINT8":
    case "BOOL":
      return values instanceof Uint8Array ? values : filled(new Uint8Array(length), values);
    default:
      return values;
  }
}

/** A port's values as real numbers: (q − zero point) · scale for integer borders. */
export function toReal(values: TensorValues, port: ModelPort): Float32Array {
  if (values instanceof Float32Array) return values;
  const out = new Float32Array(values.length);
  const scale = port.quantization?.scale ?? 1;
  const zeroPoint = port.quantization?.zeroPoint ?? 0;
  for (let i = 0; i < out.length; i++) out[i] = (Number(values[i]) - zeroPoint) * scale;
  return out;
}
