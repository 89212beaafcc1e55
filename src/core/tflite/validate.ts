import { InputError } from "../outcome.ts";
import {
  builtinCode,
  type Model,
  operatorCodeName,
  operatorName,
  type Subgraph,
  type Tensor,
} from "./model.ts";
import { bitsPerElement, tensorTypeName } from "./tensor-types.ts";

/** The newest schema version of the file format; other numbers are other formats. */
const schemaVersion = 3;

/** Largest number of elements that a tensor may claim: 2^40, far over any device. */
const mostElements = 2 ** 40;

const fail = (code: string, message: string, place: InputError["place"] = {}): never => {
  throw new InputError(code, message, place);
};

/**
 * Checks what the flatbuffer's structure alone cannot: indices, sizes, types and quantization. Throws
 * InputError that names the tensor or op.
 */
export function validateModel(model: Model): void {
  if (model.version !== schemaVersion) {
    fail(
      "unknown-version",
      `The model says format version ${model.version}; only version ${schemaVersion} is known.`,
    );
  }
  if (model.subgraphs.length === 0) fail("no-graph", "The model holds no graph, so there is nothing to run.");
  for (const code of model.operatorCodes) {
    if (operatorCodeName(code).startsWith("UNKNOWN_")) {
      fail(
        "unknown-op",
        `The model uses operator number ${builtinCode(code)}, which this tool does not know. It may be newer than the tool.`,
      );
    }
  }
  model.subgraphs.forEach((graph, g) => validateGraph(model, graph, g));
  for (const { buffer, name } of model.metadata ?? []) {
    if (buffer >= model.buffers.length)
      fail("corrupt-file", `Metadata “${name}” names buffer ${buffer}, which does not exist.`);
  }
  for (const signature of model.signatureDefs ?? []) {
    const graph = model.subgraphs[signature.subgraphIndex];
    if (graph === undefined) {
      fail(
        "corrupt-file",
        `Signature “${signature.signatureKey}” names graph ${signature.subgraphIndex}, which does not exist.`,
      );
    }
    for (const map of [...(signature.inputs ?? []), ...(signature.outputs ?? [])]) {
      if (map.tensorIndex >= graph!.tensors.length) {
        fail(
          "corrupt-file",
          `Signature “${signature.signatureKey}” names tensor ${map.tensorIndex}, which does not exist.`,
        );
      }
    }
  }
}

function validateGraph(model: Model, graph: Subgraph, g: number): void {
  const check = (index: number, what: string, optional: boolean): void => {
    if (index >= graph.tensors.length || index < (optional ? -1 : 0)) {
      fail(
        "corrupt-file",
        `${what} names tensor ${index}, but graph ${g} has ${graph.tensors.length} tensors.`,
      );
    }
  };
  for (const tensor of graph.tensors) validateTensor(model, tensor);
  for (const index of graph.inputs) check(index, `An input of graph ${g}`, false);
  for (const index of graph.outputs) check(index, `An output of graph ${g}`, false);
  graph.operators.forEach((op, i) => {
    if (op.opcodeIndex >= model.operatorCodes.length) {
      fail(
        "corrupt-file",
        `Op ${i} of graph ${g} names operator code ${op.opcodeIndex}, which does not exist.`,
        { op: `${i}` },
      );
    }
    const name = `Op ${i} (${operatorName(model, op)})`;
    for (const index of op.inputs) check(index, name, true);
    for (const index of op.outputs) check(index, name, true);
    for (const index of op.intermediates ?? []) check(index, name, true);
    for (const called of calledGraphs(op.builtinOptions)) {
      if (called < 0 || called >= model.subgraphs.length) {
        fail("corrupt-file", `${name} calls graph ${called}, which does not exist.`, { op: name });
      }
    }
  });
}

/** Subgraphs that WHILE, IF, CALL and CALL_ONCE run. */
export function calledGraphs(
  options: Model["subgraphs"][number]["operators"][number]["builtinOptions"],
): number[] {
  switch (options?.type) {
    case "WhileOptions":
      return [options.condSubgraphIndex, options.bodySubgraphIndex];
    case "IfOptions":
      return [options.thenSubgraphIndex, options.elseSubgraphIndex];
    case "CallOnceOptions":
      return [options.initSubgraphIndex];
    case "CallOptions":
      return [options.subgraph];
    default:
      return [];
  }
}

function validateTensor(model: Model, tensor: Tensor): void {
  const named = `Tensor “${tensor.name}”`;
  const place = { tensor: tensor.name };
  if (tensorTypeName(tensor.type) === null) {
    fail(
      "unknown-type",
      `${named} has element type number ${tensor.type}, which this tool does not know.`,
      place,
    );
  }
  if (tensor.buffer >= model.buffers.length && tensor.buffer !== 0) {
    fail(
      "corrupt-file",
      `${named} names buffer ${tensor.buffer}, but the file has ${model.buffers.length}.`,
      place,
    );
  }
  const elements = tensor.shape.reduce((n, d) => n * (d < 0 ? 1 : d), 1);
  if (tensor.shape.some((d) => d < -1) || elements > mostElements) {
    fail("absurd-shape", `${named} has the impossible shape [${tensor.shape.join(", ")}].`, place);
  }
  const data = model.buffers[tensor.buffer]?.data;
  const bits = bitsPerElement(tensor.type);
  if (tensor.buffer !== 0 && data != null && data.length > 0 && bits !== null && tensor.sparsity === null) {
    const need = Math.ceil((elements * bits) / 8);
    if (data.length < need) {
      fail(
        "corrupt-file",
        `${named} of shape [${tensor.shape.join(", ")}] needs ${need} bytes, but its buffer holds ${data.length}.`,
        place,
      );
    }
  }
  const q = tensor.quantization;
  const scales = q?.scale?.length ?? 0;
  if (scales > 1 && q!.details === null) {
    const axis = tensor.shape[q!.quantizedDimension];
    if (axis !== scales) {
      fail(
        "corrupt-file",
        `${named} has ${scales} scales, but its axis ${q!.quantizedDimension} has length ${axis ?? "none"}.`,
        place,
      );
    }
  }
}
