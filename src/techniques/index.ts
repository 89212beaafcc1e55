import { InputError } from "../core/outcome.ts";
import { cluster } from "./cluster/index.ts";
import { dynamicInt8 } from "./dynamic-int8/index.ts";
import { float16 } from "./float16/index.ts";
import { int8 } from "./int8/index.ts";
import { int16x8 } from "./int16x8/index.ts";
import { prune } from "./prune/index.ts";
import { qat } from "./qat/index.ts";
import type { Technique, TechniqueId } from "./technique.ts";
import { weightInt4 } from "./weight-int4/index.ts";
import { weightInt8 } from "./weight-int8/index.ts";

/**
 * Every technique, in the order in which people meet them. A new one is a folder and a line here; a folder has
 * `meta.ts` (what it is and its options, all that the page needs) and `index.ts` (the same with `apply`).
 */
export const techniques: readonly Technique[] = [
  float16,
  dynamicInt8,
  weightInt8,
  weightInt4,
  int8,
  int16x8,
  prune,
  cluster,
  qat,
];

export const techniqueIds = [
  "float16",
  "dynamic-int8",
  "weight-int8",
  "weight-int4",
  "int8",
  "int16x8",
  "prune",
  "cluster",
  "qat",
] as const satisfies readonly TechniqueId[];

/** The technique of this id. Throws InputError where it is not built in. */
export function findTechnique(id: TechniqueId): Technique {
  const found = techniques.find((technique) => technique.id === id);
  if (found === undefined)
    throw new InputError("unknown-technique", `The technique “${id}” is not built in.`);
  return found;
}
