import type { Technique, TechniqueId } from "../techniques/technique.ts";

/** What the page knows of a technique: everything but its code, which stays in the workers. */
export type TechniqueMeta = Omit<Technique, "apply">;

/** In the order in which people meet them. */
export const catalog: readonly TechniqueMeta[] = [
  {
    id: "float16",
    label: "Float16",
    summary: "Stores weights as 16-bit floats; the arithmetic stays float.",
    kind: "quantization",
    data: "none",
    labels: "none",
    hardware: "GPU, CPU",
    expectedSize: "50 %",
    options: {
      overflow: {
        type: "choice",
        default: "clamp",
        choices: ["clamp", "refuse"],
        help: "What to do with weights beyond the range of float16.",
      },
    },
  },
  {
    id: "dynamic-int8",
    label: "Dynamic range int8",
    summary: "8-bit weights; activations are quantized on the fly while the model runs.",
    kind: "quantization",
    data: "none",
    labels: "none",
    hardware: "CPU",
    expectedSize: "25 %",
    options: {
      minElements: {
        type: "number",
        default: 0,
        min: 0,
        max: 1_000_000,
        integer: true,
        help: "Weights with fewer elements stay float.",
      },
    },
  },
  {
    id: "weight-int8",
    label: "Weight-only int8",
    summary: "8-bit weights that are unpacked to float before the arithmetic.",
    kind: "quantization",
    data: "none",
    labels: "none",
    hardware: "CPU, GPU",
    expectedSize: "25 %",
    options: {},
  },
  {
    id: "weight-int4",
    label: "Weight-only int4",
    summary: "4-bit weights where the runtime takes them, 8-bit elsewhere.",
    kind: "quantization",
    data: "none",
    labels: "none",
    hardware: "CPU",
    expectedSize: "13–20 %",
    options: {},
  },
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
  {
    id: "prune",
    label: "Pruned",
    summary: "Sets the least useful weights to zero, so that the file compresses well.",
    kind: "structure",
    data: "optional",
    labels: "none",
    hardware: "CPU, all others unchanged",
    expectedSize: "100 % (gzip 60 %)",
    options: {
      sparsity: { type: "number", default: 0.5, min: 0, max: 0.95, help: "Share of weights to set to zero." },
    },
  },
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
