import type { PortInfo } from "../run/runtime.ts";
import {
  constantBytes,
  type Model,
  operatorName,
  type Subgraph,
  type Tensor,
  type TensorMap,
} from "../tflite/model.ts";
import { TensorType, type TensorTypeName, tensorTypeName } from "../tflite/tensor-types.ts";
import { indexConstants } from "./constants.ts";
import { fingerprint } from "./fingerprint.ts";
import { elementCount } from "./index.ts";
import { opCosts, totalMacs } from "./macs.ts";

/** What is known of a model without running it. */
export interface ModelFacts {
  readonly name: string;
  /** Checksum of the file's bytes; names the model in caches and reports. */
  readonly fingerprint: string;
  readonly bytes: number;
  readonly opCount: number;
  readonly ops: readonly { readonly name: string; readonly count: number }[];
  /** Ops among them that only unpack constants: float16 weights, sparse ones. */
  readonly unpackers: number;
  readonly subgraphs: number;
  /** Constant elements that ops compute with. */
  readonly parameters: number;
  /** Multiply-accumulates of one inference at batch 1; null where a shape is not known. */
  readonly macs: number | null;
  /** Types of the weights by bytes, largest first, e.g. `float32`, `float16`, `int8`. */
  readonly weightTypes: readonly { readonly type: string; readonly bytes: number }[];
  /** Unknown dimensions are given as 1, as they are run. */
  readonly inputs: readonly PortInfo[];
  readonly outputs: readonly PortInfo[];
  readonly signatures: readonly string[];
  readonly description: string;
}

/** The facts of a model that was read from `bytes`. */
export function modelFacts(model: Model, bytes: Uint8Array, name: string): ModelFacts {
  const ops = opHistogram(model);
  const weights = weightFacts(model);
  let checksum: string | undefined;
  return {
    name,
    // Reads every byte, which not everyone who wants the other facts has to wait for.
    get fingerprint() {
      checksum ??= fingerprint(bytes);
      return checksum;
    },
    bytes: bytes.length,
    opCount: ops.reduce((n, op) => n + op.count, 0),
    ops,
    unpackers: model.subgraphs.reduce((n, _, g) => n + indexConstants(model, g).unpackers.size, 0),
    subgraphs: model.subgraphs.length,
    parameters: weights.parameters,
    macs: totalMacs(opCosts(model)),
    weightTypes: weights.types,
    ...ports(model),
    signatures: (model.signatureDefs ?? []).map((s) => s.signatureKey ?? ""),
    description: model.description ?? "",
  };
}

/** How often each op occurs in all subgraphs, the most frequent first, then by name. */
export function opHistogram(model: Model): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const graph of model.subgraphs) {
    for (const op of graph.operators) {
      const name = operatorName(model, op);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** Bytes of all constants of the graphs, each buffer once; what metadata holds is not counted. */
export function weightBytes(model: Model): number {
  const seen = new Map<number, number>();
  for (const graph of model.subgraphs) {
    for (const tensor of graph.tensors) seen.set(tensor.buffer, constantBytes(model, tensor)?.length ?? 0);
  }
  return [...seen.values()].reduce((n, bytes) => n + bytes, 0);
}

/** Position of the bias among the inputs of ops whose quantized form keeps it in a wide integer. */
const biasSlot: Readonly<Record<string, number>> = {
  CONV_2D: 2,
  DEPTHWISE_CONV_2D: 2,
  FULLY_CONNECTED: 2,
  CONV_3D: 2,
  TRANSPOSE_CONV: 3,
};

/** Types that only weights have; int32 and int64 constants are mostly shapes and axes. */
const weightType = (type: number): boolean =>
  type !== TensorType.INT32 &&
  type !== TensorType.INT64 &&
  type !== TensorType.BOOL &&
  type !== TensorType.STRING;

function isWeight(tensor: Tensor, opName: string, slot: number): boolean {
  if (weightType(tensor.type)) return true;
  return biasSlot[opName] === slot || (tensor.quantization?.scale?.length ?? 0) > 0;
}

/** Constants that ops compute with, each buffer once. */
function weightFacts(model: Model): { parameters: number; types: { type: string; bytes: number }[] } {
  const seen = new Set<number>();
  const types = new Map<string, number>();
  let parameters = 0;
  for (const graph of model.subgraphs) {
    for (const op of graph.operators) {
      const opName = operatorName(model, op);
      op.inputs.forEach((t, slot) => {
        const tensor = graph.tensors[t];
        if (tensor === undefined || seen.has(tensor.buffer) || !isWeight(tensor, opName, slot)) return;
        const bytes = constantBytes(model, tensor);
        if (bytes === null) return;
        seen.add(tensor.buffer);
        parameters += elementCount(tensor.shape);
        const type = (tensorTypeName(tensor.type) ?? "unknown").toLowerCase();
        types.set(type, (types.get(type) ?? 0) + bytes.length);
      });
    }
  }
  const sorted = [...types].map(([type, bytes]) => ({ type, bytes })).sort((a, b) => b.bytes - a.bytes);
  return { parameters, types: sorted };
}

/** Inputs and outputs of the primary subgraph, named by its signature where it has one, else by tensor. */
export function ports(model: Model): { inputs: PortInfo[]; outputs: PortInfo[] } {
  const graph = model.subgraphs[0]!;
  const signature = (model.signatureDefs ?? []).find((s) => s.subgraphIndex === 0);
  return {
    inputs: graph.inputs.map((t) => port(graph, t, signature?.inputs ?? null)),
    outputs: graph.outputs.map((t) => port(graph, t, signature?.outputs ?? null)),
  };
}

function port(graph: Subgraph, index: number, names: readonly TensorMap[] | null): PortInfo {
  const tensor = graph.tensors[index]!;
  const type: TensorTypeName = tensorTypeName(tensor.type)!;
  return {
    name: names?.find((n) => n.tensorIndex === index)?.name || tensor.name,
    shape: tensor.shape.map((d) => (d < 0 ? 1 : d)),
    type,
  };
}
