import type { Runtime } from "../core/run/runtime.ts";
import type { RuntimePool } from "../runtime/pool.ts";

/** Above this a copy of the model in every runtime costs more memory than the samples side by side are worth. */
const largestSpread = 200e6;

/** A runtime that loads each model into every member of the pool, so that many samples run side by side. */
export const spreadRuntime = (pool: RuntimePool): Runtime => ({
  info: pool.info,
  members: pool.members,
  load: (bytes, options) =>
    bytes.length <= largestSpread ? pool.loadEverywhere(bytes, options) : pool.load(bytes, options),
  close: () => pool.close(),
});
