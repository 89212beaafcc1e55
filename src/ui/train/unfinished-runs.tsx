import { useEffect } from "react";
import { useStore } from "zustand";
import type { KeptRun } from "../../state/persist/database.ts";
import { runKey } from "../../state/persist/run-store.ts";
import { continueRun, discardRun, refreshRuns, unfinished } from "../../state/persist/runs.ts";
import { score } from "../../state/work/training.ts";
import { percent } from "../look/format.ts";
import { useStudio, useStudioState } from "../studio.tsx";
import "./train.css";

/** Trainings that were interrupted, of the open model or of any; nothing where there are none. */
export default function UnfinishedRuns() {
  const kept = useStore(unfinished, ({ runs }) => runs);
  const open = useStudioState((state) => state.model?.fingerprint ?? null);
  const busy = useStudioState((state) =>
    state.variants
      .filter(({ make, wanted }) => make.state === "running" || (wanted && make.state === "idle"))
      .map((variant) => runKey(state.model?.fingerprint ?? "", variant))
      .join("\n"),
  );
  useEffect(() => void refreshRuns(), []);
  const runs = kept.filter(
    ({ fingerprint, key }) => (open === null || fingerprint === open) && !busy.split("\n").includes(key),
  );
  if (runs.length === 0) return null;
  return (
    <section className="unfinished panel" aria-labelledby="unfinished-title">
      <h2 id="unfinished-title">Unfinished training</h2>
      <ul>
        {runs.map((run) => (
          <UnfinishedRun key={run.key} run={run} />
        ))}
      </ul>
    </section>
  );
}

function UnfinishedRun({ run }: { readonly run: KeptRun }) {
  const studio = useStudio();
  const { epoch, epochs, history, bestEpoch } = run.checkpoint;
  const best = bestEpoch > 0 ? score(history[bestEpoch - 1]!) : null;
  return (
    <li>
      <p>
        <strong>{run.label}</strong> of {run.model}: {epoch} of {epochs} epochs are done
        {best === null ? "" : `, the best with ${percent(best)}`}.
      </p>
      <div className="option-buttons">
        <button type="button" className="button filled" onClick={() => void continueRun(studio, run)}>
          Continue training (epoch {Math.min(epoch + 1, epochs)} of {epochs})
        </button>
        <button
          type="button"
          className="button quiet"
          aria-label={`Discard the training of ${run.model}`}
          onClick={() => void discardRun(run)}
        >
          Discard
        </button>
      </div>
    </li>
  );
}
