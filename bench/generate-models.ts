// Large float models for benchmarks and stress tests: published architectures at chosen sizes, seeded weights.
//   node bench/run.mjs generate FOLDER   writes them all
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type SizedFamily, sizedNetwork } from "../src/core/networks/sized.ts";
import { writeModel } from "../src/core/tflite/write.ts";

/** Names and sizes in bytes; 600 is near what one page can hold, 14, 95 and 178 MB are those of MobileNetV2, InceptionV3 and ResNetV2-101. */
export const generated: readonly { name: string; family: SizedFamily; bytes: number }[] = (
  ["mobilenet", "resnet"] as const
).flatMap((family) =>
  [1, 14, 95, 178, 600].map((megabytes) => ({
    name: `${family}-${megabytes}mb`,
    family,
    bytes: megabytes * 1e6,
  })),
);

/** The file of one of the models. */
export const generateModel = (family: SizedFamily, bytes: number): Uint8Array =>
  writeModel(sizedNetwork(family, bytes));

/** Writes the models whose names are asked for, all by default; returns their paths. */
export function generateInto(
  folder: string,
  names: readonly string[] = generated.map((m) => m.name),
): string[] {
  mkdirSync(folder, { recursive: true });
  return generated
    .filter((m) => names.includes(m.name))
    .map(({ name, family, bytes }) => {
      const path = join(folder, `${name}.tflite`);
      writeFileSync(path, generateModel(family, bytes));
      return path;
    });
}
