import { useRef, useState } from "react";
import type { Progress } from "../../core/outcome.ts";
import { thousands } from "../../core/thousands.ts";
import type { DataSummary } from "../../state/model.ts";
import type { NamedFile } from "../../state/studio.ts";
import { removeData } from "../../state/undoable.ts";
import { RemakeAll } from "../compare/row-state.tsx";
import { Icon } from "../look/icons.tsx";
import { TimeLeft } from "../look/time-left.tsx";
import { FileButton } from "../open/file-button.tsx";
import { isDemo, openDemoData } from "../open/open-files.ts";
import { useStudio, useStudioState } from "../studio.tsx";
import { DataDetails } from "./data-details.tsx";
import { dataInputId } from "./pick-data.ts";
import "./data.css";

/** The line that says on what is measured, and takes data. */
export function DataPanel() {
  const studio = useStudio();
  const data = useStudioState((state) => state.data);
  const demo = useStudioState((state) => isDemo(state.model?.name ?? ""));
  const [open, setOpen] = useState(false);
  // While the same files are read again, the details stay where they are.
  const latest = useRef<DataSummary | null>(null);
  if (data.state === "done") latest.current = data.value;
  else if (data.state === "idle") latest.current = null;
  const use = (files: readonly NamedFile[]) => void studio.openData(files);
  return (
    <section className="data panel" aria-label="Data">
      <div className="data-line">
        <Icon name="data" />
        <DataSummaryText />
        <span className="data-buttons">
          {data.state === "done" && (
            <>
              <RemakeAll />
              <button
                type="button"
                className="button quiet"
                aria-expanded={open}
                onClick={() => setOpen((was) => !was)}
              >
                {open ? "Hide details" : "What the model sees"}
              </button>
              <button type="button" className="button quiet" onClick={() => removeData(studio)}>
                Remove
              </button>
            </>
          )}
          {demo && data.state === "idle" && (
            <button type="button" className="button" onClick={() => void openDemoData(studio)}>
              Use the demo's pictures
            </button>
          )}
          <FileButton
            label="Add data"
            text={data.state === "done" ? "Other data" : "Add data"}
            icon="plus"
            multiple
            id={dataInputId}
            onFiles={use}
          />
          <FileButton
            label="Add a folder"
            text={data.state === "done" ? "Other folder" : "Add a folder"}
            icon="open"
            folder
            onFiles={use}
          />
        </span>
      </div>
      {open && latest.current && <DataDetails data={latest.current} />}
    </section>
  );
}

function DataSummaryText() {
  const data = useStudioState((state) => state.data);
  switch (data.state) {
    case "running":
      return <Reading progress={data.progress} />;
    case "done": {
      const { count, labelled, source, skipped, findings } = data.value;
      const warnings = findings.filter((finding) => finding.severity === "warning");
      return (
        <p>
          <strong>
            {thousands(count)} {labelled ? "labelled samples" : "samples"}
          </strong>{" "}
          <span className="dim">{source}</span>
          {skipped.length > 0 && <span className="data-warning"> {skipped.length} could not be read.</span>}
          {warnings.length > 0 && <span className="data-warning"> {warnings[0]!.message}</span>}
        </p>
      );
    }
    default:
      return (
        <p className="data-none">
          <strong>No data yet.</strong>{" "}
          <span className="dim">
            Outputs are compared on synthetic inputs. A hundred typical ones (pictures, arrays, a zip)
            calibrate the integer techniques and show accuracy.
          </span>
        </p>
      );
  }
}

/** How far the reading of data has come: what is in hand, and how long it takes on. */
function Reading({ progress }: { readonly progress: Progress | null }) {
  const share = progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;
  const { phase = "Reading data", done = 0, total = 0 } = progress ?? {};
  return (
    <div className="data-reading">
      <p>
        {phase}
        {total > 1 && `: ${thousands(done)} of ${thousands(total)}`}…
        <TimeLeft of={phase} share={share} />
      </p>
      <progress aria-label="Reading data" {...(share === null ? {} : { value: share })} max={1} />
    </div>
  );
}
