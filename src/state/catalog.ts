import { clusterMeta } from "../techniques/cluster/meta.ts";
import { dynamicInt8Meta } from "../techniques/dynamic-int8/meta.ts";
import { float16Meta } from "../techniques/float16/meta.ts";
import { int8Meta } from "../techniques/int8/meta.ts";
import { int16x8Meta } from "../techniques/int16x8/meta.ts";
import { pruneMeta } from "../techniques/prune/meta.ts";
import { qatMeta } from "../techniques/qat/meta.ts";
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
  clusterMeta,
  qatMeta,
];

export function techniqueMeta(id: TechniqueId): TechniqueMeta {
  const meta = catalog.find((entry) => entry.id === id);
  if (meta === undefined) throw new Error(`no technique is called “${id}”`);
  return meta;
}
