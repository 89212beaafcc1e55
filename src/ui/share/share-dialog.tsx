import { useState } from "react";
import { messageOf, outcomeOfError } from "../../core/outcome.ts";
import type { VariantId } from "../../engine/facts/variant.ts";
import { selectRows } from "../../state/derived/rows.ts";
import { save } from "../compare/save.ts";
import { Dialog } from "../look/dialog.tsx";
import { bytes } from "../look/format.ts";
import { Mark } from "../look/mark.tsx";
import { TimeLeft } from "../look/time-left.tsx";
import { useStudio, useStudioState } from "../studio.tsx";
import { writeReport } from "./write-report.ts";
import "./share.css";

/** A report of everything measured, or a zip of chosen files. */
export default function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const studio = useStudio();
  const rows = useStudioState(selectRows).filter((row) => row.facts !== null);
  const stem = useStudioState((state) => (state.model?.name ?? "model").replace(/\.tflite$/i, ""));
  const ready = rows.filter(({ status }) => status.kind === "done");
  const [left, setLeft] = useState<ReadonlySet<VariantId>>(new Set());
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const [share, setShare] = useState<number | null>(null);
  const chosen = ready.filter(({ id }) => !left.has(id));
  const total = chosen.reduce((sum, { facts }) => sum + (facts?.size.file ?? 0), 0);

  const working = async (work: () => Promise<string>) => {
    setBusy(true);
    setSaid("Working…");
    setSaid(await work().catch((error: unknown) => `It failed: ${messageOf(error)}`));
    setShare(null);
    setBusy(false);
  };
  const report = (kind: "html" | "json") =>
    working(async () => {
      const { text, type } = await writeReport(studio, kind, setShare);
      save(text, `${stem}.report.${kind}`, type);
      return "The report is in your downloads.";
    });
  const zip = () =>
    working(async () => {
      const files = chosen.map(({ id, facts }) => ({ id, name: facts!.fileName }));
      const outcome = await studio.api
        .archive(files, {
          cancelFlag: studio.newFlag(),
          onProgress: ({ done, total: all, subject = "" }) => {
            setSaid(`Packing ${subject}`);
            setShare(done / Math.max(1, all));
          },
        })
        .catch(outcomeOfError);
      if (outcome.state === "failed") return outcome.failure.message;
      if (outcome.state === "cancelled") return "Stopped.";
      save(outcome.value, `${stem}.variants.zip`);
      return "The zip is in your downloads.";
    });

  return (
    <Dialog title="Share" onClose={onClose}>
      <div className="dialog-body">
        <section className="share-part">
          <h3>Report</h3>
          <p className="dim">
            All figures with their origin, charts, recipes, checksums and versions. One file that needs
            nothing else; the model is not in it.
          </p>
          <div className="share-buttons">
            <button
              type="button"
              className="button filled"
              disabled={busy}
              onClick={() => void report("html")}
            >
              Report as HTML
            </button>
            <button type="button" className="button" disabled={busy} onClick={() => void report("json")}>
              Report as JSON
            </button>
          </div>
        </section>
        <section className="share-part">
          <h3>Files</h3>
          {ready.length === 0 && <p className="dim">No variant is finished yet.</p>}
          <ul className="share-files">
            {ready.map((row) => (
              <li key={row.id}>
                <label>
                  <input
                    type="checkbox"
                    className="switch"
                    checked={!left.has(row.id)}
                    onChange={() =>
                      setLeft((now) => {
                        const next = new Set(now);
                        if (!next.delete(row.id)) next.add(row.id);
                        return next;
                      })
                    }
                  />
                  <Mark row={row} />
                  <span>{row.label}</span>
                  <span className="dim small">{bytes(row.facts!.size.file)}</span>
                </label>
              </li>
            ))}
          </ul>
          <button
            type="button"
            className="button"
            disabled={busy || chosen.length === 0}
            onClick={() => void zip()}
          >
            Download as zip ({bytes(total)} before packing)
          </button>
        </section>
        <p role="status" className="small">
          {said}
        </p>
        {share !== null && (
          <div className="share-progress">
            <progress aria-label={said} value={Math.min(1, share)} max={1} />
            <span className="dim small">
              {Math.round(100 * Math.min(1, share))}&nbsp;%
              <TimeLeft of="share" share={share} />
            </span>
          </div>
        )}
      </div>
    </Dialog>
  );
}
