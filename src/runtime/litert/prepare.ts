import { fixDynamicShapes, hasDynamicShapes } from "../../core/run/fix-shapes.ts";
import { shapeFlow } from "../../core/run/shape-flow.ts";
import type { Model, SignatureDef, TensorIndex } from "../../core/tflite/model.ts";
import { readModel } from "../../core/tflite/read.ts";
import { writeModel } from "../../core/tflite/write.ts";
import { withPlainPorts } from "./plain-ports.ts";
import {
  bytesToHide,
  type HiddenByte,
  restOf,
  type StateTensor,
  stateTensors,
  withStatesAsInputs,
} from "./variables.ts";

/** A file as the runtime gets it. */
export interface PreparedFile {
  readonly bytes: Uint8Array;
  /** Index of the signature to run; 0 also for a file without signatures, for which the runtime makes one up. */
  readonly signature: number;
  /** Names of the primary subgraph's ports as the file has them. The signature's ports are in the same order. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Outputs with as many elements as the data says, which the runtime may fail to hand out. */
  readonly sizedByData: readonly string[];
  /** What the file keeps between inferences, as further inputs behind its own. */
  readonly states: readonly StateTensor[];
  /** Bytes to set once the runtime has read the file. */
  readonly hidden: readonly HiddenByte[];
}

/**
 * Checks a file and finds its ports. The runtime gives the ports of a signature in the subgraph's order, whatever
 * order the signature lists them in, but hides those that the signature leaves out. Where no signature names every
 * port of the primary subgraph just once, or another one names fewer, the runtime gets a copy of the file without
 * signatures; where names or ports are such that it confuses them, one without that (`plain-ports.ts`); where a port's
 * shape is open, a copy with fixed shapes; where it keeps states, a copy that takes them as inputs.
 * Throws what `readModel` throws for an unsound file.
 */
export function prepareFile(bytes: Uint8Array): PreparedFile {
  const read = readModel(bytes);
  const model = hasDynamicShapes(read) ? fixDynamicShapes(read) : read;
  const graph = model.subgraphs[0]!;
  const names = (ports: readonly TensorIndex[]) => ports.map((tensor) => graph.tensors[tensor]?.name ?? "");
  const ports = { inputs: names(graph.inputs), outputs: names(graph.outputs) };
  const variables = stateTensors(model);
  const { unknown } = shapeFlow(model);
  const sizedByData = names(graph.outputs.filter((tensor) => unknown.has(tensor)));
  const own = { ...ports, sizedByData, states: variables.map((t) => restOf(model, t)), hidden: [] };
  if (hidesFields(model)) {
    const copy = writeModel(withStatesAsInputs(model, variables));
    const hidden = bytesToHide(copy);
    for (const { at } of hidden) copy[at] = 0;
    return { ...own, bytes: copy, signature: 0, hidden };
  }
  const signatures = model.signatureDefs ?? [];
  const signature = signatures.findIndex((candidate) => covers(candidate, model));
  const others = signatures.some((other) => other.subgraphIndex === 0 && !covers(other, model));
  const plain = withPlainPorts(model);
  if (!others && plain === model && (signature >= 0 || signatures.length === 0)) {
    return { bytes: model === read ? bytes : writeModel(model), signature: Math.max(signature, 0), ...own };
  }
  return { bytes: writeModel({ ...plain, signatureDefs: null }), signature: 0, ...own };
}

/** Whether the file has what the runtime does not read: states, intermediate tensors, lists of mutated inputs. */
const hidesFields = (model: Model): boolean =>
  model.subgraphs.some(
    ({ tensors, operators }) =>
      tensors.some((tensor) => tensor.isVariable) ||
      operators.some((op) => (op.intermediates?.length ?? 0) + (op.mutatingVariableInputs?.length ?? 0) > 0),
  );

function covers({ subgraphIndex, inputs, outputs }: SignatureDef, model: Model): boolean {
  const graph = model.subgraphs[0]!;
  const same = (maps: typeof inputs, ports: readonly TensorIndex[]): boolean => {
    const named = (maps ?? []).map((map) => map.tensorIndex);
    return named.length === ports.length && ports.every((tensor) => named.includes(tensor));
  };
  return subgraphIndex === 0 && same(inputs, graph.inputs) && same(outputs, graph.outputs);
}
