import { ByteBuffer } from "flatbuffers";
import { layouts } from "../../core/tflite/generated/layout.ts";
import type { Model, TensorIndex } from "../../core/tflite/model.ts";
import { TensorType } from "../../core/tflite/tensor-types.ts";

/** A tensor that keeps its value from one inference to the next. */
export interface StateTensor {
  readonly name: string;
  /** Every byte of it at rest: an int8 state rests at its zero point, all others at 0. */
  readonly rest: number;
}

/** The state tensors of the primary subgraph. */
export function stateTensors(model: Model): TensorIndex[] {
  return model.subgraphs[0]!.tensors.flatMap((tensor, t) => (tensor.isVariable ? [t] : []));
}

/** What an interpreter sets a state to when it is told to forget (ResetVariableTensor, core/api/tensor_utils.cc). */
export function restOf(model: Model, t: TensorIndex): StateTensor {
  const { name, type, quantization } = model.subgraphs[0]!.tensors[t]!;
  return { name, rest: type === TensorType.INT8 ? Number(quantization?.zeroPoint?.[0] ?? 0) & 255 : 0 };
}

/**
 * The model with its states among the inputs, behind its own. The runtime has no call to forget them, and as inputs
 * they can be set before every inference.
 */
export function withStatesAsInputs(model: Model, states: readonly TensorIndex[]): Model {
  const [primary, ...others] = model.subgraphs;
  const subgraphs = [{ ...primary!, inputs: [...primary!.inputs, ...states] }, ...others];
  return { ...model, signatureDefs: null, subgraphs };
}

const slotOf = (table: "Model" | "SubGraph" | "Tensor" | "Operator", name: string): number =>
  4 + 2 * layouts[table].find((field) => field.name === name)!.slot;

/** A byte that is 0 while the runtime reads the file, and what it is from then on. */
export interface HiddenByte {
  readonly at: number;
  readonly value: number;
}

/**
 * The bytes that mark tensors as states, and those that count the intermediate tensors and mutated inputs of ops. The
 * runtime refuses a file that has any, while the interpreter under it, which reads the file later, knows them well.
 */
export function bytesToHide(bytes: Uint8Array): HiddenByte[] {
  const bb = new ByteBuffer(bytes);
  const field = (table: number, slot: number): number => {
    const at = bb.__offset(table, slot);
    return at === 0 ? 0 : table + at;
  };
  const children = (table: number, slot: number): number[] => {
    const at = field(table, slot);
    if (at === 0) return [];
    const start = bb.__vector(at);
    return Array.from({ length: bb.__vector_len(at) }, (_, i) => bb.__indirect(start + 4 * i));
  };
  const set = (at: number, count: number): HiddenByte[] =>
    Array.from({ length: count }, (_, i) => ({ at: at + i, value: bytes[at + i]! })).filter(
      ({ value }) => value !== 0,
    );
  return children(bb.readInt32(0), slotOf("Model", "subgraphs")).flatMap((graph) => {
    const states = children(graph, slotOf("SubGraph", "tensors")).flatMap((tensor) => {
      const at = field(tensor, slotOf("Tensor", "isVariable"));
      return at === 0 ? [] : set(at, 1);
    });
    const lists = children(graph, slotOf("SubGraph", "operators")).flatMap((op) =>
      ["intermediates", "mutatingVariableInputs"].flatMap((name) => {
        const at = field(op, slotOf("Operator", name));
        // The count stands before the first element.
        return at === 0 ? [] : set(bb.__vector(at) - 4, 4);
      }),
    );
    return [...states, ...lists];
  });
}
