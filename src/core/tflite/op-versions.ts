// The version of an op that its tensors' types need: a runtime that knows only older ones refuses the op instead of
// computing nonsense. After the table that converters use,
// https://github.com/google-ai-edge/LiteRT/blob/main/tflite/converter/tools/versioning/op_version.cc
import {
  type Model,
  type Operator,
  type OperatorName,
  operatorCodeIndex,
  operatorName,
  type Subgraph,
  type Tensor,
} from "./model.ts";
import { TensorType } from "./tensor-types.ts";

const { FLOAT16, FLOAT32, INT2, INT4, INT8, INT16, INT32, INT64, BOOL, STRING, UINT4, UINT8, UINT32 } =
  TensorType;

interface Facts {
  readonly op: Operator;
  /** Types of the inputs and of the first output; undefined where there is none. */
  readonly types: readonly (number | undefined)[];
  readonly out: number | undefined;
  readonly weight: Tensor | undefined;
  readonly rank: number;
  /** Largest rank of the inputs, and whether two inputs differ in shape. */
  readonly most: number;
  readonly broadcast: boolean;
}

type Rule = (facts: Facts) => number;

const perChannel = (tensor: Tensor | undefined): boolean => (tensor?.quantization?.scale?.length ?? 0) > 1;
const hybrid = ({ types, out }: Facts): boolean =>
  types[0] === FLOAT32 && types[1] === INT8 && out === FLOAT32;
const all = ({ types, out }: Facts, type: number): boolean =>
  types[0] === type && types[1] === INT8 && out === type;
const option = (op: Operator, name: string): unknown =>
  (op.builtinOptions as Readonly<Record<string, unknown>> | null)?.[name];

/** A version for each type of the first input, 1 for the others. */
const byType =
  (versions: Readonly<Record<number, number>>): Rule =>
  ({ types }) =>
    versions[types[0] ?? -1] ?? 1;

/** The most common: int8 came with version 2, int16 with version 3. */
const usual = byType({ [INT8]: 2, [INT16]: 3 });

/** LSTMs: 16-bit activations, float ones with int8 weights, or anything else. */
const lstm =
  (others: (op: Operator) => number, hybridVersions: readonly [number, number]): Rule =>
  ({ types, out, op }) => {
    const int8 = types[2] === INT8;
    if (types[0] === INT16 && int8 && out === INT16) return 5;
    const version = others(op);
    if (version > 1 || types[0] !== FLOAT32 || !int8 || out !== FLOAT32) return version;
    return hybridVersions[option(op, "asymmetricQuantizeInputs") === true ? 1 : 0];
  };

const relu = byType({ [INT8]: 2, [UINT8]: 2, [INT16]: 3 });

const resize: Rule = ({ types, op }) => {
  if (types[0] === INT16) return 4;
  if (option(op, "halfPixelCenters") === true) return 3;
  return types[0] === INT8 ? 2 : 1;
};

const binary =
  (versions: Readonly<Record<number, number>>, broadcast: number): Rule =>
  (facts) => {
    const { types, out, broadcast: differ, most } = facts;
    if (types[0] === INT16 && out === INT16 && versions[INT16] !== undefined) return versions[INT16];
    if (differ && most > 4) return broadcast;
    return versions[types[0] ?? -1] ?? 1;
  };

