import { type ModelInput, noEvidence } from "../inputs/model-input.ts";
import { png } from "./make-files.ts";

/** A plain float input. */
export const input = (shape: number[], over: Partial<ModelInput> = {}): ModelInput => ({
  name: "image",
  shape,
  type: "FLOAT32",
  quantization: null,
  metadata: null,
  evidence: noEvidence,
  ...over,
});

export const text = (s: string): Uint8Array => new TextEncoder().encode(s);

/** A picture of one colour. */
export const plain = (r: number, g: number, b: number, width = 8, height = 8): Uint8Array =>
  png(
    width,
    height,
    Uint8Array.from({ length: width * height * 3 }, (_, i) => [r, g, b][i % 3]!),
  );
