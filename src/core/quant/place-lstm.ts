import { lstmSlots } from "../lstm/form.ts";
import { bytesOf } from "../tensor/views.ts";
import { addBuffer, type Model, newTensor, type Operator, type TensorIndex } from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { intermediateNames, type LstmConstant, type LstmIntegers } from "./lstm.ts";
import { affine, symmetric } from "./quantization-tables.ts";

const typeOf = ({ values }: LstmConstant): number =>
  values instanceof Int8Array
    ? TensorType.INT8
    : values instanceof Int16Array
      ? TensorType.INT16
      : TensorType.INT32;

/**
 * Gives an LSTM op of this (copied) model integer constants and states, and the five intermediate tensors in which
 * the integer kernel looks for scales.
 */
export function placeLstm(model: Model, op: Operator, integers: LstmIntegers): void {
  const { tensors } = model.subgraphs[0]!;
  const output = tensors[op.outputs[0]!]!.name;
  const add = (tensor: ReturnType<typeof newTensor>): TensorIndex => tensors.push(tensor) - 1;
  for (const constant of integers.constants) {
    const source = tensors[op.inputs[constant.slot] ?? -1];
    const [name, shape] = [
      source?.name ?? `${output}/projection_bias`,
      source?.shape ?? [constant.values.length],
    ];
    const buffer = addBuffer(model, bytesOf(constant.values));
    const tensor = newTensor(name, typeOf(constant), shape.slice(), buffer);
    tensor.quantization = symmetric(Float32Array.of(constant.scale), 0);
    op.inputs[constant.slot] = add(tensor);
  }
  const state = (slot: number, type: number, params: { scale: number; zeroPoint: number }): void => {
    const tensor = tensors[op.inputs[slot]!]!;
    tensor.type = type;
    tensor.quantization = affine(params);
  };
  state(lstmSlots.outputState, TensorType.INT8, integers.output);
  state(lstmSlots.cellState, TensorType.INT16, { scale: integers.cellScale, zeroPoint: 0 });
  op.intermediates = intermediateNames.map((name, i) => {
    const tensor = newTensor(`${output}/${name}`, TensorType.FLOAT32, [0]);
    const scale = i === 4 ? null : integers.gateScales[i]!;
    if (i === 4) {
      tensor.type = TensorType.INT8;
      tensor.quantization = affine(integers.hidden);
    } else if (scale !== null) {
      tensor.type = TensorType.INT16;
      tensor.quantization = affine({ scale, zeroPoint: 0 });
    }
    return add(tensor);
  });
  // The kernel clips a projection around the stored 0 instead of the zero point. The output's range, which comes
  // from clipped values, ends there anyway.
  if (op.builtinOptions !== null && "projClip" in op.builtinOptions) op.builtinOptions.projClip = 0;
}
