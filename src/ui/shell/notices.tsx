import { noticeDismissed } from "../../state/changes.ts";
import { apply } from "../../state/store.ts";
import { Icon } from "../look/icons.tsx";
import { useStudio, useStudioState } from "../studio.tsx";

/** Errors and news of the whole page. What concerns one row stands in that row. */
export function Notices() {
  const studio = useStudio();
  const notices = useStudioState((state) => state.notices);
  const shared = useStudioState((state) => state.environment?.shared ?? true);
  return (
    <section className="notices" aria-label="Notices">
      {notices.map(({ id, kind, message }) => (
        <div key={id} className={`notice ${kind}`}>
          <Icon name="warning" />
          <p role={kind === "error" ? "alert" : "note"}>{message}</p>
          <button
            type="button"
            className="button quiet icon-only"
            aria-label="Dismiss"
            onClick={() => apply(studio.store, noticeDismissed(id))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      {!shared && (
        <div className="notice info">
          <Icon name="warning" />
          <p role="note">
            {whyUnshared()}, so workers cannot share memory: everything works, on one thread and more slowly.
          </p>
        </div>
      )}
    </section>
  );
}

function whyUnshared(): string {
  if (!isSecureContext) return "This page did not come over https";
  return crossOriginIsolated
    ? "This browser lacks SharedArrayBuffer"
    : "This host does not send the two isolation headers";
}
