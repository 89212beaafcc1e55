import { type Remote, wrap } from "comlink";
import type { PreviewService } from "../../../workers/preview-service.ts";
import { messageOf, type Outcome } from "../../core/outcome.ts";
import type { WeightSample } from "../../core/preview/sample-weights.ts";
import { startWorker } from "../../runtime/browser/start-worker.ts";
import type { Step } from "../../techniques/pipeline.ts";
import type { WeightPreview } from "../../techniques/preview/preview.ts";

export interface Previewer {
  /** Asks for a preview; of several asked while one is worked on only the newest is answered. */
  show(steps: readonly Step[], gzip: number | null): void;
  close(): void;
}

interface Listener {
  onPreview(preview: WeightPreview): void;
  onFailure(reason: string): void;
}

/** Starts a worker of its own for previews of the sampled weights. */
export function startPreviewer(sample: Promise<Outcome<WeightSample>>, listener: Listener): Previewer {
  const worker = startWorker(
    () =>
      new Worker(new URL("../../../workers/preview.worker.ts", import.meta.url), {
        type: "module",
        name: "preview",
      }),
  );
  const service = wrap<PreviewService>(worker) as Remote<PreviewService>;
  worker.onDeath((reason) => listener.onFailure(`The preview stopped: ${reason}`));
  let closed = false;
  let busy = true;
  let wanted: { readonly steps: readonly Step[]; readonly gzip: number | null } | null = null;

  const work = async (): Promise<void> => {
    while (wanted !== null && !closed) {
      const { steps, gzip } = wanted;
      wanted = null;
      const preview = await service.preview(steps, gzip);
      if (preview !== null && !closed) listener.onPreview(preview);
    }
    busy = false;
  };
  const failed = (error: unknown): void => {
    if (!closed) listener.onFailure(messageOf(error));
  };
  const begin = async (): Promise<void> => {
    const outcome = await sample;
    if (outcome.state === "failed") listener.onFailure(outcome.failure.message);
    if (outcome.state !== "done" || closed) return;
    await service.open(outcome.value);
    await work();
  };
  void begin().catch(failed);
  return {
    show(steps, gzip) {
      wanted = { steps, gzip };
      if (busy) return;
      busy = true;
      void work().catch(failed);
    },
    close() {
      closed = true;
      worker.terminate();
    },
  };
}
