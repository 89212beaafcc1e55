// Where the new forms of constants are made: in the finished file itself, where the host lays that out.

import type { KernelExecutor } from "../kernels/executor.ts";
import type { Model } from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { packedInt4Bytes } from "./int4.ts";
import type { Demand } from "./stored-form.ts";

/** Memory for every new form, side by side where the file is laid out; empty where there is no new one. */
export function memoryFor(
  model: Model,
  demands: readonly Demand[],
  dense: readonly { readonly length: number }[],
  kernels: KernelExecutor,
): Uint8Array[] {
  const sizes = demands.map((demand, i) => storedBytes(demand, dense[i]!.length));
  const made = sizes.filter((size) => size > 0);
  const memory =
    kernels.layOut?.(made, roomBefore(model, demands)) ?? made.map((size) => kernels.allocate(size));
  let next = 0;
  return sizes.map((size) => (size > 0 ? memory[next++]! : new Uint8Array(0)));
}

/** Bytes of a constant's new form; 0 where it is in that form already. */
function storedBytes({ source, form }: Demand, elements: number): number {
  const isHalf = source.type === TensorType.FLOAT16;
  switch (form.kind) {
    case "dense":
      return isHalf ? 4 * elements : 0;
    case "float16":
      return isHalf ? 0 : 2 * elements;
    case "integer":
      return form.bits === 4 ? packedInt4Bytes(elements) : elements;
  }
}

/** Bytes that tables and other constants take at most; where they take more, all is copied when the file is written. */
function roomBefore(model: Model, demands: readonly Demand[]): number {
  const replaced = new Set(demands.map(({ source }) => source.buffer));
  const others = model.buffers.map(({ data }, i) => (replaced.has(i) ? 0 : (data?.length ?? 0)) + 64);
  const tables = model.subgraphs.flatMap((graph) => [
    512 * graph.operators.length,
    // A scale and a zero point for each channel, and what DEQUANTIZE adds.
    ...graph.tensors.map(({ name, shape }) => 1024 + 4 * name.length + 12 * Math.max(0, ...shape)),
  ]);
  return [...others, ...tables].reduce((sum, bytes) => sum + bytes, 65536);
}

/** Bits of the integers that are asked for; null for other forms. */
export const bitsOf = ({ form }: Demand): 4 | 8 | null => (form.kind === "integer" ? form.bits : null);

/** Elements of four bits that are made before they are packed. */
const together = 8 * 2 ** 20;

/** The demands for integers, as groups of which one is done after the other. */
export function inTurns(
  demands: readonly Demand[],
  dense: readonly { readonly length: number }[],
): number[][] {
  const groups: number[][] = [];
  let waiting = Number.POSITIVE_INFINITY;
  demands.forEach((demand, i) => {
    const bits = bitsOf(demand);
    if (bits === null) return;
    const elements = bits === 4 ? dense[i]!.length : 0;
    if (waiting + elements > together) {
      groups.push([]);
      waiting = 0;
    }
    groups.at(-1)!.push(i);
    waiting += elements;
  });
  return groups;
}
