import { selectActivity } from "../../state/derived/status.ts";
import { useTimeLeft } from "../look/time-left.tsx";
import { useStudioState } from "../studio.tsx";

/** What runs now, as words for everybody; `Ready` when nothing does. */
export function Status() {
  const { text, fraction, busy } = useStudioState(selectActivity);
  const left = useTimeLeft(text, fraction);
  return (
    <div className="status" data-busy={busy}>
      <span className="status-dot" aria-hidden="true" />
      <p role="status">{text}</p>
      <span className="status-share" aria-hidden="true">
        {fraction === null ? "" : `${Math.round(fraction * 100)}\u00a0%`}
        {left && <span className="status-left"> {left}</span>}
      </span>
    </div>
  );
}
