import { useState } from "react";
import type { LatencyEstimate } from "../../core/estimate/estimate.ts";
import type { ImportedLatency } from "../../core/estimate/imported.ts";
import { InputError } from "../../core/outcome.ts";
import type { TargetId } from "../../core/targets/target.ts";
import { forgetMeasured, importMeasured } from "../../state/derived/verdicts.ts";
import { milliseconds } from "../look/format.ts";
import { FileButton } from "../open/file-button.tsx";
import { useStudio } from "../studio.tsx";
import { isEstimated, measuredText, rangeText } from "./words.ts";

interface Props {
  readonly id: string;
  readonly target: TargetId;
  readonly estimates: readonly LatencyEstimate[];
  readonly measured: ImportedLatency | null;
}

/** Latency on the target: what was measured there, else ranges with what they rest on, else why there is none. */
export default function TargetLatency({ id, target, estimates, measured }: Props) {
  const studio = useStudio();
  const [said, setSaid] = useState("");
  const take = async (file: Blob) => {
    try {
      const ids = importMeasured(studio, await file.text(), id, target);
      setSaid(
        ids.length === 0
          ? "It names other files than those made here."
          : `Latency taken for ${ids.length} ${ids.length === 1 ? "row" : "rows"}.`,
      );
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      setSaid(error.message);
    }
  };
  return (
    <section>
      <h4>Latency there</h4>
      {measured ? (
        <p>
          <strong>{milliseconds(measured.milliseconds)}</strong>{" "}
          <span className="dim">{measuredText(measured)}</span>{" "}
          <button type="button" className="button quiet" onClick={() => forgetMeasured(studio, id, target)}>
            Forget it
          </button>
        </p>
      ) : (
        <Estimates estimates={estimates} />
      )}
      <p className="dim small">
        Measured on a device already? The output of LiteRT's benchmark tool, or a table with a column
        “milliseconds”, takes the place of the estimate.
      </p>
      <FileButton
        label="Import a measured latency"
        text="Import a measurement"
        icon="open"
        accept=".txt,.log,.csv,.tsv,text/*"
        onFiles={([file]) => file && void take(file.file)}
      />
      <p role="status" className="small">
        {said}
      </p>
    </section>
  );
}

function Estimates({ estimates }: { readonly estimates: readonly LatencyEstimate[] }) {
  if (estimates.length === 0)
    return (
      <p className="dim">No measurements of this target are published that an estimate could rest on.</p>
    );
  return (
    <ul className="plain-list">
      {estimates.map((estimate) => (
        <li key={estimate.device.id}>
          {isEstimated(estimate) ? (
            <details>
              <summary>
                {estimate.device.label}: <strong>{rangeText(estimate)}</strong>{" "}
                <span className="dim">estimate, {estimate.device.conditions}</span>
              </summary>
              <p className="small dim">{estimate.note} Published figures that it rests on:</p>
              <ul className="plain-list small">
                {estimate.anchors.map((anchor) => (
                  <li key={`${anchor.network} ${anchor.kind} ${anchor.milliseconds}`}>
                    {anchor.network}, {anchor.kind}: {milliseconds(anchor.milliseconds)}{" "}
                    <a href={anchor.source} target="_blank" rel="noreferrer">
                      source<span className="sr-only"> of {anchor.network} in a new tab</span>
                    </a>
                  </li>
                ))}
              </ul>
            </details>
          ) : (
            <span className="dim">
              {estimate.device.label}: no estimate. {estimate.reason}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
