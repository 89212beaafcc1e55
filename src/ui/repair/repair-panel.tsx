import { useEffect, useRef, useState } from "react";
import { outcomeOfError, type Progress } from "../../core/outcome.ts";
import type { StudioApi } from "../../engine/api.ts";
import type {
  RepairFacts,
  RepairLimits,
  RepairStepFacts,
  SensitivityFacts,
} from "../../engine/facts/precision.ts";
import type { VariantId } from "../../engine/facts/variant.ts";
import type { Step } from "../../techniques/pipeline.ts";
import { bytes as bytesText, change, shortName } from "../look/format.ts";
import { TimeLeft } from "../look/time-left.tsx";
import { SharedRangeButtons } from "../rules/shared-range-buttons.tsx";
import { RepairSteps } from "./repair-steps.tsx";
import { SensitivityTable } from "./sensitivity-table.tsx";
import "./repair.css";

export interface RepairPanelProps {
  readonly api: StudioApi;
  readonly id: VariantId;
  readonly label: string;
  readonly hasData: boolean;
  readonly newFlag: () => Int32Array;
  /** Shows an op in the graph, by the name of its output. */
  readonly onShowOp: (tensor: string) => void;
  /** Makes the recipe a row of the table. */
  readonly onRecipe: (steps: readonly Step[]) => void;
  /** Told before a row is made here: what is repaired stays in sight. */
  readonly onMake: () => void;
}

type Work =
  | { readonly kind: "idle" }
  | { readonly kind: "sensitivity" | "repair"; readonly progress: Progress | null }
  | { readonly kind: "failed"; readonly message: string };

/** Which ops of an integer variant cost its accuracy, and the fewest to keep at a better precision. */
export default function RepairPanel(props: RepairPanelProps) {
  const { api, id, label, hasData, newFlag, onShowOp, onRecipe, onMake } = props;
  const [work, setWork] = useState<Work>({ kind: "idle" });
  const [sensitivity, setSensitivity] = useState<SensitivityFacts | null>(null);
  const [steps, setSteps] = useState<readonly RepairStepFacts[]>([]);
  const [repaired, setRepaired] = useState<RepairFacts | null>(null);
  const [maxLoss, setMaxLoss] = useState("0.5");
  const [maxMore, setMaxMore] = useState("15");
  const flag = useRef<Int32Array | null>(null);
  useEffect(
    () => () => {
      if (flag.current) Atomics.store(flag.current, 0, 1);
    },
    [],
  );
  const busy = work.kind === "sensitivity" || work.kind === "repair";

  /** Both runs look alike: a flag to stop by, progress, and an outcome that is data. */
  const start = (kind: "sensitivity" | "repair", run: (control: Control) => Promise<string | null>): void => {
    const mine = newFlag();
    flag.current = mine;
    const current = (): boolean => flag.current === mine;
    setWork({ kind, progress: null });
    const onProgress = (progress: Progress): void => {
      if (current()) setWork({ kind, progress });
    };
    void run({ cancelFlag: mine, onProgress }).then((message) => {
      if (current()) setWork(message === null ? { kind: "idle" } : { kind: "failed", message });
    });
  };

  const measure = (): void =>
    start("sensitivity", async (control) => {
      const outcome = await api.sensitivity(id, control).catch(outcomeOfError);
      if (outcome.state === "done") setSensitivity(outcome.value);
      return outcome.state === "failed" ? outcome.failure.message : null;
    });

  const repair = (): void => {
    setSteps([]);
    setRepaired(null);
    start("repair", async (control) => {
      const measured = await api.sensitivity(id, control).catch(outcomeOfError);
      if (measured.state !== "done") return measured.state === "failed" ? measured.failure.message : null;
      setSensitivity(measured.value);
      const limits: RepairLimits = {
        maxLoss: Number(maxLoss),
        ...(maxMore === ""
          ? {}
          : { maxBytes: Math.round(measured.value.bytes * (1 + Number(maxMore) / 100)) }),
      };
      const outcome = await api
        .repair(id, limits, control, (step) => setSteps((known) => [...known, step]))
        .catch(outcomeOfError);
      if (outcome.state === "done") {
        setRepaired(outcome.value);
        setSteps(outcome.value.tried);
        if (outcome.value.kept.length > 0) onRecipe(outcome.value.steps);
      }
      return outcome.state === "failed" ? outcome.failure.message : null;
    });
  };

  return (
    <div className="repair-panel">
      <form
        className="repair-form"
        onSubmit={(event) => {
          event.preventDefault();
          repair();
        }}
      >
        <p className="repair-intro dim">
          Keeps the fewest ops of {label} at 16 bits or in float that bring it back within the loss. Every try
          is measured on the finished file.
        </p>
        <label>
          Largest loss, points
          <input
            className="field"
            type="number"
            min="0"
            max="100"
            step="any"
            required
            value={maxLoss}
            onChange={(event) => setMaxLoss(event.currentTarget.value)}
          />
        </label>
        <label>
          At most more bytes, %
          <input
            className="field"
            type="number"
            min="0"
            step="any"
            value={maxMore}
            onChange={(event) => setMaxMore(event.currentTarget.value)}
          />
        </label>
        <div className="repair-buttons">
          <button type="submit" className="button filled" disabled={busy || !hasData}>
            Repair
          </button>
          <button type="button" className="button" disabled={busy} onClick={measure}>
            Measure sensitivity only
          </button>
          {busy && (
            <button
              type="button"
              className="button quiet"
              onClick={() => {
                if (flag.current) Atomics.store(flag.current, 0, 1);
              }}
            >
              Stop
            </button>
          )}
        </div>
      </form>
      <p role="status" className="repair-status">
        {work.kind === "failed" ? (
          <span className="repair-failed">{work.message}</span>
        ) : busy ? (
          <>
            {progressText(work)}
            <TimeLeft
              of={work.progress?.phase ?? ""}
              share={work.progress ? work.progress.done / Math.max(1, work.progress.total) : null}
            />
          </>
        ) : hasData ? (
          ""
        ) : (
          "Add some samples to repair; without them only the sensitivity on synthetic inputs can be measured."
        )}
      </p>
      {busy && (
        <progress
          aria-label="Progress"
          max={work.progress?.total ?? 1}
          value={work.progress ? work.progress.done : undefined}
        />
      )}
      {repaired && <Result facts={repaired} />}
      {steps.length > 0 && <RepairSteps steps={steps} limit={Number(maxLoss)} />}
      {sensitivity?.sharedRanges.map((found) => (
        <p key={found.tensor} className="shared-range">
          <span>{found.message}</span>
          <SharedRangeButtons id={id} tensor={found.tensor} onMake={onMake} />
        </p>
      ))}
      {sensitivity && <SensitivityTable facts={sensitivity} onShowOp={onShowOp} />}
    </div>
  );
}

