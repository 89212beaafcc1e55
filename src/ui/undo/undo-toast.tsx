import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { hushUndo, undoLast, undoStore } from "../../state/undo.ts";
import { Icon } from "../look/icons.tsx";
import { useStudioState } from "../studio.tsx";
import "./undo.css";

/** Long enough to read and reach; it waits while pointer or focus are on it. */
const shownFor = 8000;

/** Says what was done, with a button that takes it back. */
export function UndoToast() {
  // Another model makes an end of what could be taken back of the last one.
  useStudioState((state) => state.session);
  const newest = useStore(undoStore, (state) => state.told);
  const told = newest?.possible() ? newest : null;
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (told === null || held) return;
    const timer = setTimeout(hushUndo, shownFor);
    return () => clearTimeout(timer);
  }, [told, held]);
  return (
    <div className="toast-place" aria-live="polite">
      {told && (
        // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while something is on it
        <div
          className="toast"
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <span>{told.text}.</span>
          <button
            type="button"
            className="button quiet"
            aria-keyshortcuts="Control+Z Meta+Z"
            onClick={() => void undoLast()}
          >
            Undo
          </button>
          <button type="button" className="button quiet icon-only" aria-label="Dismiss" onClick={hushUndo}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
