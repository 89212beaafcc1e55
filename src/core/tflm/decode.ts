// The way back from compress.ts: what TensorFlow Lite Micro's decode op does at start, done here to a file, so that an
// export is compared with what it was made from before anybody is given it.
import { InputError } from "../outcome.ts";
import {
  addBuffer,
  constantBytes,
  copyModel,
  type Model,
  type Operator,
  operatorName,
  type Tensor,
} from "../tflite/model.ts";
import { bitsPerElement } from "../tflite/tensor-types.ts";
import { channelOf, decodeOp, headerBytes } from "./compress.ts";

/** The same model with every table turned back into a plain tensor. Throws InputError `bad-table`. */
export function decodeMicro(model: Model): Model {
  const result = copyModel(model);
  for (const graph of result.subgraphs) {
    const rest: Operator[] = [];
    for (const op of graph.operators) {
      if (operatorName(model, op) !== decodeOp) {
        rest.push(op);
        continue;
      }
      const [indices, ancillary] = op.inputs.map((t) => constantBytes(result, graph.tensors[t]!));
      const tensor = graph.tensors[op.outputs[0] ?? -1];
      if (!indices || !ancillary || tensor === undefined) throw bad("has no tables");
      tensor.buffer = addBuffer(result, unpack(tensor, indices, ancillary));
    }
    graph.operators = rest;
  }
  return result;
}

function unpack(tensor: Tensor, packed: Uint8Array, ancillary: Uint8Array): Uint8Array {
  const [kind, version, , , tables] = ancillary;
  if (kind !== 0 || version !== 1 || tables !== 1) throw bad(`of “${tensor.name}” is of another kind`);
  const bits = ancillary[5]! & 7;
  const stride = ancillary[6]!;
  const size = (bitsPerElement(tensor.type) ?? 0) / 8;
  const channel = channelOf(tensor);
  const count = tensor.shape.reduce((n, d) => n * d, 1);
  const rows = channel?.count ?? 0;
  if (packed.length * 8 < count * bits || ancillary.length < headerBytes + rows * stride * size) {
    throw bad(`of “${tensor.name}” is too short`);
  }
  const out = new Uint8Array(count * size);
  for (let i = 0, at = 0; i < count; i++) {
    let index = 0;
    for (let b = 0; b < bits; b++, at++) index = (index << 1) | ((packed[at >> 3]! >> (7 - (at & 7))) & 1);
    if (index >= stride) throw bad(`of “${tensor.name}” ends before entry ${index}`);
    const from = headerBytes + (channel!.of(i) * stride + index) * size;
    for (let k = 0; k < size; k++) out[i * size + k] = ancillary[from + k]!;
  }
  return out;
}

const bad = (what: string): InputError => new InputError("bad-table", `A weight table ${what}.`);

/** Whether the export, decoded, holds the same ops over the same constants. The first difference in words, or null. */
export function differenceToMicro(model: Model, micro: Model): string | null {
  const decoded = decodeMicro(micro);
  for (const [g, graph] of model.subgraphs.entries()) {
    const other = decoded.subgraphs[g]!;
    const ops = (m: Model, s: typeof graph): string =>
      s.operators.map((op) => `${operatorName(m, op)} ${op.inputs} ${op.outputs}`).join("\n");
    if (ops(model, graph) !== ops(decoded, other)) return "its ops are not the same";
    for (const [t, tensor] of graph.tensors.entries()) {
      const [mine, theirs] = [constantBytes(model, tensor), constantBytes(decoded, other.tensors[t]!)];
      const same =
        mine === null || theirs === null
          ? mine === theirs
          : mine.length === theirs.length && mine.every((b, i) => b === theirs[i]);
      if (!same) return `“${tensor.name}” does not decode to the same values`;
    }
  }
  return null;
}