interface Control {
  readonly cancelFlag: Int32Array;
  readonly onProgress: (progress: Progress) => void;
}

function progressText(work: Extract<Work, { progress: Progress | null }>): string {
  const { progress } = work;
  if (progress === null) return "Starting…";
  const name = progress.phase === "sensitivity" ? "Trying each op alone" : "Trying sets of ops";
  return `${name}: ${progress.done} of ${progress.phase === "sensitivity" ? "" : "about "}${progress.total}`;
}

function Result({ facts }: { readonly facts: RepairFacts }) {
  const { before, bytes, heldBack, kept, loss, measure, reached, samples } = facts;
  return (
    <div className="repair-result" data-reached={reached}>
      <p>
        <strong>{reached ? "Repaired." : "Not within the limits; this is the best that was found."}</strong>{" "}
        {kept.length === 0
          ? "No op needs to be kept."
          : `${kept.length} ${kept.length === 1 ? "op" : "ops"} kept, as a row of its own in the table.`}
      </p>
      <p>
        Loss of {measure}: {before.loss.toFixed(2)} → {loss.toFixed(2)} points on {samples} samples
        {heldBack &&
          `; on ${heldBack.samples} others, held back from the choice: ${heldBack.before.toFixed(2)} → ${heldBack.loss.toFixed(2)}`}
        . File: {bytesText(before.bytes)} → {bytesText(bytes)} ({change(bytes / before.bytes)}).
      </p>
      {kept.length > 0 && (
        <ul>
          {kept.map(({ tensor, opName, precision }) => (
            <li key={tensor}>
              <code>{opName}</code> {precision === "float" ? "in float" : "at 16 bits"}{" "}
              <span className="dim mono small" title={tensor}>
                {shortName(tensor)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