const rules: Partial<Record<OperatorName, Rule>> = {
  CONV_2D(facts) {
    const { types, op, weight } = facts;
    if (all(facts, INT16)) return option(op, "quantizedBiasType") ? 8 : 4;
    if (all(facts, INT8)) return 3;
    if (types[0] === INT8 && types[1] === INT4) return 7;
    if (hybrid(facts)) return perChannel(weight) ? 5 : 2;
    return 1;
  },
  DEPTHWISE_CONV_2D(facts) {
    const { types, op, weight } = facts;
    if (all(facts, INT16)) return 5;
    if (hybrid(facts)) return perChannel(weight) ? 6 : 4;
    if (all(facts, INT8)) return 3;
    if (types[0] === INT8 && types[1] === INT4) return 7;
    const dilated = [option(op, "dilationWFactor"), option(op, "dilationHFactor")].some(
      (d) => d !== undefined && d !== 1,
    );
    return dilated ? 2 : 1;
  },
  TRANSPOSE_CONV({ types, op, weight }) {
    if (types[2] === INT16 && option(op, "quantizedBiasType")) return 5;
    if (option(op, "fusedActivationFunction")) return 4;
    if (types.length === 4 && types[3] !== undefined) return 3;
    return weight?.type === INT8 ? 2 : 1;
  },
  FULLY_CONNECTED(facts) {
    const { types, op, weight, out } = facts;
    if (types[1] === INT2) return 14;
    if (types[0] === INT16 && types[1] === INT4 && out === INT16) return 13;
    if (hybrid(facts) && perChannel(weight)) return 12;
    if (all(facts, INT16) && option(op, "quantizedBiasType")) return 11;
    if (weight?.sparsity != null) return 8;
    if (all(facts, INT16) || (types[0] === INT16 && types[1] === INT16)) return 7;
    if (types.length === 2) return 6;
    if (option(op, "keepNumDims") === true) return 5;
    if (all(facts, INT8)) return 4;
    if (types[0] === INT8 && types[1] === INT4) return 10;
    if (hybrid(facts)) return option(op, "asymmetricQuantizeInputs") === true ? 9 : 3;
    return option(op, "weightsFormat") ? 2 : 1;
  },
  EMBEDDING_LOOKUP({ types, weight }) {
    if (types[1] === INT2) return 5;
    return types[1] === INT4 || perChannel(weight) ? 4 : 1;
  },
  BATCH_MATMUL(facts) {
    if (facts.types[0] === INT16) return 3;
    if (facts.types[0] === INT8) return 2;
    return hybrid(facts) && option(facts.op, "asymmetricQuantizeInputs") === true ? 4 : 1;
  },
  DEQUANTIZE({ types, weight }) {
    switch (types[0]) {
      case UINT4:
        return 8;
      case INT2:
        return 7;
      case INT4:
        return 6;
      case INT16:
      case FLOAT16:
        return 3;
      case INT8:
        return perChannel(weight) ? 5 : 2;
      default:
        return 1;
    }
  },
  QUANTIZE({ types, out, weight }) {
    if (types[0] === UINT4 || out === UINT4) return 5;
    if (types[0] === INT4 || out === INT4) return 4;
    if (perChannel(weight)) return 3;
    return out === INT16 ? 2 : 1;
  },
  ADD({ types, out, op }) {
    if (types[0] === FLOAT16) return 6;
    if (types[0] === INT64) return 4;
    if (types[0] === INT16 && out === INT16 && option(op, "potScaleInt16") === false) return 3;
    return types[0] === INT8 ? 2 : 1;
  },
  SUB(facts) {
    const { types, out, op, broadcast, most } = facts;
    if (types[0] === INT16 && out === INT16 && option(op, "potScaleInt16") === false) return 5;
    if (types[0] === INT64) return 4;
    if (broadcast && most > 4) return 3;
    return types[0] === INT8 ? 2 : 1;
  },
  MUL: byType({ [FLOAT16]: 8, [UINT32]: 7, [TensorType.COMPLEX64]: 6, [INT64]: 5, [INT16]: 4, [INT8]: 2 }),
  DIV: binary({}, 2),
  MAXIMUM: binary({ [INT8]: 2, [INT16]: 4 }, 3),
  MINIMUM: binary({ [INT8]: 2, [INT16]: 4 }, 3),
  AVERAGE_POOL_2D: usual,
  MAX_POOL_2D: usual,
  MEAN: usual,
  SUM: usual,
  MIRROR_PAD: usual,
  REDUCE_MAX: usual,
  REDUCE_MIN: usual,
  RELU6: usual,
  RSQRT: usual,
  TANH: usual,
  LOGISTIC: usual,
  SOFTMAX: byType({ [FLOAT16]: 4, [INT16]: 3, [INT8]: 2 }),
  LOG_SOFTMAX: byType({ [INT8]: 2 }),
  L2_NORMALIZATION: ({ out }) => (out === INT8 ? 2 : 1),
  RELU: relu,
  ABS: byType({ [INT32]: 5, [INT16]: 3, [INT8]: 2, [UINT8]: 2 }),
  LEAKY_RELU: byType({ [INT16]: 2 }),
  CONCATENATION: byType({ [FLOAT16]: 6, [INT4]: 5, [UINT32]: 4, [INT16]: 3, [INT8]: 2 }),
  PACK: byType({ [INT8]: 2, [INT16]: 3, [UINT32]: 4 }),
  UNPACK: byType({ [INT8]: 2, [UINT8]: 2, [BOOL]: 3, [INT16]: 4, [FLOAT16]: 5 }),
  SPLIT: ({ types }) => ({ [INT16]: 4, [INT32]: 3, [INT8]: 2 })[types[1] ?? -1] ?? 1,
  SLICE: ({ types, rank }) => {
    if (types[0] === FLOAT16) return 8;
    if (types[0] === INT4) return 7;
    if (types[0] === UINT32) return 6;
    if (rank > 4) return 5;
    return { [INT16]: 4, [STRING]: 3, [INT8]: 2 }[types[0] ?? -1] ?? 1;
  },
  STRIDED_SLICE: ({ types, op, rank }) => {
    if (option(op, "offset") === true) return 8;
    if (types[0] === UINT32) return 7;
    if (option(op, "ellipsisMask") || option(op, "newAxisMask")) return 6;
    if (types[0] === STRING) return 5;
    if (rank > 4) return 4;
    return { [BOOL]: 3, [INT8]: 2 }[types[0] ?? -1] ?? 1;
  },
  PAD: ({ types, rank }) => {
    if (types[0] === BOOL) return 5;
    if (rank > 4) return 4;
    return { [INT16]: 3, [INT8]: 2 }[types[0] ?? -1] ?? 1;
  },
  PADV2: ({ types, rank }) => {
    if (types[0] === BOOL) return 5;
    if (rank > 4) return 4;
    return { [INT16]: 3, [INT8]: 2 }[types[0] ?? -1] ?? 1;
  },
  TRANSPOSE: ({ types, rank }) => {
    if (types[0] === FLOAT16) return 9;
    if (rank > 6) return 8;
    if (types[0] === INT4) return 7;
    if (rank > 5) return 6;
    if (types[0] === INT16) return 5;
    if (rank > 4) return 4;
    return { [BOOL]: 3, [INT8]: 2 }[types[0] ?? -1] ?? 1;
  },
  RESIZE_BILINEAR: resize,
  RESIZE_NEAREST_NEIGHBOR: (facts) => {
    const version = resize(facts);
    return version < 3 && option(facts.op, "alignCorners") === true ? 3 : version;
  },
  SPACE_TO_DEPTH: byType({ [INT8]: 2 }),
  DEPTH_TO_SPACE: byType({ [INT8]: 2 }),
  SPACE_TO_BATCH_ND: ({ types, rank }) =>
    types[0] === INT16 ? 4 : rank !== 4 ? 3 : types[0] === INT8 ? 2 : 1,
  BATCH_TO_SPACE_ND: ({ types, rank }) =>
    types[0] === INT16 ? 4 : rank !== 4 ? 3 : types[0] === INT8 ? 2 : 1,
  TILE: byType({ [INT8]: 3, [STRING]: 2 }),
  GATHER: ({ types, op }) => {
    if (types[0] === INT4) return 7;
    if (types[1] === INT16) return 6;
    if (option(op, "batchDims")) return 5;
    return { [INT16]: 4, [BOOL]: 3, [INT8]: 2 }[types[0] ?? -1] ?? 1;
  },
  GATHER_ND: ({ types }) => {
    if (types[0] === BOOL) return 5;
    if (types[1] === INT16) return 4;
    return { [INT16]: 3, [STRING]: 2 }[types[0] ?? -1] ?? 1;
  },
  EQUAL: byType({ [INT16]: 5, [STRING]: 3, [INT8]: 2 }),
  NOT_EQUAL: byType({ [INT16]: 4, [STRING]: 3, [INT8]: 2 }),
  GREATER: byType({ [INT8]: 2 }),
  LESS: usual,
  GREATER_EQUAL: usual,
  LESS_EQUAL: byType({ [INT8]: 2 }),
  ARG_MAX: byType({ [BOOL]: 3, [INT8]: 2 }),
  ARG_MIN: byType({ [BOOL]: 3, [INT8]: 2 }),
  SELECT: byType({ [INT8]: 2 }),
  LSTM: lstm((op) => (option(op, "kernelType") === 1 ? 2 : 1), [3, 4]),
  UNIDIRECTIONAL_SEQUENCE_LSTM: lstm(
    (op) => (option(op, "diagonalRecurrentTensors") === true ? 4 : 1),
    [2, 3],
  ),
};

