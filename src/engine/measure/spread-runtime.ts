import type { Runtime } from "../../core/run/runtime.ts";
import type { RuntimePool } from "../../runtime/pool.ts";

/** Above this a copy of the model in every runtime costs more memory than the samples side by side are worth. */
const largestSpread = 200e6;
/** Multiply-accumulates that one runtime is through with before others have loaded the model and warmed up. */
const littleWork = 10e9;

/** A runtime that loads models into every member of the pool, so that many samples run side by side. */
export const spreadRuntime = (pool: RuntimePool): Runtime => ({
  info: pool.info,
  members: pool.members,
  load: (bytes, options) =>
    bytes.length <= largestSpread && (options?.work ?? Infinity) > littleWork
      ? pool.loadEverywhere(bytes, options)
      : pool.load(bytes, options),
  close: () => pool.close(),
});
