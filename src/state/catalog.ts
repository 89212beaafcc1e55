import { dynamicInt8Meta } from "../techniques/dynamic-int8/meta.ts";
import { float16Meta } from "../techniques/float16/meta.ts";
import { pruneMeta } from "../techniques/prune/meta.ts";
import type { TechniqueId, TechniqueMeta } from "../techniques/technique.ts";
import { weightInt4Meta } from "../techniques/weight-int4/meta.ts";
import { weightInt8Meta } from "../techniques/weight-int8/meta.ts";

export type { TechniqueMeta };

/** What every technique is, in the order in which people meet them; their code stays in the workers. */
export const catalog: readonly TechniqueMeta[] = [
  float16Meta,
  dynamicInt8Meta,
  weightInt8Meta,
  weightInt4Meta,
  {
    id: "int8",
    label: "Full integer int8",
    summary: "8-bit weights and activations: integers from input to output.",
    kind: "quantization",
    data: "required",
    labels: "none",
    hardware: "CPU, Edge TPU, DSP, microcontrollers",
    expectedSize: "25 %",
    options: {
      io: {
        type: "choice",
        default: "float32",
        choices: ["float32", "int8", "uint8"],
        help: "Type of the model's inputs and outputs.",
      },
      perChannel: { type: "boolean", default: true, help: "One scale per output channel." },
    },
  },
  {
    id: "int16x8",
    label: "Int16 activations",
    summary: "16-bit activations with 8-bit weights, for models that int8 hurts.",
    kind: "quantization",
    data: "required",
    labels: "none",
    hardware: "CPU, some DSPs",
    expectedSize: "25 %",
    options: {},
  },
  pruneMeta,
  {
    id: "cluster",
    label: "Clustered",
    summary: "Lets each layer keep only a few distinct weights, so that the file compresses well.",
    kind: "structure",
    data: "optional",
    labels: "none",
    hardware: "All, unchanged",
    expectedSize: "100 % (gzip 30 %)",
    options: {
      clusters: {
        type: "number",
        default: 32,
        min: 2,
        max: 256,
        integer: true,
        help: "Distinct values per layer.",
      },
    },
  },
  {
    id: "qat",
    label: "Quantization-aware training",
    summary: "Trains the model with the rounding in the loop.",
    kind: "quantization",
    data: "required",
    labels: "optional",
    hardware: "CPU, Edge TPU, DSP",
    expectedSize: "25 %",
    options: {},
  },
];

export function techniqueMeta(id: TechniqueId): TechniqueMeta {
  const meta = catalog.find((entry) => entry.id === id);
  if (meta === undefined) throw new Error(`no technique is called “${id}”`);
  return meta;
}
