import { dynamicInt8Meta } from "../techniques/dynamic-int8/meta.ts";
import { float16Meta } from "../techniques/float16/meta.ts";
import { int8Meta } from "../techniques/int8/meta.ts";
import { int16x8Meta } from "../techniques/int16x8/meta.ts";
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
  int8Meta,
  int16x8Meta,
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
    summary: "Trains the model with the rounding in the loop; learns from labels, or from the model itself.",
    kind: "quantization",
    data: "required",
    labels: "optional",
    hardware: "CPU, Edge TPU, DSP",
    expectedSize: "about 26 % of float32",
    options: {},
  },
];

export function techniqueMeta(id: TechniqueId): TechniqueMeta {
  const meta = catalog.find((entry) => entry.id === id);
  if (meta === undefined) throw new Error(`no technique is called “${id}”`);
  return meta;
}
