// https://github.com/google-ai-edge/LiteRT (schema), https://flatbuffers.dev/internals/
import { ByteBuffer } from "flatbuffers";
import { InputError } from "../outcome.ts";
import { decodeTable } from "./decode.ts";
import type * as table from "./generated/types.ts";
import { identifyFile } from "./identify.ts";
import type { Model, ModelBuffer, Operator, Subgraph, Tensor } from "./model.ts";
import { validateModel } from "./validate.ts";
import { verifyFlatbuffer } from "./verify.ts";

/**
 * Reads a `.tflite` file. Weights are views into `bytes`, which must stay as it is. Every offset, length and
 * index is checked before it is used: throws InputError for anything that is not a sound model.
 */
export function readModel(bytes: Uint8Array): Model {
  identifyFile(bytes);
  verifyFlatbuffer(bytes);
  const bb = new ByteBuffer(bytes);
  const root = decodeTable(bb, bb.readInt32(0), "Model") as unknown as table.Model;
  const model: Model = {
    ...root,
    operatorCodes: root.operatorCodes ?? [],
    subgraphs: (root.subgraphs ?? []).map(subgraph),
    buffers: (root.buffers ?? []).map((buffer, i) => modelBuffer(bytes, buffer, i)),
  };
  for (const { operators } of model.subgraphs) for (const op of operators) inlineCustomOptions(bytes, op);
  validateModel(model);
  return model;
}

function subgraph(raw: table.SubGraph): Subgraph {
  return {
    ...raw,
    tensors: (raw.tensors ?? []).map((t): Tensor => ({ ...t, shape: t.shape ?? [], name: t.name ?? "" })),
    inputs: raw.inputs ?? [],
    outputs: raw.outputs ?? [],
    operators: (raw.operators ?? []).map(
      (o): Operator => ({ ...o, inputs: o.inputs ?? [], outputs: o.outputs ?? [] }),
    ),
  };
}

/** Offsets 0 and 1 say that the bytes, if any, are in the flatbuffer itself. */
function modelBuffer(bytes: Uint8Array, raw: table.Buffer, index: number): ModelBuffer {
  if (raw.offset <= 1n) return { data: raw.data, outside: false };
  return { data: outsideBytes(bytes, raw.offset, raw.size, `buffer ${index}`), outside: true };
}

function outsideBytes(bytes: Uint8Array, offset: bigint, size: bigint, what: string): Uint8Array {
  if (offset + size > BigInt(bytes.length)) {
    throw new InputError(
      "corrupt-file",
      `The file is cut off: ${what} lies at bytes ${offset} to ${offset + size}, but the file ends at ${bytes.length}.`,
      { byte: bytes.length },
    );
  }
  return bytes.subarray(Number(offset), Number(offset + size));
}

/** Large custom options can lie behind the flatbuffer; in memory they are ordinary custom options. */
function inlineCustomOptions(bytes: Uint8Array, op: Operator): void {
  if (op.largeCustomOptionsOffset <= 1n) return;
  op.customOptions = outsideBytes(
    bytes,
    op.largeCustomOptionsOffset,
    op.largeCustomOptionsSize,
    "custom options",
  );
}