/** The lowest version of the op that has a kernel for its tensors' types; 1 for ops whose types don't matter. */
export function minimalOpVersion(model: Model, graph: Subgraph, op: Operator): number {
  const rule = rules[operatorName(model, op) as OperatorName];
  if (rule === undefined) return 1;
  const inputs = op.inputs.map((t) => graph.tensors[t]);
  const named = operatorName(model, op);
  const shapes = inputs.map((t) => t?.shape.join());
  return rule({
    op,
    types: inputs.map((t) => t?.type),
    out: graph.tensors[op.outputs[0] ?? -1]?.type,
    weight: inputs[named === "DEQUANTIZE" || named === "QUANTIZE" ? 0 : 1] ?? undefined,
    rank: inputs[0]?.shape.length ?? 0,
    most: Math.max(0, ...inputs.map((t) => t?.shape.length ?? 0)),
    broadcast: shapes.length > 1 && shapes[0] !== shapes[1],
  });
}

/** Gives the op of this (copied) model the version that its tensors need, where its own is lower. */
export function raiseOpVersion(model: Model, graph: Subgraph, op: Operator): void {
  const version = minimalOpVersion(model, graph, op);
  const code = model.operatorCodes[op.opcodeIndex];
  if (code === undefined || code.version >= version) return;
  op.opcodeIndex = operatorCodeIndex(model, operatorName(model, op) as OperatorName, version);
}
