// Gives constants another form and rewires the ops that read them: the surgery under every technique that changes how
// weights are stored.

import {
  demandKey,
  type StoredConstant,
  storeConstants,
  type WorkContext,
} from "../quant/store-constants.ts";
import type { StoredForm } from "../quant/stored-form.ts";
import { encodeFloat16Bytes } from "../tensor/float16.ts";
import { bytesOf } from "../tensor/views.ts";
import { renumberControlDependencies } from "../tflite/control-dependencies.ts";
import {
  addBuffer,
  copyModel,
  type Model,
  newOperator,
  newTensor,
  type Operator,
  type OperatorIndex,
  operatorCodeIndex,
  type Subgraph,
  type SubgraphIndex,
  type Tensor,
  type TensorIndex,
} from "../tflite/model.ts";
import { raiseOpVersion } from "../tflite/op-versions.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { dropUnused } from "./compact.ts";
import { type Constant, indexConstants } from "./constants.ts";
import { indexGraph } from "./index.ts";

/** One reader of a constant: an op's input, or (op −1) a graph output. Unpacking ops are no readers. */
export interface ConstantUse {
  readonly constant: Constant;
  readonly op: OperatorIndex;
  readonly slot: number;
}

/** What a reader is to get: the constant as the file has it, or another form, through DEQUANTIZE where it must be float. */
export type Target = { readonly form: StoredForm; readonly dequantize: boolean } | "keep";

export interface Rewritten {
  readonly model: Model;
  /** `newIndex[graph][op]`: where the input model's op is now, −1 where it is gone. */
  readonly newIndex: readonly Int32Array[];
  /** Readers whose constant could not get its form, because it holds NaN or infinity; they keep what they had. */
  readonly refused: readonly ConstantUse[];
  /** Constants of which some values lay beyond float16's range. */
  readonly beyond: readonly { readonly constant: Constant; readonly values: number }[];
}

interface Group {
  readonly constant: Constant;
  readonly source: Tensor;
  readonly target: Exclude<Target, "keep">;
  readonly uses: ConstantUse[];
  /** Whether other readers keep the tensor as it was. */
  shared: boolean;
}

interface Changes {
  /** New ops, by the op of the input model that they stand before. */
  readonly inserted: Map<OperatorIndex, Operator[]>;
  /** Unpacking ops whose output tensor is made otherwise now. */
  readonly detached: Set<OperatorIndex>;
  /** Ops that read a tensor of another type now. */
  readonly touched: Set<Operator>;
}

/**
 * Asks `choose` for every reader of every constant and makes a model in which each gets what was chosen. Readers that
 * chose alike share a tensor, tensors that shared a buffer share the new one; ops, constants, buffers and operator
 * codes that nothing needs any more are gone, and op versions fit. The input is not changed.
 */
export async function rewriteConstants(
  model: Model,
  choose: (use: ConstantUse) => Target,
  context: WorkContext,
): Promise<Rewritten> {
  const groups = model.subgraphs.flatMap((_, g) => groupUses(model, g, choose));
  const demands = new Map(
    groups.map((group) => [keyOf(group), { source: group.source, form: group.target.form }]),
  );
  const keys = [...demands.keys()];
  const made = await storeConstants(model, [...demands.values()], context);
  const stored = new Map(keys.map((key, i) => [key, made[i]!]));
  const sound = groups.filter((group) => stored.get(keyOf(group))!.scales?.every(Number.isFinite) ?? true);
  const result = copyModel(model);
  const buffers = new Map<string, number>();
  const changes = model.subgraphs.map(
    (): Changes => ({ inserted: new Map(), detached: new Set(), touched: new Set() }),
  );
  for (const group of sound) {
    const key = keyOf(group);
    const constant = stored.get(key)!;
    let buffer = buffers.get(key);
    if (buffer === undefined) {
      buffer = addBuffer(result, constant.data);
      // Files too large for one flatbuffer keep weights behind it; so do their variants.
      result.buffers[buffer]!.outside = model.buffers[group.source.buffer]?.outside === true;
      buffers.set(key, buffer);
    }
    applyGroup(result, group, constant, buffer, changes[group.constant.graph]!);
  }
  const newIndex = model.subgraphs.map((_, g) => renewOperators(model, result, g, changes[g]!));
  renumberControlDependencies(result, newIndex);
  dropUnused(result);
  return {
    model: sound.length === 0 ? model : result,
    newIndex,
    refused: groups.filter((group) => !sound.includes(group)).flatMap((group) => group.uses),
    beyond: groups.flatMap(({ constant, ...group }) => {
      const values = stored.get(keyOf({ constant, ...group }))!.beyond;
      return values > 0 ? [{ constant, values }] : [];
    }),
  };
}

