import { useEffect, useState } from "react";
import { messageOf } from "../../core/outcome.ts";
import { thousands } from "../../core/thousands.ts";
import { noticed } from "../../state/changes.ts";
import { apply } from "../../state/store.ts";
import { useStudio, useStudioState } from "../studio.tsx";
import { openFiles } from "./open-files.ts";
import { readDrop } from "./read-drop.ts";

/** Files after which the number of those found is told anew. */
const some = 200;

const whyNot = (error: unknown): string => `What was dropped could not be read: ${messageOf(error)}`;

/** Takes files dropped anywhere, and says so while they hover. */
export function DropVeil() {
  const studio = useStudio();
  const hasModel = useStudioState((state) => state.model !== null);
  const [over, setOver] = useState(false);
  /** Files of a dropped folder that were found so far, once that takes a while. */
  const [found, setFound] = useState<number | null>(null);
  useEffect(() => {
    let depth = 0;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (event.dataTransfer)
        readDrop(event.dataTransfer, (count) => count % some === 0 && setFound(count))
          .finally(() => setFound(null))
          .then((files) => openFiles(studio, files))
          .catch((error: unknown) => apply(studio.store, noticed("error", whyNot(error))));
    };
    const listeners = [
      ["dragenter", enter],
      ["dragleave", leave],
      ["dragover", hover],
      ["drop", drop],
    ] as const;
    for (const [name, listener] of listeners) window.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of listeners) window.removeEventListener(name, listener);
    };
  }, [studio]);
  if (found !== null && !over)
    return (
      <p role="status" className="drop-reading">
        Looking through the folder: {thousands(found)} files so far
      </p>
    );
  if (!over) return null;
  return (
    <div className="drop-veil">
      <p>{hasModel ? "Drop another model, or data or a recipe for this one" : "Drop the model"}</p>
    </div>
  );
}
