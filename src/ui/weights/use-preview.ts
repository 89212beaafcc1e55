import { useEffect, useRef, useState } from "react";
import { outcomeOfError } from "../../core/outcome.ts";
import { type Previewer, startPreviewer } from "../../engine/browser/preview-client.ts";
import type { Step } from "../../techniques/pipeline.ts";
import type { WeightPreview } from "../../techniques/preview/preview.ts";
import { useStudio, useStudioState } from "../studio.tsx";

interface Previewed {
  readonly preview: WeightPreview | null;
  readonly failure: string | null;
}

/** What the steps will do to the opened model's weights, worked out beside the page and the engine. */
export function usePreview(steps: readonly Step[], gzip: number | null): Previewed {
  const studio = useStudio();
  const session = useStudioState((state) => state.session);
  const previewer = useRef<Previewer | null>(null);
  const [state, setState] = useState<Previewed>({ preview: null, failure: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another session is another model
  useEffect(() => {
    const started = startPreviewer(studio.api.weightSample().catch(outcomeOfError), {
      onPreview: (preview) => setState({ preview, failure: null }),
      onFailure: (failure) => setState({ preview: null, failure }),
    });
    previewer.current = started;
    return () => {
      previewer.current = null;
      started.close();
    };
  }, [studio, session]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new previewer has to be asked again
  useEffect(() => previewer.current?.show(steps, gzip), [steps, gzip, session]);
  return state;
}
