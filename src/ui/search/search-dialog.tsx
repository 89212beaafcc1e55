import { useState } from "react";
import { useStore } from "zustand";
import type { TargetId } from "../../core/targets/target.ts";
import { targetNames } from "../../core/targets/target.ts";
import type { BestRequest } from "../../engine/facts/search.ts";
import { searchOf, startSearch, stopSearch } from "../../state/work/search.ts";
import { pickData } from "../data/pick-data.ts";
import { Check } from "../look/check.tsx";
import { Dialog } from "../look/dialog.tsx";
import { useStudio, useStudioState } from "../studio.tsx";
import { SearchView } from "./search-view.tsx";
import "./search.css";

interface Limits {
  readonly size: string;
  readonly gzip: string;
  readonly loss: string;
  readonly latency: string;
  readonly seconds: string;
  readonly onTarget: boolean;
}

const start: Limits = { size: "", gzip: "", loss: "1", latency: "", seconds: "60", onTarget: true };

/** Limits in, the best variant out; the frontier grows in sight and the search can be ended at any time. */
export default function SearchDialog({ onClose }: { readonly onClose: () => void }) {
  const studio = useStudio();
  const search = useStore(searchOf(studio));
  const hasData = useStudioState((state) => state.data.state === "done");
  const target = useStudioState((state) => state.target);
  const [limits, setLimits] = useState(start);
  const set = (change: Partial<Limits>) => setLimits((now) => ({ ...now, ...change }));
  const running = search.status === "running";
  return (
    <Dialog title="Find the best" wide onClose={onClose}>
      <div className="dialog-body">
        <p className="dim">
          Tries techniques, settings and combinations, sizes first, then accuracy on a few samples, then on
          all. Single ops stay more exact where integers lose too much; with labels and five minutes or more
          it trains as well. A limited latency is measured alone, and once more side by side at the end. Stop
          whenever you like: the best so far stands.
        </p>
        {hasData ? (
          <form
            className="search-form"
            onSubmit={(event) => {
              event.preventDefault();
              void startSearch(studio, requestOf(limits, target));
            }}
          >
            <Limit
              label="File at most, kB"
              value={limits.size}
              disabled={running}
              onChange={(size) => set({ size })}
            />
            <Limit
              label="Gzip at most, kB"
              value={limits.gzip}
              disabled={running}
              onChange={(gzip) => set({ gzip })}
            />
            <Limit
              label="Accuracy lost at most, points"
              value={limits.loss}
              disabled={running}
              onChange={(loss) => set({ loss })}
            />
            <Limit
              label="Latency here at most, ms"
              value={limits.latency}
              disabled={running}
              onChange={(latency) => set({ latency })}
            />
            <Limit
              label="Time to search, seconds"
              value={limits.seconds}
              disabled={running}
              required
              onChange={(seconds) => set({ seconds })}
            />
            {target !== null && (
              <Check checked={limits.onTarget} disabled={running} onChange={(onTarget) => set({ onTarget })}>
                Must run on {targetNames[target]}
              </Check>
            )}
            <div className="search-go">
              {running ? (
                <button type="button" className="button filled" onClick={() => stopSearch(studio)}>
                  Stop with what it has
                </button>
              ) : (
                <button type="submit" className="button filled">
                  {search.status === "ended" ? "Search again" : "Search"}
                </button>
              )}
            </div>
          </form>
        ) : (
          <div className="search-needs">
            <p>The search compares accuracy, so it needs data: a few hundred samples are plenty.</p>
            <button
              type="button"
              className="button filled"
              onClick={() => {
                onClose();
                pickData();
              }}
            >
              Add data
            </button>
          </div>
        )}
        {search.failure && <p className="row-failure">{search.failure.message}</p>}
        {search.request && <SearchView search={search} request={search.request} />}
      </div>
    </Dialog>
  );
}

interface LimitProps {
  readonly label: string;
  readonly value: string;
  readonly disabled: boolean;
  readonly required?: boolean;
  readonly onChange: (value: string) => void;
}

function Limit({ label, value, disabled, required, onChange }: LimitProps) {
  return (
    <label className="search-limit">
      <span>{label}</span>
      <input
        type="number"
        className="field"
        min={required ? 1 : 0}
        step="any"
        value={value}
        placeholder={required ? undefined : "no limit"}
        required={required}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}

function requestOf(
  { size, gzip, loss, latency, seconds, onTarget }: Limits,
  target: TargetId | null,
): BestRequest {
  const given = (text: string, factor: number): number | undefined =>
    text === "" ? undefined : Number(text) * factor;
  const maxBytes = given(size, 1000);
  const maxGzip = given(gzip, 1000);
  const maxLoss = given(loss, 0.01);
  const maxMilliseconds = given(latency, 1);
  return {
    constraints: {
      ...(maxBytes === undefined ? {} : { maxBytes }),
      ...(maxGzip === undefined ? {} : { maxGzip }),
      ...(maxLoss === undefined ? {} : { maxLoss }),
      ...(maxMilliseconds === undefined ? {} : { maxMilliseconds }),
    },
    target: onTarget ? target : null,
    budget: Math.max(1, Number(seconds)),
  };
}
