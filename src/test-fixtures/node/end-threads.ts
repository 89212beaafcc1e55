import { setFlagsFromString } from "node:v8";

/**
 * Before a test ends busy threads by the hundred: nothing is optimized beside a thread itself from here on, so that
 * no compiler thread outlives one (`src/runtime/node/thread.ts` says what Node makes of that).
 */
export function compileInThreadsOnly(): void {
  setFlagsFromString("--no-concurrent-recompilation");
}
