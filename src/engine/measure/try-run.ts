import type { Dataset } from "../../core/data/dataset.ts";
import { InputError } from "../../core/outcome.ts";
import { openRealSession } from "../../core/run/real-session.ts";
import type { Runtime } from "../../core/run/runtime.ts";
import type { Runnable } from "./evaluate.ts";

/**
 * Runs one sample through a finished file. Null where it ran; else why the runtime takes not even the original.
 * Throws InputError `bad-output` where it takes the original but not the file.
 */
export async function tryRun(
  runtime: Runtime,
  original: Runnable,
  variant: Runnable,
  data: Dataset,
): Promise<string | null> {
  const refused = await refusal(runtime, variant, data);
  if (refused === null) return null;
  const before = await refusal(runtime, original, data);
  if (before !== null) return before;
  throw new InputError("bad-output", `The finished file does not run, so it is not offered: ${refused}`);
}

async function refusal(runtime: Runtime, { model, bytes }: Runnable, data: Dataset): Promise<string | null> {
  try {
    const session = await openRealSession(runtime, model, bytes, { threads: 1, trial: false });
    try {
      await session.run(await data.read(0, 1));
    } finally {
      session.close();
    }
    return null;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}
