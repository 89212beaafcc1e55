import { unpackInt4 } from "../quant/int4.ts";
import { bytesOf } from "../tensor/views.ts";
import { addBuffer, constantBytes, copyModel, type Model, type TensorIndex } from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import type { ConstantPlace, QuantizationPlan } from "./plan.ts";

/**
 * The float model with the biases that the exported model stores, and the weights of `settled`, as the reals that
 * they stand for: training then starts from what quantization alone reached.
 */
export function startFromExport(
  float: Model,
  exported: Model,
  plan: QuantizationPlan,
  settled: ReadonlySet<TensorIndex>,
): Model {
  const result = copyModel(float);
  const graph = result.subgraphs[0]!;
  for (const [tensor, place] of plan.constants) {
    if (!settled.has(tensor) && place.biasOf === null && place.scales.length > 0) continue;
    const values = storedReals(exported, place);
    if (values !== null) graph.tensors[tensor]!.buffer = addBuffer(result, bytesOf(values));
  }
  return result;
}

/** The reals that a constant of the exported model stands for; null where it is neither float32 nor integers. */
export function storedReals(exported: Model, place: ConstantPlace): Float32Array | null {
  const tensor = exported.subgraphs[0]!.tensors[place.exported]!;
  const bytes = constantBytes(exported, tensor)?.slice();
  if (bytes === undefined) return null;
  const integers = integersIn(bytes, tensor.type, tensor.shape);
  if (integers === null) return tensor.type === TensorType.FLOAT32 ? new Float32Array(bytes.buffer) : null;
  const { scales, zeroPoint, axis } = place;
  const inner = tensor.shape.slice(axis + 1).reduce((n, d) => n * d, 1);
  return Float32Array.from(
    integers,
    (q, i) => scales[scales.length === 1 ? 0 : Math.floor(i / inner) % scales.length]! * (q - zeroPoint),
  );
}

function integersIn(
  bytes: Uint8Array<ArrayBuffer>,
  type: number,
  shape: readonly number[],
): ArrayLike<number> | null {
  switch (type) {
    case TensorType.INT4:
      return unpackInt4(
        bytes,
        shape.reduce((n, d) => n * d, 1),
      );
    case TensorType.INT8:
      return new Int8Array(bytes.buffer);
    case TensorType.UINT8:
      return bytes;
    case TensorType.INT16:
      return new Int16Array(bytes.buffer);
    case TensorType.INT32:
      return new Int32Array(bytes.buffer);
    case TensorType.INT64:
      return Array.from(new BigInt64Array(bytes.buffer), Number);
    default:
      return null;
  }
}
