import { type Row, selectOutdated, selectRows } from "../../state/derived/rows.ts";
import { brief } from "../../state/variants.ts";
import { pickData } from "../data/pick-data.ts";
import { Icon } from "../look/icons.tsx";
import { TimeLeft } from "../look/time-left.tsx";
import { useStudio, useStudioState } from "../studio.tsx";
import { progressText } from "./phase-words.ts";
import { saveVariant } from "./save.ts";

/** The last cell: what this row can do now. */
export function RowAction({ row, headerId }: { readonly row: Row; readonly headerId: string }) {
  const studio = useStudio();
  const { status } = row;
  const described = { "aria-describedby": headerId } as const;
  switch (status.kind) {
    case "original":
      return null;
    case "done":
      return (
        <>
          <button
            type="button"
            className="button"
            {...described}
            onClick={() => row.facts && void saveVariant(studio, row.facts)}
          >
            <Icon name="download" />
            Download
          </button>
          <Remake row={row} described={described} />
        </>
      );
    case "running":
      return (
        <button type="button" className="button" {...described} onClick={() => studio.cancel(row.id, "make")}>
          Cancel
        </button>
      );
    case "checking":
      return <span className="dim small">Checking…</span>;
    case "waiting":
      return <span className="dim small">Waiting</span>;
    case "idle":
    case "stopped":
      return (
        <button type="button" className="button" {...described} onClick={() => studio.run(row.id)}>
          <Icon name="play" />
          Run
        </button>
      );
    case "needs-data":
      return (
        <button type="button" className="button" {...described} onClick={pickData}>
          <Icon name="plus" />
          Add data
        </button>
      );
    case "failed":
      return (
        <button
          type="button"
          className="button"
          {...described}
          onClick={() => studio.retry(row.id, status.task)}
        >
          <Icon name="retry" />
          Retry
        </button>
      );
  }
}

interface RemakeProps {
  readonly row: Row;
  readonly described: { readonly "aria-describedby": string };
}

/** Offers to make a row again that the data would change. */
function Remake({ row, described }: RemakeProps) {
  const studio = useStudio();
  const outdated = useStudioState((state) => selectOutdated(selectRows(state), state.data.state === "done"));
  if (!outdated.includes(row)) return null;
  return (
    <button
      type="button"
      className="button remake"
      title="It would come out better with your data"
      {...described}
      onClick={() => studio.remake([row.id])}
    >
      <Icon name="retry" />
      Remake<span className="sr-only"> with data</span>
    </button>
  );
}

/** Makes every row again that the data would change; not there where there is none. */
export function RemakeAll() {
  const studio = useStudio();
  const outdated = useStudioState((state) => selectOutdated(selectRows(state), state.data.state === "done"));
  if (outdated.length === 0) return null;
  return (
    <button
      type="button"
      className="button"
      title={outdated.map(({ label }) => label).join(", ")}
      onClick={() => studio.remake(outdated.map(({ id }) => id))}
    >
      <Icon name="retry" />
      Remake with your data ({outdated.length})
    </button>
  );
}

/** What stands where the figures will be, until they are there; null once they are. */
export function RowMessage({ row }: { readonly row: Row }) {
  const { status } = row;
  switch (status.kind) {
    case "running": {
      const { progress } = status;
      const share = progress && progress.total > 0 ? progress.done / progress.total : null;
      return (
        <span className="row-progress">
          <progress
            aria-label={`Progress of ${row.label}`}
            {...(share === null ? {} : { value: Math.min(1, share) })}
            max={1}
          />
          <span className="dim small">
            {progress ? progressText(progress) : "Starting"}…
            {/* What training itself takes is not told by its preparations. */}
            {(row.family !== "training" || progress?.phase === "train") && (
              <TimeLeft of={progress?.phase ?? ""} share={share} />
            )}
          </span>
        </span>
      );
    }
    case "needs-data":
      return (
        <span className="dim">{brief(row.summary).split(":")[0]}. Add some typical inputs, and it runs.</span>
      );
    case "waiting":
      return <span className="dim">Waiting for its turn</span>;
    case "idle":
      return <span className="dim">{brief(row.summary)}.</span>;
    case "stopped":
      return <span className="dim">Stopped</span>;
    case "failed":
      return (
        <span className="row-failure">
          <Icon name="warning" />
          {status.failure.message}
          {status.failure.place?.op && ` (${status.failure.place.op})`}
        </span>
      );
    case "original":
    case "checking":
    case "done":
      return null;
  }
}