const keyOf = ({ source, target }: Group): string => demandKey({ source, form: target.form });

function groupUses(model: Model, g: SubgraphIndex, choose: (use: ConstantUse) => Target): Group[] {
  const graph = model.subgraphs[g]!;
  const index = indexGraph(graph);
  const { byTensor, unpackers } = indexConstants(model, g, index);
  const groups: Group[] = [];
  for (const constant of byTensor.values()) {
    const source = graph.tensors[constant.source]!;
    const readers = index.consumers[constant.tensor]!.filter(({ op }) => !unpackers.has(op));
    const uses: ConstantUse[] = readers.map(({ op, slot }) => ({ constant, op, slot }));
    if (index.isOutput[constant.tensor]) uses.push({ constant, op: -1, slot: -1 });
    const byTarget = new Map<string, Group>();
    let kept = false;
    for (const use of uses) {
      const target = choose(use);
      if (target === "keep" || isThere(constant, source, target)) {
        kept = true;
        continue;
      }
      const key = JSON.stringify(target);
      const group = byTarget.get(key) ?? { constant, source, target, uses: [], shared: false };
      group.uses.push(use);
      byTarget.set(key, group);
    }
    const made = [...byTarget.values()];
    made.forEach((group, i) => {
      group.shared = kept || i > 0;
    });
    groups.push(...made);
  }
  return groups;
}

/** Whether the file has the constant in the form already. */
function isThere(constant: Constant, source: Tensor, { form }: Exclude<Target, "keep">): boolean {
  if (form.kind === "dense") return constant.unpackers.length === 0 && source.sparsity === null;
  return form.kind === "float16" && source.type === TensorType.FLOAT16;
}

function applyGroup(
  result: Model,
  { constant, source, target, uses, shared }: Group,
  data: StoredConstant,
  buffer: number,
  { inserted, detached, touched }: Changes,
): void {
  const graph = result.subgraphs[constant.graph]!;
  const read = graph.tensors[constant.tensor]!;
  const { form } = target;
  const stored = newTensor(source.name, storedType(form, read.type), [...read.shape], buffer);
  if (form.kind === "integer" && form.block !== undefined) {
    stored.quantization = blockQuantization(result, graph, stored, form.block, data.scales!);
  } else if (form.kind === "integer") {
    stored.quantization = {
      min: null,
      max: null,
      scale: Array.from(data.scales!),
      zeroPoint: Array.from(data.scales!, () => 0),
      details: null,
      quantizedDimension: form.axis ?? 0,
    };
  } else if (form.kind === "dense") {
    stored.quantization = read.quantization;
  }
  if (shared) stored.name = `${stored.name}_${form.kind === "integer" ? `int${form.bits}` : form.kind}`;
  const place = (tensor: Tensor): number => {
    if (shared) return graph.tensors.push(tensor) - 1;
    graph.tensors[constant.tensor] = tensor;
    const last = constant.unpackers.at(-1);
    if (last !== undefined) detached.add(last);
    return constant.tensor;
  };
  let value: number;
  if (target.dequantize) {
    const name = constant.unpackers.length > 0 && !shared ? read.name : `${stored.name}_dequantized`;
    value = place(newTensor(name, TensorType.FLOAT32, [...read.shape]));
    const from = graph.tensors.push(stored) - 1;
    const code = operatorCodeIndex(result, "DEQUANTIZE");
    const first = Math.min(...uses.map((use) => (use.op < 0 ? graph.operators.length : use.op)));
    const op = newOperator(code, [from], [value]);
    touched.add(op);
    inserted.set(first, [...(inserted.get(first) ?? []), op]);
  } else {
    value = place(stored);
  }
  for (const { op, slot } of uses) {
    if (op >= 0) {
      graph.operators[op]!.inputs[slot] = value;
      touched.add(graph.operators[op]!);
    } else graph.outputs = graph.outputs.map((t) => (t === constant.tensor ? value : t));
  }
}

/** Block scales in a tensor of their own, [rows, blocks] float16. */
function blockQuantization(
  result: Model,
  graph: Subgraph,
  { name, shape }: Tensor,
  blockSize: number,
  scales: Float32Array,
): Tensor["quantization"] {
  const halves = encodeFloat16Bytes(bytesOf(scales));
  const blocks = [...shape.slice(0, -1), shape.at(-1)! / blockSize];
  const tensor = newTensor(`${name}_scales`, TensorType.FLOAT16, blocks, addBuffer(result, bytesOf(halves)));
  const index = graph.tensors.push(tensor) - 1;
  return {
    min: null,
    max: null,
    scale: null,
    zeroPoint: null,
    details: { type: "BlockwiseQuantization", scales: index, zeroPoints: -1, blockSize },
    quantizedDimension: 0,
  };
}

function storedType(form: StoredForm, readType: number): number {
  if (form.kind === "dense") return readType;
  if (form.kind === "float16") return TensorType.FLOAT16;
  return form.bits === 4 ? TensorType.INT4 : TensorType.INT8;
}

/** Puts the new ops in, takes out unpacking ops that nobody reads, and raises versions; returns the new indices. */
function renewOperators(
  model: Model,
  result: Model,
  g: SubgraphIndex,
  { inserted, detached, touched }: Changes,
): Int32Array {
  const graph = result.subgraphs[g]!;
  const stale = staleUnpackers(indexConstants(model, g).unpackers, result.subgraphs[g]!, detached);
  const newIndex = new Int32Array(graph.operators.length).fill(-1);
  const operators: Operator[] = [];
  for (let o = 0; o <= graph.operators.length; o++) {
    operators.push(...(inserted.get(o) ?? []));
    const op = graph.operators[o];
    if (op === undefined || stale.has(o)) continue;
    newIndex[o] = operators.push(op) - 1;
  }
  graph.operators = operators;
  for (const op of touched) raiseOpVersion(result, graph, op);
  return newIndex;
}

/** Unpacking ops that nobody reads any more. */
function staleUnpackers(
  unpackers: ReadonlySet<OperatorIndex>,
  graph: Subgraph,
  detached: ReadonlySet<OperatorIndex>,
): Set<OperatorIndex> {
  const readers = new Map<TensorIndex, number>();
  const count = (t: TensorIndex, by: number): void => void readers.set(t, (readers.get(t) ?? 0) + by);
  for (const op of graph.operators) for (const t of op.inputs) count(t, 1);
  for (const t of graph.outputs) count(t, 1);
  const stale = new Set<OperatorIndex>();
  // Backwards, so that a DENSIFY goes after the DEQUANTIZE that was its only reader.
  for (const o of [...unpackers].sort((a, b) => b - a)) {
    const op = graph.operators[o]!;
    if (!detached.has(o) && (readers.get(op.outputs[0]!) ?? 0) > 0) continue;
    stale.add(o);
    for (const t of op.inputs) count(t, -1);
  }
  return stale;
}
